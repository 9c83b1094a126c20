package session_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// TestField_A4_ReconnectReportsMissedChanges checks that handlers and the stream receive a synthetic event for
// every difference.
func TestField_A4_ReconnectReportsMissedChanges(t *testing.T) {
	t.Parallel()
	o := relayOptions()
	o.Members = -1
	inBubble(t, o, func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		director.Play(t, relay, "join Ann Ben Cal Dan\nopen Ann\ntalk Ann 1h\nstart recording\nwait 1s")
		var got []string
		session.On(room, video.AnyEvent, func(e video.Event) {
			if e.Type == "room.subscribed" || e.Type == "layout.changed" { // the room sends them on a new connection
				return
			}
			line := e.Type
			if e.Member != nil {
				line += " " + e.Member.Name
			}
			if e.Updated != nil && !slices.Equal(e.Updated, []string{"talking"}) {
				line += fmt.Sprint(" ", e.Updated)
			}
			if !e.Synthetic || !e.Derived {
				line += " (reported)"
			}
			got = append(got, line)
		})
		var joined []video.MemberEvent
		session.On(room, video.MemberJoined, func(e video.MemberEvent) { joined = append(joined, e) })
		director.Play(t, relay, `
			drop
			join Zoe
			leave Ben
			hand Cal
			do lock
			end recording
			start stream rtmp://example.com/key
			do videoMute Dan`)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		want := []string{
			"member.joined Zoe", "member.left Ben", "member.talking Ann", "member.talking.ended Ann",
			"member.updated Cal [handraised]",
			"member.updated Dan [videoMuted visible]", "member.updated.handraised Cal [handraised]",
			"member.updated.videoMuted Dan [videoMuted visible]", "member.updated.visible Dan [videoMuted visible]",
			"recording.ended", "room.updated [streaming locked]", "stream.started",
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("the events were\n%q, want\n%q", got, want)
		}
		if len(joined) != 1 || !joined[0].Synthetic {
			t.Errorf("the handler of joins got %+v", joined)
		}
		director.Play(t, relay, "do unlock\nwait 1s")
		synctest.Wait()
		got = nil
		director.Play(t, relay, "join Yan")
		time.Sleep(time.Second)
		synctest.Wait()
		if !slices.Equal(got, []string{"member.joined Yan (reported)"}) {
			t.Errorf("an event of the room became %q", got)
		}
	})
}

// TestField_A4_NothingIsLostBetweenJoinAndOn checks that a handler given to Join receives every event from the first
// one.
func TestField_A4_NothingIsLostBetweenJoinAndOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		relay := startRelay(t, relayOptions())
		c := dial(t, relay)
		director.Play(t, relay, "lag 1s")
		var subscribed, joined int
		go director.Play(t, relay, "wait 4s\njoin Zoe") // while the room is read
		room, err := session.Join(t.Context(), c, relay.Rooms()[0].Name,
			session.WithHandler(video.RoomSubscribed, func(r *session.RoomSession, e video.SubscribedEvent) {
				if subscribed++; r.ID() != e.Room.ID {
					t.Errorf("the handler got room %q", r.ID())
				}
			}),
			session.WithHandler(video.MemberJoined, func(_ *session.RoomSession, _ video.MemberEvent) { joined++ }),
			session.WithHandler[video.MemberEvent](video.MemberLeft, nil), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer room.Close()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if subscribed != 1 || joined != 1 {
			t.Errorf("%d and %d events", subscribed, joined)
		}
	})
}

// TestField_A4_ListenersOfThisPackageStay removes the program's listeners. An ended room must still find its successor.
func TestField_A4_ListenersOfThisPackageStay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		relay := startRelay(t, relayOptions())
		c := dial(t, relay)
		name := relay.Rooms()[0].Name
		room, err := session.Join(t.Context(), c, name)
		if err != nil {
			t.Fatal(err)
		}
		defer room.Close()
		if err := relay.EndRoom(room.ID()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		c.RemoveAllListeners()
		session.Off(c, video.RoomStarted)
		time.Sleep(time.Second)
		director.Play(t, relay, `start room "`+name+`"`)
		time.Sleep(time.Second)
		if room.Snapshot().Successor == nil {
			t.Error("the new session of the room is unknown")
		}
	})
}

