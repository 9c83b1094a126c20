package session

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
	list := []wire.Node{mustParse(whole(0, "Ann", true)), mustParse(whole(1, "Bob", false))}
	events := []struct{ kind, params string }{
		{"video.member.joined", `{"member":` + whole(1, "Bob", true) + `}`},
		{"video.member.updated", delta(1, `"audio_muted":false`)},
		{"video.member.joined", `{"member":` + whole(2, "Cy", false) + `}`},
		{"video.member.left", delta(2, `"type":"member"`)},
		{"video.member.updated", delta(0, `"audio_muted":true`)},
	}
	for seed := range uint64(200) {
		s := newBench(t, 1)
		for _, i := range rand.New(rand.NewPCG(seed, 1)).Perm(len(events)) {
			_ = s.apply(events[i].kind, innerOf(mustParse(events[i].params)), t0.Add(time.Second))
		}
		for range 2 * maxDoubts { // suspect order asks for a reading, and the reading decides
			s.readMembers(list, t0.Add(3*time.Second), t0.Add(2*time.Second))
		}
		ann, bob := s.Member(video.MemberID(memberName(0))), s.Member(video.MemberID(memberName(1)))
		if len(s.seats) != 2 || !ann.AudioMuted || bob == nil || bob.AudioMuted {
			t.Fatalf("seed %d: %d members, %+v, %+v", seed, len(s.seats), ann, bob)
		}
		checkInvariants(t, s)
	}
}

func TestFault_P13_LeftBeforeJoined(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	s.must(t, "video.member.left", delta(5, `"type":"member"`))
	s.must(t, "video.member.joined", `{"member":`+whole(5, "Eve", false)+`}`)
	if !s.reread {
		t.Error("a join behind its own leave asked for no reading")
	}
}

func whole(i int, name string, muted bool) string {
	return fmt.Sprintf(`{"id":%q,"name":%q,"type":"member","audio_muted":%v}`, memberName(i), name, muted)
}

func TestFault_P14_UnknownEventAndField(t *testing.T) {
	t.Parallel()
	s := newBench(t, 2)
	before := s.stats.Ignored
	if err := s.apply("video.member.teleported", innerOf(mustParse(`{"member":{"id":"x"}}`)), t0); err != nil {
		t.Error(err)
	}
	s.must(t, "video.member.updated", delta(0, `"aura":"green","audio_muted":true`))
	if s.stats.Ignored != before+1 || !s.Member(video.MemberID(memberName(0))).AudioMuted || len(s.seats) != 2 {
		t.Errorf("ignored %d, %+v", s.stats.Ignored-before, s.Member(video.MemberID(memberName(0))))
	}
}

