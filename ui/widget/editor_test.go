package widget

import (
	"strings"
	"testing"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/theme"
	"gavel/ui/draw"
)

func TestTyped(t *testing.T) {
	ctrl := map[string]tea.KeyMsg{
		"^A": {Type: tea.KeyCtrlA}, "^E": {Type: tea.KeyCtrlE}, "^K": {Type: tea.KeyCtrlK}, "^U": {Type: tea.KeyCtrlU},
		"^W": {Type: tea.KeyCtrlW},
		"^D": {Type: tea.KeyCtrlD}, "<B": {Type: tea.KeyLeft, Alt: true}, ">F": {Type: tea.KeyRight, Alt: true},
	}
	tests := []struct{ name, start, keys, want string }{
		{"append", "ab", "c", "ab|c|"},
		{"insert", "ab", "left c", "ac|b"},
		{"backspace", "abc", "left backspace", "a|c"},
		{"delete", "abc", "^A ^D", "|bc"},
		{"kill to the end", "abc", "left left ^K", "a|"},
		{"kill to the start", "abc", "left ^U", "|c"},
		{"kill a word", "one two.", "^W", "one |"},
		{"word left", "one two", "<B x", "one x|two"},
		{"word right", "one two", "^A >F x", "onex| two"},
		{"end", "ab", "^A ^E c", "abc|"},
		{"wide characters", "花子", "backspace", "花|"},
		{"accent is one character", "e\u0301x", "left backspace", "|x"},
		{"accent joins its letter", "e", "\u0301 backspace", "|"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := NewLine(test.start)
			for k := range strings.FieldsSeq(test.keys) {
				if msg, ok := ctrl[k]; ok {
					f.Key(msg)
				} else {
					f.Key(keyOf(k))
				}
			}
			got := strings.Join(f.parts[:f.at], "") + "|" + strings.Join(f.parts[f.at:], "")
			want := test.want
			if strings.Count(want, "|") == 2 {
				want = strings.Replace(want, "|", "", 1)
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestMultiLineText(t *testing.T) {
	f := NewText("{\n  \"a\": 1\n}")
	for _, k := range []string{"down", "end", "enter", "x", "up", "home", "down", "down", "y"} {
		f.Key(keyOf(k))
	}
	if got, want := f.Text(), "{\n  \"a\": 1\n  x\ny}"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestPastesAreBoundedAndCleaned(t *testing.T) {
	var f Editor
	f.Key(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune("a\x1b[31m\tb\r\nc\n")})
	if got, want := f.Text(), "a[31m  b c"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	f.Key(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune(strings.Repeat("x", maxTyped))})
	if len(f.Text()) > maxTyped {
		t.Errorf("%d bytes were taken", len(f.Text()))
	}
}

func TestSecretOfURL(t *testing.T) {
	for typed, want := range map[string]string{
		"rtmp://live.example.com/app/key": "rtmp://live.example.com/app/***",
		"rtmp://live.example.com/app":     "rtmp://live.example.com/app",
		"rtmps://u:p@h/app/k?x=1":         "rtmps://***@h/app/*****",
		"https://h/a.mp4?sig=1":           "https://h/a.mp4?*****",
		"rtm":                             "rtm",
		"":                                "",
		"HTTPS://h/a#frag":                "HTTPS://h/a#****",
	} {
		f := NewLine(typed)
		if got := strings.Join(glyphsOf(f.parts, SecretOfURL), ""); got != want {
			t.Errorf("%q: got %q, want %q", typed, got, want)
		}
	}
}

func FuzzTyped(f *testing.F) {
	th, err := theme.ByName("mono", theme.Plain)
	if err != nil {
		f.Fatal(err)
	}
	f.Add("abc", "\x00\x01\x02", uint8(10))
	f.Add("花子e\u0301\u202e👩‍👩‍👧🇯🇵", "lrbdk", uint8(3))
	f.Fuzz(func(t *testing.T, s, keys string, size uint8) {
		if len(s) > 2000 || len(keys) > 60 {
			return
		}
		w := 1 + int(size)%60
		line, text := NewLine(s), NewText(s)
		all := []tea.KeyType{
			tea.KeyLeft, tea.KeyRight, tea.KeyBackspace, tea.KeyDelete, tea.KeyUp, tea.KeyDown, tea.KeyEnter,
			tea.KeyCtrlW, tea.KeyHome, tea.KeyEnd,
		}
		for i := range len(keys) {
			k := tea.KeyMsg{Type: all[int(keys[i])%len(all)]}
			line.Key(k)
			text.Key(k)
		}
		style := InputStyle{Theme: th, Width: w, Focused: true, Hide: SecretOfURL}
		for _, row := range append(text.Area(style, 5), line.Line(style)) {
			if got := draw.Width(row); got != w {
				t.Errorf("%q in %d cells takes %d: %q", s, w, got, row)
			}
			if strings.ContainsFunc(draw.WithoutCursor(row), unicode.IsControl) {
				t.Errorf("%q shows a control character: %q", s, row)
			}
		}
	})
}
