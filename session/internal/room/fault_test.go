package room

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

func TestFault_P13_OutOfOrder(t *testing.T) {
	t.Parallel()
	list := []wire.Node{nodeOf(wholeOf(0, "Ann", true)), nodeOf(wholeOf(1, "Bob", false))}
	events := []struct{ kind, params string }{
		{"video.member.joined", `{"member":` + wholeOf(1, "Bob", true) + `}`},
		{"video.member.updated", deltaOf(1, `"audio_muted":false`)},
		{"video.member.joined", `{"member":` + wholeOf(2, "Cy", false) + `}`},
		{"video.member.left", deltaOf(2, `"type":"member"`)},
		{"video.member.updated", deltaOf(0, `"audio_muted":true`)},
	}
	for seed := range uint64(200) {
		s := newTestPicture(t, 1)
		for _, i := range rand.New(rand.NewPCG(seed, 1)).Perm(len(events)) {
			_ = s.apply(events[i].kind, paramsOf(events[i].params), epoch.Add(time.Second))
		}
		for range 2 * maxDoubts { // an unlikely order requests a read, and the read decides
			s.readMembers(list, epoch.Add(3*time.Second), epoch.Add(2*time.Second))
		}
		ann, bob := s.Member(video.MemberID(nameOf(0))), s.Member(video.MemberID(nameOf(1)))
		if len(s.seats) != 2 || !ann.AudioMuted || bob == nil || bob.AudioMuted {
			t.Fatalf("seed %d: %d members, %+v, %+v", seed, len(s.seats), ann, bob)
		}
		checkInvariants(t, s)
	}
}

func TestFault_P13_LeftBeforeJoined(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 1)
	s.must(t, "video.member.left", deltaOf(5, `"type":"member"`))
	s.must(t, "video.member.joined", `{"member":`+wholeOf(5, "Eve", false)+`}`)
	if !s.reread {
		t.Error("a join after its own leave requested no read")
	}
}

func TestFault_P14_UnknownEventAndField(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 2)
	before := s.stats.Ignored
	if err := s.apply("video.member.teleported", paramsOf(`{"member":{"id":"x"}}`), epoch); err != nil {
		t.Error(err)
	}
	s.must(t, "video.member.updated", deltaOf(0, `"aura":"green","audio_muted":true`))
	if s.stats.Ignored != before+1 || !s.Member(video.MemberID(nameOf(0))).AudioMuted || len(s.seats) != 2 {
		t.Errorf("ignored %d, %+v", s.stats.Ignored-before, s.Member(video.MemberID(nameOf(0))))
	}
}

func TestFault_P21_BadMemberIDs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`null`, `""`, `"` + strings.Repeat("x", 10<<10) + `"`, `"a/b"`, `"a\u001bb"`, `7`, `{}`, `"a b"`} {
		s := newTestPicture(t, 1)
		if err := s.apply("video.member.joined", paramsOf(`{"member":{"id":`+id+`,"name":"Eve"}}`), epoch); err == nil {
			t.Errorf("id %.20s was accepted", id)
		}
		if len(s.seats) != 1 || s.stats.Bad != 1 {
			t.Errorf("id %.20s: %d members, %d bad", id, len(s.seats), s.stats.Bad)
		}
	}
	for _, id := range []video.MemberID{"", "all", "a/b", "a\x1bb", video.MemberID(strings.Repeat("x", 65))} {
		if _, err := video.RemoveMember(id).Requests("rs"); err == nil {
			t.Errorf("a request for member %.20q would be sent", id)
		}
	}
}

func TestFault_P22_EventOfAnotherSession(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 1)
	for _, e := range []struct{ kind, params string }{
		{"video.room.updated", `{"room_session_id":"other","room_session":{"id":"other","locked":true}}`},
		{"video.room.updated", `{"room_session":{"id":"other","locked":true}}`},
		{"video.room.ended", `{"room":{"room_session_id":"other"}}`},
		{"video.member.left", `{"room_session_id":"other","member":{"id":"` + nameOf(0) + `"}}`},
	} {
		_ = s.apply(e.kind, paramsOf(e.params), epoch)
	}
	if s.room.ID != "rs" || s.room.Locked != video.No || s.room.Ended || len(s.seats) != 1 || s.stats.Ignored != 4 {
		t.Errorf("changed by another session: %+v, %d members, %d ignored", s.room, len(s.seats), s.stats.Ignored)
	}
	s.must(t, "video.room.updated", `{"room":{"id":"r","locked":true}}`) // the old form: its id is the room's
	if s.room.ID != "rs" || s.room.Locked != video.Yes {
		t.Errorf("%+v", s.room)
	}
}

