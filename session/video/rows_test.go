package video

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// faultsOf returns what a row lacks.
func faultsOf(row *ActionInfo) []string {
	var faults []string
	expect := func(ok bool, fault string) {
		if !ok {
			faults = append(faults, fault)
		}
	}
	changes := row.Risk != RiskRead
	expect(row.Action != "" && row.Wire != "", "no name on the page or on the wire")
	expect(row.Label != "" && row.Verb != "", "no words for people")
	expect(row.Section != "", "no section of the documentation")
	expect(changes == (row.Done != ""), "a verb in the past is for what changes something, and for nothing else")
	stands := row.states != nil || row.standing.Is != "" && row.standing.Not != ""
	expect(!changes || stands, "no words for the state afterwards")
	expect(!changes || row.Undoable() != (row.Final != ""), "an inverse, or the reason why there is none")
	expect(row.Undoable() || !changes || row.Risk != RiskCalm || row.Final != "", "calm, but cannot be undone")
	seen := row.effect != nil || row.Starts != OnRoom
	expect(!changes || seen != (row.Blind != ""), "neither an effect nor a reason why none can be seen, or both")
	expect(changes || row.effect == nil && !row.Undoable(), "it only reads, but has an effect or an inverse")
	expect((row.Risk == RiskOpens) == (row.Opens != 0), "the risk of opening is for what opens something")
	expect(!row.Resendable || row.Opens == 0 && changes, "may be resent automatically although it opens something")
	expect(row.wasIdle == nil || row.Target == OnRoom, "wasIdle is for actions on the room")
	expect(row.Target != OnRoom || !row.Undoable() || row.wasIdle != nil || row.Sets.Field == FieldPositions,
		"undo cannot tell whether it changed anything")
	decides := func(a Arg) bool { return a.Wire == "" && a.Type == ArgBool }
	expect((row.WireOff != "") == slices.ContainsFunc(row.Args, decides),
		"two wire methods need a parameter that decides, and one that decides needs two methods")
	return append(faults, faultsOfArgs(row)...)
}

func faultsOfArgs(row *ActionInfo) []string {
	var faults []string
	for _, a := range row.Args {
		switch {
		case a.Name == "" || a.Label == "":
			faults = append(faults, "a parameter without a name")
		case (a.Type == ArgNumber || a.Type == ArgMillis) && a.Min >= a.Max:
			faults = append(faults, a.Name+" has no range")
		case a.Type == ArgURL && a.Schemes == nil:
			faults = append(faults, a.Name+" takes no scheme")
		case a.Wire == "" && row.WireOff == "" && row.params == nil:
			faults = append(faults, a.Name+" is never sent")
		}
	}
	return faults
}

func TestEveryRowIsComplete(t *testing.T) {
	t.Parallel()
	names := map[Action]bool{}
	for _, row := range rows {
		for _, fault := range faultsOf(row) {
			t.Errorf("%s: %s", row.Action, fault)
		}
		for _, name := range append([]Action{row.Action}, row.Aliases...) {
			if names[name] {
				t.Errorf("%s is the name of two rows", name)
			}
			names[name] = true
			if found, ok := name.Info(); !ok || found != row {
				t.Errorf("%s leads to %s", name, found.Action)
			}
		}
	}
}

func TestIncompleteRowsAreRejected(t *testing.T) {
	t.Parallel()
	undo := func(Command, *Before) []Command { return nil }
	effect := func(Args, subject) Verdict { return Holds }
	sound := ActionInfo{
		Action: "foo", Wire: "video.foo", Section: "9.1", Label: "foo", Verb: "foo", Done: "fooed",
		Risk: RiskCalm, Sets: Setting{Field: FieldPositions}, standing: Standing{Is: "is", Not: "is not"}, effect: effect,
		inverse: undo,
	}
	if faults := faultsOf(&sound); faults != nil {
		t.Fatalf("a sound row: %q", faults)
	}
	for name, spoil := range map[string]func(*ActionInfo){
		"no wire method":              func(r *ActionInfo) { r.Wire = "" },
		"no verb":                     func(r *ActionInfo) { r.Verb = "" },
		"no verb in the past":         func(r *ActionInfo) { r.Done = "" },
		"no documentation":            func(r *ActionInfo) { r.Section = "" },
		"no words afterwards":         func(r *ActionInfo) { r.standing = Standing{} },
		"no inverse":                  func(r *ActionInfo) { r.inverse = nil },
		"an inverse, and final":       func(r *ActionInfo) { r.Final = "it is gone" },
		"no effect":                   func(r *ActionInfo) { r.effect = nil },
		"an effect, and blind":        func(r *ActionInfo) { r.Blind = "nobody sees it" },
		"opens, but does not say so":  func(r *ActionInfo) { r.Opens = OpensCamera },
		"opens, and is sent again":    func(r *ActionInfo) { r.Risk, r.Opens, r.Resendable = RiskOpens, OpensCamera, true },
		"reads, and can be undone":    func(r *ActionInfo) { r.Risk, r.Done = RiskRead, "" },
		"undo without a look":         func(r *ActionInfo) { r.Sets.Field = FieldLocked },
		"two methods, nothing to ask": func(r *ActionInfo) { r.WireOff = "video.unfoo" },
		"a number without a range": func(r *ActionInfo) {
			r.Args = []Arg{{Name: "x", Wire: "x", Label: "x", Type: ArgNumber}}
		},
		"a parameter that is never sent": func(r *ActionInfo) { r.Args = []Arg{{Name: "x", Label: "x", Type: ArgString}} },
	} {
		row := sound
		spoil(&row)
		if faultsOf(&row) == nil {
			t.Errorf("%s: the row counts as complete", name)
		}
	}
}

