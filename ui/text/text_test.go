package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	tests := []struct {
		name, raw, want string
		altered         bool
	}{
		{"plain", "Mark Oduya", "Mark Oduya", false},
		{"trimmed", "  Ann ", "Ann", false},
		{"accents", "Zoë Müller", "Zoë Müller", false},
		{"han", "田中 花子", "田中 花子", false},
		{"wide space", "田中　花子", "田中 花子", false},
		{"tab", "a\tb", "a<09>b", true},
		{"line feed", "a\nb", "a<0A>b", true},
		{"colour", "\x1b[31mred", "<1B>[31mred", true},
		{"clipboard", "\x1b]52;c;eA==\a", "<1B>]52;c;eA==<07>", true},
		{"C1", "\u009b31m", "<9B>31m", true},
		{"C1 as a byte", "\x9b31m", "\ufffd31m", true},
		{"each bad byte", "a\xff\xfeb", "a\ufffd\ufffdb", true},
		{"already broken", "a\ufffd", "a\ufffd", true},
		{"override", "\u202eevil", "<202E>evil", true},
		{"zero width space", "An\u200bn", "An<200B>n", true},
		{"line separator", "a\u2028b", "a<2028>b", true},
		{"blank braille", "\u2800", "<2800>", true},
		{"private", "\ue000", "<E000>", true},
		{"tag", "\U000e0041", "<E0041>", true},
		{"variation selector on a letter", "a\ufe0f", "a<FE0F>", true},
		{"heart", "❤️", "❤", false},
		{"skin tone", "👍🏽", "👍", false},
		{"skin tone alone", "🏽", "<1F3FD>", true},
		{"family", "👨🏽\u200d👩\u200d👧", "👨\u200d👩\u200d👧", false},
		{"joiner between letters", "a\u200db", "a<200D>b", true},
		{"joiner at the end", "👨\u200d", "👨<200D>", true},
		{"Persian", "می\u200cخواهم", "می\u200cخواهم", false},
		{"virama and joiner", "क्\u200dष", "क्\u200dष", false},
		{"flag", "🇯🇵", "🇯🇵", false},
		{"half a flag", "🇯🇵🇯", "🇯🇵<1F1EF>", true},
		{"half a flag after a hidden sign", "\u070f🇵", "<070F><1F1F5>", true},
		{"Thai AM", "กำ", "กํา", false},
		{"halfwidth katakana", "ﾀﾞｲ", "ダｲ", false},
		{"Hindi", "राम कुमार", "राम कुमार", false},
		{"four marks", "a" + strings.Repeat("\u0301", 4), "a" + strings.Repeat("\u0301", 4), false},
		{"more marks", "a" + strings.Repeat("\u0301", 6) + "b", "a" + strings.Repeat("\u0301", 4) + "<+2>b", true},
		{"mark at the start", "\u0301a", "<0301>a", true},
		{"mark after a space", "a \u0301", "a <0301>", true},
		{"width in dispute", "⸻", "<2E3B>", true},
		{"blank", " \u00a0\u3000", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := Clean(test.raw); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if _, got := cleanLine(test.raw, true); got != test.altered {
				t.Errorf("altered is %v, want %v", got, test.altered)
			}
		})
	}
}

func TestCleanCutsLongText(t *testing.T) {
	for name, raw := range map[string]string{
		"ASCII":    strings.Repeat("x", 5000),
		"bytes":    strings.Repeat("\U0001f468", 1024),
		"expanded": strings.Repeat("\u202e", 900),
		"marks":    "a" + strings.Repeat("\u0301", 1024),
	} {
		got := Clean(raw)
		if len(got) > maxBytes || utf8.RuneCountInString(got) > maxRunes {
			t.Errorf("%s: %d bytes, %d runes", name, len(got), utf8.RuneCountInString(got))
		}
		if name != "bytes" && !strings.HasSuffix(got, Ellipsis) {
			t.Errorf("%s: no ellipsis: …%q", name, got[len(got)-20:])
		}
		if _, altered := cleanLine(raw, true); name != "bytes" && !altered {
			t.Errorf("%s: not reported as altered", name)
		}
	}
}

