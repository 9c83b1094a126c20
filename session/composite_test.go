package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/say"
)

// giveFloor returns a composite that mutes all others and opens the guest's microphone.
func giveFloor(room *session.RoomSession, guest video.MemberID, ids []video.MemberID) video.Command {
	others := slices.DeleteFunc(micsOpen(room, ids), func(id video.MemberID) bool { return id == guest })
	return video.Composite("give the floor to", "gave the floor to", []video.MemberID{guest},
		video.AudioMute(others...), video.AudioUnmute(guest), video.SetRaisedHand(false, guest))
}

// stage returns a room whose first member is muted, has a raised hand, and is to be given the floor.
func stage(t *testing.T, members int) (*localrelay.Server, *session.RoomSession, []video.MemberID, video.MemberID) {
	t.Helper()
	relay, room, ids := joinCrowd(t, members)
	guest := ids[0]
	for _, id := range ids[1:] {
		must(t, relay.UpdateMember(room.ID(), string(id), map[string]any{"audio_muted": false}))
	}
	must(t, relay.UpdateMember(room.ID(), string(guest), map[string]any{"audio_muted": true, "handraised": true}))
	time.Sleep(time.Second)
	return relay, room, ids, guest
}

// sentMics returns the methods of the requests about members, in order.
func sentMics(relay *localrelay.Server, from int) (methods []string) {
	for _, q := range relay.Ledger()[from:] {
		if method, about := strings.CutPrefix(q.Method, "video.member."); about {
			methods = append(methods, method)
		}
	}
	return methods
}

func TestCompositeIsOneCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids, guest := stage(t, 6)
		open := micsOpen(room, ids)
		from, entries := len(relay.Ledger()), len(room.Snapshot().Log)
		res, err := room.Do(t.Context(), giveFloor(room, guest, ids))
		must(t, err)
		time.Sleep(time.Second)
		s := room.Snapshot()
		methods := sentMics(relay, from)
		want := append(slices.Repeat([]string{"audio_mute"}, len(open)), "audio_unmute", "lowerhand")
		if !slices.Equal(methods, want) {
			t.Errorf("sent %v for %d open microphones", methods, len(open))
		}
		if now := micsOpen(room, ids); len(now) != 1 || now[0] != guest || s.Member(guest).HandRaised {
			t.Errorf("open are %v, the hand is up: %v", now, s.Member(guest).HandRaised)
		}
		e := entryOf(t, room, res.Entry)
		byID := func(p video.Person) string { return string(p.ID) }
		if said := say.Entry(&e, byID); said != "you gave the floor to "+string(guest) {
			t.Errorf("the log says %q", said)
		}
		commands := 0
		for _, e := range s.Log[entries:] {
			if e.Kind == video.EntryCommand {
				commands++
			}
		}
		if commands != 1 || e.Outcome != video.OutcomeConfirmed || len(e.Targets) != len(open)+2 {
			t.Errorf("%d entries, %v, %d targets", commands, e.Outcome, len(e.Targets))
		}
		undone, err := room.Undo(t.Context())
		must(t, err)
		time.Sleep(time.Second)
		up := room.Snapshot().Member(guest).HandRaised
		if now := micsOpen(room, ids); !slices.Equal(now, open) || !up {
			t.Errorf("after the undo open are %v, were %v; the hand is up: %v", now, open, up)
		}
		if u := entryOf(t, room, undone.Entry); !u.Undo || room.Snapshot().Undo != nil {
			t.Errorf("%+v", u)
		}
		if _, err := room.Do(t.Context(), *e.Command); err != nil { // again
			t.Error(err)
		}
	})
}

