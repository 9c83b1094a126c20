package ui

import (
	"bytes"
	"flag"
	"math/rand"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
	"gavel/ui/uitest"
)

var recordRows = flag.Bool("rows", false, "record rows with Arabic and Hebrew names, and fribidi's results, again")

// rowsFile holds rows of frames for a terminal that reorders, each with fribidi's result.
const rowsFile = "testdata/bidi-rows.txt"

// turningNames are names in right-to-left scripts, alone and mixed with others, and some hostile ones.
var turningNames = []string{
	"محمد الأحمد", "يوسف", "فاطمة بنت علي", "אבי לוי", "דנה", "משה כהן (Moshe)", "Dana אבי", "אבי Dana לוי", "سارة 42", "٣٤ علي",
	"שלום, עולם", "a אבי│ b", "לוי ▎#1bf4", "محمد 0:45 on off", "אבי\u202eevil", "\u2067אבי\u2069", "علي — مدير", "[אבי]", "…אבי…",
	"ܫܠܡܐ", "ހަސަން", "אבי לוי שם ארוך מאוד שנחתך בסוף העמודה",
}

// turningRoom returns a room with those names everywhere.
func turningRoom(r *rand.Rand) *video.Snapshot {
	s := uitest.SmallRoom()
	pick := func() string { return turningNames[r.Intn(len(turningNames))] }
	s.Room.Name, s.Room.DisplayName, s.Room.LayoutName = pick(), pick(), pick()
	for i, m := range s.Members {
		c := *m
		c.Name = turningNames[(i+r.Intn(len(turningNames)))%len(turningNames)]
		s.Members[i] = &c
	}
	for i := range s.Log {
		e := *s.Log[i]
		e.Who = slices.Clone(e.Who)
		for k := range e.Who {
			e.Who[k].Name = pick()
		}
		s.Log[i] = &e
	}
	return s
}

// eachTurningRow calls f for the rows of many frames: every pane and dialog that a key opens.
func eachTurningRow(t *testing.T, f func(row string)) {
	t.Helper()
	th, err := theme.ByName("dark", theme.TrueColor)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewSource(3))
	keys := strings.Fields("1 2 3 4 5 6 i esc x esc P esc p esc l esc o esc : esc ? esc R esc b esc T esc e esc E esc s esc j a m esc space y u h n M / j enter esc")
	for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
		s := newScreenWith(t, size[0], size[1], turningRoom(r), th)
		for _, key := range keys {
			s.pass(400 * time.Millisecond)
			s.press(key)
			for row := range strings.SplitSeq(s.m.screen.compose(), "\n") {
				if row = draw.WithoutCursor(row); text.Turns(row) {
					f(row)
				}
			}
		}
	}
}

// ours returns, by column, the cells of a row that are gavel's own or written from left to right. Blanks, digits and
// signs may be part of a name.
func ours(row string) map[int]rune {
	cells, x := map[int]rune{}, 0
	for _, r := range row {
		switch {
		case r == '\ufeff': // fribidi fills the second cell of a ligature with it
			x++
			continue
		case r == '\u200e' || unicode.In(r, unicode.Mn, unicode.Me):
			continue
		case r >= 0x2500 && r < 0x25a0, unicode.In(r, unicode.Latin):
			cells[x] = r
		}
		x += text.Width(string(r))
	}
	cells[-1] = rune(x) // the width of the row
	return cells
}

func sameCells(t *testing.T, how, row, got string) {
	t.Helper()
	want, have := ours(row), ours(got)
	for x, r := range want {
		if have[x] != r {
			t.Errorf("%s: column %d holds %q, want %q:\n%q\n%q", how, x, have[x], r, row, got)
			return
		}
	}
}

// Right-to-left names move none of gavel's cells in any pane or dialog, whether gavel orders them or the terminal
// reorders the whole row, as fribidi does.
func TestNamesDoNotMoveOtherCells(t *testing.T) {
	rows := map[string]bool{}
	eachTurningRow(t, func(row string) {
		plain := draw.Strip(row)
		if rows[plain] {
			return
		}
		rows[plain] = true
		sameCells(t, "ordered here", plain, draw.Strip(draw.OrderedHere.Frame(row)))
		sameCells(t, "words ordered here", plain, draw.Strip(draw.OrderedWords.Frame(row)))
		sameCells(t, "kept apart here", plain, draw.Strip(draw.OrderedApart.Frame(row)))
		if strings.ContainsRune(draw.OrderedHere.Frame(row), '\u200e') {
			t.Errorf("a mark is left in %q", row)
		}
	})
	if len(rows) < 200 {
		t.Errorf("only %d rows", len(rows))
	}
	if *recordRows {
		record(t, rows)
	}
	if _, err := exec.LookPath("fribidi"); err == nil {
		all := fenced(rows)
		for i, got := range fribidi(t, all) {
			sameCells(t, "ordered by fribidi", all[i], got)
		}
	} else if os.Getenv("CI") != "" {
		t.Fatal("fribidi is missing: the script that runs the tests must install it")
	}
	recorded, err := os.ReadFile(rowsFile)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(recorded)) {
		row, visual, _ := strings.Cut(strings.TrimSpace(line), "\t")
		plain, _ := strconv.Unquote(row)
		reordered, _ := strconv.Unquote(visual)
		sameCells(t, "as recorded", plain, reordered)
		if again := draw.OrderedThere.Frame(strings.ReplaceAll(plain, "\u200e", "")); again != plain {
			t.Errorf("%q is fenced in another way: %q", plain, again)
		}
		n++
	}
	if n < 100 {
		t.Errorf("only %d rows are recorded", n)
	}
}

// fenced returns rows for a terminal that reorders.
func fenced(rows map[string]bool) []string {
	var all []string
	for row := range rows {
		all = append(all, draw.OrderedThere.Frame(row))
	}
	slices.Sort(all)
	return all
}

func record(t *testing.T, rows map[string]bool) {
	t.Helper()
	var b strings.Builder
	all := fenced(rows)
	few := max(1, len(all)/250)
	for i, visual := range fribidi(t, all) {
		if i%few > 0 {
			continue
		}
		b.WriteString(strconv.QuoteToASCII(all[i]) + "\t" + strconv.QuoteToASCII(visual) + "\n")
	}
	if err := os.WriteFile(rowsFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// fribidi reorders rows as a terminal would.
func fribidi(t *testing.T, rows []string) []string {
	t.Helper()
	cmd := exec.Command("fribidi", "--ltr", "--nopad", "--nobreak", "--charset", "UTF-8")
	cmd.Stdin = strings.NewReader(strings.Join(rows, "\n") + "\n")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, out.String())
	}
	got := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	if len(got) != len(rows) {
		t.Fatalf("%d rows became %d", len(rows), len(got))
	}
	return got
}
