package session_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// TestField_S1_OneRefusalIsNoEnd makes the room answer 404 while its events continue, as services sometimes do.
func TestField_S1_OneRefusalIsNoEnd(t *testing.T) {
	t.Parallel()
	for _, method := range []string{"video.room.get", "members", "subscribe"} {
		for _, answer := range []string{"404", "500", "-32603"} {
			t.Run(method+" "+answer, func(t *testing.T) {
				inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
					director.Play(t, relay, fmt.Sprintf("refuse %s %s once", method, answer))
					ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
					defer cancel()
					_, _ = room.Subscribe(ctx) // it may fail, but the room must not end
					time.Sleep(5 * time.Second)
					director.Play(t, relay, "join Zoe")
					time.Sleep(time.Second)
					s := room.Snapshot()
					if s.Room.Ended || s.Stale || len(s.Members) != 7 || room.Err() != nil {
						t.Errorf("ended %v, stale %v, %d members, err %v", s.Room.Ended, s.Stale, len(s.Members), room.Err())
					}
					if err := room.Lock(t.Context()); err != nil {
						t.Error(err)
					}
				})
			})
		}
	}
}

// TestField_S1_ARefusalWhileJoining checks that a listed room can always be joined.
func TestField_S1_ARefusalWhileJoining(t *testing.T) {
	t.Parallel()
	for _, line := range []string{
		"refuse subscribe 404 once", "refuse subscribe 500 once", "refuse subscribe 403",
		"refuse subscribe 500 once\nrefuse members 404 once", "refuse subscribe 500 once\nrefuse members 500 once",
		"refuse subscribe 500 once\nrefuse video.room.get 404 once",
		"refuse getLayouts 404 once", "refuse getRecordings 500 once",
	} {
		synctest.Test(t, func(t *testing.T) {
			relay := startRelay(t, relayOptions())
			c := dial(t, relay)
			director.Play(t, relay, line)
			room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			defer room.Close()
			time.Sleep(5 * time.Second)
			if s := room.Snapshot(); len(s.Members) != 6 || len(s.Layouts) == 0 || !s.RecordingsKnown {
				t.Errorf("%s: %d members, %d layouts, recordings known %v", line, len(s.Members), len(s.Layouts), s.RecordingsKnown)
			}
		})
	}
}

// TestField_S1_ASessionThatIsGoneEnds checks that only the list of rooms ends a session, and only if the room is not in
// it.
func TestField_S1_ASessionThatIsGoneEnds(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		director.Play(t, relay, "lose room.ended always")
		if err := relay.EndRoom(room.ID()); err != nil {
			t.Fatal(err)
		}
		if _, err := room.Refresh(t.Context()); !errors.Is(err, video.ErrNotFound) {
			t.Errorf("Refresh of a room that is gone: %v", err)
		}
		if s := room.Snapshot(); !s.Room.Ended {
			t.Error("a room that is gone continues")
		}
	})
}

// TestField_S1_AnEndThatWasNoneIsTakenBack sends an event of the end although the room continues.
func TestField_S1_AnEndThatWasNoneIsTakenBack(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		director.Play(t, relay, `event room.ended {}`)
		time.Sleep(3 * time.Second)
		if !room.Snapshot().Room.Ended {
			t.Fatal("the event of the end was ignored")
		}
		director.Play(t, relay, "join Zoe")
		time.Sleep(3 * time.Second)
		s := room.Snapshot()
		if s.Room.Ended || s.Stale || len(s.Members) != 7 || !logged(s, "in progress after all") {
			t.Errorf("ended %v, stale %v, %d members", s.Room.Ended, s.Stale, len(s.Members))
		}
	})
}

// TestField_S2_ASubscriptionToARoomIsRetried checks that the room is read until the subscription succeeds.
func TestField_S2_ASubscriptionToARoomIsRetried(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		director.Play(t, relay, "refuse subscribe 500 3")
		relay.Restart()
		settle(t, room, "S2")
		director.Play(t, relay, "join Zoe")
		time.Sleep(20 * time.Second)
		before := len(relay.Requests("signalwire.subscribe"))
		director.Play(t, relay, "join Yan")
		time.Sleep(time.Second)
		if s := room.Snapshot(); len(s.Members) != 8 || before < 5 || len(relay.Requests("signalwire.subscribe")) != before {
			t.Errorf("%d members after %d subscriptions", len(s.Members), before)
		}
	})
}

