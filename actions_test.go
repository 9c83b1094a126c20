package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"gavel/keymap"
	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// methodOf is the Go method for an action of the page: AudioMute of RoomSession, Pause of RoomSessionRecording.
func methodOf(a video.Action) (reflect.Type, string) {
	object, method, found := strings.Cut(string(a), ".")
	on := reflect.TypeFor[*session.RoomSession]()
	if !found {
		method = object
	} else {
		on = map[string]reflect.Type{
			"recording": reflect.TypeFor[*session.Recording](),
			"playback":  reflect.TypeFor[*session.Playback](),
			"stream":    reflect.TypeFor[*session.Stream](),
		}[object]
	}
	return on, strings.ToUpper(method[:1]) + method[1:]
}

// TestEveryActionHasItsMethodAndHandler holds the table of actions against the typed methods and the local relay. The
// rows themselves are checked in package video, their frames in package session.
func TestEveryActionHasItsMethodAndHandler(t *testing.T) {
	t.Parallel()
	relay, err := localrelay.StartPipe(localrelay.Options{Quiet: true, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	client, err := session.Dial(t.Context(), session.Config{
		URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()), NetDial: relay.Dial,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = client.Close() })
	_, unknown := client.Call(t.Context(), "video.no_such_method", map[string]any{})
	room := map[string]any{"room_session_id": relay.Rooms()[0].RoomSessionID}
	for _, row := range video.Actions() {
		t.Run(string(row.Action), func(t *testing.T) {
			for _, name := range append([]video.Action{row.Action}, row.Aliases...) {
				if on, method := methodOf(name); !has(on, method) {
					t.Errorf("%s has no method %s", on, method)
				}
			}
			for _, method := range []string{row.Wire, row.WireOff} {
				if method == "" {
					continue
				}
				if _, err := client.Call(t.Context(), method, room); err != nil && code(err) == code(unknown) {
					t.Errorf("the local relay does not know %s: %v", method, err)
				}
			}
		})
	}
}

func has(on reflect.Type, method string) bool {
	_, ok := on.MethodByName(method)
	return ok
}

func code(err error) string {
	if refusal, ok := err.(*video.RPCError); ok { //nolint:errorlint // Call returns it as it is
		return refusal.Code
	}
	return ""
}

// TestScriptsNameEveryMethodAndEvent holds the names in scripts of the director, which shares no type with the tables.
func TestScriptsNameEveryMethodAndEvent(t *testing.T) {
	t.Parallel()
	var script strings.Builder
	for _, row := range video.Actions() {
		for _, name := range append([]video.Action{row.Action}, row.Aliases...) {
			script.WriteString("await " + string(name) + "\n")
		}
	}
	for _, kind := range video.Kinds() {
		if kind.Wire() != nil {
			script.WriteString("lose " + kind.Name() + "\n")
		}
	}
	if _, err := director.Parse("", script.String()); err != nil {
		t.Error(err)
	}
}

// TestKeysNameMethodsOfTheTable holds the strings of the key map against the table.
func TestKeysNameMethodsOfTheTable(t *testing.T) {
	t.Parallel()
	found, keys := 0, keymap.Default()
	for _, context := range keymap.Contexts() {
		for _, group := range keys.Groups(context) {
			for _, key := range group.Keys {
				for _, name := range key.Methods() {
					found++
					if row, ok := video.Action(name).Info(); !ok || row.Risk == video.RiskRead {
						t.Errorf("%s leads to %q, which is not a method that changes the room", key.Name, name)
					}
				}
			}
		}
	}
	if found == 0 {
		t.Error("no key leads to a method")
	}
}

// anAction is the name of a constant for an action.
var anAction = regexp.MustCompile(`^Act[A-Z]\w*$`)

// TestOnlyTheTableKnowsActions rejects a switch on actions, a comparison with one and a map keyed by them everywhere
// but in the rows. What is known about an action belongs into its row.
func TestOnlyTheTableKnowsActions(t *testing.T) {
	t.Parallel()
	set := token.NewFileSet()
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if at, what := knowsAction(n); what != "" {
				t.Errorf("%s: %s: put it into the action's row", set.Position(at), what)
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestKnowledgeOfActionsIsFound(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		`switch a { case video.ActLock: }`:                true,
		`switch { case a == video.ActLock: }`:             true,
		`if c.Action != ActDeaf { }`:                      true,
		`_ = map[video.Action]string{video.ActLock: ""}`:  true,
		`keys[video.ActLock] = "L"`:                       true,
		`switch row.Sets.Field { case video.FieldDeaf: }`: false,
		`_ = video.Command{Action: video.ActLock}`:        false,
		`var denied map[video.Action]string`:              false,
	} {
		file, err := parser.ParseFile(token.NewFileSet(), "", "package p\nfunc f() {"+source+"}", 0)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		ast.Inspect(file, func(n ast.Node) bool {
			_, what := knowsAction(n)
			found = found || what != ""
			return true
		})
		if found != want {
			t.Errorf("%s: found %v", source, found)
		}
	}
}

// knowsAction says how a node decides by the name of an action, or "".
func knowsAction(n ast.Node) (at token.Pos, what string) {
	switch n := n.(type) {
	case *ast.CaseClause:
		for _, e := range n.List {
			if isAction(e) {
				return e.Pos(), "a switch on actions"
			}
		}
	case *ast.BinaryExpr:
		if (n.Op == token.EQL || n.Op == token.NEQ) && (isAction(n.X) || isAction(n.Y)) {
			return n.Pos(), "a comparison with an action"
		}
	case *ast.KeyValueExpr:
		if isAction(n.Key) {
			return n.Pos(), "a map keyed by actions"
		}
	case *ast.IndexExpr:
		if isAction(n.Index) {
			return n.Pos(), "a map keyed by actions"
		}
	}
	return 0, ""
}

func isAction(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return anAction.MatchString(e.Sel.Name)
	case *ast.Ident:
		return anAction.MatchString(e.Name)
	}
	return false
}
