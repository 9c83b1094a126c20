package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/keymap"
	"gavel/session/door"
	"gavel/session/scene"
	"gavel/session/video"
)

func TestParseAcceptsEverySetting(t *testing.T) {
	t.Setenv("HOME", "/home/ann")
	file, err := Parse("config.toml", []byte(`# all of them
project = "p1"
host = "localhost"
ca_file = "~/ca.pem"
token_file = "/run/token"
token_cmd = ["pass", "show", "signal wire"]
keyring = true
bulk_rate = 2.5
journal = "~/night.jsonl"
theme = "high-contrast"
ascii = true
bidi = "terminal"
mouse = false
read_only = true
order = "hand"
columns = ["hand", "state"]
reverse = true
identity = "user"
follow = 3
panel = "meta.role=panel"
interpreters = "meta.role=interpreter"
journal_keep = "30d"
journal_names = "pseudonym"
protected = "meta.role=sign"

[paints]
talking = "bold #57d972"

[confirm]
over = 3
also = ["audioUnmute", "lock"]

[alarms]
raid = "once"
crowd = "off"

[quorums]
interpreters = { of = "meta.role=interpreter", min = 2 }

[media]
intro = "https://example.com/intro.mp4"

[streams]
main = { file = "~/.stream" }
other = { cmd = ["pass", "show", "stream"] }

[record]
standup = "must"
"*" = "never"

[keys]
audio-mute = "z ctrl-t"
undo = ["f12"]
deaf = ""

[floor]
share = true
operator = "Dana"
spotlight = true
budget = "3 turns"

[consent]
classroom = "never"

[scenes.start]
layout = "1x1"
[doors]
trolls = { who = "name~troll", do = "mute", reason = "as agreed" }
late = { who = "meta.role=guest" }

[macros]
calm = ["audioMute where open & !panel", "setLayout name=grid-responsive", "lock"]
`))
	if err != nil {
		t.Fatal(err)
	}
	v := file.Values
	for _, c := range []struct{ got, want any }{
		{v.Project, "p1"},
		{v.Host, "localhost"},
		{v.CAFile, "/home/ann/ca.pem"},
		{v.TokenFile, "/run/token"},
		{v.TokenCmd, []string{"pass", "show", "signal wire"}},
		{v.Keyring, true},
		{v.BulkRate, 2.5},
		{v.Journal, "/home/ann/night.jsonl"},
		{v.Theme, "high-contrast"},
		{v.ASCII, true},
		{v.Bidi, "terminal"},
		{v.Mouse, false},
		{v.ReadOnly, true},
		{v.Order, "hand"},
		{v.Reverse, true},
		{len(v.Paints), 1},
		{v.ConfirmOver, 3},
		{v.ConfirmAlso, []video.Action{video.ActAudioUnmute, video.ActLock}},
		{v.Keys.AudioMute.Keys(), []string{"z", "ctrl+t"}},
		{v.Keys.Undo.Keys(), []string{"f12"}},
		{len(v.Keys.Deaf.Keys()), 0},
		{v.Alarms, map[string]string{"raid": "once", "crowd": "off"}},
		{v.Record, map[string]string{"standup": "must", "*": "never"}},
		{v.Media, map[string]string{"intro": "https://example.com/intro.mp4"}},
		{v.Streams, map[string]Secret{"main": {File: "/home/ann/.stream"}, "other": {Cmd: []string{"pass", "show", "stream"}}}},
		{len(v.Quorums), 1},
		{v.Quorums[0].Name + v.Quorums[0].Of.String(), "interpretersmeta.role=interpreter"},
		{v.Quorums[0].Min, 2},
		{v.Identity, "user"},
		{file.Line("mouse"), 13},
		{v.Panel.String(), "meta.role=panel"},
		{v.Interpreters.String(), "meta.role=interpreter"},
		{v.Protected.String(), "meta.role=sign"},
		{v.Consent, map[string]string{"classroom": "never"}},
		{[]any{v.FloorShare, v.FloorOperator, v.FloorSpotlight, v.FloorBudget.Turns}, []any{true, "Dana", true, 3}},
		{v.Follow, 3},
		{v.Columns, []string{"hand", "state"}},
		{v.Scenes, []scene.Scene{{Name: "start", Layout: "1x1"}}},
		{v.Macros[0].Name + " " + v.Macros[0].Steps[0].Where.String(), "calm open & !panel"},
		{v.Macros[0].Steps[1].Command, video.Command{Action: video.ActSetLayout, Args: video.Args{"name": "grid-responsive"}}},
		{
			[]any{len(v.Doors), v.Doors[0].Do, v.Doors[1].Who.String(), v.Doors[1].Do, v.Doors[1].Reason},
			[]any{2, door.Watch, "name~troll", door.Mute, "as agreed"},
		},
		{v.JournalKeep, 30 * 24 * time.Hour},
		{v.JournalNames, "pseudonym"},
		{file.Line("confirm.over"), 30},
		{file.Line("keys"), 51},
		{len(file.Warnings), 0},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("got %#v, want %#v", c.got, c.want)
		}
	}
	for _, s := range Settings() {
		if file.Line(s.Key) == 0 {
			t.Errorf("this test lacks %s", s.Key)
		}
	}
}