// TestField_A5_EndedIsAWayOutOfALoop ends loops over Changed and Events, which continue after the end of the room.
func TestField_A5_EndedIsAWayOutOfALoop(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		rounds := make(chan int, 1)
		go func() {
			n := 0
			for {
				select {
				case <-room.Changed():
					n++
				case <-room.Ended():
					rounds <- n
					return
				}
			}
		}()
		director.Play(t, relay, "join Zoe\nwait 1s")
		select {
		case <-room.Ended():
			t.Fatal("Ended is closed while the room is in progress")
		default:
		}
		if err := relay.EndRoom(room.ID()); err != nil {
			t.Fatal(err)
		}
		if n := <-rounds; n == 0 || !room.Snapshot().Room.Ended || room.Err() != nil {
			t.Errorf("after %d rounds: ended %v, err %v", n, room.Snapshot().Room.Ended, room.Err())
		}
	})
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		director.Play(t, relay, "event room.ended {}")
		<-room.Ended()
		time.Sleep(3 * time.Second)
		director.Play(t, relay, "join Zoe") // it is in progress after all
		time.Sleep(3 * time.Second)
		select {
		case <-room.Ended():
			t.Error("Ended is closed although the room was revived")
		default:
		}
		ended := room.Ended()
		if err := room.Close(); err != nil {
			t.Fatal(err)
		}
		<-ended
	})
}

// TestField_A6_OffStopsTheHandlersOfOneKind checks Off.
func TestField_A6_OffStopsTheHandlersOfOneKind(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		var joined, left int
		session.On(room, video.MemberJoined, func(video.MemberEvent) { joined++ })
		room.OnMember(video.MemberJoined, func(*session.Member) { joined++ })
		session.Once(room, video.MemberJoined, func(video.MemberEvent) { joined++ })
		session.On(room, video.MemberLeft, func(video.MemberEvent) { left++ })
		session.Off(room, video.MemberJoined)
		director.Play(t, relay, "join Zoe\nleave Zoe\nwait 1s")
		synctest.Wait()
		if joined != 0 || left != 1 {
			t.Errorf("%d and %d events", joined, left)
		}
		room.RemoveAllListeners()
		director.Play(t, relay, "join Yan\nleave Yan\nwait 1s")
		synctest.Wait()
		if left != 1 {
			t.Error("RemoveAllListeners left a handler")
		}
	})
}

// TestField_A6_HandlersGetObjectsWithMethods checks members, recordings, playbacks, streams, and rooms that can be
// joined.
func TestField_A6_HandlersGetObjectsWithMethods(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		failed := make(chan error, 10)
		run := func(what string, err error) {
			if err != nil {
				failed <- fmt.Errorf("%s: %w", what, err)
			}
		}
		ctx := t.Context()
		room.OnMember(video.MemberJoined, func(m *session.Member) { run("mute", m.AudioMute(ctx)) })
		room.OnRecording(video.RecordingStarted, func(r *session.Recording) { run("stop recording", r.Stop(ctx)) })
		room.OnPlayback(video.PlaybackStarted, func(p *session.Playback) { run("stop playback", p.Stop(ctx)) })
		room.OnStream(video.StreamStarted, func(s *session.Stream) { run("stop stream", s.Stop(ctx)) })
		director.Play(t, relay, `
			join Zoe
			start recording
			start playback https://example.com/a.mp4
			start stream rtmp://example.com/key
			wait 2s`)
		close(failed)
		for err := range failed {
			t.Error(err)
		}
		s := room.Snapshot()
		zoe := s.Members[len(s.Members)-1]
		if !zoe.AudioMuted || len(s.Recordings)*len(s.Playbacks)*len(s.Streams) != 1 {
			t.Fatalf("%+v, %d recordings, %d playbacks, %d streams", zoe, len(s.Recordings), len(s.Playbacks), len(s.Streams))
		}
		if !s.Recordings[0].HasEnded() || !s.Playbacks[0].HasEnded() || !s.Streams[0].HasEnded() {
			t.Error("the handlers did not stop their objects")
		}
	})
}

// TestField_A6_ARoomThatStartedCanBeJoined joins a room from its handler.
func TestField_A6_ARoomThatStartedCanBeJoined(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		relay := startRelay(t, relayOptions())
		c := dial(t, relay)
		rooms := make(chan *session.RoomSession, 1)
		c.OnRoom(video.RoomStarted, func(started *session.Room) {
			room, err := started.Join(t.Context())
			if err != nil {
				t.Error(err)
			}
			rooms <- room
		})
		time.Sleep(time.Second)
		director.Play(t, relay, "start room retro")
		room := <-rooms
		defer room.Close()
		if s := room.Snapshot(); s.Room.Name != "retro" {
			t.Errorf("joined %q", s.Room.Name)
		}
	})
}

