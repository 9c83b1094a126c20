package text

import (
	"strings"

	"gavel/session/video"
)

// maxLines is the largest number of lines of a value. No one scrolls through more.
const maxLines = 1000

// CleanLines returns raw text of several lines, such as metadata, as harmless lines. A line feed separates lines, with
// or without a carriage return before it. Indentation stays. Each line is cleaned as by Clean. Of more than 1,000
// lines, the first 999 stay, followed by an ellipsis.
func CleanLines(raw string) []string {
	lines := strings.SplitN(raw, "\n", maxLines+1)
	if len(lines) > maxLines {
		lines = append(lines[:maxLines-1], Ellipsis)
	}
	for i, line := range lines {
		line, _ = cleanLine(strings.TrimSuffix(line, "\r"), false)
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}

// Sanitise returns a raw message for stderr or a log. Lines are cleaned as by CleanLines, and the
// secret parts of URLs are masked as by MaskURL.
func Sanitise(raw string) string { return strings.Join(CleanLines(video.MaskAddresses(raw)), "\n") }
