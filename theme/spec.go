package theme

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/charmbracelet/lipgloss"
)

// Spec describes a paint that a user has chosen, in words such as "bold bright-red on #202020".
type Spec struct {
	fg, bg                                  string // Lip Gloss's names of colours; "" is the terminal's own
	bold, faint, italic, underline, reverse bool
}

// colourNames are the terminal's own 16 colours, by number.
var colourNames = []string{
	"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
	"bright-black", "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
	"bright-white",
}

// lastColour is the highest number of a colour.
const lastColour = 255

// ParseSpec reads the description of a paint: the words bold, faint, italic, underline and reverse, a colour, and "on"
// with a second colour for the background. A colour is one of the terminal's 16 (red, bright-red), a number from 0 to
// 255, or #rrggbb.
func ParseSpec(text string) (Spec, error) {
	var s Spec
	attributes := map[string]*bool{
		"bold": &s.bold, "faint": &s.faint, "italic": &s.italic, "underline": &s.underline, "reverse": &s.reverse,
	}
	words := strings.Fields(strings.ToLower(text))
	if len(words) == 0 {
		return Spec{}, fmt.Errorf("is empty; allowed are words such as %q", "bold red on 236")
	}
	target := &s.fg
	for i, word := range words {
		if on := attributes[word]; on != nil {
			*on = true
			continue
		}
		if word == "on" && target == &s.fg && i < len(words)-1 {
			target = &s.bg
			continue
		}
		colour := colourOf(word)
		switch {
		case colour == "":
			return Spec{}, fmt.Errorf("has the word %q; allowed are bold, faint, italic, underline, reverse, on, "+
				"0 to %d, #rrggbb and names such as bright-red", word, lastColour)
		case *target != "":
			return Spec{}, fmt.Errorf("has a second colour, %q; a background follows the word on", word)
		}
		*target = colour
	}
	return s, nil
}

// colourOf returns Lip Gloss's name of a colour, or "".
func colourOf(word string) string {
	if n := slices.Index(colourNames, word); n >= 0 {
		return strconv.Itoa(n)
	}
	if n, err := strconv.Atoi(word); err == nil && n >= 0 && n <= lastColour {
		return strconv.Itoa(n)
	}
	digits, ok := strings.CutPrefix(word, "#")
	if _, err := strconv.ParseUint(digits, 16, 32); ok && err == nil && len(digits) == len("rrggbb") {
		return word
	}
	return ""
}

// paint returns the paint for a terminal. Without colours, it keeps only the attributes.
func (s Spec) paint(k kit, colours bool) Paint {
	style := k.plain().Bold(s.bold).Faint(s.faint).Italic(s.italic).Underline(s.underline).Reverse(s.reverse)
	if colours && s.fg != "" {
		style = style.Foreground(lipgloss.Color(s.fg))
	}
	if colours && s.bg != "" {
		style = style.Background(lipgloss.Color(s.bg))
	}
	return newPaint(style)
}

// With returns the theme with paints that a user has chosen, by their names; see PaintNames. A theme without colours
// takes only their attributes. An unknown name is ignored.
func (t *Theme) With(paints map[string]Spec, p Profile) *Theme {
	next := *t
	k, fields := newKit(p), reflect.ValueOf(&next).Elem()
	for i := range fields.NumField() {
		if spec, ok := paints[paintName(fields.Type().Field(i).Name)]; ok {
			if paint, ok := reflect.TypeAssert[*Paint](fields.Field(i).Addr()); ok {
				*paint = spec.paint(k, t.Name != "mono")
			}
		}
	}
	return &next
}

// PaintNames returns the names of the paints in the order of Theme, such as "cursor-bar".
func PaintNames() []string {
	var names []string
	for field := range reflect.TypeFor[Theme]().Fields() {
		if field.Type == reflect.TypeFor[Paint]() {
			names = append(names, paintName(field.Name))
		}
	}
	return names
}

// paintName returns the name of a paint for people: CursorBar is cursor-bar.
func paintName(field string) string {
	var b strings.Builder
	for i, r := range field {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}
