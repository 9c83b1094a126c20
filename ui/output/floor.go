package output

import (
	"io"
	"strconv"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/ui/draw"
)

// Floor is the floor of a room in flat keys, for programs that cannot read lists, and whole below them. Names are
// untrusted text.
type Floor struct {
	Mode      string  `json:"mode"`         // open, queue, panel or quiet
	Max       int     `json:"max"`          // guests at a time
	Enforce   string  `json:"enforce"`      // off, mark or hold
	Enforcing string  `json:"enforcing"`    // what this program does at present
	Override  bool    `json:"override"`     // a new guest ends the turn of the guest who has spoken longest
	TurnS     float64 `json:"turn_seconds"` // length of a turn; 0: no limit
	Consent   string  `json:"consent"`      // hand, always or never

	// The guest is the first person with the floor; empty if nobody has it. Used grows while Running is true. Left is
	// negative in over-time, and null without a limit.
	Guest   string   `json:"guest"`
	GuestID string   `json:"guest_id"`
	Used    float64  `json:"used_seconds"`
	Limit   float64  `json:"limit_seconds"`
	Left    *float64 `json:"left_seconds"`
	Running bool     `json:"running"`
	// Opened is false until the room shows the guest's microphone open.
	Opened bool `json:"opened"`

	// The person to whom next would give the floor. A request for next repeats this id.
	Next    string `json:"next"`
	NextID  string `json:"next_id"`
	Waiting int    `json:"waiting"`
	Closed  bool   `json:"queue_closed"`
	Order   string `json:"order"`
	Budget  string `json:"budget"` // such as 10m, 3 turns, by party; none

	Paused      string `json:"paused"` // reason, or ""
	Interrupted bool   `json:"interrupted"`
	Break       string `json:"break"`
	Item        string `json:"item"`
	Busy        bool   `json:"busy"`     // a verb is in progress
	Speaking    string `json:"speaking"` // names of people who speak without the floor
	Shared      bool   `json:"shared"`
	Holder      string `json:"holder"` // label of the console that enforces
	Mine        bool   `json:"mine"`   // it is this one

	Turns     []FloorTurn `json:"turns"`
	Queue     []FloorSeat `json:"queue"`
	Unplanned []floor.Who `json:"unplanned"`
	Banner    []floor.Who `json:"banner"` // people whom the enforcing program has stopped muting
}

// FloorTurn is the floor of one person.
type FloorTurn struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Kind    string  `json:"kind"` // guest, answer or manual
	Used    float64 `json:"used_seconds"`
	Limit   float64 `json:"limit_seconds"`
	Running bool    `json:"running"`
	Paused  bool    `json:"paused"`
	Opened  bool    `json:"opened"`
	Failed  bool    `json:"did_not_open"`
	Away    bool    `json:"away"`
	Turns   int     `json:"turns"`
	Total   float64 `json:"total_seconds"`
}

// FloorSeat is one place in the queue.
type FloorSeat struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Lane     string  `json:"lane"` // "", reply or point
	Waited   float64 `json:"waited_seconds"`
	Unsure   bool    `json:"unsure"` // the hand was up before this program joined
	Away     bool    `json:"away"`
	Callable bool    `json:"callable"`
}

// OfFloor returns a view of the floor, made at a time, as it is now.
func OfFloor(v *floor.View, at, now time.Time) Floor {
	f := Floor{
		Mode: string(v.Mode.Preset), Max: v.Mode.Guests, Enforce: string(v.Mode.Enforce), Enforcing: v.Enforce,
		Override: v.Mode.Override, TurnS: seconds(v.Mode.Turn), Consent: string(v.Consent), Waiting: v.Waiting,
		Closed: v.Closed, Budget: v.Budget.String(), Order: string(v.Order.By), Paused: string(v.Paused),
		Interrupted: v.Interrupted,
		Break:       v.Break, Item: v.Item, Busy: v.Busy != "", Shared: v.Shared, Holder: v.Holder, Mine: v.Mine,
		Turns: []FloorTurn{}, Queue: []FloorSeat{}, Speaking: namesOf(v.Unplanned),
		Unplanned: append([]floor.Who{}, v.Unplanned...), Banner: append([]floor.Who{}, v.Banner...),
	}
	f.turns(v, now.Sub(at))
	for _, en := range v.Queue {
		if en.ID == v.Next {
			f.Next, f.NextID = en.Name, string(en.ID)
		}
		f.Queue = append(f.Queue, FloorSeat{
			ID: string(en.ID), Name: en.Name, Lane: en.Lane.Code(), Waited: seconds(now.Sub(en.Since)),
			Unsure: en.Unsure, Away: !en.Away.IsZero(), Callable: en.Callable,
		})
	}
	return f
}