// TestField_A6_AMemberHasItsMethods calls the reference's methods of a member.
func TestField_A6_AMemberHasItsMethods(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		list, err := room.GetMembers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		m := list[1]
		for name, call := range map[string]func(context.Context) error{
			"audio_mute": m.AudioMute, "audio_unmute": m.AudioUnmute, "video_mute": m.VideoMute, "video_unmute": m.VideoUnmute,
			"deaf":                  func(c context.Context) error { return m.SetDeaf(c, true) },
			"undeaf":                func(c context.Context) error { return m.SetDeaf(c, false) },
			"set_input_volume":      func(c context.Context) error { return m.SetInputVolume(c, 1) },
			"set_output_volume":     func(c context.Context) error { return m.SetOutputVolume(c, 1) },
			"set_input_sensitivity": func(c context.Context) error { return m.SetInputSensitivity(c, 1) },
			"set_position":          func(c context.Context) error { return m.SetPosition(c, video.PositionAuto) },
			"raisehand":             func(c context.Context) error { return m.SetRaisedHand(c, true) },
			"get_meta":              func(c context.Context) error { _, err := m.GetMeta(c); return err },
			"set_meta":              func(c context.Context) error { return m.SetMeta(c, map[string]any{"a": 1}) },
			"update_meta":           func(c context.Context) error { return m.UpdateMeta(c, map[string]any{"b": 1}) },
			"delete_meta":           func(c context.Context) error { return m.DeleteMeta(c, "b") },
		} {
			before := len(relay.Requests("video.member." + name))
			if err := call(t.Context()); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if sent := len(relay.Requests("video.member."+name)) - before; sent != 1 {
				t.Errorf("%s: %d requests", name, sent)
			}
		}
		if err := m.Demote(t.Context(), ""); err != nil || m.Current() != nil {
			t.Errorf("Demote: %v", err)
		}
		if err := room.Member(m.ID).Promote(t.Context(), session.PromoteOptions{}); err != nil || m.Current() == nil {
			t.Errorf("Promote: %v", err)
		}
		if err := m.Remove(t.Context()); err != nil || m.Current() != nil {
			t.Errorf("Remove: %v", err)
		}
	})
}

// TestField_A4_JoinCanWaitForTheStart joins before and after the start of a room, and while the connection is lost.
func TestField_A4_JoinCanWaitForTheStart(t *testing.T) {
	t.Parallel()
	for name, script := range map[string]string{
		"it is in progress":         "start room Hall",
		"it starts later":           "wait 1h\nstart room Retro\nwait 1s\nstart room Hall",
		"while there is no link":    "wait 1m\naway 6\ndrop\nstart room Hall",
		"the list is refused":       "wait 1s\nrefuse video.rooms.get 500 2\nstart room Hall",
		"the start is not reported": "lose room.started always\nwait 1m\nstart room Hall",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				relay := startRelay(t, relayOptions())
				c := dial(t, relay)
				go director.Play(t, relay, script)
				room, err := session.Join(t.Context(), c, "hall", session.WhenStarted())
				if err != nil {
					t.Fatal(err)
				}
				if s := room.Snapshot(); s.Room.Name != "hall" {
					t.Errorf("joined %q", s.Room.Name)
				}
				_ = room.Close()
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				if _, err := session.Join(ctx, c, "nowhere", session.WhenStarted()); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("a room that never starts: %v", err)
				}
			})
		})
	}
}

// TestField_A4_EveryKindIsReported checks that the source of each kind reports it.
func TestField_A4_EveryKindIsReported(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		c := dial(t, relay)
		seen, byClient := map[string]bool{}, map[string]bool{}
		session.On(c, video.RoomStarted, func(video.RoomEvent) { byClient[video.RoomStarted.Name()] = true })
		session.On(c, video.AnyRoomEnded, func(video.RoomEvent) { byClient[video.AnyRoomEnded.Name()] = true })
		session.On(room, video.AnyEvent, func(e video.Event) { seen[e.Type] = true })
		director.Play(t, relay, `
			join Zoe
			talk Zoe 1s
			wait 2s
			hand Zoe
			do videoMute Zoe
			do deaf Zoe
			do setInputVolume Zoe volume=3
			do setOutputVolume Zoe volume=3
			do setInputSensitivity Zoe value=50
			do lock
			layout 3x3
			audience 9
			event member.updated {"member":{"id":"@Zoe","on_hold":true,"updated":["on_hold"]}}
			start recording
			do recording.pause
			end recording
			start playback https://example.com/a.mp4
			do playback.pause
			end playback
			start stream rtmp://example.com/live/key
			end stream
			leave Zoe
			wait 5s`)
		if _, err := room.Subscribe(t.Context()); err != nil {
			t.Fatal(err)
		}
		director.Play(t, relay, "start room Hall\nwait 1s\nend room\nwait 1s\nroom \"Weekly standup\"\nend room\nwait 1s")
		synctest.Wait()
		for _, kind := range video.Kinds() {
			if !seen[kind.Name()] && (kind != video.RoomStarted.EventKind || !byClient[kind.Name()]) {
				t.Errorf("%s was never reported", kind.Name())
			}
		}
		if !byClient[video.AnyRoomEnded.Name()] {
			t.Error("the client did not report the end of a room")
		}
	})
}