func TestCompositeStepRefused(t *testing.T) {
	for _, tc := range []struct {
		name string
		deny func(n int) bool // the nth mute
		rest bool             // the steps after it are sent
	}{
		{"all of a step", func(int) bool { return true }, false},
		{"one of a step", func(n int) bool { return n == 2 }, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids, guest := stage(t, 6)
				n := 0
				relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
					if q.Method != "video.member.audio_mute" {
						return localrelay.Verdict{}
					}
					if n++; tc.deny(n) {
						return localrelay.Verdict{Action: localrelay.Refuse, Code: "500", Message: "no"}
					}
					return localrelay.Verdict{}
				})
				res, err := room.Do(t.Context(), giveFloor(room, guest, ids))
				if err == nil {
					t.Error("nothing was refused")
				}
				time.Sleep(time.Second)
				if sent := len(relay.Requests("video.member.audio_unmute")) == 1; sent != tc.rest {
					t.Errorf("the microphone was opened: %v", sent)
				}
				e := entryOf(t, room, res.Entry)
				if last := e.Targets[len(e.Targets)-1].Outcome; (last == video.OutcomeNotSent) == tc.rest {
					t.Errorf("the last step is %v", last)
				}
				if rest, ok := e.Remainder(); ok == tc.rest || ok && len(rest.Steps) != 2 {
					t.Errorf("to be done still: %+v, %v", rest, ok)
				}
			})
		})
	}
}

func TestCompositeCutInTheMiddle(t *testing.T) {
	for name, end := range map[string]func(*localrelay.Server, context.CancelFunc){
		"given up":            func(_ *localrelay.Server, cancel context.CancelFunc) { cancel() },
		"the connection lost": func(relay *localrelay.Server, _ context.CancelFunc) { relay.Drop() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay, room, ids, guest := stage(t, 60)
				open := micsOpen(room, ids)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				time.AfterFunc(2*time.Second, func() { end(relay, cancel) })
				if _, err := room.Do(ctx, giveFloor(room, guest, ids)); err == nil {
					t.Error("all of it was done")
				}
				time.Sleep(10 * time.Second)
				if n := len(relay.Requests("video.member.audio_unmute")); n != 0 {
					t.Error("the second step was sent")
				}
				muted := len(open) - len(micsOpen(room, ids))
				if muted == 0 || muted > 25 {
					t.Fatalf("%d were muted", muted)
				}
				_, err := room.Undo(t.Context())
				must(t, err)
				time.Sleep(10 * time.Second)
				const inFlight = 1 // the largest number of requests with an unknown outcome
				if n := len(micsOpen(room, ids)); n < len(open)-inFlight {
					t.Errorf("%d of %d are open after the undo", n, len(open))
				}
			})
		})
	}
}

func TestUndoOfACompositeSkipsChangesByOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids, guest := stage(t, 6)
		open := micsOpen(room, ids)
		_, err := room.Do(t.Context(), giveFloor(room, guest, ids))
		must(t, err)
		time.Sleep(10 * time.Second)
		for _, muted := range []bool{false, true} {
			must(t, relay.UpdateMember(room.ID(), string(open[0]), map[string]any{"audio_muted": muted}))
			time.Sleep(time.Second)
		}
		_, err = room.Undo(t.Context())
		must(t, err)
		time.Sleep(time.Second)
		if now := micsOpen(room, ids); !slices.Equal(now, open[1:]) {
			t.Errorf("open are %v, want %v", now, open[1:])
		}
	})
}

// TestUndoOfACompositeRestoresTheStateBeforeIt sets a property twice.
func TestUndoOfACompositeRestoresTheStateBeforeIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 3)
		must(t, room.SetInputVolume(t.Context(), ids[0], 7))
		time.Sleep(time.Second)
		_, err := room.Do(t.Context(), video.Composite("test", "tested", nil,
			video.SetInputVolume(20, ids[0]), video.SetInputVolume(30, ids...), video.Lock()))
		must(t, err)
		time.Sleep(time.Second)
		_, err = room.Undo(t.Context())
		must(t, err)
		time.Sleep(time.Second)
		s := room.Snapshot()
		if v := s.Member(ids[0]).InputVolume; v != 7 || s.Member(ids[1]).InputVolume != 0 || s.Room.Locked == video.Yes {
			t.Errorf("volumes %v and %v, locked %v", v, s.Member(ids[1]).InputVolume, s.Room.Locked)
		}
	})
}

func TestCompositeSkipsMembersThatLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids, guest := stage(t, 6)
		c := giveFloor(room, guest, ids)
		gone := c.Steps[0].Targets[0]
		must(t, relay.RemoveMember(room.ID(), string(gone)))
		time.Sleep(time.Second)
		res, err := room.Do(t.Context(), c)
		if err == nil || res.Targets[0].Outcome != video.OutcomeNotSent {
			t.Errorf("%v, %+v", err, res.Targets[0])
		}
		time.Sleep(time.Second)
		here := slices.DeleteFunc(ids, func(id video.MemberID) bool { return id == gone })
		if now := micsOpen(room, here); len(now) != 1 || now[0] != guest {
			t.Errorf("open are %v", now)
		}
		must(t, relay.RemoveMember(room.ID(), string(guest)))
		time.Sleep(time.Second)
		if _, err := room.Do(t.Context(), c); err == nil {
			t.Error("the floor was given to a guest who has left")
		}
	})
}

func TestCompositeIsChecked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]video.Command{
		"no verb":              video.Composite("", "", nil, video.Lock()),
		"a bad step":           video.Composite("do", "did", nil, video.SetInputVolume(300, "a")),
		"a step that reads":    video.Composite("do", "did", nil, video.Command{Action: video.ActGetMembers}),
		"a composite in it":    video.Composite("do", "did", nil, video.Composite("do", "did", nil, video.Lock())),
		"an action of its own": {Action: video.ActLock, Verb: "do", Past: "did", Steps: []video.Command{video.Unlock()}},
	} {
		if _, err := c.Normalize(); err == nil {
			t.Errorf("%s is accepted", name)
		}
	}
	secret := video.Command{Action: video.ActStartStream, Args: video.Args{"url": "rtmp://host/live/geheim"}}
	text, err := json.Marshal(video.Composite("go live", "went live", nil, secret).Redacted())
	if err != nil || strings.Contains(string(text), "geheim") {
		t.Errorf("the key is in %s, %v", text, err)
	}
}

// TestUrgentGoesFirst mutes a few members while a large room is being deafened.
func TestUrgentGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 100)
		go func() { _, _ = room.Do(t.Context(), video.Deaf(ids...)) }()
		time.Sleep(2 * time.Second)
		began := time.Now()
		s, err := room.SubmitUrgent(t.Context(), video.VideoMute(ids[90:95]...))
		must(t, err)
		_, err = s.Wait(t.Context())
		must(t, err)
		if took := time.Since(began); took > 1500*time.Millisecond {
			t.Errorf("took %v", took)
		}
	})
}

func TestSubmitKeepsTheOrderAndDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 3)
		relay.SetOnRequest(func(localrelay.Request) localrelay.Verdict { return localrelay.Verdict{Delay: time.Second} })
		from, began := len(relay.Ledger()), time.Now()
		var all []*session.Submission
		for _, c := range []video.Command{video.AudioUnmute(ids[0]), video.AudioMute(ids[0]), video.Lock()} {
			s, err := room.Submit(t.Context(), c)
			must(t, err)
			all = append(all, s)
		}
		if pending := room.Snapshot().Pending; len(pending) != 3 || pending[0].Command.Action != video.ActAudioUnmute {
			t.Errorf("pending at once are %+v", pending)
		}
		synctest.Wait()
		if pending := room.Snapshot().Pending; time.Since(began) > 0 || len(pending) != 3 ||
			pending[0].Entry != all[0].Entry() {
			t.Errorf("after %v pending are %+v", time.Since(began), pending)
		}
		for _, s := range all {
			_, err := s.Wait(t.Context())
			must(t, err)
		}
		if methods := sentMics(relay, from); !slices.Equal(methods, []string{"audio_unmute", "audio_mute"}) {
			t.Errorf("sent %v", methods)
		}
		bulk, err := room.Submit(t.Context(), video.Deaf(ids...))
		must(t, err)
		bulk.Cancel()
		if res, err := bulk.Wait(t.Context()); err == nil || len(res.Targets) != len(ids) {
			t.Errorf("%+v, %v", res, err)
		}
	})
}

