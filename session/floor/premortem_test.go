package floor_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// Each of these tests is a public report of how such a feature failed elsewhere.

func hold(m *floor.Mode) { m.Enforce = floor.Hold }

func protects(ids ...video.MemberID) func(*video.Member) bool {
	return func(m *video.Member) bool {
		return slices.Contains(ids, m.ID)
	}
}

// Python-discord/bot 1665, Draupnir 514: automation overrode a moderator and continued after a pardon.
func TestPremortem_AutomationOverridesModerator(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.begin(floor.Queue, hold)
	s.e.Did(s.clock(), video.AudioUnmute("ann")) // the moderator opens it by hand
	s.mic("ann", true, "other")
	s.pass(time.Minute)
	s.mic("ben", true, "self")
	s.see()
	floor.Pardon(s.e, "ben")
	s.pass(time.Minute)
	equal(t, "sent", s.targets())
	s.e.Did(s.clock(), video.AudioMute("ann"))
	s.mic("ann", false, "other")
	s.pass(time.Second)
	s.mic("ann", true, "self") // the grant by hand is over
	s.pass(5 * time.Second)
	equal(t, "sent", s.targets(), "audioMute ann")
}

// With two consoles, one never closes a grant of the other.
func TestPremortem_SecondConsoleSendsNothing(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{Console: "a", Operator: "Dana", Sharing: true})
	b := newDesk(t, s.world, floor.Config{Console: "b", Operator: "Kim", Sharing: true})
	s.begin(floor.Queue, hold)
	s.wait(time.Second, s.desk, b)
	s.hand("ann", true)
	s.wait(2*time.Second, s.desk, b)
	if err := b.e.Next(s.clock(), "ann", false); err != nil {
		t.Fatal(err)
	}
	b.flush()
	s.wait(time.Minute, s.desk, b)
	equal(t, "open", s.world.open(), "ann")
	equal(t, "a sent", s.targets())
}

// Mjolnir 200, 252, 341: flood protection hit the moderators who cleaned up. Exemptions are checked when commands are
// sent.
func TestPremortem_ProtectedBetweenPlanAndSend(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue, hold)
	s.mic("ann", true, "self")
	s.pass(1900 * time.Millisecond)
	s.e.Protect(s.clock(), true, "ann")
	s.pass(time.Minute)
	equal(t, "sent", s.targets())
	s.mic("ben", true, "self")
	s.see()
	if err := s.e.Begin(s.clock(), floor.Quiet.Mode(), true); err != nil { // the command is made, but not taken yet
		t.Fatal(err)
	}
	s.e.Protect(s.clock(), true, "ben")
	s.flush()
	equal(t, "sent", s.targets())
}

// Jitsi-meet PR 17788: the owner of moderation dropped out, and helpers who came later were silenced.
func TestPremortem_NewcomersExemptionComesFirst(t *testing.T) {
	t.Parallel()
	helper := func(m *video.Member) bool { return strings.Contains(string(m.Meta), "helper") }
	s := newStage(t, 3, floor.Config{Protected: helper})
	s.begin(floor.Quiet)
	s.join("h", "helper", speaking, meta(`{"role":"helper"}`))
	s.join("x", "stranger", speaking)
	s.pass(10 * time.Second)
	equal(t, "sent", s.targets(), "audioMute x")
}

// The same reports: lost permissions end enforcement visibly, and a restart asks.
func TestPremortem_LostRightsAndRestart(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Quiet)
	s.deny = func(video.Command) error { return errForbidden }
	s.mic("ann", true, "self")
	s.pass(time.Minute)
	if n := len(s.wrote(floor.NoteRights)); n != 1 || len(s.sent) != 1 || s.view().Enforce != "mark" {
		t.Errorf("%d notes, sent %v, enforcing %s", n, s.targets(), s.view().Enforce)
	}
	state := s.e.Save(s.clock())
	again := &stage{s.world, newDesk(t, s.world, floor.Config{})}
	again.e.Resume(s.clock(), state)
	again.pass(time.Minute)
	if v := again.view(); len(again.sent) > 0 || v.Paused != floor.WhyRestart || v.Mode.Preset != floor.Quiet {
		t.Errorf("after a restart: sent %v, %+v", again.targets(), v)
	}
	again.do(again.e.Continue(s.clock()))
	again.pass(time.Minute)
	if len(again.sent) > 0 || again.view().Enforce != "mark" {
		t.Errorf("hold was not confirmed again, sent %v", again.targets())
	}
}

// Bigbluebutton 16150: "turn off meeting mute" opened all microphones.
func TestPremortem_LeavingAModeOpensNobody(t *testing.T) {
	t.Parallel()
	for _, p := range []floor.Preset{floor.Queue, floor.Panel, floor.Quiet} {
		s := newStage(t, 4, floor.Config{})
		s.mic("ann", true, "self")
		s.mic("ben", true, "self")
		s.see()
		s.begin(p)
		equal(t, "open", s.world.open())
		s.begin(floor.Open)
		s.pass(time.Minute)
		equal(t, "open after "+string(p), s.world.open())
	}
}

