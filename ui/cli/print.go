package cli

import (
	"io"
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// gap separates two columns.
const gap = "  "

// nothing is printed for a value that is unknown or absent.
const nothing = "-"

// table writes rows under their heads. Columns are aligned by the width of the text on a screen. Cells are untrusted
// text and are cleaned here.
func table(w io.Writer, heads []string, rows [][]string) error {
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

// memberTable prints members for people. The name is the last column, so that a right-to-left name cannot reorder the
// others.
func memberTable(w io.Writer, members []*video.Member) error {
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
	return table(w, []string{"MIC", "CAM", "EAR", "HAND", "TALK", "PLACE", "TYPE", "ID", "NAME"}, rows)
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
	return nothing
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
