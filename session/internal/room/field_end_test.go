package room

import (
	"testing"
	"time"

	"gavel/session/video"
)

// TestField_S1_AnyLaterEventRevivesASessionThatOnlyAReadingEnded: services sometimes answer 404 while events continue.
func TestField_S1_AnyLaterEventRevivesASessionThatOnlyAReadingEnded(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 2)
	s.End(epoch)
	if !s.Ended() || !s.EndIsDoubtful() {
		t.Fatal("the session did not end on a read, or its end is certain")
	}
	s.must(t, "video.member.updated", deltaOf(0, `"audio_muted":true`))
	if s.Ended() || !s.Member(video.MemberID(nameOf(0))).AudioMuted || !s.WantsReread() || !s.Stale() {
		t.Errorf("after an event: ended %v, reread %v, stale %v", s.Ended(), s.WantsReread(), s.Stale())
	}
}

func TestField_S1_TheEndThatTheRoomReportedIsOnlyDoubted(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name     string
		after    time.Duration
		doubtful bool
	}{{"a late event", lateAfterEnd / 2, false}, {"an event of a room that continues", lateAfterEnd, true}} {
		s := newTestPicture(t, 2)
		s.must(t, "video.room.ended", `{"room_session":{"id":"rs"}}`)
		at := epoch.Add(time.Second + tc.after)
		if err := s.apply("video.member.updated", paramsOf(deltaOf(0, `"audio_muted":true`)), at); err != nil {
			t.Fatal(err)
		}
		if !s.Ended() || s.EndIsDoubtful() != tc.doubtful || s.stats.Ignored != 1 {
			t.Errorf("%s: ended %v, doubtful %v, ignored %d", tc.name, s.Ended(), s.EndIsDoubtful(), s.stats.Ignored)
		}
	}
}

func TestField_S1_TheEventOfTheEndRevivesNothing(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 2)
	s.End(epoch)
	s.must(t, "video.room.ended", `{"room_session":{"id":"rs"}}`)
	if !s.Ended() || s.EndIsDoubtful() {
		t.Errorf("ended %v, doubtful %v", s.Ended(), s.EndIsDoubtful())
	}
}

func TestField_S4_DoubtfulLeaveCausesARead(t *testing.T) {
	t.Parallel()
	left, joined := deltaOf(1, `"type":"member"`), `{"member":`+wholeOf(1, "Bob", false)+`}`
	for _, tc := range []struct {
		name  string
		play  func(s *testPicture, at func(event, params string, after time.Duration))
		reads bool
	}{
		{"a leave", func(_ *testPicture, at func(string, string, time.Duration)) {
			at("video.member.left", left, 0)
		}, false},
		{"a leave, and a late event", func(_ *testPicture, at func(string, string, time.Duration)) {
			at("video.member.left", left, 0)
			at("video.member.talking", deltaOf(1, `"talking":true`), time.Second)
		}, false},
		{"an evicted id talks two seconds later", func(_ *testPicture, at func(string, string, time.Duration)) {
			at("video.member.left", left, 0)
			at("video.member.talking", deltaOf(1, `"talking":true`), lateAfterLeave)
		}, true},
		{"a leave of an id that just joined again", func(s *testPicture, at func(string, string, time.Duration)) {
			at("video.member.left", left, 0)
			at("video.member.joined", joined, time.Second)
			s.reread = false // the read has ended by then
			at("video.member.left", left, 2*time.Second)
		}, true},
		{"a leave of an id that joined while it was here", func(_ *testPicture, at func(string, string, time.Duration)) {
			at("video.member.joined", joined, time.Second)
			at("video.member.left", left, 2*time.Second)
		}, true},
	} {
		s := newTestPicture(t, 3)
		tc.play(s, func(event, params string, after time.Duration) {
			if err := s.apply(event, paramsOf(params), epoch.Add(after)); err != nil {
				t.Fatal(err)
			}
		})
		if s.WantsReread() != tc.reads {
			t.Errorf("%s: reads again %v, want %v", tc.name, s.WantsReread(), tc.reads)
		}
	}
}

// TestField_S4_AListThatContradictsEventsIsReadOnceMore: an empty list evicts no member at once, and a shorter one must
// be confirmed.
func TestField_S4_AListThatContradictsEventsIsReadOnceMore(t *testing.T) {
	t.Parallel()
	s := newTestPicture(t, 4)
	read := func(first, end int) {
		s.Rereading()
		s.ReadMembers(listOf(first, end), epoch.Add(time.Minute), epoch.Add(time.Minute))
	}
	read(0, 0)
	if s.Len() != 4 || !s.WantsReread() {
		t.Fatalf("after an empty list: %d members, reads again %v", s.Len(), s.WantsReread())
	}
	read(0, 4)
	if s.Len() != 4 || s.WantsReread() {
		t.Fatalf("after the true list: %d members, reads again %v", s.Len(), s.WantsReread())
	}
	read(1, 4)
	if s.Len() != 3 || !s.WantsReread() {
		t.Fatalf("after a list without one: %d members, reads again %v", s.Len(), s.WantsReread())
	}
	read(1, 4)
	if s.WantsReread() {
		t.Error("a confirmed list is read again")
	}
	read(0, 0)
	read(0, 0)
	if s.Len() != 0 {
		t.Errorf("two empty lists leave %d members", s.Len())
	}
}
