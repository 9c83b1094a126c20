//go:build linux

package cli

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"

	"gavel/session/localrelay"
	"gavel/session/video"
)

// A watch ends by itself: after a number of events of the type, or when its time is up.
func TestField_C4_WatchEnds(t *testing.T) {
	t.Parallel()
	s, room := quietRoom(t, localrelay.Options{})
	w := start(t, s, "", "watch", "standup", "--type", "member.joined,member.left", "--count", "2", "--json")
	w.said.await(t, "watching")
	for _, name := range []string{"Cy", "Di", "Ed"} {
		if _, err := s.AddMember(room, localrelay.MemberSpec{Name: name}); err != nil {
			t.Fatal(err)
		}
		if err := s.UpdateMember(room, annID, map[string]any{"audio_muted": name == "Cy"}); err != nil {
			t.Fatal(err)
		}
	}
	code, out, said := w.end(t)
	if code != exitDone || strings.Count(out, "\n") != 2 || strings.Count(out, `"type":"member.joined"`) != 2 {
		t.Errorf("exit %d, %s %s", code, out, said)
	}
	code, out, said = gavel(t, s, "watch", "standup", "--timeout", "200ms", "--type", "member.*")
	if code != exitTimeout || out != "" || !strings.Contains(said, "--timeout 200ms has expired") {
		t.Errorf("timeout: exit %d, %q %q", code, out, said)
	}
	code, _, said = gavel(t, s, "watch", "standup", "--timeout", "1ns")
	if code != exitTimeout {
		t.Errorf("a timeout while connecting: exit %d, %q", code, said)
	}
	short := start(t, s, "", "watch", "standup", "--count", "99")
	short.said.await(t, "watching")
	if err := s.EndRoom(room); err != nil {
		t.Fatal(err)
	}
	if code, out, said := short.end(t); code != exitFailed || !strings.Contains(said, "the room ended after") {
		t.Errorf("a room that ended early: exit %d, %q %q", code, out, said)
	}
}

// A watch in a quiet room ends when its output is no longer read, as in a pipe to head.
func TestField_C4_WatchEndsWithItsReader(t *testing.T) {
	t.Parallel()
	s, _ := quietRoom(t, localrelay.Options{})
	cmd := program(t, s, "watch", "standup")
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	var said heard
	cmd.Stdout, cmd.Stderr = write, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	said.await(t, "watching")
	_ = read.Close()
	code := exited(t, cmd)
	if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		code = signalBase + int(status.Signal()) // the layout came meanwhile, and was written
	}
	if code != signalBase+int(syscall.SIGPIPE) || strings.Count(said.String(), "\n") != 1 {
		t.Errorf("exit %d, %q", code, said.String())
	}
}

