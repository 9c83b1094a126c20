package people_test

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/people"
)

// queueOf is the queue of hands as every pane shows it, and how long they have waited.
func queueOf(s *video.Snapshot) (ids []video.MemberID, waited []string) {
	r := people.New(false)
	r.Take(s, s.At)
	for _, m := range r.HandsUp() {
		ids = append(ids, m.ID)
		waited = append(waited, people.Waited(m, s.At))
	}
	return ids, waited
}

// TestField_U11_HandsThatWereUpHaveOneOrder raises hands, and has consoles join after that at different times and in
// different ways.
func TestField_U11_HandsThatWereUpHaveOneOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, err := localrelay.StartPipe(localrelay.Options{Members: 8, Seed: 1, Quiet: true})
		if err != nil {
			t.Fatal(err)
		}
		defer relay.Close()
		room := relay.Rooms()[0]
		state, err := relay.RoomState(room.RoomSessionID)
		if err != nil {
			t.Fatal(err)
		}
		hand := func(i int, up bool) {
			if err := relay.UpdateMember(room.RoomSessionID, state.Members[i].ID, map[string]any{"handraised": up}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Second)
		}
		for i := range state.Members {
			hand(i, false)
		}
		join := func(drop bool) *session.RoomSession {
			c, err := session.Dial(t.Context(), session.Config{
				URL: relay.URL(), Project: relay.Project(), Token: video.Secret(relay.Token()), NetDial: relay.Dial,
			})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = c.Close() })
			r, err := session.Join(t.Context(), c, room.Name)
			if err != nil {
				t.Fatal(err)
			}
			if drop {
				relay.Drop()
				time.Sleep(time.Minute)
			}
			time.Sleep(time.Second)
			return r
		}
		for _, i := range []int{5, 2, 7} {
			hand(i, true)
		}
		consoles := []*session.RoomSession{join(false), join(true)}
		hand(0, true)
		consoles = append(consoles, join(false))
		want, _ := queueOf(consoles[0].Snapshot())
		for n, c := range consoles[:2] {
			got, waited := queueOf(c.Snapshot())
			if !slices.Equal(got, want) || len(got) != 4 {
				t.Errorf("console %d has the order %v, and the first one %v", n, got, want)
			}
			for i, w := range waited[:3] {
				if []rune(w)[0] != '≥' {
					t.Errorf("console %d: hand %d has waited for %s", n, i, w)
				}
			}
			if []rune(waited[3])[0] == '≥' {
				t.Errorf("console %d has seen the last hand go up, and says %s", n, waited[3])
			}
		}
		if got, _ := queueOf(consoles[2].Snapshot()); len(got) != 4 {
			t.Errorf("console 2 has %v", got)
		}
	})
}