// K9s 334, 947, 173, companion 827: the list moved under the cursor; one press counted three times. See also
// TestNextActsOnlyOnThePaintedPerson and TestSecondPressWithinASecondIsTheSame.
func TestPremortem_QueueMovesUnderThePress(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann", "ben")
	s.pass(time.Second)
	if err := s.e.Next(s.clock(), "ann", false); err != nil {
		t.Fatal(err)
	}
	s.leave("ann") // before the room was read
	s.flush()
	equal(t, "holders", s.holders())
	equal(t, "open", s.world.open())
	if notes := s.wrote(floor.NoteNobody); len(notes) != 1 || notes[0].Why != floor.WhyChanged {
		t.Errorf("notes %+v", notes)
	}
}

// Zoom-osc-iso 92, 30: all hands were lowered without an event for each. The room is read before n, and nobody gets the
// floor.
func TestPremortem_HandsLoweredSilently(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann", "ben")
	s.pass(time.Second)
	painted := s.view().Next
	s.hand("ann", false) // the console does not see it
	s.hand("ben", false)
	if err := s.e.Next(s.clock(), painted, false); err != nil {
		t.Fatal(err)
	}
	s.flush()
	s.pass(5 * time.Second)
	equal(t, "holders", s.holders())
	equal(t, "sent", s.targets())
}

// Bigbluebutton 9537, 10552: unlocked people had no usable microphone.
func TestPremortem_MicrophoneDoesNotOpen(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue, turnOf(time.Minute))
	s.raise("ann", "ben")
	s.next()
	s.pass(10 * time.Second)
	s.works = false
	s.next()
	s.pass(2900 * time.Millisecond)
	if n := len(s.wrote(floor.NoteNotOpened)); n != 0 {
		t.Error("said too early")
	}
	s.pass(2 * time.Second)
	notes := s.wrote(floor.NoteNotOpened)
	if len(notes) != 1 || notes[0].Who.ID != "ben" || len(notes[0].Others) != 1 || notes[0].Others[0].ID != "ann" {
		t.Errorf("notes %+v", notes)
	}
	s.pass(time.Minute)
	if turn := s.view().Turns[0]; turn.Used != 0 || !turn.Failed {
		t.Errorf("the clock started: %+v", turn)
	}
}

// Spreed 10225, jitsi-meet PR 10709: after a reconnect with a new id, hand and time were lost, and a ghost stayed in
// the queue.
func TestPremortem_ReconnectWithANewID(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0, floor.Config{RejoinKey: "user"})
	for _, name := range []string{"ann", "ben", "cy"} {
		s.join(name, name, meta(`{"user":"`+name+`"}`))
	}
	s.see()
	s.begin(floor.Queue, turnOf(3*time.Minute))
	s.raise("ann", "ben", "cy")
	s.next()
	s.talk("ann", true)
	s.pass(30 * time.Second)
	used := s.view().Turns[0].Used
	s.leave("ann")
	s.leave("ben")
	s.pass(20 * time.Second)
	v := s.view()
	if v.Next != "cy" || v.Queue[0].ID != "cy" {
		t.Errorf("a ghost is next: %v", s.queued())
	}
	if now := v.Turns[0].Used; now != used {
		t.Errorf("the clock of an absent person: %v, was %v", now, used)
	}
	s.join("ann2", "ann", meta(`{"user":"ann"}`), raised)
	s.join("ben2", "ben", meta(`{"user":"ben"}`))
	s.pass(2 * time.Second)
	equal(t, "queue", s.queued(), "ben2", "cy", "ann2")
	equal(t, "holders", s.holders(), "ann2")
	equal(t, "nothing is opened", s.world.open())
	if now := s.view().Turns[0].Used; now != used {
		t.Errorf("the clock of a returned person: %v, was %v", now, used)
	}
	s.leave("ben2")
	s.next()
	if notes := s.wrote(floor.NoteSkipped); len(notes) != 1 || len(notes[0].Others) != 1 || notes[0].Others[0].ID != "ben2" {
		t.Errorf("n skips people who are away and says so: %+v", notes)
	}
	equal(t, "holders", s.holders(), "cy")
	s.do(s.e.Undo(s.clock(), false))
	s.hand("cy", true)
	s.pass(87900 * time.Millisecond)
	equal(t, "after 89 s", s.queued(), "cy", "ann2", "ben2")
	s.pass(2 * time.Second)
	equal(t, "after 91 s", s.queued(), "cy", "ann2")
}

// The same name is only an offer, because people choose their names.
func TestPremortem_SameNameIsAnOffer(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann")
	s.next()
	s.leave("ann")
	s.pass(time.Second)
	s.join("x", "Ann")
	s.pass(time.Second)
	v := s.view()
	if len(v.Offers) != 1 || v.Offers[0].Member.ID != "x" || !v.Turns[0].Away {
		t.Errorf("%+v", v)
	}
	s.do(s.e.Give(s.clock(), "x", false))
	if v := s.view(); len(v.Turns) != 1 || v.Turns[0].ID != "x" || v.Turns[0].Away || len(s.world.open()) > 0 {
		t.Errorf("%+v", v)
	}
}

