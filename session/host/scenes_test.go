package host_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// moderator plays a scene as a person at the console would. Its names are those of the scene.
type moderator struct {
	*desk
	replies map[string]string // who may answer, and beside which guest
	calls   int               // how many people to call
	also    func(m *moderator, v *floor.View) bool
	keys    int
	log     []string
}

func (m *moderator) press(what string, verb func(e *floor.Engine, now time.Time) error) {
	if err := m.Do(verb); err != nil {
		m.log = append(m.log, fmt.Sprintf("%s: %v", what, err))
		return
	}
	m.keys++
	m.log = append(m.log, what)
	time.Sleep(1100 * time.Millisecond)
}

// look presses the key that the situation requires.
func (m *moderator) look() {
	v := m.State().Floor
	for _, o := range v.Offers {
		m.press("t "+o.Member.Name, func(e *floor.Engine, now time.Time) error { return e.Give(now, o.Member.ID, false) })
		return
	}
	if m.also != nil && m.also(m, &v) {
		return
	}
	answering := false
	for _, turn := range v.Turns {
		if turn.Kind != floor.Answer {
			continue
		}
		answering = true
		if m.quiet(turn.ID) {
			m.press("A ends "+turn.Name, func(e *floor.Engine, now time.Time) error { return e.Answer(now, turn.ID) })
		}
	}
	asking := v.Unplanned
	for _, en := range v.Queue {
		asking = append(asking, floor.Who{ID: en.ID, Name: en.Name})
	}
	for _, who := range asking {
		if len(v.Turns) > 0 && m.replies[who.Name] == v.Turns[0].Name {
			delete(m.replies, who.Name)
			m.press("A "+who.Name, func(e *floor.Engine, now time.Time) error { return e.Answer(now, who.ID) })
			return
		}
	}
	if v.Next == "" || answering || m.calls == 0 || len(v.Turns) > 0 && !m.quiet(v.Turns[0].ID) {
		return
	}
	keys := m.keys
	m.press("n", func(e *floor.Engine, now time.Time) error { return e.Next(now, v.Next, false) })
	m.calls -= m.keys - keys
}

// quiet reports whether a person has had the floor for a while and has stopped talking.
func (m *moderator) quiet(id video.MemberID) bool {
	p := m.room.Snapshot().Member(id)
	return p != nil && !p.Talking && !p.TalkEnd.IsZero() && time.Since(p.TalkEnd) > 1500*time.Millisecond
}

// play runs a scene to its end, with a moderator who starts a mode first.
func play(t *testing.T, scene string, cfg floor.Config, mode floor.Mode, calls int, replies map[string]string,
	also func(m *moderator, v *floor.View) bool,
) *moderator {
	t.Helper()
	relay, err := localrelay.StartPipe(localrelay.Options{Rooms: -1, Project: "p", Token: "t", MaxQueue: 1 << 26})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = relay.Close() })
	script, err := director.ReadScene(scene)
	if err != nil {
		t.Fatal(err)
	}
	d := director.New(relay)
	opening, rest := script.Split()
	answered := func(a director.Answer) bool {
		if a.Err != nil {
			t.Error(a.Err)
		}
		return true
	}
	if err := d.Run(t.Context(), opening, answered); err != nil {
		t.Fatal(err)
	}
	s := &stage{t, relay, relay.Rooms()[0].RoomSessionID}
	m := &moderator{desk: s.desk(host.Config{Floor: cfg}), calls: calls, replies: replies, also: also}
	m.press("mode", func(e *floor.Engine, now time.Time) error { return e.Begin(now, mode, true) })
	over := make(chan error, 1)
	go func() { over <- d.Run(t.Context(), rest, answered) }()
	for {
		select {
		case err := <-over:
			if err != nil {
				t.Error(err)
			}
			return m
		case <-time.After(500 * time.Millisecond):
			m.look()
		}
	}
}

// granted returns the names of the people who got the floor, in order.
func (m *moderator) granted(kind floor.TurnKind) (names []string) {
	for _, n := range m.State().Notes {
		if n.Kind == floor.NoteGranted && n.Turn.Kind == kind {
			names = append(names, strings.Fields(n.Who.Name)[0])
		}
	}
	return names
}

