package term

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// painted paints frames one after the other and returns the bytes of the last.
func painted(w, h int, frames ...Frame) string {
	var p Painter
	p.Resize(w, h)
	var out string
	for _, f := range frames {
		out = string(p.Paint(f))
	}
	return out
}

func lines(s ...string) Frame { return Frame{Lines: s} }

func TestPaint(t *testing.T) {
	t.Parallel()
	const home = "\x1b[H" // where the cursor is left
	for _, test := range []struct {
		name   string
		frames []Frame
		want   string
	}{
		{"nothing changed", []Frame{lines("a", "b", "c"), lines("a", "b", "c")}, ""},
		{"only blanks at the end changed", []Frame{lines("a", "b"), lines("a   ", "b", "   ")}, ""},
		{"the same look, written in another way", []Frame{lines("a\x1b[0mb"), lines("a\x1b[mb")}, ""},
		{"the same look in two rows", []Frame{lines("a\x1b[0mb", "c\x1b[0m"), lines("a\x1b[mb", "c")}, ""},
		{"one letter", []Frame{lines("one two", "x"), lines("one twX", "x")}, "\x1b[1;7HX" + home},
		{"two places in a row", []Frame{lines("one two"), lines("One twO")}, "\x1b[HO\x1b[7GO" + home},
		{
			"two rows are one paint",
			[]Frame{lines("a", "b"), lines("A", "B")},
			"\x1b[?2026h\x1b[HA\x1b[2HB" + home + "\x1b[?2026l",
		},
		{"a row got shorter", []Frame{lines("one two"), lines("one")}, "\x1b[1;4H\x1b[K" + home},
		{"a row is missing", []Frame{lines("a", "b"), lines("a")}, "\x1b[2H\x1b[K" + home},
		{"a style", []Frame{lines("abc"), lines("a\x1b[31mb\x1b[0mc")}, "\x1b[1;2H\x1b[31mb\x1b[m" + home},
		{
			"blanks with a style at the end",
			[]Frame{lines("a"), lines("a\x1b[7m  \x1b[0m")},
			"\x1b[1;2H\x1b[7m  \x1b[m" + home,
		},
		{"blanks with a style went", []Frame{lines("a\x1b[7m  \x1b[0m"), lines("a")}, "\x1b[1;2H\x1b[K" + home},
		{
			"two colours",
			[]Frame{lines("abc"), lines("\x1b[31ma\x1b[0m\x1b[38;5;9mb\x1b[0mc")},
			"\x1b[H\x1b[31ma\x1b[38;5;9mb\x1b[m" + home,
		},
		{
			"two styles",
			[]Frame{lines("abc"), lines("\x1b[1ma\x1b[0m\x1b[32mb\x1b[0mc")},
			"\x1b[H\x1b[1ma\x1b[m\x1b[32mb\x1b[m" + home,
		},
		{
			"a colour goes on in the next row",
			[]Frame{lines("", ""), lines("\x1b[31ma\x1b[0m", "\x1b[31mb\x1b[0m")},
			"\x1b[?2026h\x1b[H\x1b[31ma\x1b[2Hb\x1b[m" + home + "\x1b[?2026l",
		},
		{"a wide letter came", []Frame{lines("abcd"), lines("a漢d")}, "\x1b[1;2H漢" + home},
		{"a wide letter went", []Frame{lines("a漢d"), lines("abcd")}, "\x1b[1;2Hbc" + home},
		{"half of a wide letter", []Frame{lines("漢漢x"), lines("a漢ax")}, "\x1b[Ha漢a" + home},
		{"a wide letter at the edge", []Frame{lines(""), lines("1234567漢")}, "\x1b[H1234567" + home},
		{"more than the screen has", []Frame{lines(""), lines("123456789", "", "", "x")}, "\x1b[H12345678" + home},
		{
			"a mark on the last letter",
			[]Frame{lines(""), lines("1234567e\u0301")},
			"\x1b[H1234567\x1b[?7he\u0301\x1b[?7l" + home,
		},
		{"a pinned word", []Frame{lines("abcde fg"), lines("കേരളം fg")}, "\x1b[H     \x1b[1Gകേരളം\x1b[6G" + home},
		{"a pinned word went", []Frame{lines("കേരളം"), lines("a")}, "\x1b[Ha\x1b[K" + home},

		{"a fenced name", []Frame{lines("a"), lines("a \u200eאב\u200e b")}, "\x1b[1;2H \u200eאב\u200e b" + home},
		{
			"a fenced name in colour",
			[]Frame{lines("a"), lines("\x1b[31m\u200eאב\u200e\x1b[0m b")},
			"\x1b[H\x1b[31m\u200eאב\u200e\x1b[m b" + home,
		},
		{
			"a fenced name in another colour",
			[]Frame{lines("אב\u200e 2"), lines("\x1b[31mאב\u200e\x1b[0m 2")},
			"\x1b[H\x1b[31mאב\u200e\x1b[m" + home,
		},
		{"a mark at the end", []Frame{lines("a"), lines("b\u200e")}, "\x1b[Hb" + home},

		{"the cursor moved", []Frame{lines("a"), {Lines: []string{"a"}, Cursor: Cursor{2, 1, false}}}, "\x1b[2;3H"},
		{"the cursor appeared", []Frame{lines("a"), {Lines: []string{"a"}, Cursor: Cursor{0, 0, true}}}, "\x1b[?25h"},
		{
			"the cursor is out of the screen",
			[]Frame{lines("a"), {Lines: []string{"a"}, Cursor: Cursor{90, 90, false}}},
			"\x1b[3;8H",
		},
		{"the cursor stays where it is", []Frame{
			{Lines: []string{"a"}, Cursor: Cursor{2, 1, true}}, {Lines: []string{"b"}, Cursor: Cursor{2, 1, true}},
		}, "\x1b[Hb\x1b[2;3H"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := painted(8, 3, test.frames...)
			if got != test.want {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}

func TestFirstPaintWritesEveryRow(t *testing.T) {
	t.Parallel()
	want := "\x1b[?2026h\x1b[Ha\x1b[K\x1b[2H\x1b[K\x1b[3H12345678\x1b[H\x1b[?25l\x1b[?2026l"
	if got := painted(8, 3, lines("a", "", "12345678")); got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	var p Painter
	p.Resize(8, 3)
	p.Paint(lines("a", "", "12345678"))
	p.Forget()
	if got := string(p.Paint(lines("a", "", "12345678"))); got != want {
		t.Errorf("a redraw is %q", got)
	}
	p.Resize(4, 2)
	want = "\x1b[?2026h\x1b[Ha\x1b[K\x1b[2H\x1b[K\x1b[H\x1b[?25l\x1b[?2026l"
	if got := string(p.Paint(lines("a", "", "12345678"))); got != want {
		t.Errorf("after a resize it is %q, want %q", got, want)
	}
	p.Resize(0, 0)
	if got := p.Paint(lines("a")); got != nil {
		t.Errorf("without a screen it is %q", got)
	}
}

// TestPaintDropsUnsafeText paints text that package text would reject, because nothing after the painter could stop it.
func TestPaintDropsUnsafeText(t *testing.T) {
	t.Parallel()
	for name, hostile := range map[string]string{
		"clipboard":          "a\x1b]52;c;bWFtYQ==\ab",
		"movement":           "a\x1b[5;5Hb",
		"clear":              "a\x1b[2Jb",
		"a string":           "a\x1bP1$qm\x1b\\b",
		"a lone escape":      "a\x1bb",
		"an open string":     "ab\x1b]0;title",
		"control characters": "a\r\n\t\b\x00\x7fb",
		"eight bits":         "a\xc2\x9b5mb",
		"bytes":              "a\x9b\x90\xff\xfeb",
		"zero width":         "a\u200b\u2060\ufeffb",
		"a private style":    "a\x1b[?1mb\x1b[>4m",
	} {
		// A letter after an escape is dropped with it; other letters are harmless.
		want := map[string]string{"a lone escape": "a", "eight bits": "a5mb"}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ours := strings.NewReplacer(syncBegin, "", syncEnd, "", "\x1b[H", "", "\x1b[K", "", hideCursor, "")
			got := ours.Replace(painted(20, 1, lines(hostile)))
			if got != "ab" && got != want[name] {
				t.Errorf("%q came out as %q", hostile, got)
			}
		})
	}
}

// consoleFrame is a frame like one of the console: borders, names, states and a talk line, with an indicator in each
// row.
func consoleFrame(w, h int, on func(row int) bool) Frame {
	names := []string{"Priya Raman", "Ólafur Þórsson", "Nguyễn Thị Hồng", "محمد الأحمد", "漢字太郎", "Renée Dubois"}
	f := Frame{Lines: make([]string, h), Cursor: Cursor{0, 1, false}}
	for y := range f.Lines {
		mark := "\x1b[90m◦\x1b[0m"
		if on(y) {
			mark = "\x1b[32m●\x1b[0m"
		}
		name := names[y%len(names)]
		blanks := strings.Repeat(" ", 20-len([]rune(name)))
		left := fmt.Sprintf("\x1b[90m│\x1b[0m %s %s%s \x1b[1mmuted\x1b[0m ", mark, name, blanks)
		f.Lines[y] = left + strings.Repeat(" ", max(0, w-60)) + "\x1b[36m▁▂▃▅▇▇▇▅▃▂▁\x1b[0m  12%  \x1b[90m│\x1b[0m"
	}
	return f
}

// TestPaintIsFrugal counts bytes and allocations, not time. A second with 200 changed indicators in 30 paints may write
// 3.4 kB at any width. An unchanged frame writes nothing.
func TestPaintIsFrugal(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}, {200, 60}} {
		var p Painter
		p.Resize(size.w, size.h)
		const paints, perSecond = 30, 200
		var frames [2]Frame
		for i := range frames {
			frames[i] = consoleFrame(size.w, size.h, func(y int) bool { return i == 0 && y%(size.h/7+1) == 1 })
		}
		p.Paint(frames[1])
		n := 0
		for i := range paints {
			n += len(p.Paint(frames[i%2]))
		}
		toggles := 0
		for y := range size.h {
			if frames[0].Lines[y] != frames[1].Lines[y] {
				toggles += paints
			}
		}
		t.Logf("%dx%d: %d bytes for %d indicators: %d bytes/s", size.w, size.h, n, toggles, n*perSecond/toggles)
		if n*perSecond/toggles > 3400 { // a cursor move, a colour, a sign and a reset for each
			t.Errorf("%dx%d: %d bytes for %d indicators", size.w, size.h, n, toggles)
		}
		if again := p.Paint(frames[1]); len(again) != 0 {
			t.Errorf("a frame that changes nothing writes %q", again)
		}
		i := 0
		if allocs := testing.AllocsPerRun(100, func() { i++; p.Paint(frames[i%2]) }); allocs > 0 {
			t.Errorf("%dx%d: a paint allocates %v times", size.w, size.h, allocs)
		}
	}
}

