package host_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// stage is a room on the local relay, in a bubble of virtual time. Its members are ann, ben, cy, dee and eve, with the
// microphone off.
type stage struct {
	t     *testing.T
	relay *localrelay.Server
	room  string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	relay, err := localrelay.StartPipe(localrelay.Options{Members: 1, Seed: 1, Quiet: true, Project: "p", Token: "t"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	s := &stage{t, relay, relay.Rooms()[0].RoomSessionID}
	for _, id := range []string{"ann", "ben", "cy", "dee", "eve"} {
		if _, err := relay.AddMember(s.room, localrelay.MemberSpec{ID: id, Name: id, AudioMuted: true}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// desk is a host with its own connection.
type desk struct {
	*host.Host
	t    *testing.T
	room *session.RoomSession
}

func (s *stage) desk(cfg host.Config, options ...session.Option) *desk {
	s.t.Helper()
	client, err := session.Dial(s.t.Context(), session.Config{
		URL: s.relay.URL(), Project: s.relay.Project(), Token: video.Secret(s.relay.Token()), NetDial: s.relay.Dial,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = client.Close() })
	room, err := session.Join(s.t.Context(), client, s.room, options...)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = room.Close() })
	h, err := host.New(room, client, cfg)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(h.Close)
	return &desk{h, s.t, room}
}

// do runs a verb and lets the room answer.
func (d *desk) do(verb func(e *floor.Engine, now time.Time) error) {
	d.t.Helper()
	if err := d.Do(verb); err != nil {
		d.t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
}

func (d *desk) begin(p floor.Preset, with ...func(*floor.Mode)) {
	d.t.Helper()
	m := p.Mode()
	for _, f := range with {
		f(&m)
	}
	d.do(func(e *floor.Engine, now time.Time) error { return e.Begin(now, m, true) })
}

func hold(m *floor.Mode) { m.Enforce = floor.Hold }

// next presses n for the person that is shown.
func (d *desk) next() {
	d.t.Helper()
	time.Sleep(1100 * time.Millisecond)
	painted := d.State().Floor.Next
	d.do(func(e *floor.Engine, now time.Time) error { return e.Next(now, painted, false) })
}

// undo undoes the latest action.
func (d *desk) undo() {
	d.t.Helper()
	sub, err := d.Undo(d.t.Context(), false)
	if err == nil && sub != nil {
		_, err = sub.Wait(d.t.Context())
	}
	if err != nil {
		d.t.Fatal(err)
	}
	time.Sleep(500 * time.Millisecond)
}

// panic locks the room and mutes everyone.
func (d *desk) panic() {
	d.t.Helper()
	var open []video.MemberID
	for _, m := range d.room.Snapshot().Members {
		if !m.AudioMuted {
			open = append(open, m.ID)
		}
	}
	c := video.Composite("panic", "panicked", nil, video.Lock(), video.AudioMute(open...))
	c.SkipProtected, c.Independent = true, true
	if _, err := d.Panic(d.t.Context(), c); err != nil {
		d.t.Fatal(err)
	}
	time.Sleep(5 * time.Second)
}

// oneEntry requires that an action is one entry in the log, whatever its kind. Hands do not count: their entries are
// the record of the hands, whoever moves them.
func (d *desk) oneEntry(what string, do func()) {
	d.t.Helper()
	if list := d.logged(do); len(list) != 1 {
		d.t.Errorf("%s: %d entries in the log: %s", what, len(list), strings.Join(list, ", "))
	}
}

// logged does something and returns the new entries of the log, without raised hands: the kinds of notes, or "command".
func (d *desk) logged(do func()) []string {
	d.t.Helper()
	before := len(d.room.Snapshot().Log)
	do()
	var list []string
	for _, e := range d.room.Snapshot().Log[before:] {
		if e.Kind == video.EntryHandUp || e.Kind == video.EntryHandDown {
			continue
		}
		said := fmt.Sprint(e.Kind, e.Note)
		if e.Decision != nil {
			said = e.Decision.Kind
		}
		list = append(list, said)
	}
	return list
}

func (d *desk) queue() string {
	var ids []string
	for _, en := range d.State().Floor.Queue {
		ids = append(ids, string(en.ID))
	}
	return strings.Join(ids, " ")
}

func (d *desk) holders() string {
	var ids []string
	for _, turn := range d.State().Floor.Turns {
		ids = append(ids, string(turn.ID))
	}
	return strings.Join(ids, " ")
}

// open returns the members whose microphones are open.
func (d *desk) open() string {
	var ids []string
	for _, m := range d.room.Snapshot().Members {
		if !m.AudioMuted && len(m.ID) <= 3 {
			ids = append(ids, string(m.ID))
		}
	}
	return strings.Join(ids, " ")
}

// notes returns the number of notes of a kind.
func (d *desk) notes(kind floor.NoteKind) (n int) {
	for _, note := range d.State().Notes {
		if note.Kind == kind {
			n++
		}
	}
	return n
}

func (s *stage) set(id string, fields map[string]any) {
	s.t.Helper()
	if err := s.relay.UpdateMember(s.room, id, fields); err != nil {
		s.t.Fatal(err)
	}
}

func (s *stage) hand(id string, up bool) {
	s.t.Helper()
	s.set(id, map[string]any{"handraised": up})
	time.Sleep(time.Second)
}

func (s *stage) mic(id string, open bool) {
	s.t.Helper()
	s.set(id, map[string]any{"audio_muted": !open})
	time.Sleep(100 * time.Millisecond)
}

// sent returns the requests about members since the given one: "audio_mute ann".
func (s *stage) sent(from int) (out []string) {
	for _, q := range s.relay.Ledger()[from:] {
		method, about := strings.CutPrefix(q.Method, "video.member.")
		var p struct {
			MemberID string `json:"member_id"`
		}
		if about && json.Unmarshal(q.Params, &p) == nil {
			out = append(out, method+" "+p.MemberID)
		}
	}
	return out
}

func (s *stage) from() int { return len(s.relay.Ledger()) }

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// talk lets a member talk for a while.
func (s *stage) talk(id string, d time.Duration) {
	s.t.Helper()
	if err := s.relay.Talk(s.room, id, d); err != nil {
		s.t.Fatal(err)
	}
	time.Sleep(d)
}
