package floor_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// edit changes one line of the engine so that it breaks a rule.
type edit struct{ file, old, broken string }

// TestOraclesCatchBrokenRules breaks one rule of the engine after another, and checks that the rule's oracle detects
// it. An oracle that cannot fail proves nothing.
func TestOraclesCatchBrokenRules(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the engine once for each rule")
	}
	t.Parallel()
	for name, tc := range map[string]struct {
		run   string
		want  string
		edits []edit
	}{
		"protected people are closed": {"TestNever", "who is protected", []edit{
			{"core.go", "return on(m) || on(e.members[e.owner(m)])", "return on(nil)"},
		}},
		"the panel is closed": {"TestNever", "who is on the panel", []edit{
			{"core.go", "return e.isProtected(m) || e.mode.Preset == Panel && e.isPanel(m)", "return e.isProtected(m)"},
		}},
		"opened without a hand": {"TestNever", "without a hand", []edit{
			{"core.go", "return m.HandRaised || e.isPanel(m)", "return true"},
		}},
		"opened where nobody may be": {"TestNever", "nobody may be opened", []edit{
			{"core.go", "case ConsentNever:\n\t\treturn false", "case ConsentNever:\n\t\treturn true"},
		}},
		"four closings a minute": {"TestNever", "4 closings of", []edit{
			{"limit.go", "closingsPerMin = 3 ", "closingsPerMin = 4 "},
		}},
		"more than five a second": {"TestNever", "6 closings in a second", []edit{
			{"limit.go", "perSecond      = 5 ", "perSecond      = 50 "},
		}},
		"sent while the link is down": {"TestNever", "while the link is", []edit{
			{"enforce.go", "!e.mode.Override, !e.live, e.pause", "!e.mode.Override, e.pause"},
			{"engine.go", "\t\tif !e.live {\n\t\t\te.note(Note{Kind: NoteUnsent", "\t\tif false {\n\t\t\te.note(Note{Kind: NoteUnsent"},
		}},
		"enforced while paused": {"TestNever", "while the floor is paused", []edit{
			{"enforce.go", `!e.live, e.pause != "", `, "!e.live, "},
		}},
		"restored although touched": {"TestNever", "has touched", []edit{
			{"chair.go", "m.AudioMuted && !was.touched && !was.mutedSince.IsZero() && m.MutedSince.Equal(was.mutedSince) &&", "m.AudioMuted &&"},
		}},
		"opened although closed since the press": {"TestNever", "closed by someone else since the press", []edit{
			{"verbs.go", "m != nil && !in.wasOpen && m.MutedSince.Equal(in.muted)", "true"},
		}},
		"two undo steps for a key": {"TestNever", "undo steps for", []edit{
			{"step.go", "e.steps = append(e.steps, *s)", "e.steps = append(e.steps, *s, *s)"},
		}},
		"two commands for a key": {"TestNever", "commands for", []edit{
			{"grant.go", "s.order, s.closes = e.emit(s.verb, command), c.closes", "s.order, s.closes = e.emit(s.verb, command), c.closes\n\te.emit(s.verb, command)"},
		}},
		"a ghost is first": {"TestNever", "the ghost", []edit{
			{"order.go", "compareBool(!a.Away.IsZero(), !b.Away.IsZero()), ", ""},
		}},
		"a ghost is next": {"TestNever", "is next, and not here", []edit{
			{
				"advance.go", "m != nil && en.Away.IsZero() && (!en.ByHand || m.HandRaised)",
				"m == nil || !en.ByHand || m.HandRaised",
			},
		}},
		"next acts on someone else": {"TestNever", "painted was", []edit{
			{"verbs.go", "case next.ID != painted:", "case false:"},
		}},
		"the guest is closed": {"TestNever", "who has the floor", []edit{
			{"enforce.go", "e.exempt(m) || e.turn(owner) != nil ||", "e.exempt(m) ||"},
		}},
		"the clock of the muted runs": {"TestNever", "who cannot be heard", []edit{
			{"turn.go", "return isText(t.ID) || m != nil && !m.AudioMuted", "return true"},
		}},
		"two consoles enforce": {"TestTwoConsoles", "who has the floor from", []edit{
			{"enforce.go", "return e.lease.held()", "return true"},
			{"enforce.go", "case e.lease.on && e.lease.sure.Before(e.settled(due)):", "case false:"},
		}},
		"grants are not announced": {"TestTwoConsoles", "who has the floor from", []edit{
			{"share.go", "d.Turns = append(d.Turns, sharedTurn{ID: in.id, Kind: in.kind})", "_ = in"},
			{"verbs.go", "case !e.lease.knows(in.rev) || !isText(in.id) && !e.lease.grants(in.id):", "case !e.lease.knows(in.rev):"},
			{"share.go", "func (e *Engine) write() json.RawMessage {\n", "func (e *Engine) write() json.RawMessage {\n\tif e.intent == nil && !e.lease.claim && !e.lease.held() {\n\t\treturn nil\n\t}\n"},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, failed := runBroken(t, tc.run, tc.edits)
			if !failed || !strings.Contains(out, tc.want) {
				t.Errorf("no %q in\n%s", tc.want, out)
			}
		})
	}
}

// runBroken runs a test with changed sources and reports whether it failed.
func runBroken(t *testing.T, test string, edits []edit) (out string, failed bool) {
	t.Helper()
	dir := t.TempDir()
	texts := map[string]string{}
	for _, e := range edits {
		text, known := texts[e.file]
		if !known {
			source, err := os.ReadFile(e.file)
			if err != nil {
				t.Fatal(err)
			}
			text = string(source)
		}
		if strings.Count(text, e.old) != 1 {
			t.Fatalf("%s has %q %d times, want once", e.file, e.old, strings.Count(text, e.old))
		}
		texts[e.file] = strings.Replace(text, e.old, e.broken, 1)
	}
	replace := map[string]string{}
	for file, text := range texts {
		full, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		replace[full] = filepath.Join(dir, file)
		if err := os.WriteFile(replace[full], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(path, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(t.Context(), "go", "test", "-vet=off", "-count=1", "-overlay", path, "-run", test, "-sequences", "10000", ".").CombinedOutput()
	return string(text), err != nil
}
