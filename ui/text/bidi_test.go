package text

import (
	"bytes"
	"flag"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

var update = flag.Bool("update", false, "write testdata/bidi.txt again, with the results of fribidi")

const bidiFile = "testdata/bidi.txt"

func TestVisual(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{"Latin", "Ólafur (7)", "Ólafur (7)"},
		{"nothing", "", ""},
		{"Hebrew", "אבג", "גבא"},
		{"two words", "אבי לוי", "יול יבא"},
		{"Hebrew after Latin", "David אבג", "David גבא"},
		{"Latin after Hebrew", "אבג David", "David גבא"},
		{"a number in Hebrew", "אבג 123 דהו", "והד 123 גבא"},
		{"numbers in Arabic are read from right to left", "دار 12-3", "3-12 راد"},
		{"brackets", "אבג (דהו)", "(והד) גבא"},
		{"Latin in brackets", "אבג (def) דהו", "והד (def) גבא"},
		{"an ellipsis", "אבגדהו…", "…והדגבא"},
		{"blanks at the end", "אבג  ", "  גבא"},
		{"a percentage", "אבג 12%", "12% גבא"},
		{"points stay on their letter", "שָׁלוֹם", "םוֹלשָׁ"},
		{"a joiner stays with its letter", "می\u200cخ", "خی\u200cم"},
		{"a made visible control", "אב<202E>ג", "ג<202E>בא"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := visual(test.text)
			if got != test.want {
				t.Errorf("Visual(%q) is %q, want %q", test.text, got, test.want)
			}
			if Width(got) != Width(test.text) {
				t.Errorf("Visual(%q) takes %d cells instead of %d", test.text, Width(got), Width(test.text))
			}
		})
	}
}

// bidiAlphabet has letters of every class that clean text can have. It lacks Arabic letters that join into one, because
// fribidi shapes them.
var bidiAlphabet = []string{
	"a", "B", "א", "ב", "ג", "د", "ا", "ر", "1", "2", "7", "١", "٢", "+", "-", ",", ".", ":", "/", "%", "$", "#",
	" ", " ", "(", ")", "[", "]", "<", ">", "!", "·", "…", "«", "»", "漢", "é",
}

// randomTexts returns texts without spaces at either end, like clean text.
func randomTexts(n int, seed uint64) []string {
	random := rand.New(rand.NewPCG(seed, 9))
	out := make([]string, n)
	for i := range out {
		var b strings.Builder
		for range 1 + random.IntN(14) {
			b.WriteString(bidiAlphabet[random.IntN(len(bidiAlphabet))])
		}
		out[i] = strings.TrimSpace(b.String())
		if out[i] == "" {
			out[i] = "א"
		}
	}
	return out
}

// fribidi reorders texts with an independent implementation.
func fribidi(t *testing.T, texts []string) []string {
	t.Helper()
	cmd := exec.Command("fribidi", "--nopad", "--nobreak", "--charset", "UTF-8")
	cmd.Stdin = strings.NewReader(strings.Join(texts, "\n") + "\n")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("fribidi: %v: %s", err, stderr.String())
	}
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	if len(lines) != len(texts) {
		t.Fatalf("fribidi has %d lines of %d", len(lines), len(texts))
	}
	for i, line := range lines {
		lines[i] = unshaped(line)
	}
	return lines
}

// unshaped returns Arabic letters in their stored form. fribidi returns their visual form.
func unshaped(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0xfb50 && r < 0xfeff {
			return []rune(norm.NFKC.String(string(r)))[0]
		}
		return r
	}, s)
}

// TestVisualAgreesWithFribidi compares VisualOrder with fribidi's recorded results for 2,000 texts and, if fribidi is
// installed, with its results for new ones.
func TestVisualAgreesWithFribidi(t *testing.T) {
	t.Parallel()
	if *update {
		writeBidi(t)
	}
	b, err := os.ReadFile(bidiFile)
	if err != nil {
		t.Fatal(err)
	}
	var texts, want []string
	for line := range strings.Lines(string(b)) {
		logical, visual, _ := strings.Cut(strings.TrimSpace(line), "\t")
		texts, want = append(texts, unquote(t, logical)), append(want, unquote(t, visual))
	}
	if len(texts) < 2000 {
		t.Errorf("only %d texts are recorded", len(texts))
	}
	compareVisual(t, texts, want)
	if _, err := exec.LookPath("fribidi"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("fribidi is missing: the script that runs the tests must install it")
		}
		t.Log("fribidi is missing: only recorded texts were compared")
		return
	}
	texts = randomTexts(5000, rand.Uint64())
	compareVisual(t, texts, fribidi(t, texts))
}

// visual returns the letters of a text in visual order.
func visual(s string) string {
	letters, _ := VisualOrder(s)
	return strings.Join(letters, "")
}

func compareVisual(t *testing.T, texts, want []string) {
	t.Helper()
	for i, s := range texts {
		if got := visual(s); got != want[i] {
			t.Errorf("Visual(%q) is %q, fribidi has %q", s, got, want[i])
		}
	}
}

func writeBidi(t *testing.T) {
	t.Helper()
	texts := randomTexts(2000, 1)
	slices.Sort(texts)
	var b strings.Builder
	for i, visual := range fribidi(t, texts) {
		b.WriteString(strconv.QuoteToASCII(texts[i]) + "\t" + strconv.QuoteToASCII(visual) + "\n")
	}
	if err := os.WriteFile(bidiFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

func unquote(t *testing.T, s string) string {
	t.Helper()
	out, err := strconv.Unquote(s)
	if err != nil {
		t.Fatalf("%q: %v", s, err)
	}
	return out
}

// sorted returns the letters of a string, mirrored or not, in an order that does not depend on their order in it.
func sorted(s string) string {
	letters := []rune(strings.Map(func(r rune) rune { return min(r, mirrored(r)) }, s))
	slices.Sort(letters)
	return string(letters)
}

func TestVisualKeepsOtherText(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "Priya", "漢字", "Ólafur", "नमस्ते"} {
		if visual(s) != s || Turns(s) {
			t.Errorf("%q was changed", s)
		}
	}
}

func FuzzVisual(f *testing.F) {
	f.Add("אבג (def) 12")
	f.Fuzz(func(t *testing.T, raw string) {
		s := Clean(raw)
		got := visual(s)
		if sorted(got) != sorted(s) {
			t.Fatalf("Visual(%q) is %q: letters were lost", s, got)
		}
	})
}

func BenchmarkVisual(b *testing.B) {
	for name, s := range map[string]string{"Latin": "Nguyễn Thị Hồng", "Hebrew": "אבי לוי", "Arabic": "محمد الأحمد 12"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				visual(s)
			}
		})
	}
}