// TestSubmitDoesNotWaitForTheRoom submits commands to a room whose goroutine is busy.
func TestSubmitDoesNotWaitForTheRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 3)
		release := make(chan struct{})
		room.Hold(release)
		from := len(relay.Ledger())
		began := time.Now()
		mute, err := room.Submit(t.Context(), video.AudioMute(ids...))
		must(t, err)
		withdrawn, err := room.Submit(t.Context(), video.Lock())
		must(t, err)
		invalid, err := room.Submit(t.Context(), video.AudioMute("nobody"))
		must(t, err)
		s := room.Snapshot()
		if n := len(s.Pending); n != 3 || time.Since(began) > 0 || len(s.Pending[0].Command.Targets) != 3 {
			t.Errorf("after %v pending are %+v", time.Since(began), s.Pending)
		}
		withdrawn.Cancel()
		if res, err := withdrawn.Wait(t.Context()); !errors.Is(err, video.ErrNotSent) || len(res.Targets) != 1 {
			t.Errorf("%+v, %v", res, err)
		}
		close(release)
		_, err = mute.Wait(t.Context())
		must(t, err)
		var state *video.StateError
		if _, err := invalid.Wait(t.Context()); !errors.As(err, &state) {
			t.Errorf("a command on nobody: %v", err)
		}
		sent, locked := sentMics(relay, from), len(relay.Requests("video.lock"))
		if len(sent) != 3 || locked > 0 || mute.Entry() == 0 || room.Snapshot().Seq <= s.Seq {
			t.Errorf("sent %v and %d locks, entry %d", sent, locked, mute.Entry())
		}
	})
}

// TestCloseEndsUnstartedCommands closes a session while commands wait for its goroutine.
func TestCloseEndsUnstartedCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, _ := joinCrowd(t, 3)
		release := make(chan struct{})
		room.Hold(release)
		lock, err := room.Submit(t.Context(), video.Lock())
		must(t, err)
		undo, err := room.SubmitUndo(t.Context())
		must(t, err)
		go func() { _ = room.Close() }()
		synctest.Wait()
		close(release)
		for _, s := range []*session.Submission{lock, undo} {
			if _, err := s.Wait(t.Context()); err == nil {
				t.Error("something was done")
			}
		}
		if _, err := room.Submit(t.Context(), video.Lock()); !errors.Is(err, video.ErrClosed) {
			t.Errorf("after the end: %v", err)
		}
		<-room.Done() // the last snapshot is published
		for _, job := range room.Snapshot().Pending {
			if job.Entry == 0 {
				t.Errorf("%+v is pending", job)
			}
		}
	})
}

// TestField_U10_HandKeepsItsPlace undoes a composite that gave the floor. The hand must return to its place in the
// queue.
func TestField_U10_HandKeepsItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids, guest := stage(t, 3)
		at := room.Snapshot().Member(guest).HandAt
		must(t, relay.UpdateMember(room.ID(), string(ids[1]), map[string]any{"handraised": true}))
		time.Sleep(time.Second)
		_, err := room.Do(t.Context(), giveFloor(room, guest, ids))
		must(t, err)
		time.Sleep(time.Second)
		_, err = room.Undo(t.Context())
		must(t, err)
		time.Sleep(time.Second)
		s := room.Snapshot()
		if m := s.Member(guest); !m.HandRaised || at.IsZero() || !m.HandAt.Equal(at) || s.Undo != nil {
			t.Errorf("the hand is up: %v, since %v; it was since %v", m.HandRaised, m.HandAt, at)
		}
	})
}