// The errors name the file, the line, the key, and the allowed values or the name that was probably meant.
func TestParseNamesFileLineAndNearestName(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, want string }{
		{"unknown key", "mouse = true\n\nthem = \"dark\"", `c.toml:3: there is no setting "them"; did you mean "theme"?`},
		{"unknown key far from all", "volume = 3", `c.toml:1: there is no setting "volume"; gavel config --help lists them`},
		{"unknown key in a table", "[confirm]\novr = 3", `c.toml:2: there is no setting "confirm.ovr"; did you mean "confirm.over"?`},
		{"key outside its table", "over = 3", `c.toml:1: there is no setting "over"; did you mean "confirm.over"?`},
		{"unknown table", "\n[key]\nundo = \"x\"", `c.toml:2: there is no setting "key"; did you mean "keys"?`},
		{"quoted key with a dot", `"confirm.over" = 3`, `c.toml:1: there is no setting "confirm.over"`},
		{"table for a setting", "[mouse]\nx = 1", `c.toml:1: mouse must be true or false, not a table`},
		{"setting for a table", "confirm = 3", `c.toml:1: confirm must be a table, not a number`},
		{"wrong type", "mouse = \"yes\"", `c.toml:1: mouse must be true or false, not a string`},
		{"wrong choice", "theme = \"drak\"", `c.toml:1: theme is "drak"; allowed are auto, dark, light, high-contrast`},
		{"near choice", "theme = \"drak\"", `did you mean "dark"?`},
		{"not a number", "bulk_rate = \"5\"", `c.toml:1: bulk_rate must be a number from 0.1 to 100, not a string`},
		{"out of range", "bulk_rate = 0", `c.toml:1: bulk_rate is 0; allowed is 0.1 to 100`},
		{"hours", `journal_keep = "48h"`, `c.toml:1: journal_keep is "48h"; allowed are 1d to 3650d, or ""`},
		{"no days", `journal_keep = "0d"`, `c.toml:1: journal_keep is "0d"; allowed are 1d to 3650d, or ""`},
		{"a table for the journal", "[journal]\nkeep = \"30d\"", `c.toml:1: journal must be a string in quotation marks, not a table`},
		{"other names", `journal_names = "none"`, `c.toml:1: journal_names is "none"; allowed are full, pseudonym`},
		{"door for nobody", "doors.a = { do = \"mute\" }", `c.toml:1: doors.a must be { who = "SELECTOR", do = "mute" }`},
		{"door without a table", "doors.a = \"all\"", `c.toml:1: doors.a must be { who = "SELECTOR", do = "mute" }`},
		{"door with an empty selector", "[doors]\na = { who = \"\", do = \"remove\" }", `c.toml:2: doors.a.who column 1: the selector is empty`},
		{"door with a blank selector", "[doors]\na = { who = \"  \", do = \"remove\" }", `doors.a.who column 3: the selector is empty`},
		{"door with an unknown word", "doors.a = { who = \"guset\", do = \"mute\" }", `c.toml:1: doors.a.who column 1:`},
		{"door that bans", "doors.a = { who = \"all\", do = \"ban\" }", `doors.a.do is "ban"; allowed are watch, mute, demote, remove`},
		{"door with a fault in its third line", "[doors.a]\nwho = \"all\"\ndo = \"ban\"", `c.toml:3: doors.a.do is "ban"`},
		{"door with a wrong key", "doors.a = { who = \"all\", reson = \"x\" }", `doors.a has no field "reson"; did you mean "reason"?`},
		{"macro of nothing", "macros.a = []", `c.toml:1: macros.a has no command`},
		{"macro that is no list", "[macros]\n\na = \"lock\"", `c.toml:3: macros.a must be a list such as`},
		{"unknown method in a macro", "[macros]\na = [\"lok\"]", `c.toml:2: macros.a has a fault in command 1: there is no method "lok" that changes something; did you mean "lock"?`},
		{"reading method in a macro", "macros.a = [\"lock\", \"getMembers\"]", `macros.a has a fault in command 2: there is no method "getMembers" that changes`},
		{"empty method in a macro", "macros.a = [\"\"]", `macros.a has a fault in command 1: there is no method ""`},
		{"macro for everybody by accident", "macros.a = [\"audioMute\"]", `macros.a has a fault in command 1: audioMute needs where and a selector, such as audioMute where open`},
		{"empty selector in a macro", "macros.a = [\"audioMute where \"]", `command 1: the selector, column 1: the selector is empty`},
		{"blank selector in a macro", "macros.a = [\"audioMute where    \"]", `command 1: the selector, column 1: the selector is empty`},
		{"unknown word in a macro", "macros.a = [\"audioMute where talkin\"]", `did you mean "talking"?`},
		{"selector of the room", "macros.a = [\"lock where all\"]", `lock is not about members, so it has no where`},
		{"macro that ends the room", "macros.a = [\"removeAllMembers\"]", `removeAllMembers ends the session, so a macro cannot run it`},
		{"parameter of a macro", "macros.a = [\"setInputVolume volume=900 where all\"]", `macros.a has a fault in command 1: setInputVolume: volume is 900; allowed is`},
		{"stray word in a macro", "macros.a = [\"setLayout 3x3\"]", `"3x3" is not name=value`},
		{"nan", "bulk_rate = nan", `c.toml:1: bulk_rate is NaN; allowed is 0.1 to 100`},
		{"fraction", "[confirm]\nover = 2.5", `c.toml:2: confirm.over must be a whole number from 1 to 50, not a number`},
		{"too many", "confirm.over = 51", `c.toml:1: confirm.over is 51; allowed is 1 to 50`},
		{"two lines", `project = "a\nb"`, `c.toml:1: project must be one line`},
		{"a command for a shell", `token_cmd = "pass show x"`, `c.toml:1: token_cmd must be a list such as ["one", "two"], not a string`},
		{"a command of numbers", `token_cmd = ["pass", 1]`, `c.toml:1: token_cmd must be a list of strings; item 2 is a number`},
		{"a command without a program", `token_cmd = [""]`, `c.toml:1: token_cmd begins with an empty string`},
		{"a token", "a = 1\ntoken = \"PT\"", `c.toml:2: the token does not belong in this file`},
		{"unknown method", `confirm.also = ["audioMut"]`, `confirm.also has "audioMut", which is not a method that changes something; did you mean "audioMute"?`},
		{"reading method", `confirm.also = ["getMembers"]`, `confirm.also has "getMembers", which is not a method that changes something`},
		{"unknown paint", "[paints]\n\ntalkin = \"red\"", `c.toml:3: no paint is called "talkin"; did you mean "talking"?`},
		{"bad paint", "[paints]\ntalking = \"pink\"", `c.toml:2: paints.talking has the word "pink"`},
		{"part of a binding", "[keys]\nmute = \"x\"", `c.toml:2: no binding is called "mute"; did you mean "audio-mute"?`},
		{"unknown binding", "[keys]\n\naudio-mut = \"x\"", `c.toml:3: no binding is called "audio-mut"; did you mean "audio-mute"?`},
		{"not a key", "[keys]\nundo = \"ctrl-shift-z\"", `c.toml:2: "ctrl+shift+z" is not a key: use one character`},
		{"forbidden key", "[keys]\nundo = \"ctrl-z\"", `c.toml:2: Ctrl-Z cannot be bound to undo: it suspends programs`},
		{"no way out", "[keys]\ncancel = \"\"", `c.toml:2: cancel needs a key`},
		{"key of a way out", "[keys]\nno = \"y\"", `c.toml:2: y is bound to both yes and no (confirm); yes cannot be without it`},
		{"binding of another type", "[keys]\nundo = 3", `c.toml:2: keys.undo must be a string such as "x" or "ctrl-d f5", not a number`},
		{"unknown alarm", "alarms.radi = \"off\"", `c.toml:1: no kind of alarm is called "radi"; did you mean "raid"?`},
		{"loudness of an alarm", "[alarms]\nraid = \"lout\"", `c.toml:2: alarms.raid is "lout"; allowed are off, quiet, once, loud; did you mean "loud"?`},
		{"rule of a room", "[record]\nstandup = \"musst\"", `c.toml:2: record.standup is "musst"; allowed are must, may, never; did you mean "must"?`},
		{"media without a scheme", "media.intro = \"intro.mp4\"", `c.toml:1: media.intro must be an address that begins with http:// or https://`},
		{"stream key in the file", "[streams]\nmain = \"rtmp://a.example/live/key\"", `c.toml:2: streams.main must be { file = "…" } or { cmd = ["…"] }, because the address holds a secret`},
		{"stream from two places", "streams.main = {file = \"a\", cmd = [\"b\"]}", `c.toml:1: streams.main must be { file`},
		{"stream from nowhere", "streams.main = {cmd = []}", `c.toml:1: streams.main must be { file`},
		{"stream from a shell", "streams.main = {cmd = \"pass\"}", `c.toml:1: streams.main must be a list such as`},
		{"stream from something else", "streams.main = {url = \"rtmp://x\"}", `c.toml:1: streams.main must be { file`},
		{"quorum of nobody", "quorums.a = {of = \"\", min = 1}", `c.toml:1: quorums.a.of column 1: the selector is empty`},
		{"quorum of none", "quorums.a = {of = \"device\", min = 0}", `c.toml:1: quorums.a.min is 0; allowed is 1 to 300`},
		{"quorum with a wrong key", "quorums.a = {off = \"device\", min = 1}", `c.toml:1: quorums.a has no field "off"; did you mean "of"?`},
		{"quorum without a number", "quorums.a = {of = \"device\"}", `c.toml:1: quorums.a must be { of = "meta.role=interpreter", min = 2 }`},
		{"not TOML", "mouse = true\ntheme = dark", `c.toml:2: is not TOML: `},
		{"twice", "mouse = true\nmouse = false", `c.toml:2: is not TOML: `},
		{"not UTF-8", "# a\n# \xff", `c.toml:2: is not UTF-8`},
		{"too large", strings.Repeat("#", MaxBytes+1), `c.toml: is larger than 64 KiB`},
		{"nested without end", "a = " + strings.Repeat("{a = ", 5000), `c.toml: has more than 256 inline tables`},
		{"dots without end", "a" + strings.Repeat(".a", 5000) + " = 1", `c.toml: has a line with more than 128 dots`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := Parse("c.toml", []byte(test.text))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func TestLineOfATableWithoutAHead(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"\nkeys.undo = \"f5\"\nkeys.deaf = \"\"", "\n[keys]\nundo = \"f5\"", "\nkeys = {undo = \"f5\"}"} {
		file, err := Parse("c.toml", []byte(text))
		if err != nil || file.Line("keys") != 2 {
			t.Errorf("%q: got %d, %v; want line 2", text, file.Line("keys"), err)
		}
	}
}

func TestParseReportsEveryFaultInOrder(t *testing.T) {
	t.Parallel()
	_, err := Parse("c.toml", []byte("theme = \"pink\"\n[keys]\nundo = 1\naudio-mute = 2\n[confirm]\nover = 0\n"))
	var lines []string
	for line := range strings.Lines(err.Error()) {
		place, _, _ := strings.Cut(line, " ")
		lines = append(lines, place)
	}
	if got := strings.Join(lines, " "); got != "c.toml:1: c.toml:3: c.toml:4: c.toml:6:" {
		t.Errorf("got %s", got)
	}
	if got := First(err); !strings.HasPrefix(got, `c.toml:1: theme is "pink"`) || !strings.HasSuffix(got, "(and 3 more)") {
		t.Errorf("got %q", got)
	}
}

// lazygit 3464 and 5763, k9s 3880.
func TestKeyConflictNamesBothActionsWithFileAndLine(t *testing.T) {
	t.Parallel()
	_, err := Parse("c.toml", []byte("[keys]\naudio-mute = \"X\"\n# more\ndeaf = \"X f5\"\n"))
	want := "c.toml:2: X is bound to both audio-mute and deaf (members); deaf is in line 4"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// lazygit 3464: a new default must not take a key away, and the user learns what it displaces.
func TestChosenKeyWinsAndTheDisplacedDefaultIsNamed(t *testing.T) {
	t.Parallel()
	file, err := Parse("c.toml", []byte("\n[keys]\naudio-mute = \"d\"\nmark = \"j\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if k, _ := file.Keys.Lookup(keymap.Members, "d"); k.Name != "audio-mute" {
		t.Errorf("d is %q", k.Name)
	}
	want := []string{
		"c.toml:3: d is audio-mute; deaf had it by default and has no key now",
		"c.toml:4: j is mark; down had it by default",
	}
	if !slices.Equal(file.Warnings, want) {
		t.Errorf("got %q, want %q", file.Warnings, want)
	}
}

// lazygit 2152.
func TestKeysCanBeUnbound(t *testing.T) {
	t.Parallel()
	for _, none := range []string{`""`, `[]`} {
		file, err := Parse("c.toml", []byte("[keys]\nremove = "+none))
		if err != nil {
			t.Fatal(err)
		}
		if k, ok := file.Keys.Lookup(keymap.Members, "x"); ok {
			t.Errorf("%s: x is %s", none, k.Name)
		}
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := Load(filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing: got %v", err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "is not an ordinary file") {
		t.Errorf("directory: got %v", err)
	}
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, []byte("mouse = false"), 0o600); err != nil {
		t.Fatal(err)
	}
	if file, err := Load(path); err != nil || file.Mouse || file.Path != path {
		t.Errorf("got %+v, %v", file, err)
	}
}

// parse parses a text.
func parseText(t *testing.T, text string) (*File, error) {
	t.Helper()
	p := &parser{path: "c.toml", file: &File{Values: Defaults(), lines: map[string]int{}}}
	top, err := p.decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	p.table(top, nil)
	p.warn()
	return p.file, p.err()
}

func TestSelectors(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, text, fault, warning string }{
		{"metadata", `protected = "meta.role=interpreter | device"`, "", ""},
		{"name", "\nprotected = \"name~ann\"", "", "c.toml:2: protected chooses by name, and people choose their names"},
		{"panel by name", `panel = "name=ann"`, "", "panel chooses by name"},
		{"empty", `protected = ""`, "c.toml:1: protected column 1: the selector is empty; for all members, write all", ""},
		{"blank", `protected = " "`, "the selector is empty", ""},
		{"unknown word", `protected = "device | talkin"`, `column 10: "talkin" is not a word of selectors; did you mean "talking"?`, ""},
		{"quorum of lists", `quorums.a = {of = "protected | panel", min = 2}`, "", ""},
		{"itself", `protected = "protected"`, `"protected" needs to know who is protected`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file, err := parseText(t, test.text)
			if test.fault == "" && err != nil || test.fault != "" && (err == nil || !strings.Contains(err.Error(), test.fault)) {
				t.Fatalf("got %v, want %q", err, test.fault)
			}
			if got := strings.Join(file.Warnings, "\n"); !strings.Contains(got, test.warning) || test.warning == "" && got != "" {
				t.Errorf("got the warnings %q, want %q", got, test.warning)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", "mouse = false\n[keys]\nundo = \"x\"", "paints.talking = \"red\"", "keys = {undo = \"f5\"}", "a.b.c = [1, {x = 2}]",
		"[[keys]]\nx = 1", "theme = \"\\u009b\"", "confirm = {over = 3, also = [\"lock\"]}", "token_cmd = []",
		"macros.a = [\"audioMute where open\", \"setLayout name=\\\"3x3\\\"\"]", "journal_keep = \"30d\"",
		"doors.a = {who = \"name~\\u202e\", do = \"mute\", reason = \"x\"}", "quorums.a = {of = \"all\", min = 2}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file, err := Parse("c.toml", []byte(text))
		if err != nil {
			if file != nil || err.Error() == "" {
				t.Fatalf("got a file with the error %v", err)
			}
			return
		}
		var all []InForce
		for _, s := range Settings() {
			all = append(all, InForce{Setting: s, Text: s.Text(&file.Values), Lines: s.Lines(&file.Values), Source: "test"})
		}
		printed := Print(nil, all)
		again, err := Parse("printed.toml", []byte(printed))
		if err != nil {
			t.Fatalf("what was printed is refused: %v\n%s", err, printed)
		}
		if changed := Changed(&file.Values, &again.Values); len(changed) > 0 {
			t.Fatalf("%v changed by printing:\n%s", changed, printed)
		}
		if strings.ContainsFunc(printed, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f }) {
			t.Fatalf("a control character was printed: %q", printed)
		}
	})
}
