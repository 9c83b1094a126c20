package theme

import (
	"fmt"
	"strings"
)

// look is a theme by name: its palette for any depth of colour.
type look struct {
	name string
	// light is the theme of the same kind for a light background; "" if it looks the same on every background.
	light string
	make  func(k kit) *Theme
}

// looks are the themes, in display order.
var looks = []look{
	{"dark", "light", func(k kit) *Theme { return k.coloured(darkPalette) }},
	{"light", "", func(k kit) *Theme { return k.coloured(lightPalette) }},
	{"high-contrast", "high-contrast-light", func(k kit) *Theme { return k.contrasting(contrastDark) }},
	{"high-contrast-light", "", func(k kit) *Theme { return k.contrasting(contrastLight) }},
	{"colour-blind", "colour-blind-light", func(k kit) *Theme { return k.coloured(blindDark) }},
	{"colour-blind-light", "", func(k kit) *Theme { return k.coloured(blindLight) }},
	{"terminal", "", func(k kit) *Theme { return newKit(max(k.profile, ANSI16)).coloured(darkPalette) }},
	{"mono", "", kit.mono},
}

// auto lets the background choose between dark and light.
const auto = "auto"

// Names returns the names that ByName accepts, in display order.
func Names() []string {
	names := make([]string, len(looks))
	for i, l := range looks {
		names[i] = l.name
	}
	return names
}

// ByName returns the theme of that name for a terminal of that profile, with Unicode glyphs. An unknown name is an
// error. For "auto", use FromEnv. Mono uses no colour, whatever the profile; terminal uses the terminal's own 16.
func ByName(name string, p Profile) (*Theme, error) {
	for _, l := range looks {
		if l.name == name {
			t := l.make(newKit(p))
			t.Name, t.Glyphs = name, unicodeGlyphs()
			return t, nil
		}
	}
	return nil, fmt.Errorf("unknown theme %q: use %s", name, strings.Join(Names(), ", "))
}

// Variants returns the names for a dark and for a light background, and false if the theme is the same on both.
// Besides those of Names, it knows "auto" and "".
func Variants(name string) (dark, light string, ok bool) {
	if name == "" || name == auto {
		return "dark", "light", true
	}
	for _, l := range looks {
		if l.name == name && l.light != "" && name != "dark" {
			return l.name, l.light, true
		}
	}
	return name, name, false
}
