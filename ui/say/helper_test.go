package say_test

import (
	"strconv"
	"strings"

	"gavel/session/video"
)

// crowd is a room with Ann, Ben, "6 people" and a screen. Their ids are a, b, c and s.
type crowd struct{}

var calledAs = map[video.MemberID]string{"a": "Ann", "b": "Ben", "c": `"6 people"`, "s": "Cy's screen"}

func name(p video.Person) string { return calledAs[p.ID] }

func (crowd) LabelAs(p video.Person) string           { return name(p) }
func (crowd) Tagged(id video.MemberID) string         { return calledAs[id] + " #1bf4" }
func (crowd) CountOf(ids []video.MemberID) string     { return strconv.Itoa(len(ids)) + " people" }
func (crowd) Mixed([]video.MemberID) bool             { return false }
func (crowd) Counted(ids []video.MemberID) bool       { return len(ids) > 3 }
func (crowd) LabelIn(id video.MemberID, _ int) string { return calledAs[id] }

func (crowd) Names(ids []video.MemberID) string {
	if len(ids) > 3 {
		return crowd{}.CountOf(ids)
	}
	var all []string
	for _, id := range ids {
		all = append(all, calledAs[id])
	}
	return strings.Join(all, " and ")
}

func (crowd) Object(id string) string {
	if id == "several" {
		return "#beef"
	}
	return ""
}

// onFive returns a command on five members.
func onFive(c func(...video.MemberID) video.Command) video.Command { return c("a", "b", "c", "s", "d") }
