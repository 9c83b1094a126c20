package session_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// TestField_A8_ANilArgumentIsAMissingOne checks that nil is an error for a required parameter, and counts as omitted
// for an optional one.
func TestField_A8_ANilArgumentIsAMissingOne(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		ctx, id := t.Context(), room.Snapshot().Members[1].ID
		sent := len(relay.Requests(""))
		for name, call := range map[string]func() error{
			"SetPositions":              func() error { return room.SetPositions(ctx, nil) },
			"SetMeta":                   func() error { return room.SetMeta(ctx, nil) },
			"UpdateMeta":                func() error { return room.UpdateMeta(ctx, nil) },
			"DeleteMeta":                func() error { return room.DeleteMeta(ctx) },
			"SetMemberMeta":             func() error { return room.SetMemberMeta(ctx, id, nil) },
			"UpdateMemberMeta":          func() error { return room.UpdateMemberMeta(ctx, id, nil) },
			"DeleteMemberMeta":          func() error { return room.DeleteMemberMeta(ctx, id) },
			"DeleteMemberMeta, nil":     func() error { return room.DeleteMemberMeta(ctx, id, []string(nil)...) },
			"AudioMute of nobody":       func() error { return room.AudioMute(ctx, "") },
			"Promote of nobody":         func() error { return room.Promote(ctx, "", session.PromoteOptions{}) },
			"SetLayout without a name":  func() error { return room.SetLayout(ctx, "", nil) },
			"Play without an address":   func() error { _, err := room.Play(ctx, "", session.PlayOptions{}); return err },
			"Join without a client":     func() error { _, err := session.Join(ctx, nil, "standup"); return err },
			"Do without a command":      func() error { _, err := room.Do(ctx, video.Command{}); return err },
			"recording without an id":   func() error { return room.Recording("").Stop(ctx) },
			"a command without targets": func() error { _, err := room.Do(ctx, video.AudioMute()); return err },
		} {
			if err := call(); !errors.Is(err, video.ErrArgument) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(relay.Requests("")) - sent; n != 0 {
			t.Errorf("%d requests were sent", n)
		}
		for name, call := range map[string]func() error{
			"SetLayout without positions": func() error { return room.SetLayout(ctx, "3x3", nil) },
			"SetMeta to nothing":          func() error { return room.SetMeta(ctx, map[string]any{}) },
		} {
			if err := call(); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		session.On[video.InRoom, video.MemberEvent](room, video.MemberJoined, nil)()
		session.Once[video.InRoom, video.MemberEvent](room, video.MemberJoined, nil)()
		room.OnMember(video.MemberJoined, nil)
		director.Play(t, relay, "join Zoe")
	})
}

// TestField_A6_MetadataWithoutMemberIsRefused: the reference calls memberId optional, but this connection is not a member.
func TestField_A6_MetadataWithoutMemberIsRefused(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
		for _, err := range []error{
			room.UpdateMemberMeta(t.Context(), "", map[string]any{"a": 1}), room.DeleteMemberMeta(t.Context(), "", "a"),
			room.SetMemberMeta(t.Context(), "", map[string]any{"a": 1}),
		} {
			if !errors.Is(err, video.ErrArgument) || !strings.Contains(err.Error(), "this connection is not one") {
				t.Error(err)
			}
		}
	})
}

// TestField_A8_ErrIsOneLineAfterClose checks a client and a room. Err is nil before Close.
func TestField_A8_ErrIsOneLineAfterClose(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*session.Client, *session.RoomSession) error{
		"the room is closed": func(_ *session.Client, r *session.RoomSession) error { return r.Close() },
		"the client is closed": func(c *session.Client, r *session.RoomSession) error {
			err := c.Close()
			<-r.Done()
			return err
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			relay := startRelay(t, relayOptions())
			c := dial(t, relay)
			room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name)
			if err != nil {
				t.Fatal(err)
			}
			if room.Err() != nil || c.Err() != nil {
				t.Errorf("%s: before the end Err is %v and %v", name, room.Err(), c.Err())
			}
			if err := end(c, room); err != nil {
				t.Error(err)
			}
			if err := room.Err(); !errors.Is(err, video.ErrClosed) || err.Error() != "session: closed" {
				t.Errorf("%s: Err is %q", name, err)
			}
			if _, err = session.Join(t.Context(), c, "standup"); c.Err() != nil && strings.Contains(err.Error(), "\n") {
				t.Errorf("%s: Join returns %q", name, err)
			}
			_ = room.Close()
			_ = c.Close()
		})
	}
}