func TestFault_P21_BadMemberIDs(t *testing.T) {
	t.Parallel()
	for _, id := range []string{`null`, `""`, `"` + strings.Repeat("x", 10<<10) + `"`, `"a/b"`, `"a\u001bb"`, `7`, `{}`, `"a b"`} {
		s := newBench(t, 1)
		if err := s.apply("video.member.joined", innerOf(mustParse(`{"member":{"id":`+id+`,"name":"Eve"}}`)), t0); err == nil {
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
	s := newBench(t, 1)
	for _, e := range []struct{ kind, params string }{
		{"video.room.updated", `{"room_session_id":"other","room_session":{"id":"other","locked":true}}`},
		{"video.room.updated", `{"room_session":{"id":"other","locked":true}}`},
		{"video.room.ended", `{"room":{"room_session_id":"other"}}`},
		{"video.member.left", `{"room_session_id":"other","member":{"id":"` + memberName(0) + `"}}`},
	} {
		_ = s.apply(e.kind, innerOf(mustParse(e.params)), t0)
	}
	if s.picture.room.ID != "rs" || s.picture.room.Locked != video.No || s.picture.room.Ended || len(s.seats) != 1 || s.stats.Ignored != 4 {
		t.Errorf("changed by another session: %+v, %d members, %d ignored", s.picture.room, len(s.seats), s.stats.Ignored)
	}
	s.must(t, "video.room.updated", `{"room":{"id":"r","locked":true}}`) // the old form: its id is the room's
	if s.picture.room.ID != "rs" || s.picture.room.Locked != video.Yes {
		t.Errorf("%+v", s.room)
	}
}

func TestFault_P23_UpdateForStranger(t *testing.T) {
	t.Parallel()
	for _, event := range []string{"video.member.updated", "video.member.talking"} {
		s := newBench(t, 1)
		s.must(t, event, delta(9, `"talking":true`))
		if len(s.seats) != 1 || !s.reread {
			t.Errorf("%s: %d members, reading wanted: %v", event, len(s.seats), s.reread)
		}
	}
}

func TestFault_P24_LeftThenUpdated(t *testing.T) {
	t.Parallel()
	s := newBench(t, 2)
	s.must(t, "video.member.left", delta(0, `"type":"member"`))
	s.must(t, "video.member.updated", delta(0, `"audio_muted":true`))
	if len(s.seats) != 1 || s.reread {
		t.Errorf("%d members, reading wanted: %v", len(s.seats), s.reread)
	}
	s.tick(t0.Add(time.Second + tombFor + time.Millisecond))
	if len(s.tombs) != 0 {
		t.Error("a tombstone outlived its time")
	}
}

func TestFault_P24_AWholeRoomLeaves(t *testing.T) {
	t.Parallel()
	const people = 30_000
	s := newBench(t, people)
	for i := range people {
		s.must(t, "video.member.left", delta(i, `"type":"member"`))
	}
	if len(s.gone) > maxGone || len(s.tombs) > maxTombs || len(s.seats) != 0 {
		t.Errorf("%d gone, %d tombs, %d seats", len(s.gone), len(s.tombs), len(s.seats))
	}
}

func TestFault_P25_JoinedTwice(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	s.must(t, "video.member.joined", `{"member":`+whole(0, "Ann", true)+`}`)
	snap := s.snapshot(t0)
	if len(snap.Members) != 1 || snap.Members[0].Name != "Ann" || !snap.Members[0].AudioMuted || !snap.Members[0].Visible {
		t.Errorf("got %+v", snap.Members)
	}
}

func TestFault_P26_PartialUpdate(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	before := *s.Member(video.MemberID(memberName(0)))
	s.must(t, "video.member.updated", delta(0, `"updated":["audio_muted"],"audio_muted":true`))
	after := *s.Member(video.MemberID(memberName(0)))
	before.AudioMuted, before.MutedSince = true, after.MutedSince
	if fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("got %+v, want %+v", after, before)
	}
}

func TestFault_P30_EventsDuringTheSnapshot(t *testing.T) {
	t.Parallel()
	s := newBench(t, 2)
	asked := t0.Add(time.Second)
	during := asked.Add(time.Second)
	for kind, params := range map[string]string{
		"video.member.joined":  `{"member":` + whole(2, "Cy", false) + `}`,
		"video.member.left":    delta(1, `"type":"member"`),
		"video.member.updated": delta(0, `"audio_muted":true`),
	} {
		if err := s.apply(kind, innerOf(mustParse(params)), during); err != nil {
			t.Fatal(err)
		}
	}
	old := []wire.Node{mustParse(whole(0, "Member 00000", false)), mustParse(whole(1, "Member 00001", false))}
	s.readMembers(old, during.Add(time.Second), asked)
	if s.Member(video.MemberID(memberName(1))) != nil || s.Member(video.MemberID(memberName(2))) == nil ||
		!s.Member(video.MemberID(memberName(0))).AudioMuted || !s.reread {
		t.Errorf("a list made before the events undid them, or nobody asks again: reread %v", s.reread)
	}
	for range maxDoubts {
		s.readMembers(old, during.Add(time.Second), asked)
	}
	if s.Member(video.MemberID(memberName(1))) == nil || s.Member(video.MemberID(memberName(2))) != nil || s.reread {
		t.Error("a list that says the same again and again is not believed")
	}
	checkInvariants(t, s)
}

func TestFault_P34_RecordingInTrouble(t *testing.T) {
	t.Parallel()
	s := newBench(t, 1)
	s.must(t, "video.recording.started", `{"recording":{"id":"rec","state":"recording"}}`)
	s.must(t, "video.recording.updated", `{"recording":{"id":"rec","state":"exploded"}}`)
	if e := s.d.log.entries[len(s.d.log.entries)-1]; e.Kind != video.EntryRecording || !strings.Contains(e.Text, "trouble") {
		t.Errorf("got %+v", e)
	}
	s.must(t, "video.recording.ended", `{"recording":{"id":"rec"}}`)
	s.must(t, "video.recording.updated", `{"recording":{"id":"rec","state":"recording"}}`)
	if s.recordings[0].State != video.StateCompleted {
		t.Error("a late event started an ended recording again")
	}
}

func TestFault_P37_HugeRoomIsBounded(t *testing.T) {
	t.Parallel()
	s := newTestRoom(video.Room{ID: "rs"})
	s.full = true
	for i := range maxMembers + 5 {
		s.must(t, "video.member.joined", delta(i, `"type":"member"`))
	}
	if snap := s.snapshot(t0); len(snap.Members) != maxMembers || snap.Unshown != 5 {
		t.Errorf("%d members, %d not shown", len(snap.Members), snap.Unshown)
	}
}

// TestFault_P37_MuteAll: a command on ten thousand costs no more for each answer than one on ten.
func TestFault_P37_MuteAll(t *testing.T) {
	t.Parallel()
	const people = 10_000
	s := newBench(t, people)
	s.readAt[video.PartMembers] = t0
	ids := make([]video.MemberID, people)
	for i := range ids {
		ids[i] = video.MemberID(memberName(i))
	}
	j, err := s.start(video.AudioMute(ids...), t0)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	for i := range ids {
		s.verdict(j, i, answerOf{at: t0}, t0)
		s.must(t, "video.member.updated", delta(i, `"audio_muted":true`))
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("took %v", took)
	}
	if snap := s.snapshot(t0); snap.Log[len(snap.Log)-1].Outcome != video.OutcomeConfirmed || len(snap.Pending) != 0 {
		t.Errorf("got %v, %d pending", snap.Log[len(snap.Log)-1].Outcome, len(snap.Pending))
	}
}
