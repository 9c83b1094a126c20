package session_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
)

// example is a room on the local relay, which replaces the service.
type example struct {
	ctx    context.Context
	relay  *localrelay.Server
	client *session.Client
	close  func()
}

// newExample starts the local relay with an empty room and connects to it. With an account, omit URL and NetDial.
func newExample() example {
	relay, err := localrelay.StartPipe(localrelay.Options{Members: -1, Audience: -1, Seed: 1, Quiet: true})
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	client, err := session.Dial(ctx, session.Config{
		URL: relay.URL(), NetDial: relay.Dial,
		Project: relay.Project(), Token: video.Secret(relay.Token()),
	})
	if err != nil {
		log.Fatal(err)
	}
	return example{ctx, relay, client, func() { cancel(); _ = client.Close(); _ = relay.Close() }}
}

// join adds the people to the room and joins it.
func (x example) join(people string, opts ...session.Option) *session.RoomSession {
	x.play("join " + people)
	room, err := session.Join(x.ctx, x.client, "weekly-standup", opts...)
	if err != nil {
		log.Fatal(err)
	}
	return room
}

// play plays a script in the room.
func (x example) play(script string) {
	if err := director.Direct(x.ctx, x.relay, script); err != nil {
		log.Fatal(err)
	}
}

// A program that connects, lists the rooms, listens, mutes a member and records. The local relay replaces the service.
// With an account, omit URL and NetDial.
func Example() {
	relay, err := localrelay.StartPipe(localrelay.Options{Members: 3, Seed: 1, Quiet: true})
	if err != nil {
		log.Fatal(err)
	}
	defer relay.Close()

	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	client, err := session.Dial(ctx, session.Config{
		URL: relay.URL(), NetDial: relay.Dial,
		Project: relay.Project(), Token: video.Secret(relay.Token()),
	})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	rooms, err := client.RoomSessions(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("rooms:", len(rooms))

	room, err := session.Join(ctx, client, rooms[0].Name)
	if err != nil {
		log.Fatal(err)
	}
	defer room.Close()
	fmt.Println("members:", len(room.Snapshot().Members))

	muted := make(chan string, 1)
	off := session.On(room, video.MemberUpdatedAudioMuted, func(e video.MemberEvent) {
		muted <- fmt.Sprint("muted: ", e.Member.AudioMuted)
	})
	defer off()

	for _, m := range room.Snapshot().Members {
		if m.AudioMuted {
			continue
		}
		if err := room.AudioMute(ctx, m.ID); err != nil {
			log.Fatal(err)
		}
		fmt.Println(<-muted)
		break
	}

	recording, err := room.StartRecording(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("recording:", recording.State)
	if err := recording.Stop(ctx); err != nil {
		log.Fatal(err)
	}

	err = room.SetInputVolume(ctx, room.Snapshot().Members[0].ID, 80)
	if bad, ok := errors.AsType[*video.ArgumentError](err); ok {
		fmt.Println(bad)
	}
	// Output:
	// rooms: 1
	// members: 3
	// muted: true
	// recording: recording
	// setInputVolume: volume is 80; allowed is a number from -50 to 50
}

func ExampleOn() {
	x := newExample()
	defer x.close()
	room := x.join("Ann")

	talks := make(chan string)
	off := session.On(room, video.MemberTalkingStarted, func(e video.MemberEvent) { talks <- e.Member.Name })
	defer off()

	x.play("talk Ann")
	fmt.Println(<-talks, "talks")
	// Output: Ann talks
}

func ExampleOff() {
	x := newExample()
	defer x.close()
	room := x.join("Ann")

	session.On(room, video.MemberJoined, func(e video.MemberEvent) { fmt.Println(e.Member.Name, "joined") })
	session.On(room, video.MemberJoined, func(e video.MemberEvent) { fmt.Println("hello", e.Member.Name) })
	left := make(chan string)
	session.On(room, video.MemberLeft, func(e video.MemberEvent) { left <- e.Member.Name })

	session.Off(room, video.MemberJoined) // off("member.joined") and removeAllListeners("member.joined")

	x.play("join Ben\nleave Ben")
	fmt.Println(<-left, "left")
	room.RemoveAllListeners() // those of every kind
	// Output: Ben left
}

// A handler given to Join misses nothing. It receives the room, because it may run before Join returns.
func ExampleWithHandler() {
	x := newExample()
	defer x.close()
	known := make(chan int, 1)

	x.join("Ann Ben", session.WithHandler(video.RoomSubscribed,
		func(_ *session.RoomSession, e video.SubscribedEvent) { known <- len(e.Members) }))

	fmt.Println(<-known, "members")
	// Output: 2 members
}

func ExampleRoomSession_OnMember() {
	x := newExample()
	defer x.close()
	room := x.join("Ann")

	done := make(chan error)
	room.OnMember(video.MemberJoined, func(m *session.Member) { done <- m.AudioMute(x.ctx) })

	x.play("join Ben")
	fmt.Println(<-done, room.Snapshot().Members[1].AudioMuted)
	// Output: <nil> true
}

func ExampleRoomSession_OnRecording() {
	x := newExample()
	defer x.close()
	room := x.join("Ann")

	done := make(chan error)
	room.OnRecording(video.RecordingStarted, func(r *session.Recording) { done <- r.Stop(x.ctx) })

	x.play("start recording")
	fmt.Println(<-done, room.Snapshot().Recordings[0].State)
	// Output: <nil> completed
}

func ExampleRoomSession_OnPlayback() {
	x := newExample()
	defer x.close()
	room := x.join("Ann")

	done := make(chan error)
	room.OnPlayback(video.PlaybackStarted, func(p *session.Playback) { done <- p.SetVolume(x.ctx, -20) })

	x.play("start playback https://example.com/film.mp4")
	fmt.Println(<-done, room.Snapshot().Playbacks[0].Volume)
	// Output: <nil> -20
}

func ExampleRoomSession_OnStream() {
	x := newExample()
	defer x.close()
	room := x.join("Ann")

	done := make(chan error)
	room.OnStream(video.StreamStarted, func(s *session.Stream) { done <- s.Stop(x.ctx) })

	x.play("start stream rtmp://example.com/live/key")
	fmt.Println(<-done, room.Snapshot().Streams[0].State)
	// Output: <nil> completed
}

// A room that has started can be joined at once.
func ExampleClient_OnRoom() {
	x := newExample()
	defer x.close()

	joined := make(chan *session.RoomSession)
	x.client.OnRoom(video.RoomStarted, func(started *session.Room) {
		room, err := started.Join(x.ctx)
		if err != nil {
			log.Fatal(err)
		}
		joined <- room
	})
	if _, err := x.client.RoomSessions(x.ctx); err != nil { // the subscription is active when this is answered
		log.Fatal(err)
	}

	x.play("start room Retro")
	fmt.Println((<-joined).Snapshot().Room.DisplayName)
	// Output: Retro
}

// Loops over Changed and Events continue after the end of the room. Use Ended to leave them.
func ExampleRoomSession_Ended() {
	x := newExample()
	defer x.close()
	room := x.join("Ann")
	go x.play("join Ben\nend room")

	for ended := false; !ended; {
		select {
		case <-room.Changed():
		case <-room.Ended():
			ended = true
		}
	}
	fmt.Println("ended:", room.Snapshot().Room.Ended)
	// Output: ended: true
}

// Without a memberId nothing is sent, because this connection is not a member of the room.
func ExampleRoomSession_UpdateMemberMeta() {
	x := newExample()
	defer x.close()
	room := x.join("Ann")
	ann := room.Snapshot().Members[0]

	fmt.Println(room.UpdateMemberMeta(x.ctx, ann.ID, map[string]any{"role": "speaker"}))
	fmt.Println(room.UpdateMemberMeta(x.ctx, "", map[string]any{"role": "speaker"}))
	fmt.Println(string(room.Member(ann.ID).Meta))
	// Output:
	// <nil>
	// updateMemberMeta: memberId is missing; it must be the id of a member, because this connection is not one
	// {"role":"speaker"}
}

func ExampleRoomSession_DeleteMemberMeta() {
	x := newExample()
	defer x.close()
	room := x.join(`Ann meta {"role":"speaker","table":3}`)
	ann := room.Member(room.Snapshot().Members[0].ID)

	fmt.Println(ann.DeleteMeta(x.ctx, "role")) // room.DeleteMemberMeta(ctx, ann.ID, "role")
	fmt.Println(string(ann.Current().Meta))
	// Output:
	// <nil>
	// {"table":3}
}