// TestSceneCouncil has twelve speakers, two replies, a point of order and a lost connection, with one key each.
func TestSceneCouncil(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mode := floor.Queue.Mode()
		mode.Turn = 3 * time.Minute
		chair := func(m *video.Member) bool { return strings.Contains(string(m.Meta), "chair") }
		m := play(t, "council", floor.Config{Protected: chair}, mode, 11, map[string]string{
			"Chioma Eze": "Dieter Vogel", "Kavita Rao": "Jan Novák", "Ann Keller": "Fernando Cruz",
		}, extendAndBreak)
		want(t, "guests", strings.Join(m.granted(floor.Guest), " "),
			"Ann Dieter Grace Jan Brandt Elif Hassan Fernando Iris Kavita Luis")
		want(t, "answers", strings.Join(m.granted(floor.Answer), " "), "Chioma Kavita Ann")
		if m.notes(floor.NoteBack) != 1 {
			t.Error("Elif did not get the floor back")
		}
		if v := m.State().Floor; v.Break != "" || m.notes(floor.NoteBreak) != 2 {
			t.Errorf("break %q, %d notes", v.Break, m.notes(floor.NoteBreak))
		}
		m.check(t, 23)
	})
}

// extendAndBreak gives Jan Novák 30 s more, and starts a break of 15 s after his turn.
func extendAndBreak(m *moderator, v *floor.View) bool {
	if len(v.Turns) != 1 || v.Turns[0].Name != "Jan Novák" {
		return false
	}
	jan := v.Turns[0]
	switch {
	case len(m.replies) == 1 && jan.Limit == 3*time.Minute:
		m.press("+30 s", func(e *floor.Engine, now time.Time) error { return e.Extend(now, jan.ID) })
	case jan.Limit > 3*time.Minute && m.quiet(jan.ID) && m.notes(floor.NoteBreak) == 0:
		m.press("break", func(e *floor.Engine, now time.Time) error { return e.Break(now, "break") })
		time.Sleep(15 * time.Second)
		m.press("end of the break", func(e *floor.Engine, now time.Time) error { return e.Break(now, "") })
	default:
		return false
	}
	return true
}

// check compares the pressed keys of a scene, and prints them if they are wrong.
func (m *moderator) check(t *testing.T, keys int) {
	t.Helper()
	if m.keys > keys {
		t.Errorf("%d keys, at most %d", m.keys, keys)
	}
	if t.Failed() {
		t.Log(strings.Join(m.log, "\n"))
	}
}

// TestSceneTownhall checks that the queue survives a raid, which enforcement ends automatically.
func TestSceneTownhall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		is := func(role string) func(*video.Member) bool {
			return func(m *video.Member) bool { return strings.Contains(string(m.Meta), role) }
		}
		mode := floor.Panel.Mode()
		mode.Enforce = floor.Hold
		m := play(t, "townhall", floor.Config{Panel: is("panel"), Protected: is("interpreter")}, mode, 4, nil, nil)
		want(t, "guests", strings.Join(m.granted(floor.Guest), " "), "Alice Bruno Emma Isabel")
		if n := m.notes(floor.NoteClosed); n < 5 || m.notes(floor.NoteBanner) == 0 {
			t.Errorf("%d closings, %d banners", n, m.notes(floor.NoteBanner))
		}
		for _, who := range m.room.Snapshot().Members {
			if is("panel")(who) && who.AudioMuted {
				t.Errorf("%s was closed", who.Name)
			}
		}
		m.check(t, 6)
	})
}

// TestSceneClassroom checks that no microphone is opened.
func TestSceneClassroom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		teacher := func(m *video.Member) bool { return strings.Contains(string(m.Meta), "teacher") }
		mode := floor.Queue.Mode()
		mode.Enforce = floor.Hold
		m := play(t, "classroom", floor.Config{Consent: floor.ConsentNever, Protected: teacher}, mode, 4, nil, nil)
		want(t, "guests", strings.Join(m.granted(floor.Guest), " "), "Cleo Ada Finn Kofi")
		m.check(t, 6)
		for _, e := range m.room.Snapshot().Log {
			if e.Command != nil && e.Command.Risk() == video.RiskOpens {
				t.Errorf("opened: %+v", e.Command)
			}
		}
	})
}
