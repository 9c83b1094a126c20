package director

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/localrelay"
)

// midnight is the start of a clock that stands still.
var midnight = time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)

// stage is a relay with one empty room whose clock stands still.
func stage(t *testing.T) (*localrelay.Server, string) {
	t.Helper()
	s := start(t, localrelay.Options{Members: -1, Audience: -1, Quiet: true, Seed: 1, StandStill: midnight})
	return s, s.Rooms()[0].RoomSessionID
}

// people returns the people of a room in the form of who.
func peopleOf(t *testing.T, s *localrelay.Server) string {
	t.Helper()
	a := New(s).Do(t.Context(), "who")
	if a.Err != nil {
		t.Fatal(a.Err)
	}
	_, list, _ := strings.Cut(a.Text, ": ")
	return list
}

func TestVerbsChangePeople(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ script, want string }{
		"join":                     {`join Ann Ben "Cem Kaya"`, "Ann, Ben, Cem Kaya"},
		"join with a number":       {`join 3 "Guest %d" muted`, "Guest 1 (muted), Guest 2 (muted), Guest 3 (muted)"},
		"numbers continue":         {"join 2 \"Guest %d\"\njoin 1 \"Guest %d\"", "Guest 1, Guest 2, Guest 3"},
		"join with options":        {`join Ann muted no-camera hand deaf`, "Ann (muted, no camera, deaf, hand)"},
		"join over a time":         {"join 4 \"G %d\" over 8s\nwait 5s", "G 1, G 2, G 3"},
		"a locked room":            {"lock\nunlock\njoin Ann", "Ann"},
		"leave":                    {"join Ann Ben\nleave Ann", "Ben"},
		"audience":                 {"join Ann\njoin Lis audience\naudience 2", "Ann, Lis (audience), Listener 1 (audience)"},
		"rejoin":                   {"join Ann muted\njoin Ben\nleave Ann\nrejoin Ann", "Ben, Ann (muted)"},
		"rejoin while present":     {"join Ann hand\njoin Ben\nrejoin Ann new", "Ben, Ann"},
		"talk":                     {"join Ann\ntalk Ann", "Ann (talking)"},
		"talk for a time":          {"join Ann\ntalk Ann 5s\nwait 5s", "Ann"},
		"talk not yet over":        {"join Ann\ntalk Ann 5s\nwait 4s", "Ann (talking)"},
		"a newer talk counts":      {"join Ann\ntalk Ann 5s\nwait 4s\ntalk Ann 5s\nwait 2s", "Ann (talking)"},
		"hush":                     {"join Ann\ntalk Ann\nhush Ann", "Ann"},
		"hand and lower":           {"join Ann Ben\nhand all\nlower Ben", "Ann (hand), Ben"},
		"open and close":           {"join Ann Ben\nclose all\nopen Ben", "Ann (muted), Ben"},
		"camera":                   {"join Ann Ben\ncamera Ann Ben off\ncamera Ben on", "Ann (no camera), Ben"},
		"deaf also mutes":          {"join Ann\ndeaf Ann on", "Ann (muted, deaf)"},
		"patterns":                 {"join 2 \"Guest %d\"\njoin Ann\nclose Guest*", "Guest 1 (muted), Guest 2 (muted), Ann"},
		"a first name":             {`join "Ann Lee" "Ben Fox"` + "\nhand Ann", "Ann Lee (hand), Ben Fox"},
		"any case":                 {"join Ólafur\nhand ólafur", "Ólafur (hand)"},
		"an id":                    {"join Sam id aa11\njoin Sam id bb22\nhand #bb", "Sam, Sam (hand)"},
		"rename":                   {"join Ann\nrename Ann \"Ann Fox\"\nhand \"Ann Fox\"", "Ann Fox (hand)"},
		"share and unshare":        {"join Ann Ben\nshare Ann\nshare Ben\nunshare Ann", "Ann, Ben, Ben (screen)"},
		"device":                   {"join Ann\ndevice Ann \"Ann's phone\"", "Ann, Ann's phone (device)"},
		"another moderator mutes":  {"join Ann Ben\ntalk Ann\ndo audioMute Ann Ben", "Ann (muted), Ben (muted)"},
		"another moderator raises": {"join Ann Ben hand\ndo setRaisedHand Ann\ndo setRaisedHand Ben raised=false", "Ann (hand), Ben"},
		"demote and promote":       {"join Ann Ben\ndo demote Ann\ndo promote Ann joinAudioMuted=true", "Ben, Ann (muted)"},
		"insist":                   {"join Ann\ninsist Ann 1\ndo audioMute Ann\nwait 1s", "Ann (talking)"},
		"insist no longer":         {"join Ann\ninsist Ann 1\ndo audioMute Ann\nwait 1s\ndo audioMute Ann\nwait 9s", "Ann (muted)"},
		"repeat a line":            {`repeat 3 join Ann`, "Ann, Ann, Ann"},
		"repeat in time":           {"join Ann\nrepeat 3 every 2s talk Ann 1s\nwait 500ms", "Ann (talking)"},
		"repeat a script":          {"join 1 \"G %d\"\nrepeat 2", "G 1, G 2, G 3"},
		"comments":                 {"# a play\n\njoin Ann # the first\n  # the end", "Ann"},
		"a converse turn":          {"join Ann Ben\nconverse Ann Ben 1m\nwait 8s", "Ann, Ben (talking)"},
		"converse ends":            {"join Ann Ben\nconverse Ann Ben 20s\nwait 20s", "Ann, Ben"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := stage(t)
			Play(t, s, test.script)
			got := peopleOf(t, s)
			if got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestSwitchesLifeOnAndOff(t *testing.T) {
	t.Parallel()
	s, rs := stage(t)
	Play(t, s, `join 8 "Guest %d"`)
	c := watch(t, s, rs)
	Play(t, s, "life on\nwait 1m\nlife off")
	if n := len(c.events()); n < 100 {
		t.Errorf("life caused %d events in a minute", n)
	}
	for _, m := range stateOf(t, s, rs).Members {
		if m.Talking {
			t.Errorf("%s talks without life", m.Name)
		}
	}
	Play(t, s, "wait 1h")
	if got := c.events(); len(got) != 0 {
		t.Errorf("without life came %v", kinds(got))
	}
}

func TestLinesThatFail(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ script, want string }{
		"a muted person":    {"join Ann muted\ntalk Ann", "line 2: Ann: is muted and cannot talk; open the microphone first"},
		"two of one name":   {"join Sam id aa11\njoin Sam id bb22\nhand Sam", `line 3: "Sam" may be Sam #aa11 or Sam #bb22; say which by id`},
		"gone":              {"join Ann Anna\nleave Ann\nhand Ann", `line 3: there is no "Ann" in Weekly standup; did you mean Anna?`},
		"a locked room":     {"lock\njoin Ann", "line 2: Ann cannot join: the room is locked"},
		"no recording":      {"fail recording", "line 1: there is no recording in Weekly standup"},
		"two recordings":    {"repeat 2 start recording\nend recording", "line 2: 2 recordings are running; say which, 1 to 2, or all"},
		"the third of two":  {"repeat 2 start recording\nend recording 3", "line 2: there is no recording 3; 2 are running"},
		"no screen":         {"join Ann\nunshare Ann", "line 2: Ann: no screen is shared"},
		"an ended room":     {"end room\njoin Ann", "line 2: no room is in progress; start one with: start room NAME"},
		"a room twice":      {"start room Hall\nstart room Hall", "line 2: the room Hall is in progress"},
		"a refused command": {"join Ann\ndo setInputVolume Ann volume=99", "line 2: Ann: 400 volume must be from -50 to 50, not 99"},
		"an await":          {"await lock 1ms", "line 1: no video.lock came within 1ms"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := stage(t)
			if err := Direct(t.Context(), s, test.script); err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// TestReportsTyposBeforeRunning: every line but the first has a fault, and the first must not run.
func TestReportsTyposBeforeRunning(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ line, want string }{
		"verb":             {"tlak Ann", `there is no verb "tlak"; did you mean talk?`},
		"unknown verb":     {"xyzzy", `there is no verb "xyzzy"`},
		"name":             {"hand Anm", `there is no "Anm" here; did you mean Ann?`},
		"no name":          {"hand", "hand: a name is missing; usage: hand Ben"},
		"pattern":          {"hand Guest*", `there is no "Guest*" here`},
		"duration":         {"wait 5", `wait: the time is "5"; write it like 300ms, 5s or 1m30s; usage: wait 2s`},
		"no duration":      {"wait", "wait: the time is missing"},
		"too many":         {"lock it", `lock: unexpected word "it"`},
		"method":           {"refuse audioMut 403", `there is no method "audioMut"; did you mean audioMute`},
		"code":             {"refuse audioMute no", `the code is "no"; write it like 403, or -32603`},
		"event":            {"lose recording.end", `there is no event "recording.end"; did you mean recording.ended`},
		"layout":           {"layout 5upp", `there is no layout "5upp"; did you mean 5up?`},
		"position":         {"place Ann left", `the position is "left"`},
		"room":             {`room "Town hal"`, `there is no "Town hal" among the rooms`},
		"quotation mark":   {`join "Ann`, `the quotation mark before "Ann" is never closed`},
		"bracket":          {`meta Ann {"a":1`, `the bracket of "{\"a\":1" is never closed`},
		"json":             {`meta Ann {a}`, `the metadata {a} is not JSON`},
		"on or off":        {"camera Ann of", `the last word is "of"; did you mean on or off?`},
		"the object":       {"start recoding", `the object is "recoding"; did you mean recording?`},
		"pause stream":     {"pause stream", `the object is "stream"; allowed: recording, playback`},
		"number of names":  {"join 3 Ann Ben", "a number needs exactly one name"},
		"number missing":   {`join "Guest %d"`, `"Guest %d" needs a number before it`},
		"option":           {"join Ben mutet", `did you mean muted? If "mutet" is a name, write it in quotation marks`},
		"endless repeat":   {"repeat", "repeat without a number needs a wait above it"},
		"repeat of repeat": {"repeat 2 repeat", "this verb cannot be repeated"},
		"wait and curtain": {"wait 1s\ncurtain", "lines above the curtain cannot wait"},
		"two curtains":     {"curtain\ncurtain", "there is already a curtain above"},
		"do of rooms":      {"do getRoomSessions", "getRoomSessions is not a method of a room"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, rs := stage(t)
			script, err := Parse("play.txt", "join Ann\n"+test.line)
			if err == nil {
				err = New(s).Check(script)
			}
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
			if err != nil && !strings.HasPrefix(err.Error(), "play.txt:") {
				t.Errorf("%v names no file and line", err)
			}
			if err := Direct(t.Context(), s, "join Ann\n"+test.line); err == nil || len(stateOf(t, s, rs).Members) != 0 {
				t.Errorf("the line above ran, %v", err)
			}
		})
	}
}

func TestReportsAllTyposAtOnce(t *testing.T) {
	t.Parallel()
	_, err := Parse("play.txt", "joim Ann\nwait 1s\nhandd Ann\n")
	want := "play.txt:1: there is no verb \"joim\"; did you mean join?\nplay.txt:3: there is no verb \"handd\"; did you mean hand?"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestPlaysInSeveralRooms(t *testing.T) {
	t.Parallel()
	s, rs := stage(t)
	Play(t, s, `
		join Ann
		start room "Town hall"
		join Ben
		start recording
		room "Weekly standup"
		hand Ann
		room town-hall
		fail recording
		hand Ben
	`)
	if got := peopleOf(t, s); got != "Ann (hand)" {
		t.Errorf("the first room has %s", got)
	}
	if hall := stateOf(t, s, s.Rooms()[1].RoomSessionID); hall.Room.DisplayName != "Town hall" || !hall.Members[0].Handraised {
		t.Errorf("got %+v", hall.Room)
	}
	_ = rs
}

func TestPositionsByName(t *testing.T) {
	t.Parallel()
	s, rs := stage(t)
	Play(t, s, `
		join Ann "Ben Fox"
		do setLayout 2x2 positions={"Ben Fox":"standard-1","Ann":"standard-4"}
	`)
	state := stateOf(t, s, rs)
	if state.Members[0].CurrentPosition != "standard-4" || state.Members[1].CurrentPosition != "standard-1" {
		t.Errorf("got %s and %s", state.Members[0].CurrentPosition, state.Members[1].CurrentPosition)
	}
	Play(t, s, "start recording\ndo recording.pause\ndo recording.stop")
}

func TestStandStillClockMovesAllTimes(t *testing.T) {
	t.Parallel()
	s, rs := stage(t)
	Play(t, s, "join Ann\nstart recording\ntalk Ann 10m")
	c := watch(t, s, rs)
	Play(t, s, "wait 1h\nend recording")
	events := c.events()
	recording := events[1].params["recording"].(map[string]any)
	if recording["duration"] != 3600.0 || recording["started_at"] != float64(midnight.Unix()) {
		t.Errorf("got %v", recording)
	}
	if events[0].kind != "video.member.talking" {
		t.Errorf("got %v", kinds(events))
	}
}

// TestSamePlayGivesSameEvents: with a clock that stands still, simulated life and a script give the same events each
// time.
func TestSamePlayGivesSameEvents(t *testing.T) {
	t.Parallel()
	run := func() string {
		s := start(t, localrelay.Options{Members: 6, Seed: 4, StandStill: midnight})
		c := watch(t, s, s.Rooms()[0].RoomSessionID)
		Play(t, s, "join 5 \"Guest %d\" over 20s\nwait 1m\nhand Guest*\nwait 5s")
		var b strings.Builder
		for _, e := range c.events() {
			fmt.Fprintln(&b, e.kind, e.params)
		}
		return b.String()
	}
	if first, second := run(), run(); first != second || len(first) < 1000 {
		t.Errorf("two runs differ, or nothing happened:\n%.300s\n%.300s", first, second)
	}
}

// TestPlayInBubble: the clock of a synctest bubble works, too.
func TestPlayInBubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := localrelay.StartPipe(localrelay.Options{Members: -1, Audience: -1, Quiet: true})
		if err != nil {
			t.Fatal(err)
		}
		Play(t, s, "join Ann\ntalk Ann 1h\nwait 59m59s")
		if got := peopleOf(t, s); got != "Ann (talking)" {
			t.Errorf("got %s", got)
		}
		Play(t, s, "wait 2s")
		if got := peopleOf(t, s); got != "Ann" {
			t.Errorf("got %s", got)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestRunEndsWithContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, err := localrelay.StartPipe(localrelay.Options{Members: -1, Audience: -1, Quiet: true})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := Direct(ctx, s, "join 1 \"G %d\"\nwait 25s\nrepeat"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if got := peopleOf(t, s); got != "G 1, G 2, G 3" {
			t.Errorf("got %s", got)
		}
		_ = s.Close()
		if err := Direct(t.Context(), s, "join Ann"); err == nil {
			t.Error("a closed relay plays")
		}
	})
}

func TestDoRunsSingleLines(t *testing.T) {
	t.Parallel()
	s, _ := stage(t)
	d := New(s)
	for _, step := range []struct{ line, text, err string }{
		{"repeat", "", "repeat: there is no line to repeat"},
		{"join 1 \"G %d\"", "ok", ""},
		{"repeat 2", "ok", ""},
		{"", "", ""},
		{"# nothing", "", ""},
		{"who", "3 in Weekly standup: G 1, G 2, G 3", ""},
		{"hand G2", "", `there is no "G2" in Weekly standup; did you mean G 1, G 2 or G 3?`},
		{"rooms", "1 in progress: Weekly standup (3)", ""},
		{"help talk", "  talk Ben [5s]                                      talks, for a time or until hush", ""},
		{"help nothing", "", `there is no verb "nothing"`},
	} {
		a := d.Do(t.Context(), step.line)
		if a.Text != step.text || (a.Err == nil) != (step.err == "") || a.Err != nil && !strings.Contains(a.Err.Error(), step.err) {
			t.Errorf("%s: got %q, %v; want %q, %s", step.line, a.Text, a.Err, step.text, step.err)
		}
	}
}

// TestEveryVerbIsExplained: the usage starts with the verb, and no two verbs share a name.
func TestEveryVerbIsExplained(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, v := range verbs() {
		if seen[v.name] || v.about == "" || !strings.HasPrefix(v.usage, v.name) {
			t.Errorf("%s: %q, %q", v.name, v.usage, v.about)
		}
		seen[v.name] = true
	}
	for _, name := range eventNames {
		if !slices.Contains(everyEvent, "video."+name) && name != "room.started" {
			t.Errorf("%s is not an event", name)
		}
	}
	for name, m := range apiMethods {
		for _, wire := range m.wire {
			if !slices.Contains(localrelay.Methods(), wire) {
				t.Errorf("%s: the relay has no %s", name, wire)
			}
		}
	}
}