// Jitsi-meet 14183, 15587: talk time continued while people were muted.
func TestPremortem_ClockOfTheMuted(t *testing.T) {
	t.Parallel()
	s := newStage(t, 3, floor.Config{})
	s.begin(floor.Queue, turnOf(time.Minute))
	s.raise("ann")
	s.next()
	s.talk("ann", true)
	s.pass(10 * time.Second)
	s.mic("ann", false, "self")
	s.pass(10 * time.Second)
	if turn := s.view().Turns[0]; turn.Running || turn.Used != 10*time.Second {
		t.Errorf("turn %+v", turn)
	}
	s.mic("ann", true, "self")
	s.pass(5 * time.Second)
	if turn := s.view().Turns[0]; !turn.Running || turn.Used != 15*time.Second {
		t.Errorf("turn %+v", turn)
	}
}

// Bigbluebutton 14204, spreed 12399: speaking lowered the hand, so interrupted people lost their place.
func TestPremortem_OnlyNextAndDismissTakeOut(t *testing.T) {
	t.Parallel()
	s := newStage(t, 4, floor.Config{})
	s.raise("ann", "ben")
	s.mic("ann", true, "self")
	s.talk("ann", true)
	s.pass(time.Minute)
	equal(t, "while ann speaks", s.queued(), "ann", "ben")
	s.hand("ann", false)
	s.pass(9 * time.Second)
	s.hand("ann", true)
	s.pass(time.Minute)
	equal(t, "a hand down for 9 s", s.queued(), "ann", "ben")
	s.hand("ann", false)
	s.pass(11 * time.Second)
	equal(t, "a hand that stays down", s.queued(), "ben")
}

// OpenSlides 5816, PR 5644: urgent speakers came in reverse order. TestOrders covers each kind of entry.
func TestPremortem_UrgentInTheirOrder(t *testing.T) {
	t.Parallel()
	s := newStage(t, 8, floor.Config{})
	s.begin(floor.Queue)
	s.raise("ann")
	for _, id := range []video.MemberID{"ben", "cy", "dee"} {
		s.do(s.e.Enqueue(s.clock(), id, floor.Points))
	}
	for _, id := range []video.MemberID{"eve", "fay"} {
		s.do(s.e.Enqueue(s.clock(), id, floor.Replies))
	}
	equal(t, "queue", s.queued(), "ben", "cy", "dee", "eve", "fay", "ann")
}

// Mumble 5334: priority moved along with the person.
func TestPremortem_GrantEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(s *stage){
		"removed":       func(s *stage) { s.e.Did(s.clock(), video.RemoveMember("ann")); s.leave("ann"); s.see() },
		"demoted":       func(s *stage) { s.e.Did(s.clock(), video.Demote("ann")); s.leave("ann"); s.see() },
		"away for 90 s": func(s *stage) { s.leave("ann"); s.pass(91 * time.Second) },
		"the mode":      func(s *stage) { s.begin(floor.Panel) },
		"taken back":    func(s *stage) { s.do(s.e.TakeBack(s.clock(), true)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, 3, floor.Config{RejoinKey: "user"})
			s.set("ann", meta(`{"user":"ann"}`))
			s.see()
			s.begin(floor.Queue)
			s.raise("ann", "ben")
			s.next()
			end(s)
			s.join("ann2", "ann", meta(`{"user":"ann"}`))
			s.pass(time.Second)
			equal(t, "holders", s.holders())
			equal(t, "nobody follows automatically", s.queued(), "ben")
		})
	}
}

// Companion zoom-osc-iso 88: participants may read the shared document. It holds no name, no note and no line of text.
func TestPremortem_SharedDocumentIsBare(t *testing.T) {
	t.Parallel()
	s := newStage(t, 0, floor.Config{Console: "c1", Operator: "Dana", Sharing: true})
	s.join("m1", "Secretname")
	s.join("m2", "Othername")
	s.see()
	s.begin(floor.Queue)
	s.raise("m1", "m2")
	s.next()
	_, err := s.e.EnqueueText(s.clock(), "Privatetext", floor.Speakers)
	s.do(err)
	s.do(s.e.Note(s.clock(), "Privatenote"))
	s.do(s.e.Item(s.clock(), "Itemname"))
	s.pass(time.Minute)
	text := s.meta[floor.MetaKey]
	if !json.Valid(text) || !bytes.Contains(text, []byte(`"m1"`)) || !bytes.Contains(text, []byte("Dana")) {
		t.Fatalf("document %s", text)
	}
	for _, secret := range []string{"Secretname", "Othername", "Private", "Itemname"} {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("%s is in %s", secret, text)
		}
	}
}
