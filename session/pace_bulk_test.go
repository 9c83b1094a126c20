package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// joinCrowd joins a room with so many members.
func joinCrowd(t *testing.T, members int) (*localrelay.Server, *session.RoomSession, []video.MemberID) {
	t.Helper()
	o := relayOptions()
	o.Members = members
	relay, room := join(t, o)
	var ids []video.MemberID
	for _, m := range room.Snapshot().Members {
		ids = append(ids, m.ID)
	}
	return relay, room, ids
}

// TestBulkKeepsItsPace mutes 200 members: a few at once, then five per second. Commands on one member do not wait for
// them.
func TestBulkKeepsItsPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 200)
		began := time.Now()
		done := make(chan video.Result, 1)
		go func() {
			res, err := room.Do(t.Context(), video.Deaf(ids...))
			if err != nil {
				t.Error(err)
			}
			done <- res
		}()
		time.Sleep(3 * time.Second)
		other := time.Now()
		if err := room.VideoMute(t.Context(), ids[0]); err != nil || time.Since(other) > 0 {
			t.Errorf("a command on one person took %v: %v", time.Since(other), err)
		}
		res := <-done
		const most, bulk = 8, 5 * time.Second / 25
		if want := time.Duration(len(ids)-most) * bulk; res.Took < want || res.Took > want+time.Second {
			t.Errorf("took %v, want %v", res.Took, want)
		}
		sent := relay.Requests("video.member.deaf")
		if len(sent) != len(ids) {
			t.Fatalf("%d requests", len(sent))
		}
		for i, r := range sent {
			if allowed := most + int(r.At.Sub(began)/bulk); i >= allowed {
				t.Fatalf("request %d after %v", i+1, r.At.Sub(began))
			}
		}
	})
}

// TestTalkingMembersAreMutedFirst makes members start to talk while a room is being muted.
func TestTalkingMembersAreMutedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 100)
		talk := func(id video.MemberID) {
			if err := relay.UpdateMember(room.ID(), string(id), map[string]any{"audio_muted": false}); err != nil {
				t.Error(err)
			}
			if err := relay.SetTalking(room.ID(), string(id), true); err != nil {
				t.Error(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		open := micsOpen(room, ids)
		first, second := open[len(open)-2], open[len(open)-1]
		talk(first)
		go func() {
			if _, err := room.Do(t.Context(), video.Deaf(ids...)); err != nil {
				t.Error(err)
			}
		}()
		time.Sleep(4 * time.Second)
		talk(second)
		time.Sleep(time.Second)
		place := map[string]int{}
		for i, r := range relay.Requests("video.member.deaf") {
			var p struct {
				MemberID string `json:"member_id"`
			}
			if err := json.Unmarshal(r.Params, &p); err != nil {
				t.Fatal(err)
			}
			place[p.MemberID] = i + 1
		}
		if at := place[string(first)]; at == 0 || at > 8 {
			t.Errorf("the first talking member came as number %d", at)
		}
		if at := place[string(second)]; at == 0 || at > 36 {
			t.Errorf("the member talking after 4 s came as number %d of %d", at, len(place))
		}
		time.Sleep(time.Minute)
	})
}

// TestBulkStopsAtOnce cancels a bulk command, and loses the connection, in the middle. The rest is not sent, and nobody
// waits for it.
func TestBulkStopsAtOnce(t *testing.T) {
	for name, end := range map[string]func(*localrelay.Server, context.CancelFunc){
		"given up":            func(_ *localrelay.Server, cancel context.CancelFunc) { cancel() },
		"the connection lost": func(relay *localrelay.Server, _ context.CancelFunc) { relay.Drop() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids := joinCrowd(t, 200)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				done := make(chan video.Result, 1)
				go func() {
					res, _ := room.Do(ctx, video.Deaf(ids...))
					done <- res
				}()
				time.Sleep(2 * time.Second)
				stopped := time.Now()
				end(relay, cancel)
				res := <-done
				if took := time.Since(stopped); took > 300*time.Millisecond {
					t.Errorf("ended %v later", took)
				}
				left := 0
				for _, r := range res.Targets {
					if r.Outcome == video.OutcomeNotSent {
						left++
						if !errors.Is(r.Err, video.ErrNotSent) {
							t.Errorf("not sent: %v", r.Err)
						}
					}
				}
				if sent := len(relay.Requests("video.member.deaf")); sent+left > len(ids) || left < 170 {
					t.Errorf("%d sent, %d not, of %d", sent, left, len(ids))
				}
			})
		})
	}
}

// TestCommandsKeepTheirPace submits commands as fast as a person can press keys.
func TestCommandsKeepTheirPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 30)
		for i := range 180 {
			var err error
			if id := ids[i%len(ids)]; i/len(ids)%2 == 0 {
				err = room.Deaf(t.Context(), id)
			} else {
				err = room.VideoMute(t.Context(), id)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		sent := relay.Ledger()
		for i, r := range sent {
			n := 0
			for _, other := range sent[i:] {
				if other.At.Sub(r.At) < time.Second &&
					(other.Method == "video.member.deaf" || other.Method == "video.member.video_mute") {
					n++
				}
			}
			if n > 64+10 {
				t.Fatalf("%d commands within a second", n)
			}
		}
	})
}

// TestForbiddenStopsBulkCommand refuses the first target for lack of permission.
func TestForbiddenStopsBulkCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 100)
		relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
			if q.Method == "video.member.deaf" {
				return localrelay.Verdict{Action: localrelay.Refuse, Code: "403", Message: "no permission"}
			}
			return localrelay.Verdict{}
		})
		res, err := room.Do(t.Context(), video.Deaf(ids...))
		if err == nil || len(relay.Requests("video.member.deaf")) > 8 || res.Took > time.Second {
			t.Errorf("%d requests in %v: %v", len(relay.Requests("video.member.deaf")), res.Took, err)
		}
		refused := 0
		for _, r := range res.Targets {
			switch r.Outcome {
			case video.OutcomeRefused:
				refused++
			case video.OutcomeNotSent:
			default:
				t.Errorf("%v: %v", r.Outcome, r.Err)
			}
		}
		if refused == 0 || refused > 8 {
			t.Errorf("%d were refused", refused)
		}
	})
}
