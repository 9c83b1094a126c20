package output

import (
	"io"
	"strconv"
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// gap separates two columns.
const gap = "  "

// nothing is printed for a value that is unknown or absent.
const nothing = "-"

// Table writes rows under their heads. Columns are aligned by the width of the text on a screen. Cells are untrusted
// text and are cleaned here. An empty cell is shown as "-".
func Table(w io.Writer, heads []string, rows [][]string) error {
	lines := append([][]string{heads}, rows...)
	widths := make([]int, len(heads))
	for i, row := range lines {
		lines[i] = make([]string, len(row))
		for j, cell := range row {
			if cell = text.Clean(cell); cell == "" {
				cell = nothing
			}
			lines[i][j] = cell
			widths[j] = max(widths[j], text.Width(cell))
		}
	}
	var b strings.Builder
	for _, row := range lines {
		for j, cell := range row {
			if j == len(row)-1 {
				b.WriteString(cell)
				break
			}
			b.WriteString(text.Pad(cell, widths[j]) + gap)
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Rooms prints rooms for people.
func Rooms(w io.Writer, rooms []video.Room) error {
	rows := make([][]string, len(rooms))
	for i, r := range rooms {
		people := ""
		if r.MemberCount >= 0 {
			people = strconv.Itoa(r.MemberCount)
		}
		rows[i] = []string{
			r.Name, people, flagWord(r.Locked, "locked", "open"), flagWord(r.Recording, "records", nothing),
			r.LayoutName, r.ID, r.DisplayName,
		}
	}
	return Table(w, []string{"NAME", "PEOPLE", "LOCK", "REC", "LAYOUT", "ID", "TITLE"}, rows)
}

// Members prints members for people. The name is the last column, so that a right-to-left name cannot reorder the
// others.
func Members(w io.Writer, members []*video.Member) error {
	rows := make([][]string, 0, len(members))
	for _, m := range members {
		position := m.CurrentPosition
		if position == "" {
			position = m.RequestedPosition
		}
		rows = append(rows, []string{
			onOff(!m.AudioMuted), onOff(!m.VideoMuted), onOff(!m.Deaf), only(m.HandRaised, "up"), only(m.Talking, "talks"),
			string(position), m.Type, string(m.ID), text.NameOf(m.Name, string(m.ID)).Text,
		})
	}
	return Table(w, []string{"MIC", "CAM", "EAR", "HAND", "TALK", "PLACE", "TYPE", "ID", "NAME"}, rows)
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// only returns word if it applies, else "".
func only(applies bool, word string) string {
	if applies {
		return word
	}
	return ""
}

// flagWord returns one of the words, or nothing if the room has not sent the value.
func flagWord(f video.Flag, yes, no string) string {
	switch f {
	case video.Yes:
		return yes
	case video.No:
		return no
	}
	return nothing
}