// checkClean checks the promises of Clean for any input.
func checkClean(t interface{ Errorf(string, ...any) }, raw string) {
	got := Clean(raw)
	if !utf8.ValidString(got) {
		t.Errorf("%q: invalid UTF-8 %q", raw, got)
	}
	if len(got) > maxBytes || utf8.RuneCountInString(got) > maxRunes {
		t.Errorf("%q: too long", raw)
	}
	for _, r := range got {
		joiner := r == zwj || r == zwnj
		banned := unicode.Is(unicode.C, r) || !unicode.IsGraphic(r)
		if banned && !joiner || unicode.In(r, unicode.Variation_Selector, unicode.Bidi_Control) {
			t.Errorf("%q: %U is left in %q", raw, r, got)
		}
		if unicode.Is(unicode.Z, r) && r != ' ' {
			t.Errorf("%q: space %U is left", raw, r)
		}
	}
	if again := Clean(got); again != got {
		t.Errorf("%q: not idempotent: %q, then %q", raw, got, again)
	}
	if strings.Trim(got, " ") != got {
		t.Errorf("%q: not trimmed: %q", raw, got)
	}
	if stripped := ansi.Strip(got); stripped != got {
		t.Errorf("%q: x/ansi sees a sequence in %q", raw, got)
	}
}

// checkWidth checks the promises of Width, Cut and Fit for clean text.
func checkWidth(t interface{ Errorf(string, ...any) }, s string, w int) {
	total := Width(s)
	a, u := ansi.StringWidth(s), uniseg.StringWidth(s)
	if total < a || total < u {
		t.Errorf("%q: width %d, but ansi %d and uniseg %d", s, total, a, u)
	}
	indic := strings.ContainsFunc(s, func(r rune) bool { return isSpacing(r) || isVirama(r) })
	if !indic && (a != total || u != total) {
		t.Errorf("%q: width %d, ansi %d, uniseg %d without Indic signs", s, total, a, u)
	}
	if got := Width(Cut(s, w)); got > max(w, 0) {
		t.Errorf("%q cut to %d takes %d", s, w, got)
	}
	fit := Fit(s, w)
	if got := Width(fit); got != max(w, 0) {
		t.Errorf("%q fitted to %d takes %d: %q", s, w, got, fit)
	}
	if got := ansi.StringWidth(fit); got > max(w, 0) || !unsure(fit) && got != max(w, 0) {
		t.Errorf("%q fitted to %d takes %d by ansi", s, w, got)
	}
	if w >= total && Cut(s, w) != s {
		t.Errorf("%q: needlessly cut to %d", s, w)
	}
}

func TestHostileCorpus(t *testing.T) {
	for _, raw := range hostile {
		checkClean(t, raw)
		for _, w := range []int{-1, 0, 1, 2, 3, 5, 20} {
			checkWidth(t, Clean(raw), w)
		}
		for _, other := range hostile[:60] { // neighbours may change the kind of a rune
			checkClean(t, other+raw)
		}
	}
}

func TestMixedPiecesStayClean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := strings.Join(rapid.SliceOfN(rapid.SampledFrom(hostile), 0, 6).Draw(t, "pieces"), "")
		checkClean(t, raw)
		checkWidth(t, Clean(raw), rapid.IntRange(0, 40).Draw(t, "width"))
	})
}

func TestEveryRuneIsCleanAlone(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if testing.Short() && r > 0x3000 && r%8 != 0 {
			continue
		}
		if r > 0x20000 && r < 0xe0000 && r&0xff != 0 || r > 0xe0200 && r&0xfff != 0 {
			continue // Han and private planes: samples suffice
		}
		checkClean(t, string(r))
		if r < 0x20000 {
			checkWidth(t, Clean("a"+string(r)+"b"), 4)
		}
	}
}

func FuzzClean(f *testing.F) {
	for i, raw := range hostile {
		f.Add(raw, i%30)
	}
	f.Fuzz(func(t *testing.T, raw string, w int) {
		checkClean(t, raw)
		checkWidth(t, Clean(raw), w%200)
		for _, line := range CleanLines(raw) {
			if clean := Clean(line); clean != strings.TrimLeft(line, " ") {
				t.Errorf("line %q is not clean: %q", line, clean)
			}
		}
		if masked := MaskURL(raw); MaskURL(masked) != masked || Clean(masked) != masked {
			t.Errorf("%q: masked %q, then %q", raw, masked, MaskURL(masked))
		}
	})
}

func TestCleanPlainTextDoesNotAllocate(t *testing.T) {
	got := testing.AllocsPerRun(100, func() { _ = Clean("Member 00017"); _ = Width("Member 00017"); _ = Cut("Ann", 9) })
	if got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func BenchmarkClean(b *testing.B) {
	for name, raw := range map[string]string{
		"ascii": "Member 00017", "accents": "Zoë Müller", "han": "田中 花子", "hostile": "\u202e\x1b[31mred",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Clean(raw)
			}
		})
	}
}

func BenchmarkFit(b *testing.B) {
	for name, s := range map[string]string{
		"ascii": "Member 00017", "ascii cut": "A rather long name of a member",
		"han": "田中 花子", "han cut": "田中 花子 田中 花子 田中",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_ = Fit(s, 20)
			}
		})
	}
}
