package waits

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/ui/uitest"

	tea "github.com/charmbracelet/bubbletea"
)

// runes returns a message for each rune, as package term does with keys that come in one read.
func runes(s string) []tea.KeyMsg {
	var keys []tea.KeyMsg
	for _, r := range s {
		keys = append(keys, uitest.KeyOf(string(r)))
	}
	return keys
}

func TestGuard(t *testing.T) {
	type step struct {
		after time.Duration
		keys  string
		want  bool
	}
	tests := []struct {
		name  string
		steps []step
	}{
		{"typing", []step{{0, "j", true}, {80 * time.Millisecond, "k", true}, {80 * time.Millisecond, "m", true}}},
		{"two keys in one read", []step{{0, "jm", true}}},
		{"a held key in one read", []step{{0, "jjjjjjjjjjjj", true}}},
		{"a line", []step{
			{0, "remove all", false},
			{100 * time.Millisecond, "x", false},
			{250 * time.Millisecond, "x", true},
		}},
		{"single keys too fast", []step{{0, "aaaaaaa", true}, {0, "bbbbbbb", true}, {0, "cccccccc", false}}},
		{"the same, slower", []step{
			{0, "aaaaaaa", true},
			{60 * time.Millisecond, "bbbbbbb", true},
			{60 * time.Millisecond, "cccccccc", true},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var g Gate
			now := uitest.Epoch
			for i, s := range test.steps {
				now = now.Add(s.after)
				if got := g.Admit(runes(s.keys), now); got != s.want {
					t.Errorf("step %d: admitted %v, want %v", i, got, s.want)
				}
			}
		})
	}
}

// Each row of the table holds for its time and no longer. A row that rests restarts with each ignored key.
func TestWaits(t *testing.T) {
	t.Parallel()
	for c := range causes {
		w := table[c]
		t.Run(w.after, func(t *testing.T) {
			if w.where == "" || w.keys == "" || w.wait <= 0 {
				t.Fatalf("the row is incomplete: %+v", w)
			}
			start := uitest.Epoch
			if got := c.Holds(time.Time{}, start); got != w.unseen {
				t.Errorf("before it has happened, keys are held %v, want %v", got, w.unseen)
			}
			var g Gate
			g.Happened(c, start)
			last := start.Add(w.wait - 1)
			if !g.Holds(c, last) {
				t.Error("it ends too early")
			}
			if got := g.Holds(c, start.Add(w.wait)); got != w.rests {
				t.Errorf("after its time, and a key within it, keys are held %v, want %v", got, w.rests)
			}
			g.Happened(c, start)
			if g.Holds(c, start.Add(w.wait)) {
				t.Error("it holds for too long")
			}
		})
	}
}

// The constants of the console that are a time, but no wait of keys.
const timesOfOthers = "statusFor elsewhereEvery crowdFor sleepFor wakeMoved volumeEvery volumeHolds handsStay " +
	"besideEvery UndoOpensFor SnapshotEvery lineSpan restBeforeSort wantedFor"

// A new time in the packages where keys act belongs into the table, or is named here.
func TestTableHoldsEveryWait(t *testing.T) {
	t.Parallel()
	others, found := strings.Fields(timesOfOthers), map[string]bool{}
	for _, dir := range []string{"..", "../cue", "../deck", "../dialog", "../guard", "../pane", "../widget"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, name := range times(t, file) {
				if found[name] = true; !slices.Contains(others, name) {
					t.Errorf("%s: %s is a time: if it is a wait of keys, make it a row of the table", file, name)
				}
			}
		}
	}
	for _, name := range others {
		if !found[name] {
			t.Errorf("there is no constant %s", name)
		}
	}
}

// times returns the names of the constants of a file whose value has a unit of package time.
func times(t *testing.T, file string) (names []string) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		spec, is := n.(*ast.ValueSpec)
		if !is {
			return true
		}
		for i, value := range spec.Values {
			ast.Inspect(value, func(n ast.Node) bool {
				unit, is := n.(*ast.SelectorExpr)
				if is && slices.Contains([]string{"Hour", "Minute", "Second", "Millisecond"}, unit.Sel.Name) {
					names = append(names, spec.Names[i].Name)
				}
				return true
			})
		}
		return true
	})
	return names
}