func TestFault_P23_UpdateForStranger(t *testing.T) {
	t.Parallel()
	for _, event := range []string{"video.member.updated", "video.member.talking"} {
		s := newTestPicture(t, 1)
		s.must(t, event, deltaOf(9, `"talking":true`))
		if len(s.seats) != 1 || !s.reread {
			t.Errorf("%s: %d members, read requested: %v", event, len(s.seats), s.reread)
		}
	}
}

func TestFault_P24_LeftThenUpdated(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 2)
	s.must(t, "video.member.left", deltaOf(0, `"type":"member"`))
	s.must(t, "video.member.updated", deltaOf(0, `"audio_muted":true`))
	if len(s.seats) != 1 || s.reread {
		t.Errorf("%d members, read requested: %v", len(s.seats), s.reread)
	}
	s.Tick(epoch.Add(time.Second + tombFor + time.Millisecond))
	if len(s.tombs) != 0 {
		t.Error("a tombstone outlived its time")
	}
}

func TestFault_P24_AWholeRoomLeaves(t *testing.T) {
	t.Parallel()
	const people = 30_000
	s := newTestPicture(t, people)
	for i := range people {
		s.must(t, "video.member.left", deltaOf(i, `"type":"member"`))
	}
	if len(s.gone) > maxGone || len(s.tombs) > maxTombs || len(s.seats) != 0 {
		t.Errorf("%d gone, %d tombs, %d seats", len(s.gone), len(s.tombs), len(s.seats))
	}
}

func TestFault_P25_JoinedTwice(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 1)
	s.must(t, "video.member.joined", `{"member":`+wholeOf(0, "Ann", true)+`}`)
	snap := s.snapshot(epoch)
	if len(snap.Members) != 1 || snap.Members[0].Name != "Ann" || !snap.Members[0].AudioMuted || !snap.Members[0].Visible {
		t.Errorf("got %+v", snap.Members)
	}
}

func TestFault_P26_PartialUpdate(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 1)
	before := *s.Member(video.MemberID(nameOf(0)))
	s.must(t, "video.member.updated", deltaOf(0, `"updated":["audio_muted"],"audio_muted":true`))
	after := *s.Member(video.MemberID(nameOf(0)))
	before.AudioMuted, before.MutedSince = true, after.MutedSince
	if fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("got %+v, want %+v", after, before)
	}
}

func TestFault_P30_EventsDuringTheSnapshot(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 2)
	asked := epoch.Add(time.Second)
	during := asked.Add(time.Second)
	for kind, params := range map[string]string{
		"video.member.joined":  `{"member":` + wholeOf(2, "Cy", false) + `}`,
		"video.member.left":    deltaOf(1, `"type":"member"`),
		"video.member.updated": deltaOf(0, `"audio_muted":true`),
	} {
		if err := s.apply(kind, paramsOf(params), during); err != nil {
			t.Fatal(err)
		}
	}
	old := []wire.Node{nodeOf(wholeOf(0, "Member 00000", false)), nodeOf(wholeOf(1, "Member 00001", false))}
	s.readMembers(old, during.Add(time.Second), asked)
	if s.Member(video.MemberID(nameOf(1))) != nil || s.Member(video.MemberID(nameOf(2))) == nil ||
		!s.Member(video.MemberID(nameOf(0))).AudioMuted || !s.reread {
		t.Errorf("a list made before the events undid them, or no read was requested: reread %v", s.reread)
	}
	for range maxDoubts { // a slow room: each answer is older than the events
		s.reread = false
		s.readMembers(old, during.Add(time.Second), asked)
	}
	if s.Member(video.MemberID(nameOf(1))) != nil || !s.Member(video.MemberID(nameOf(0))).AudioMuted || s.reread {
		t.Errorf("old lists undid events, or reads go on for ever: reread %v", s.reread)
	}
	s.readMembers(old, during.Add(2*time.Second), during.Add(time.Second))
	if s.Member(video.MemberID(nameOf(1))) == nil || s.Member(video.MemberID(nameOf(0))).AudioMuted {
		t.Error("a list that was requested after the events is not believed")
	}
	checkInvariants(t, s)
}

func TestFault_P37_HugeRoomIsBounded(t *testing.T) {
	t.Parallel()
	s := newBareTestPicture(video.Room{ID: "rs"})
	s.full = true
	for i := range maxMembers + 5 {
		s.must(t, "video.member.joined", deltaOf(i, `"type":"member"`))
	}
	if snap := s.snapshot(epoch); len(snap.Members) != maxMembers || snap.Unshown != 5 {
		t.Errorf("%d members, %d not shown", len(snap.Members), snap.Unshown)
	}
}
