package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

// Bounds of typed and pasted text.
const (
	maxTyped     = 4 << 10  // bytes of one line
	maxTypedText = 64 << 10 // bytes of metadata
)

// Editor is text that is being typed. It is kept in characters as a user sees them, so the cursor is never inside one.
type Editor struct {
	parts []string
	at    int  // the cursor is before parts[at]
	lines bool // line feeds are kept
}

// NewLine returns a line with the cursor at its end.
func NewLine(s string) Editor {
	var t Editor
	t.Set(s)
	return t
}

// NewText returns text of several lines with the cursor at its start.
func NewText(s string) Editor {
	t := Editor{lines: true}
	t.Set(s)
	t.at = 0
	return t
}

// Text returns the typed text, unchanged.
func (t *Editor) Text() string { return strings.Join(t.parts, "") }

// Empty reports whether nothing was typed.
func (t *Editor) Empty() bool { return len(t.parts) == 0 }

// Set replaces the text and puts the cursor at its end.
func (t *Editor) Set(s string) {
	t.parts = characters(t.clean(s))
	t.at = len(t.parts)
}

// Jump puts the cursor after the given start of the text.
func (t *Editor) Jump(behind string) { t.at = min(len(characters(behind)), len(t.parts)) }

func (t *Editor) insert(s string) {
	before, after := strings.Join(t.parts[:t.at], "")+t.clean(s), strings.Join(t.parts[t.at:], "")
	limit := maxTyped
	if t.lines {
		limit = maxTypedText
	}
	if len(before)+len(after) > limit {
		return
	}
	t.at = len(characters(before))
	t.parts = characters(before + after)
	t.at = min(t.at, len(t.parts))
}

// clean drops characters that no key types, because a paste may hold anything. Invisible characters stay and are shown
// by their code.
func (t *Editor) clean(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.ReplaceAll(s, "\t", "  ")
	if !t.lines {
		s = strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", " ")
	}
	return strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, s)
}

// characters splits text into characters as a user sees them.
func characters(s string) []string {
	parts := make([]string, 0, len(s))
	for s != "" {
		part, _ := ansi.FirstGraphemeCluster(s, ansi.GraphemeWidth)
		if part == "" {
			part = s
		}
		parts = append(parts, part)
		s = s[len(part):]
	}
	return parts
}

// Key edits the text and reports whether the key was for it.
func (t *Editor) Key(k tea.KeyMsg) bool {
	if k.Type == tea.KeyRunes && !k.Alt {
		t.insert(string(k.Runes))
		return true
	}
	if t.lines && t.lineKey(k) {
		return true
	}
	switch k.String() {
	case " ":
		t.insert(" ")
	case "left", "ctrl+b":
		t.at = max(0, t.at-1)
	case "right", "ctrl+f":
		t.at = min(len(t.parts), t.at+1)
	case "home", "ctrl+a":
		t.at = t.lineStart(t.at)
	case "end", "ctrl+e":
		t.at = t.lineEnd(t.at)
	case "alt+left", "ctrl+left", "alt+b":
		t.at = t.wordStart(t.at)
	case "alt+right", "ctrl+right", "alt+f":
		t.at = t.wordEnd(t.at)
	case "backspace":
		t.cut(max(0, t.at-1), t.at)
	case "delete", "ctrl+d":
		t.cut(t.at, min(len(t.parts), t.at+1))
	case "ctrl+w", "alt+backspace":
		t.cut(t.wordStart(t.at), t.at)
	case "ctrl+u":
		t.cut(t.lineStart(t.at), t.at)
	case "ctrl+k":
		t.cut(t.at, t.lineEnd(t.at))
	default:
		return false
	}
	return true
}

// lineKey handles the keys that only multi-line text has.
func (t *Editor) lineKey(k tea.KeyMsg) bool {
	switch k.String() {
	case "enter":
		t.insert("\n" + t.indent())
	case "up":
		t.vertical(-1)
	case "down":
		t.vertical(1)
	case "pgup":
		t.vertical(-10)
	case "pgdown":
		t.vertical(10)
	case "ctrl+home":
		t.at = 0
	case "ctrl+end":
		t.at = len(t.parts)
	default:
		return false
	}
	return true
}

func (t *Editor) cut(from, to int) {
	t.parts = append(t.parts[:from:from], t.parts[to:]...)
	t.at = from
}

func (t *Editor) lineStart(at int) int {
	for at > 0 && t.parts[at-1] != "\n" {
		at--
	}
	return at
}

func (t *Editor) lineEnd(at int) int {
	for at < len(t.parts) && t.parts[at] != "\n" {
		at++
	}
	return at
}

// indent returns the blanks at the start of the cursor's line, for the next line.
func (t *Editor) indent() string {
	start := t.lineStart(t.at)
	end := start
	for end < t.at && t.parts[end] == " " {
		end++
	}
	return strings.Repeat(" ", end-start)
}

// vertical moves the cursor by lines and keeps its column where the line is long enough.
func (t *Editor) vertical(by int) {
	column := t.at - t.lineStart(t.at)
	for ; by < 0 && t.lineStart(t.at) > 0; by++ {
		t.at = t.lineStart(t.lineStart(t.at) - 1)
	}
	for ; by > 0 && t.lineEnd(t.at) < len(t.parts); by-- {
		t.at = t.lineEnd(t.at) + 1
	}
	start := t.lineStart(t.at)
	t.at = min(start+column, t.lineEnd(start))
}

func (t *Editor) wordStart(at int) int {
	for at > 0 && !isWord(t.parts[at-1]) {
		at--
	}
	for at > 0 && isWord(t.parts[at-1]) {
		at--
	}
	return at
}

func (t *Editor) wordEnd(at int) int {
	for at < len(t.parts) && !isWord(t.parts[at]) {
		at++
	}
	for at < len(t.parts) && isWord(t.parts[at]) {
		at++
	}
	return at
}

func isWord(part string) bool {
	r, _ := utf8.DecodeRuneInString(part)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_'
}