// TestField_S4_APersonWhoIsPresentIsBackWithinTwoSeconds replays an incident in which a member was missing for half a
// minute.
func TestField_S4_APersonWhoIsPresentIsBackWithinTwoSeconds(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"a leave of the old connection comes late": "rejoin Ann late 500ms",
		"a leave comes much later":                 "rejoin Ann late 5s",
		"one empty list":                           "empty members",
	} {
		t.Run(name, func(t *testing.T) {
			o := relayOptions()
			o.Members, o.Audience = -1, -1
			inBubble(t, o, func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
				director.Play(t, relay, "join Ann Ben Cy\nwait 3s\n"+script)
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				_, _ = room.Refresh(ctx)
				longest, since := time.Duration(0), time.Time{}
				for range 100 {
					time.Sleep(100 * time.Millisecond)
					switch missing := len(room.Snapshot().Members) < 3; {
					case !missing:
						since = time.Time{}
					case since.IsZero():
						since = time.Now()
					default:
						longest = max(longest, time.Since(since))
					}
				}
				if longest > 2*time.Second || len(room.Snapshot().Members) != 3 {
					t.Errorf("a member was missing for %v; %d members at the end", longest, len(room.Snapshot().Members))
				}
			})
		})
	}
}

// TestField_S3_JoiningIsBounded checks that the error names the missing answer, and that nothing was changed.
func TestField_S3_JoiningIsBounded(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, script, want string }{
		{"the subscription is never answered", "silence subscribe", "the subscription to its events was not answered"},
		{"the list of members never comes", "refuse subscribe 500\nsilence members", "its members"},
		{"the members are refused", "refuse subscribe 500\nrefuse members 500", "its members could not be read"},
		{"the relay stays away", "cut subscribe\naway 100", "there is no connection"},
		{"the line is dead", "silence subscribe\naway 100", "there is no connection"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay := startRelay(t, relayOptions())
				cfg := config(relay)
				cfg.CallTimeout = 11 * time.Second // so that no wait for an answer ends together with the join
				c, err := session.Dial(t.Context(), cfg)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { _ = c.Close() })
				director.Play(t, relay, tc.script)
				if tc.name == "the line is dead" {
					time.AfterFunc(time.Second, func() { relay.Stall(time.Hour) })
				}
				began := time.Now()
				_, err = session.Join(t.Context(), c, relay.Rooms()[0].Name)
				if took := time.Since(began); took > 10100*time.Millisecond {
					t.Errorf("joining took %v", took)
				}
				if err == nil || !strings.Contains(err.Error(), tc.want) {
					t.Fatalf("err = %v, want %q", err, tc.want)
				}
				if !strings.Contains(err.Error(), "nothing was changed") || !errors.Is(err, video.ErrNotSent) {
					t.Errorf("err = %v", err)
				}
			})
		})
	}
}

// TestField_S3_ReadingAgainIsBounded checks that a context without a deadline does not wait forever.
func TestField_S3_ReadingAgainIsBounded(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(*session.RoomSession) error{
		"Refresh":   func(r *session.RoomSession) error { _, err := r.Refresh(context.Background()); return err },
		"Subscribe": func(r *session.RoomSession) error { _, err := r.Subscribe(context.Background()); return err },
	} {
		inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			director.Play(t, relay, "late members 20s\nsilence subscribe")
			began := time.Now()
			if err := read(room); err == nil || time.Since(began) > 11*time.Second {
				t.Errorf("%s: %v after %v", name, err, time.Since(began))
			}
		})
	}
}

// TestField_S13_AHundredJoinsWaitForTheirTurn joins a hundred times on one client.
func TestField_S13_AHundredJoinsWaitForTheirTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		relay := startRelay(t, relayOptions())
		c := dial(t, relay)
		director.Play(t, relay, "lag 20ms")
		failed := make(chan error, 100)
		for range cap(failed) {
			go func() {
				r, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
				if err == nil {
					err = r.Close()
				}
				failed <- err
			}()
		}
		for range cap(failed) {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
	})
}

// TestField_S13_AJoinWaitsForItsTurnAsLongAsItsContext checks that a join in the queue ends with its context.
func TestField_S13_AJoinWaitsForItsTurnAsLongAsItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		relay := startRelay(t, relayOptions())
		c := dial(t, relay)
		director.Play(t, relay, "silence subscribe")
		for range 8 {
			go func() { _, _ = session.Join(t.Context(), c, relay.Rooms()[0].Name) }()
		}
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		_, err := session.Join(ctx, c, relay.Rooms()[0].Name)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != time.Second {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		time.Sleep(11 * time.Second) // the others time out
	})
}

// TestField_S5_ALostTransitionIsReadBack loses a transition. The room's next event shows whether a recording is active.
func TestField_S5_ALostTransitionIsReadBack(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		script string
		want   video.Flag
	}{
		{"lose recording.started\nstart recording", video.Yes},
		{"start recording\nwait 1s\nlose recording.ended\nend recording", video.No},
	} {
		inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
			director.Play(t, relay, tc.script)
			time.Sleep(2500 * time.Millisecond)
			s := room.Snapshot()
			active := slices.ContainsFunc(s.Recordings, (*video.Recording).Active)
			if s.Room.Recording != tc.want || active != (tc.want == video.Yes) {
				t.Errorf("%q: recording %v, active %v", tc.script, s.Room.Recording, active)
			}
		})
	}
}
