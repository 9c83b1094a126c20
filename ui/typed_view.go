package ui

import (
	"strings"

	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// secret returns, for the characters of a line, which of them must not be read by who looks over a shoulder; nil: none.
type secret func(parts []string) []bool

// hiddenSign stands for a character that must not be read.
const hiddenSign = "*"

// glyphsOf returns what is shown for each character: foreign text may have been put into the field for editing.
func glyphsOf(parts []string, hide secret) []string {
	var hidden []bool
	if hide != nil {
		hidden = hide(parts)
	}
	out := make([]string, len(parts))
	for i, part := range parts {
		switch {
		case hidden != nil && hidden[i]:
			out[i] = hiddenSign
		case len(part) == 1 && part[0] >= ' ' && part[0] <= '~':
			out[i] = part
		default:
			if out[i] = text.Clean(part); out[i] == "" {
				out[i] = " "
			}
		}
	}
	return out
}

// inputStyle is how a field is drawn.
type inputStyle struct {
	th      *theme.Theme
	w       int
	focused bool
	ghost   string // shown while nothing is typed
	hide    secret
}

// line returns a field of one line in exactly s.w cells, the part around the cursor in view.
func (t *typed) line(s inputStyle) string {
	if t.empty() {
		ghost := text.Cut(s.ghost, s.w-1)
		if !s.focused {
			return draw.Fit(s.th.Placeholder.Apply(text.Cut(s.ghost, s.w)), s.w)
		}
		return draw.Fit(s.th.Selected.Apply(" ")+s.th.Placeholder.Apply(ghost), s.w)
	}
	at := nobody
	if s.focused {
		at = t.at
	}
	return window(glyphsOf(t.parts, s.hide), at, s)
}

// window shows as many glyphs as fit, so that the one at the cursor is among them.
func window(glyphs []string, at int, s inputStyle) string {
	widths := make([]int, len(glyphs)+1)
	for i, g := range glyphs {
		widths[i] = max(1, draw.Width(g))
	}
	widths[len(glyphs)] = 1 // the cursor behind the end
	cursor := max(at, 0)
	if at == nobody {
		cursor = 0
	}
	from, used := cursor, widths[cursor]
	for from > 0 && used+widths[from-1] <= s.w {
		from--
		used += widths[from]
	}
	var before, under, after strings.Builder
	room := s.w
	for i := from; i <= len(glyphs); i++ {
		if room -= widths[i]; room < 0 {
			break
		}
		g := " "
		if i < len(glyphs) {
			g = glyphs[i]
		}
		switch {
		case i == at:
			under.WriteString(g)
		case i < at || at == nobody:
			before.WriteString(g)
		case i < len(glyphs):
			after.WriteString(g)
		}
	}
	line := s.th.Input.Apply(before.String()) + s.th.Selected.Apply(under.String()) + s.th.Input.Apply(after.String())
	missing := s.w - draw.Width(line)
	if missing > 0 {
		line += s.th.Input.Apply(draw.Pad(missing))
	}
	return draw.Fit(line, s.w)
}

// area returns text of several lines in exactly h lines of exactly s.w cells, scrolled so that the cursor is in view.
func (t *typed) area(s inputStyle, h int) []string {
	type row struct {
		from, to int
	}
	var rows []row
	current := 0
	for at := 0; ; {
		end := t.lineEnd(at)
		if t.at >= at && t.at <= end {
			current = len(rows)
		}
		rows = append(rows, row{at, end})
		if end >= len(t.parts) {
			break
		}
		at = end + 1
	}
	top := max(0, min(current-h/2, len(rows)-h))
	out := make([]string, 0, h)
	for i := top; i < len(rows) && len(out) < h; i++ {
		at := nobody
		if i == current && s.focused {
			at = t.at - rows[i].from
		}
		out = append(out, window(glyphsOf(t.parts[rows[i].from:rows[i].to], s.hide), at, s))
	}
	for len(out) < h {
		out = append(out, s.th.Input.Apply(draw.Pad(s.w)))
	}
	return out
}

// secretOfURL hides what an address must not show: whoever can read the stream key can broadcast as us.
func secretOfURL(parts []string) []bool {
	hidden := make([]bool, len(parts))
	raw := strings.Join(parts, "")
	scheme, rest, found := strings.Cut(raw, "://")
	if !found {
		return hidden
	}
	from := len(scheme) + len("://")
	authority := rest[:min(len(rest), indexOr(rest, "/"))]
	user := strings.LastIndexByte(authority, '@')
	secretFrom := secretStart(scheme, rest)
	offset := 0
	for i, part := range parts {
		inUser := offset >= from && offset < from+user
		hidden[i] = inUser || offset >= from+secretFrom
		offset += len(part)
	}
	return hidden
}

// secretStart is where the secret begins in an address without its scheme: the query on the web, what follows the
// application's name of a stream.
func secretStart(scheme, rest string) int {
	if query := strings.IndexAny(rest, "?#"); query >= 0 && strings.HasPrefix(strings.ToLower(scheme), "http") {
		return query + 1
	}
	if strings.HasPrefix(strings.ToLower(scheme), "http") {
		return len(rest)
	}
	host := indexOr(rest, "/")
	if host == len(rest) {
		return host
	}
	return min(len(rest), host+1+indexOr(rest[host+1:], "/")+1)
}

func indexOr(s, sep string) int {
	if i := strings.Index(s, sep); i >= 0 {
		return i
	}
	return len(s)
}
