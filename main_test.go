package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"

	"gavel/keymap"
	"gavel/ui/config"
)

var update = flag.Bool("update", false, "write the README's tables again")

// TestREADMEShowsTheTables holds the README's tables against the key map and the settings; -update writes them.
func TestREADMEShowsTheTables(t *testing.T) {
	keys := keymap.Default()
	for _, table := range []struct{ begin, end, want string }{
		{"keymap.Default(); go test . -run TestREADME -update -->\n", "<!-- /keys -->", keys.Markdown()},
		{"config.Settings(); go test . -run TestREADME -update -->\n", "<!-- /settings -->", config.Markdown()},
	} {
		text, err := os.ReadFile("README.md")
		if err != nil {
			t.Fatal(err)
		}
		head, rest, ok := strings.Cut(string(text), table.begin)
		have, tail, ok2 := strings.Cut(rest, table.end)
		if !ok || !ok2 {
			t.Fatalf("the README lacks the marks around %s", table.end)
		}
		if have == table.want {
			continue
		}
		if !*update {
			t.Fatalf("the table before %s is not the program's: run go test . -run TestREADME -update", table.end)
		}
		if err := os.WriteFile("README.md", []byte(head+table.begin+table.want+table.end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestREADMENamesTheKeys holds the keys in the README's sentences against the key map.
func TestREADMENamesTheKeys(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(readme)), " ")
	k := keymap.Default()
	for _, c := range []struct {
		sentence string // with %s for the key
		key      key.Binding
	}{
		{"Press `%s` to retry with the current content", k.Retry},
		{"Add it with `--ca-file`, or press `%s` to retry", k.Retry},
		{"`%s` goes to the person talking", k.NextTalker},
		{"`%s` mutes,", k.AudioMute},
		{"`%s` unmutes,", k.AudioUnmute},
		{"`%s` undoes the last action", k.Undo},
		{"To remove a stranger, press `%s`;", k.Remove},
		{"`%s` locks the room", k.Lock},
		{"`%s` records.", k.Record},
		{"`%s` shows what can be done", k.Alarm},
		{"`%s` gives the floor to the next person", k.NextHand},
		{"`%s` gives the floor to the person under the cursor", k.Give},
		{"`%s` lets someone answer", k.Answer},
		{"`%s` takes the floor back", k.TakeBack},
		{"`%s` puts someone into the queue", k.Enqueue},
		{"`%s` dismisses", k.Dismiss},
		{"`%s` writes a timed note", k.FloorNote},
		{"`%s` shows all rooms", k.Rooms},
		{"and `%s` goes there", k.NeedingRoom},
		{"`%s` shows what each would do now", k.Macros},
		{"Press %s, start with `--mouse=false`", k.FreeMouse},
	} {
		if want := fmt.Sprintf(c.sentence, strings.Fields(c.key.Help().Key)[0]); !strings.Contains(text, want) {
			t.Errorf("the README does not say %q", want)
		}
	}
}

// faultCounts is the number of faults of each kind: network, protocol, commands and people, terminal, operation.
var faultCounts = map[string]int{"N": 18, "P": 37, "C": 20, "T": 11, "O": 8}

// faultTest is the head of a test that is named for a fault: TestFault_N1_HalfOpen.
var faultTest = regexp.MustCompile(`(?m)^func TestFault_([A-Z]\d+)_\w+\(t \*testing\.T\)`)

// TestEveryFaultHasATest holds the names of the tests against the list of faults.
func TestEveryFaultHasATest(t *testing.T) {
	t.Parallel()
	tested := faultTests(t)
	known := map[string]bool{}
	for kind, count := range faultCounts {
		for n := 1; n <= count; n++ {
			id := fmt.Sprint(kind, n)
			known[id] = true
			if tested[id] == nil {
				t.Errorf("fault %s has no test TestFault_%s_…", id, id)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(tested)) {
		if !known[id] {
			t.Errorf("%s is in no list of faults: %s", id, tested[id])
		}
	}
	t.Logf("%d faults", len(known))
}

// faultTests finds the tests of all packages, by fault.
func faultTests(t *testing.T) map[string][]string {
	t.Helper()
	tests := map[string][]string{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, m := range faultTest.FindAllSubmatch(source, -1) {
			tests[string(m[1])] = append(tests[string(m[1])], path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return tests
}

// starters are the functions that may start a goroutine, each with the function that recovers its panic.
var starters = map[string]string{
	"ui/e2e/bench: newServer":             "a measuring program",
	"ui/e2e/bench: server.serve":          "a measuring program",
	"ui/e2e/bench: start":                 "a measuring program",
	"ui/e2e/bench: null":                  "a measuring program",
	"ui/account: ask":                     "itself",
	"ui/plain: console.read":              "itself",
	"ui/plain: console.background":        "itself",
	"ui: Start":                           "Start itself; all of ui and ui/cli use it",
	"ui/term: Terminal.start":             "itself; the console's Crashed hears of it",
	"ui/term: Terminal.Restore":           "nothing in it can panic: it waits",
	"ui/keeper: Keeper.Screen":            "Keeper.run itself: the console does without",
	"ui/term: giveBack":                   "nothing in it can panic: it writes once",
	"session/internal/link: Keeper.Spawn": "keeper.guard; what begins while a client is there uses it",
	"session/internal/link: Keeper.Start": "keeper.guard, in keeper.run",
	"session/internal/link: Keeper.serve": "keeper.guard",
	"session: newRoomSession":             "RoomSession.run itself",
	"session: listeners.register":         "listeners.guard, around each handler",
	"session: listeners.run":              "the same; it goes on after a handler that has ended its goroutine",
	"session: listeners.stream":           "itself",
	"session/host: New":                   "Host.run itself, in Host.end",
	"session/host: Host.spawn":            "itself",
	"session/journal: openOn":             "Writer.run itself",
	"session/localrelay: Server.spawn":    "Server.recovered",
	"ui/control: Server.Serve":            "itself",
	"ui/control: halls.keep":              "halls.pump itself",
}

// TestEveryGoroutineHasAnOwner forbids go statements, and calls of WaitGroup.Go, outside the functions above: a panic
// that nobody recovers ends the program without a sentence, and leaves the terminal to the keeper.
func TestEveryGoroutineHasAnOwner(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(filepath.ToSlash(path), "/fakerelay/") {
			return err // the fake relay runs in tests only
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, decl := range file.Decls {
			owner := filepath.ToSlash(filepath.Dir(path)) + ": " + nameOf(decl)
			for _, at := range goroutines(decl) {
				found[owner] = true
				if starters[owner] == "" {
					t.Errorf("%s: a goroutine is started in %q: use ui.Start, Keeper.Spawn or Server.spawn, which recover its panic, "+
						"or recover it and add the function to starters", set.Position(at), owner)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for owner := range starters {
		if !found[owner] {
			t.Errorf("%q starts no goroutine any more: take it out of the list", owner)
		}
	}
}

// nameOf names a function, Type.Method for a method, and "" anything else.
func nameOf(decl ast.Decl) string {
	f, ok := decl.(*ast.FuncDecl)
	if !ok {
		return ""
	}
	if f.Recv == nil {
		return f.Name.Name
	}
	on := f.Recv.List[0].Type
	if pointer, ok := on.(*ast.StarExpr); ok {
		on = pointer.X
	}
	return fmt.Sprint(on, ".", f.Name.Name)
}

// goroutines returns the places of go statements, and of calls of methods called Go, such as WaitGroup.Go.
func goroutines(decl ast.Decl) []token.Pos {
	var places []token.Pos
	ast.Inspect(decl, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			places = append(places, n.Pos())
		case *ast.CallExpr:
			if method, ok := n.Fun.(*ast.SelectorExpr); ok && method.Sel.Name == "Go" && len(n.Args) == 1 {
				places = append(places, n.Pos())
			}
		}
		return true
	})
	return places
}
