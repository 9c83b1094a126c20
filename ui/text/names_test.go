package text

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestNameOf(t *testing.T) {
	tests := []struct {
		name, raw, id, want string
		warn                bool
	}{
		{"plain", "Ann", "5b5e-1bf4", "Ann", false},
		{"empty", "", "5b5e-1bf4", "(no name) #1bf4", false},
		{"blank", " \u3000", "5b5e-1bf4", "(no name) #1bf4", false},
		{"no id either", "", "", "(no name) #?", false},
		{"hostile id", "", "\x1b]x\u202e", "(no name) #x", false},
		{"altered", "An\u200bn", "1", "An<200B>n", true},
		{"mixed", "рaypal", "1", "рaypal", true},
		{"cyrillic", "Иван", "1", "Иван", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := NameOf(test.raw, test.id); got.Text != test.want || got.Warn != test.warn {
				t.Errorf("got %+v, want %q %v", got, test.want, test.warn)
			}
		})
	}
}

func TestMixedScript(t *testing.T) {
	for name, want := range map[string]bool{
		"Ann": false, "Zoë": false, "Иван (Ivan)": false, "田中 Tanaka": false, "東京Tokyo": false, "ひらカタ漢": false,
		"Аnn": true, "paypаl": true, "αlpha": true, "Ivaн": true, "Ann 2Б": false,
	} {
		if got := mixedScript(name); got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}

func TestShortID(t *testing.T) {
	for id, want := range map[string]string{
		"": "?", "\x1b\x07": "?", "a": "a", "1bf4": "1bf4", "8a1e-77f3-1bf4": "1bf4", "m\u202e1": "m1", "member-1": "er-1",
	} {
		if got := ShortID(id); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}

func TestMaskURL(t *testing.T) {
	for raw, want := range map[string]string{
		"rtmp://a.example/live2/abcd-1234":             "rtmp://a.example/live2/****",
		"rtmps://a.example:443/rtmp/FB-1?s_bl=1#x":     "rtmps://a.example:443/rtmp/****?****#****",
		"rtmp://a.example/app/instance/key":            "rtmp://a.example/app/****",
		"rtmp://a.example/onlykey":                     "rtmp://a.example/****",
		"rtmp://a.example":                             "rtmp://a.example",
		"RTMP://a.example/app/key":                     "rtmp://a.example/app/****",
		"rtmp://user:pass@a.example/app/key":           "rtmp://****@a.example/app/****",
		"srt://a.example:9000?streamid=key":            "srt://a.example:9000?****",
		"https://cdn.example/a/b.mp4":                  "https://cdn.example/a/b.mp4",
		"https://cdn.example/p.jpg?X-Amz-Signature=":   "https://cdn.example/p.jpg?****",
		"https://u:p@cdn.example/x":                    "https://****@cdn.example/x",
		"rtmp:a.example/app/key":                       "****",
		"a.example/app/key":                            "****",
		"":                                             "",
		"rtmp://a b/app/key":                           "rtmp://****",
		"rtmp://h/app/k\x1b[0m":                        "rtmp://****",
		"https://h/\u202epath":                         "https://h/%E2%80%AEpath",
		strings.Repeat("p", maxRunes) + "://h/p":       "****",
		"https://h/" + strings.Repeat("é", maxRunes/4): "https://****",
	} {
		got := MaskURL(raw)
		if got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
		if again := MaskURL(got); again != got {
			t.Errorf("%q: masked again it is %q", got, again)
		}
	}
}

func TestSanitise(t *testing.T) {
	for raw, want := range map[string]string{
		"plain":                         "plain",
		"a\r\n\x1b[2Jb":                 "a\n<1B>[2Jb",
		`push "rtmp://h/app/key": no`:   `push "rtmp://h/app/****": no`,
		"dial wss://h/api: refused":     "dial wss://h/api: refused",
		"get https://u:p@h/x?t=1 twice": "get https://****@h/x?**** twice",
		"push rtmp://h/app/k\x1bey":     "push rtmp://****",
	} {
		if got := Sanitise(raw); got != want {
			t.Errorf("%q: got %q, want %q", raw, got, want)
		}
	}
}

func TestCleanLines(t *testing.T) {
	got := CleanLines("{\r\n  \"a\": \"\x1b\"\n}\u2028 ")
	want := []string{"{", "  \"a\": \"<1B>\"", "}<2028>"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := CleanLines(strings.Repeat("x\n", 5000)); len(got) != maxLines || got[maxLines-1] != Ellipsis {
		t.Errorf("%d lines, the last %q", len(got), got[len(got)-1])
	}
}

func TestASCII(t *testing.T) {
	for s, want := range map[string]string{
		"Ann": "Ann", "Zoë": "Zoe", "Lucía": "Lucia", "Ólafur Þórsson": "Olafur Thorsson", "Nguyễn Thị Hồng": "Nguyen Thi Hong",
		"Łukasz Żółć": "Lukasz Zolc", "Straße": "Strasse", "Ærø": "AEro", "İlkay ığ": "Ilkay ig", "Đặng": "Dang",
		"Zoe\u0308": "Zoe", "ﬁn": "fin", "Ａnn": "Ann", "½": "1/2",
		"田": "?", "田中 Zoë": "?? Zoe", "Иван": "????", "a…b": "a~b", "“a”": "\"a\"", "👍": "?", "\ufffd": "?", "<202E>": "<202E>",
	} {
		if got := ASCII(s); got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

func TestJSONEscapesTerminalControls(t *testing.T) {
	for _, raw := range []string{
		"plain", "\u009b31m", "\u202e", "\x7f", "a\u2028b", "\U000e0041", "Zoë 田 👨\u200d👩", "\ufeff",
	} {
		encoded, err := json.Marshal(raw)
		if err != nil {
			t.Fatal(err)
		}
		escaped := JSON(encoded)
		for _, r := range string(escaped) {
			if kindOf(r) == hidden {
				t.Errorf("%q: %U came through", raw, r)
			}
		}
		var back string
		if err := json.Unmarshal(escaped, &back); err != nil || back != raw {
			t.Errorf("%q came back as %q, %v", raw, back, err)
		}
	}
	if got := string(JSON([]byte("\"a\x9bb\""))); got != `"a\ufffdb"` {
		t.Errorf("a bare C1 byte became %q", got)
	}
}

func TestHarmless(t *testing.T) {
	for raw, want := range map[string]string{
		"plain\ttext\n":           "plain\ttext\n",
		"a\x1b[31mb":              "a<1B>[31mb",
		"a\u202eb\r":              "a<202E>b<0D>",
		"a\x9bb":                  "a\ufffdb",
		"\u009b2J":                "<9B>2J",
		" spaces stay ":           " spaces stay ",
		"Zoë 田 👨\u200d👩":          "Zoë 田 👨\u200d👩",
		strings.Repeat("x", 5000): strings.Repeat("x", 5000),
	} {
		if got := Harmless(raw); got != want {
			t.Errorf("%q became %q, want %q", raw, got, want)
		}
		if Harmless(Harmless(raw)) != Harmless(raw) {
			t.Errorf("%q: not the same the second time", raw)
		}
	}
}

func TestFit(t *testing.T) {
	tests := []struct {
		s    string
		w    int
		want string
	}{
		{"Ann", 5, "Ann  "},
		{"Ann", 3, "Ann"},
		{"Anna", 3, "An…"},
		{"Ann", 1, "…"},
		{"Ann", 0, ""},
		{"Ann", -2, ""},
		{"田中花子", 5, "田中…"},
		{"田中花子", 4, "田… "},
		{"田中", 4, "田中"},
		{"田", 1, "…"},
		{"e\u0301e\u0301e\u0301", 2, "e\u0301…"},
		{"राम", 3, "राम"},
		{"राम", 5, "राम  "},
	}
	for _, test := range tests {
		if got := Fit(test.s, test.w); got != test.want {
			t.Errorf("%q in %d: got %q, want %q", test.s, test.w, got, test.want)
		}
	}
	if got := CutWith("Anna", 3, "..."); got != "..." {
		t.Errorf("got %q", got)
	}
	if got := CutWith("Anna", 2, "..."); got != ".." {
		t.Errorf("got %q", got)
	}
	if !unsure("राम") || unsure("田中") || unsure("Ann") || unsure("👨\u200d👩") {
		t.Error("unsure reports the wrong text")
	}
}

// unsure reports whether terminals disagree about the width of clean text, as they do for Indic scripts.
func unsure(s string) bool { return Width(s) != ansi.StringWidth(s) }