// examples are valid values for each type of parameter.
var examples = map[ArgType]any{
	ArgString: "all", ArgBool: true, ArgNumber: 7.0, ArgObject: map[string]any{"k": "v"}, ArgStrings: []string{"k"},
	ArgPosition: Standard(2), ArgPositions: map[MemberID]Position{"m1": Standard(2)}, ArgLayout: "3x3",
	ArgURL: "rtmp://example.com/live/key", ArgMillis: 1500.0, ArgPermissions: []string{},
}

// exampleOf returns a command with all parameters of a row.
func exampleOf(row *ActionInfo) Command {
	c := Command{Action: row.Action, Args: Args{}}
	switch row.Target {
	case OnRoom:
	case OnMember:
		c.Targets = []MemberID{"m1"}
	default:
		c.Object = "object"
	}
	for _, arg := range row.Args {
		c.Args[arg.Name] = examples[arg.Type]
	}
	return c
}

func TestEveryInverseIsACommandThatCanBeSent(t *testing.T) {
	t.Parallel()
	before := &Before{
		Member: &Member{ID: "m1", RequestedPosition: PositionAuto}, Room: Room{LayoutName: "2x2"},
		Placed: map[MemberID]Position{"m1": Standard(1)},
	}
	for _, row := range rows {
		c := exampleOf(row)
		was := *before
		if row.Target != OnMember {
			was.Member = nil
		}
		back := c.Inverse(&was)
		if row.Undoable() != (len(back) > 0) {
			t.Errorf("%s has %d commands as inverse", row.Action, len(back))
		}
		for _, b := range back {
			if _, err := b.Requests("rs"); err != nil {
				t.Errorf("the inverse of %s cannot be sent: %v", row.Action, err)
			}
			if again, _ := b.Action.Info(); again.Sets.Field != row.Sets.Field || again.Target != row.Target {
				t.Errorf("the inverse of %s is %s, which sets something else", row.Action, b.Action)
			}
		}
	}
}

// protocol returns the text of PROTOCOL.md.
func protocol(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../PROTOCOL.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sections splits PROTOCOL.md at its headings, by their numbers.
func sections(t *testing.T) map[string]string {
	t.Helper()
	text := protocol(t)
	heads := regexp.MustCompile(`(?m)^#+ (\d+(?:\.\d+)?)\.? `).FindAllStringSubmatchIndex(text, -1)
	found := map[string]string{}
	for i, at := range heads {
		end := len(text)
		if i+1 < len(heads) {
			end = heads[i+1][0]
		}
		found[text[at[2]:at[3]]] = text[at[0]:end]
	}
	return found
}

func TestEveryActionIsDocumented(t *testing.T) {
	t.Parallel()
	chapters := sections(t)
	for _, row := range rows {
		if row.Action == actFoo {
			continue
		}
		chapter := chapters[row.Section]
		if row.Resyncs { // its section is one of several chapters
			for number, text := range chapters {
				if strings.HasPrefix(number, row.Section+".") {
					chapter += text
				}
			}
		}
		// Accept the name without its object, or a wire method in full.
		_, short, dotted := strings.Cut(string(row.Action), ".")
		if !dotted {
			short = string(row.Action)
		}
		for _, name := range append([]Action{Action(short)}, row.Aliases...) {
			if !strings.Contains(chapter, string(name)) {
				t.Errorf("section %q does not mention %s", row.Section, name)
			}
		}
	}
}

func TestEveryKindIsDocumented(t *testing.T) {
	t.Parallel()
	text := protocol(t)
	for _, k := range kinds {
		for _, name := range k.wire {
			if !strings.Contains(text, name) && !strings.Contains(text, strings.TrimPrefix(name, "video.")) {
				t.Errorf("PROTOCOL.md does not mention %s", name)
			}
		}
	}
}

func TestAliasesAreAcceptedUnderTheirRow(t *testing.T) {
	t.Parallel()
	for alias, want := range map[Action]Action{
		"setMicrophoneVolume": ActSetInputVolume, "setSpeakerVolume": ActSetOutputVolume,
	} {
		c, err := Command{Action: alias, Targets: []MemberID{"m"}, Args: Args{"volume": 5}}.Normalize()
		if err != nil || c.Action != want {
			t.Errorf("%s: %s, %v; want %s", alias, c.Action, err, want)
		}
		row, _ := alias.Info()
		if !row.Called(strings.ToUpper(string(alias))) || !row.Called(string(want)) || row.Called("volume") {
			t.Errorf("%s is called otherwise", alias)
		}
	}
}

func TestInfoOfAnUnknownActionIsEmpty(t *testing.T) {
	t.Parallel()
	if row, ok := Action("bar").Info(); ok || row == nil || row.Action != "" || row.Undoable() {
		t.Errorf("%+v, %v", row, ok)
	}
	if got := slices.Sorted(maps.Keys(byName)); len(got) <= len(rows) {
		t.Errorf("%d names for %d rows", len(got), len(rows))
	}
}

// TestReadsShowWhatCommandsSet rejects a command whose property a list of members would seem to lack: its unknown
// outcome would be decided by any read.
func TestReadsShowWhatCommandsSet(t *testing.T) {
	t.Parallel()
	notInLists := FieldPresent | FieldOnStage | FieldRequested // the canvas shows who got a place
	for _, row := range Actions() {
		set := row.Sets.Field
		if row.Target != OnMember || row.Part != PartMembers || set == 0 || row.Blind != "" {
			continue
		}
		if set.Listed()|set&notInLists == 0 {
			t.Errorf("%s sets %v, which is not marked as listed in fields.go", row.Action, set.Names())
		}
	}
}
