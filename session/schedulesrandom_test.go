package session_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// meddle returns a concurrent command of another moderator: the same, the opposite, or something else.
func meddle(r *rand.Rand, c video.Command, s *video.Snapshot) video.Command {
	ids := c.Targets
	if len(ids) == 0 {
		ids = []video.MemberID{s.Members[0].ID}
	}
	switch n := r.IntN(4); {
	case n == 0 && c.Action != video.ActDemote && c.Action != video.ActPromote: // no event reports these to others
		return c
	case n == 1:
		return video.AudioUnmute(ids...)
	case n == 2:
		return video.Unlock()
	}
	return video.AudioMute(ids...)
}

// randomCommand returns a command that changes something, so that a read shows it.
func randomCommand(
	t *testing.T,
	r *rand.Rand,
	relay *localrelay.Server,
	room *session.RoomSession,
) (video.Command, bool) {
	t.Helper()
	s := room.Snapshot()
	if len(s.Members) < 2 {
		return video.Unlock(), s.Room.Locked == video.Yes
	}
	m := s.Members[r.IntN(len(s.Members))]
	switch r.IntN(16) {
	case 0:
		return choose(m.VideoMuted, video.VideoMute(m.ID), video.VideoUnmute(m.ID)), true
	case 1:
		return choose(m.HandRaised, video.SetRaisedHand(true, m.ID), video.SetRaisedHand(false, m.ID)), true
	case 2, 3:
		return choose(s.Room.Locked == video.Yes, video.Lock(), video.Unlock()), true
	case 4:
		return video.SetInputVolume(float64(int(m.InputVolume+51+float64(r.IntN(98)))%101-50), m.ID), true
	case 5:
		return choose(s.Room.LayoutName == "3x3", video.SetLayout("3x3", nil), video.SetLayout("4x4", nil)), true
	case 6:
		return randomStart(r, s)
	case 7:
		return choose(m.Deaf, video.Deaf(m.ID), video.Undeaf(m.ID)), true
	case 8:
		return choose(m.Deaf, video.Deaf(m.ID), video.UndeafKeepMuted(m.ID)), true
	case 9:
		return video.RemoveMember(m.ID), true
	case 10:
		return video.Demote(m.ID), true
	case 11:
		truth, err := relay.RoomState(room.ID())
		if err != nil || len(truth.Audience) == 0 {
			return video.Command{}, false
		}
		return video.Promote(video.MemberID(truth.Audience[r.IntN(len(truth.Audience))])), true
	case 12, 13:
		return randomBulk(r, s)
	case 14:
		return choose(s.Room.HideVideoMuted == video.Yes, video.SetHideVideoMuted(true), video.SetHideVideoMuted(false)), true
	}
	return choose(m.AudioMuted, video.AudioMute(m.ID), video.AudioUnmute(m.ID)), true
}

func choose(now bool, on, off video.Command) video.Command {
	if now {
		return off
	}
	return on
}

// randomStart starts something, and rarely if much runs already.
func randomStart(r *rand.Rand, s *video.Snapshot) (video.Command, bool) {
	url := fmt.Sprintf("rtmp://example.com/live/%d", r.IntN(1e9))
	c := []struct {
		cmd  video.Command
		runs string
	}{
		{video.StartRecording(), oldest(s.Recordings, func(x *video.Recording) (string, string) { return x.ID, x.State })},
		{
			video.Command{Action: video.ActPlay, Args: video.Args{"url": url}},
			oldest(s.Playbacks, func(x *video.Playback) (string, string) { return x.ID, x.State }),
		},
		{
			video.Command{Action: video.ActStartStream, Args: video.Args{"url": url}},
			oldest(s.Streams, func(x *video.Stream) (string, string) { return x.ID, x.State }),
		},
	}[r.IntN(3)]
	stop := map[video.Action]video.Action{
		video.ActStartRecording: video.ActRecordingStop, video.ActPlay: video.ActPlaybackStop,
		video.ActStartStream: video.ActStreamStop,
	}[c.cmd.Action]
	if c.runs != "" {
		return video.OnObject(stop, c.runs, nil), true
	}
	return c.cmd, true
}

// oldest returns the id of a running object, or "".
func oldest[T any](list []*T, of func(*T) (id, state string)) string {
	for _, x := range list {
		if id, state := of(x); state != video.StateCompleted {
			return id
		}
	}
	return ""
}

// randomBulk returns a command on all members that it would change.
func randomBulk(r *rand.Rand, s *video.Snapshot) (video.Command, bool) {
	mute := r.IntN(2) == 0
	var ids []video.MemberID
	for _, m := range s.Members {
		if m.AudioMuted != mute {
			ids = append(ids, m.ID)
		}
	}
	if mute {
		return video.AudioMute(ids...), len(ids) > 0
	}
	return video.AudioUnmute(ids...), len(ids) > 0
}