// TestField_A8_OurOwnObjectIsMineFromTheFirstEvent delivers the event or the answer first. An object that someone else
// starts at the same time is not ours.
func TestField_A8_OurOwnObjectIsMineFromTheFirstEvent(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{"event first": "", "refused": "refuse startRecording 500 once"} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
				var events []string
				session.On(room, video.AnyEvent, func(e video.Event) {
					switch {
					case e.Recording != nil:
						events = append(events, fmt.Sprint(e.Type, e.Recording.Mine))
					case e.Playback != nil:
						events = append(events, fmt.Sprint(e.Type, e.Playback.Mine))
					case e.Stream != nil:
						events = append(events, fmt.Sprint(e.Type, e.Stream.Mine))
					}
				})
				if script != "" {
					director.Play(t, relay, script)
					began := make(chan error, 1)
					go func() { _, err := room.StartRecording(t.Context()); began <- err }()
					director.Play(t, relay, "start recording")
					if err := <-began; err == nil {
						t.Error("the room did not refuse")
					}
					time.Sleep(time.Second)
					if s := room.Snapshot(); len(s.Recordings) != 1 || s.Recordings[0].Mine {
						t.Errorf("the recording of someone else counts as ours: %+v", s.Recordings)
					}
					return
				}
				ctx := t.Context()
				_, err := room.StartRecording(ctx)
				_, err2 := room.Play(ctx, "https://example.com/a.mp4", session.PlayOptions{})
				_, err3 := room.StartStream(ctx, "rtmp://example.com/live/key")
				if err = errors.Join(err, err2, err3); err != nil {
					t.Fatal(err)
				}
				director.Play(t, relay, "start recording\nwait 1s")
				synctest.Wait()
				want := "[recording.startedtrue playback.startedtrue stream.startedtrue recording.startedfalse]"
				if got := fmt.Sprint(events); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			})
		})
	}
}

// TestField_A8_SubscribeIsNoNewConnection checks the log.
func TestField_A8_SubscribeIsNoNewConnection(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, _ *localrelay.Server, room *session.RoomSession) {
		before := len(room.Snapshot().Log)
		if _, err := room.Subscribe(t.Context()); err != nil {
			t.Fatal(err)
		}
		if log := room.Snapshot().Log[before:]; len(log) != 0 {
			t.Errorf("it is logged as %+v", log)
		}
	})
}

// TestField_A8_HelpListsThePositionsThatAreAccepted checks that help lists these and no others.
func TestField_A8_HelpListsThePositionsThatAreAccepted(t *testing.T) {
	t.Parallel()
	row, _ := video.ActSetMemberPosition.Info()
	allowed := row.Arg("position").Allowed()
	for p, want := range map[video.Position]bool{
		"auto": true, "off-canvas": true, "playback": true, "full-screen": true, "reserved-1": true, "standard-12": true,
		"reserved-0": false, "standard-01": false, "standard-": false, "standard-1000": false, "left": false, "": false,
		"standard--1": false, "standard-+1": false, "Auto": false,
	} {
		if p.Valid() != want {
			t.Errorf("%q is valid: %v", p, p.Valid())
		}
		word, _, _ := strings.Cut(string(p), "-1")
		if want && !strings.Contains(allowed, word) {
			t.Errorf("%q is accepted, but help says %s", p, allowed)
		}
	}
	list, numbers, _ := strings.Cut(allowed, ", N ")
	if numbers != "from 1 to 999" {
		t.Errorf("help says that N is %s", numbers)
	}
	for _, word := range strings.FieldsFunc(list, func(r rune) bool { return strings.ContainsRune(", ", r) }) {
		word = strings.Replace(word, "-N", "-1", 1)
		if word != "or" && !video.Position(word).Valid() {
			t.Errorf("help lists %q, which is not accepted", word)
		}
	}
}