// FuzzPaint paints two random frames. Nothing may panic, and the only control sequences allowed are SGR, cursor
// movement, erasing and synchronised output.
func FuzzPaint(f *testing.F) {
	f.Add("a\x1b[31mb", "漢字", 10)
	f.Add("नमस्ते\x1b]0;x\a", "e\u0301\u200b", 3)
	f.Fuzz(func(t *testing.T, a, b string, w int) {
		var p Painter
		p.Resize(max(1, min(w, 300)), 2)
		for _, f := range []Frame{lines(a, b), lines(b, a), lines(b, b)} {
			rest := string(p.Paint(f))
			for _, seq := range strings.Split(rest, "\x1b[")[1:] {
				end := strings.IndexAny(seq, "mHGKhl")
				if end < 0 || strings.Trim(seq[:end], "0123456789;:?") != "" {
					t.Fatalf("%q has %q", rest, seq)
				}
			}
			letters := strings.ReplaceAll(rest, "\x1b[", "")
			if strings.ContainsAny(letters, "\x1b\a\b\r\n\t\x00\u009b") {
				t.Fatalf("%q holds a control character", rest)
			}
		}
	})
}

func BenchmarkPaint(b *testing.B) {
	for _, size := range []struct{ w, h int }{{80, 24}, {120, 36}, {200, 60}} {
		frames := [2]Frame{}
		for i := range frames {
			frames[i] = consoleFrame(size.w, size.h, func(y int) bool { return i == 0 && y%5 == 1 })
		}
		all := slices.Clone(frames[:])
		b.Run(fmt.Sprintf("indicators/%dx%d", size.w, size.h), func(b *testing.B) {
			var p Painter
			p.Resize(size.w, size.h)
			n := 0
			for i := 0; b.Loop(); i++ {
				n += len(p.Paint(all[i%2]))
			}
			b.ReportMetric(float64(n)/float64(b.N), "bytes/op")
		})
		b.Run(fmt.Sprintf("whole/%dx%d", size.w, size.h), func(b *testing.B) {
			var p Painter
			p.Resize(size.w, size.h)
			for i := 0; b.Loop(); i++ {
				p.Forget()
				p.Paint(all[i%2])
			}
		})
	}
}
