package session_test

import (
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/journal"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// TestJournalOfAnEveningIsSummarised plays and records an evening, and compares the report with the script.
func TestJournalOfAnEveningIsSummarised(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal")
		relay := startRelay(t, relayOptions())
		room, end := recordTo(t, path, relay)
		time.Sleep(time.Second)
		rec, err := room.StartRecording(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		director.Play(t, relay, `
			join Zoe meta {"party":"blue"}
			join Yan meta {"party":"red"}
			wait 10s
			hand Zoe
			wait 20s
			lower Zoe
			talk Zoe 5s
			wait 6s
			talk Zoe 5s
			wait 20s
			talk Yan 4s
			wait 5s
			leave Zoe
			wait 60s
			join Zoe meta {"party":"blue"}
			wait 10s
			talk Zoe 2s
			wait 3s
		`)
		id := member(t, room, "Yan")
		if err := room.AudioMute(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if err := rec.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		end()
		checkEvening(t, accountOf(t, path, "party"), id)
	})
}

// TestSummaryBridgesUnrecordedGaps: three runs, one after the other, record people who never left.
func TestSummaryBridgesUnrecordedGaps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal")
		relay := startRelay(t, relayOptions())
		director.Play(t, relay, "join Zoe\nwait 1s\nhand Zoe\n")
		for i := range 3 {
			_, end := recordTo(t, path, relay)
			director.Play(t, relay, "wait 10s\n")
			if i == 1 {
				director.Play(t, relay, "lower Zoe\nwait 1s\nhand Zoe\nwait 1s\nleave Zoe\nwait 1s\njoin Zoe\nwait 1s\n")
			}
			end()
			time.Sleep(time.Minute)
		}
		for _, p := range accountOf(t, path, "").People {
			visits, hands := 1, 0
			if p.Name == "Zoe" {
				visits, hands = 2, 2
			}
			if present := time.Duration(p.Present); len(p.Visits) != visits || p.Hands != hands || present > 35*time.Second {
				t.Errorf("%s: %d visits, %d hands, present %v", p.Name, len(p.Visits), p.Hands, present)
			}
		}
	})
}

// TestSummaryEndsPresenceOfRemovedPeople removes a person whose hand is up, and then everyone. The log has no entries of
// their departures, and the journal stays open for half an hour after the room has ended.
func TestSummaryEndsPresenceOfRemovedPeople(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "journal")
		relay := startRelay(t, relayOptions())
		room, end := recordTo(t, path, relay)
		director.Play(t, relay, "join Zoe\nwait 1s\nhand Zoe\nwait 10s\n")
		if err := room.RemoveMember(t.Context(), member(t, room, "Zoe")); err != nil {
			t.Fatal(err)
		}
		director.Play(t, relay, "join Yan\nwait 30s\n")
		if err := room.RemoveAllMembers(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Minute)
		end()
		one := accountOf(t, path, "")
		for _, p := range one.People {
			most := 45 * time.Second
			if p.Name == "Zoe" {
				most = 12 * time.Second
			}
			if present, waited := time.Duration(p.Present), time.Duration(p.Waited); present > most || waited > most {
				t.Errorf("%s was present for %v and waited for %v", p.Name, present, waited)
			}
		}
		if people := len(one.People); !one.Ended || one.Most != people-1 {
			t.Errorf("ended: %v; at most %d of %d people at once", one.Ended, one.Most, people)
		}
	})
}

// recordTo joins the relay's first room and records it in a journal until end is called.
func recordTo(t *testing.T, path string, relay *localrelay.Server) (room *session.RoomSession, end func()) {
	t.Helper()
	w, err := journal.Open(journal.Options{Path: path, User: "dana"})
	if err != nil {
		t.Fatal(err)
	}
	room, err = session.Join(t.Context(), dial(t, relay), relay.Rooms()[0].Name, session.WithRecorder(w.Room()))
	if err != nil {
		t.Fatal(err)
	}
	return room, func() {
		_ = room.Close()
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// accountOf returns the account of the only session in a journal. by is the key of the metadata that groups people.
func accountOf(t *testing.T, path, by string) *journal.Session {
	t.Helper()
	sum, err := journal.Summarise(path, by)
	if err != nil || len(sum.Sessions) != 1 {
		t.Fatalf("%d sessions, %v", len(sum.Sessions), err)
	}
	return sum.Sessions[0]
}

func member(t *testing.T, room *session.RoomSession, name string) video.MemberID {
	t.Helper()
	for _, m := range room.Snapshot().Members {
		if m.Name == name {
			return m.ID
		}
	}
	t.Fatalf("%s is not in the room", name)
	return ""
}

func checkEvening(t *testing.T, s *journal.Session, yan video.MemberID) {
	t.Helper()
	about := func(d journal.Seconds) time.Duration { return time.Duration(d).Round(time.Second) }
	zoe := s.People[0]
	if zoe.Name != "Zoe" || len(zoe.IDs) != 2 || len(zoe.Visits) != 2 || zoe.Turns != 2 || zoe.Hands != 1 {
		t.Errorf("the first person is %+v", zoe)
	}
	if about(zoe.Talked) != 12*time.Second || about(zoe.Waited) != 20*time.Second || zoe.Group != "blue" {
		t.Errorf("Zoe talked %v, waited %v, in group %q", about(zoe.Talked), about(zoe.Waited), zoe.Group)
	}
	if len(s.People) != 8 || s.Most != 8 {
		t.Errorf("%d people, at most %d at once", len(s.People), s.Most)
	}
	if len(s.Groups) < 2 || s.Groups[0].Name != "blue" || about(s.Groups[1].Talked) != 4*time.Second {
		t.Errorf("groups %+v", s.Groups)
	}
	if len(s.Recordings) != 1 || !s.Recordings[0].Mine || s.Recordings[0].To.IsZero() {
		t.Fatalf("recordings %+v", s.Recordings)
	}
	if len(s.Actions) != 3 {
		t.Fatalf("actions %+v", s.Actions)
	}
	mute := s.Actions[1]
	at := mute.At.Sub(s.Recordings[0].From)
	if mute.By != "dana" || mute.Who[0].ID != yan || mute.Outcome != video.OutcomeConfirmed ||
		len(mute.Places) != 1 || about(mute.Places[0].Offset) != at.Round(time.Second) {
		t.Errorf("the mute is %+v", mute)
	}
}
