package text

import (
	"regexp"
	"strings"
)

// maxLines bounds a value of several lines. It is more than anybody scrolls through.
const maxLines = 1000

// CleanLines returns raw text of several lines, such as metadata, as harmless lines.
// Line feeds part lines, with or without a carriage return before them; indentation stays.
// Each line is cleaned as by Clean; beyond 1,000 lines the last one is an ellipsis.
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

// anyURL finds URLs inside a message.
var anyURL = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+`)

// Sanitise returns a raw message for stderr or a log: lines cleaned as by CleanLines, the
// secret parts of URLs masked as by MaskURL.
func Sanitise(raw string) string {
	lines := CleanLines(raw)
	for i, line := range lines {
		if strings.Contains(line, "://") {
			lines[i] = anyURL.ReplaceAllStringFunc(line, MaskURL)
		}
	}
	return strings.Join(lines, "\n")
}
