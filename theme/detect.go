package theme

import (
	"strconv"
	"strings"
)

// The 16 colours from firstLight (white) upwards are light enough for dark text, except
// brightBlack.
const (
	firstLight  = 7
	brightBlack = 8
)

// FromEnv returns the theme for a name and an environment. With "auto" and "", the environment
// chooses between dark, light and mono; with the name of a theme that has a variant for a light
// background, between the two. NO_COLOR turns any theme into mono. Colour depth and kind
// of glyphs always come from the environment. An unknown name is an error.
func FromEnv(name string, getenv func(string) string) (*Theme, error) {
	detected, ascii := Detect(getenv)
	switch dark, light, follows := Variants(name); {
	case name == "" || name == auto:
		name = detected
	case follows && detected == "light":
		name = light
	case follows:
		name = dark
	}
	t, err := ByName(name, DetectProfile(getenv))
	if err == nil && getenv("NO_COLOR") != "" {
		t, err = ByName("mono", DetectProfile(getenv))
	}
	if err == nil && ascii {
		t = t.WithASCII()
	}
	return t, err
}

// Detect returns the theme's name and whether glyphs must be ASCII, both from environment variables
// alone: NO_COLOR and TERM, COLORFGBG, and LC_ALL, LC_CTYPE, LANG in the order in which the C
// library reads them. Without a hint, it assumes a dark background.
func Detect(getenv func(string) string) (name string, ascii bool) {
	return detectName(getenv), !utf8Locale(getenv)
}

func detectName(getenv func(string) string) string {
	if getenv("NO_COLOR") != "" || DetectProfile(getenv) == Plain || strings.HasSuffix(getenv("TERM"), "-m") {
		return "mono"
	}
	fields := strings.Split(getenv("COLORFGBG"), ";")
	background, err := strconv.Atoi(fields[len(fields)-1])
	if err == nil && background >= firstLight && background != brightBlack {
		return "light"
	}
	return "dark"
}

// utf8Locale reports whether the first locale variable that is set names UTF-8. If none is set, the
// locale is C, which is not UTF-8.
func utf8Locale(getenv func(string) string) bool {
	for _, variable := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if locale := strings.ToLower(getenv(variable)); locale != "" {
			return strings.Contains(locale, "utf-8") || strings.Contains(locale, "utf8")
		}
	}
	return false
}

// DetectProfile returns the colour depth that COLORTERM and TERM promise. An unknown terminal gets
// ANSI16, because terminals without colour are rarer. Only TERM=dumb and an empty TERM get Plain.
// NO_COLOR is irrelevant here: the mono theme still needs bold.
func DetectProfile(getenv func(string) string) Profile {
	term, colour := strings.ToLower(getenv("TERM")), strings.ToLower(getenv("COLORTERM"))
	if term == "" || term == "dumb" {
		return Plain
	}
	// screen garbles true colour, whatever the terminal around it supports.
	if (colour == "truecolor" || colour == "24bit") && !strings.HasPrefix(term, "screen") {
		return TrueColor
	}
	for _, known := range []string{"-direct", "xterm-kitty", "xterm-ghostty", "alacritty", "wezterm", "foot"} {
		if strings.Contains(term, known) {
			return TrueColor
		}
	}
	if strings.Contains(term, "256color") || colour != "" || strings.HasPrefix(term, "tmux") {
		return ANSI256
	}
	return ANSI16
}