// turns adds the people who have the floor. since is how long ago the view was made.
func (f *Floor) turns(v *floor.View, since time.Duration) {
	for _, t := range v.Turns {
		used := t.Used
		if t.Running {
			used += max(0, since)
		}
		f.Turns = append(f.Turns, FloorTurn{
			ID: string(t.ID), Name: t.Name, Kind: string(t.Kind), Used: seconds(used), Limit: seconds(t.Limit),
			Running: t.Running, Paused: t.Paused, Opened: !t.Waits, Failed: t.Failed, Away: t.Away, Turns: t.Turns,
			Total: seconds(t.Total),
		})
		if f.GuestID != "" || t.Kind != floor.Guest {
			continue
		}
		f.Guest, f.GuestID, f.Used, f.Limit = t.Name, string(t.ID), seconds(used), seconds(t.Limit)
		f.Running, f.Opened = t.Running, !t.Waits
		if t.Limit > 0 {
			left := seconds(t.Limit - used)
			f.Left = &left
		}
	}
}

// seconds returns a duration in seconds, to a tenth.
func seconds(d time.Duration) float64 { return d.Round(100 * time.Millisecond).Seconds() }

func namesOf(who []floor.Who) string {
	names := make([]string, len(who))
	for i, w := range who {
		names[i] = w.Name
	}
	return strings.Join(names, ", ")
}

// FloorTable prints a floor for people: its mode, who has it, and the queue. The name is the last column.
func FloorTable(w io.Writer, f *Floor) error {
	rows := [][]string{{"mode", limitOf(f.TurnS), strings.Join(f.states(), ", "), ""}}
	for _, t := range f.Turns {
		state := "microphone open"
		switch {
		case t.Away:
			state = "away"
		case t.Failed:
			state = "did not open"
		case !t.Opened:
			state = "microphone still off"
		case t.Paused:
			state = "clock paused"
		}
		used := clockOf(t.Used)
		if t.Limit > 0 {
			used += "/" + clockOf(t.Limit)
		}
		rows = append(rows, []string{t.Kind, used, state, t.Name})
	}
	for i, seat := range f.Queue {
		rows = append(rows, []string{seatNumber(f, i), clockOf(seat.Waited), seat.state(), seat.Name})
	}
	for _, who := range f.Unplanned {
		rows = append(rows, []string{"speaks", "", "without the floor", who.Name})
	}
	return Table(w, []string{"FLOOR", "TIME", "STATE", "NAME"}, rows)
}

// states returns the words for the state of the floor.
func (f *Floor) states() []string {
	words := []string{f.Mode}
	if f.Mode != string(floor.Open) {
		words = append(words, f.Enforcing)
	}
	for _, part := range []struct {
		word string
		on   bool
	}{
		{"override", f.Override},
		{strconv.Itoa(f.Max) + " guests", f.Max > 1},
		{"paused", f.Paused != ""},
		{"interrupted", f.Interrupted},
		{f.Break, f.Break != ""},
		{"queue closed", f.Closed},
		{"item " + f.Item, f.Item != ""},
		{"enforced by " + f.Holder, f.Holder != "" && !f.Mine},
	} {
		if part.on {
			words = append(words, part.word)
		}
	}
	return words
}

func seatNumber(f *Floor, i int) string {
	if f.Queue[i].ID == f.NextID {
		return "next"
	}
	return strconv.Itoa(i + 1)
}

func (s *FloorSeat) state() string {
	words := []string{}
	for _, part := range []struct {
		word string
		on   bool
	}{
		{s.Lane, s.Lane != ""},
		{"away", s.Away},
		{"hand lowered", !s.Callable && !s.Away},
		{"since before this program joined", s.Unsure},
	} {
		if part.on {
			words = append(words, part.word)
		}
	}
	return strings.Join(words, ", ")
}

func limitOf(s float64) string {
	if s == 0 {
		return ""
	}
	return "/" + clockOf(s)
}

func clockOf(s float64) string { return draw.Clock(time.Duration(s * float64(time.Second))) }