// "Next" and "is" are two questions.
func TestField_C4_WaitForNextOrIs(t *testing.T) {
	t.Parallel()
	s, room := quietRoom(t, localrelay.Options{})
	for _, args := range [][]string{ // states that already hold
		{"member.joined", "ann lee", "--is"},
		{"member.joined", annID, "--is"},
		{"member.joined", "where=muted", "--is"},
		{"member.left", "Nobody", "--is"},
		{"where=muted & name=bob", "--is"},
		{"room.unlocked", "--is"},
		{"room.started", "--is"},
		{"recording.ended", "--is"},
	} {
		args = append([]string{"wait", "standup", "--json", "--timeout", "5s"}, args...)
		code, out, said := gavel(t, s, args...)
		if code != exitDone || !json.Valid([]byte(out)) {
			t.Errorf("%q: exit %d, %q %q", args, code, out, said)
		}
	}
	var vain []*running
	for _, args := range [][]string{ // events that do not come
		{"member.joined", "ann lee"},
		{"where=muted"},
		{"room.unlocked"},
		{"room.recording", "--is"},
		{"room.started"},
		{"member.left", "Bob", "--is"},
		{"member.updated.audioMuted", "Ann Lee"},
	} {
		vain = append(vain, start(t, s, "", append([]string{"wait", "standup", "--timeout", "300ms"}, args...)...))
	}
	for i, r := range vain {
		if code, out, said := r.end(t); code != exitTimeout || out != "" {
			t.Errorf("number %d: exit %d, %q %q", i, code, out, said)
		}
	}
	for _, test := range []struct {
		name string
		args []string
		do   func() error
		want string
	}{
		{"next", []string{"member.joined", "Cy"}, func() error {
			_, _ = s.AddMember(room, localrelay.MemberSpec{Name: "Di"})
			_, err := s.AddMember(room, localrelay.MemberSpec{Name: "Cy"})
			return err
		}, `"name":"Cy"`},
		{"a derived event", []string{"member.talking.started", "where=name~ann"}, func() error {
			_ = s.SetTalking(room, bobID, true)
			return s.SetTalking(room, annID, true)
		}, `"talking":true`},
		{"a selector", []string{"where=hand & name~zoe"}, func() error {
			return s.UpdateMember(room, zoeID, map[string]any{"handraised": true})
		}, `"type":"member.matches"`},
		{"a state", []string{"room.locked"}, func() error {
			_, err := s.Call(room, "video.lock", nil)
			return err
		}, `"type":"room.locked"`},
	} {
		w := start(t, s, "", append([]string{"wait", "standup", "--json", "--timeout", "5s"}, test.args...)...)
		w.said.await(t, "waiting in")
		if err := test.do(); err != nil {
			t.Fatal(err)
		}
		if code, out, said := w.end(t); code != exitDone || !strings.Contains(out, test.want) {
			t.Errorf("%s: exit %d, %q %q", test.name, code, out, said)
		}
	}
	late := start(t, s, "", "wait", "later", "room.started", "--timeout", "5s")
	late.said.await(t, "waiting for the start of later")
	if _, err := s.StartRoom(localrelay.RoomSpec{Name: "later"}); err != nil {
		t.Fatal(err)
	}
	if code, out, said := late.end(t); code != exitDone || !strings.Contains(out, "Later has started") {
		t.Errorf("a room that starts: exit %d, %q %q", code, out, said)
	}
	gone := start(t, s, "", "wait", "standup", "member.updated.deaf")
	gone.said.await(t, "waiting in")
	if err := s.EndRoom(room); err != nil {
		t.Fatal(err)
	}
	if code, out, said := gone.end(t); code != exitFailed || out != "" {
		t.Errorf("the room ended: exit %d, %q %q", code, out, said)
	}
}

// The members have the places of the layout, which comes after them.
func TestField_C8_MembersHavePlaces(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		options localrelay.Options
		known   bool
	}{
		"events first":  {localrelay.Options{}, true},
		"answers first": {localrelay.Options{ReplyFirst: true}, true},
		"no layout":     {localrelay.Options{NoInitialLayout: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := quietRoom(t, test.options)
			var members []map[string]any
			if err := json.Unmarshal([]byte(mustRun(t, s, "members", "standup", "--json")), &members); err != nil {
				t.Fatal(err)
			}
			placed := slices.DeleteFunc(slices.Clone(members), func(m map[string]any) bool { return m["current_position"] == nil })
			if test.known && len(placed) != len(members) || len(members) != 5 {
				t.Errorf("%d of %d members have a place", len(placed), len(members))
			}
		})
	}
}

// Derived events are printed if their type is named, and the names are in the help.
func TestField_C9_DerivedEvents(t *testing.T) {
	t.Parallel()
	s, room := quietRoom(t, localrelay.Options{})
	w := start(t, s, "", "watch", "standup", "--json", "--count", "2",
		"--type", "member.talking.started", "--type", "member.updated.audioMuted")
	w.said.await(t, "watching")
	for _, on := range []bool{true, false} {
		if err := s.SetTalking(room, annID, on); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.UpdateMember(room, annID, map[string]any{"audio_muted": true}); err != nil {
		t.Fatal(err)
	}
	code, out, said := w.end(t)
	lines := strings.Split(out, "\n")
	if code != exitDone || len(lines) != 3 {
		t.Fatalf("exit %d, %s %s", code, out, said)
	}
	for i, want := range []string{`"type":"member.talking.started"`, `"type":"member.updated.audioMuted"`} {
		if !strings.Contains(lines[i], want) || !strings.Contains(lines[i], `"member":{`) || !strings.Contains(lines[i], annID) {
			t.Errorf("line %d is %s", i, lines[i])
		}
	}
	help := mustRun(t, nil, "help", "watch")
	for _, k := range video.Kinds() {
		if k.Name() != video.RoomStarted.Name() && !strings.Contains(help, k.Name()) {
			t.Errorf("the help lacks %s", k.Name())
		}
	}
	if code, _, said := gavel(t, s, "watch", "standup", "--type", "member.taking"); code != exitUsage || !strings.Contains(said, "did you mean member.talking?") {
		t.Errorf("a typo: exit %d, %s", code, said)
	}
}
