package session_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gavel/session"
	"gavel/session/localrelay"
)

// meddle is what another moderator does meanwhile: the same, the opposite, or something else.
func meddle(r *rand.Rand, c session.Command, s *session.Snapshot) session.Command {
	ids := c.Targets
	if len(ids) == 0 {
		ids = []session.MemberID{s.Members[0].ID}
	}
	switch n := r.IntN(4); {
	case n == 0 && c.Action != session.ActDemote && c.Action != session.ActPromote: // of which bystanders are told nothing
		return c
	case n == 1:
		return session.AudioUnmute(ids...)
	case n == 2:
		return session.Unlock()
	}
	return session.AudioMute(ids...)
}

// randomCommand is one that changes something, so that a reading afterwards can tell.
func randomCommand(t *testing.T, r *rand.Rand, relay *localrelay.Server, room *session.RoomSession) (session.Command, bool) {
	t.Helper()
	s := room.Snapshot()
	if len(s.Members) < 2 {
		return session.Unlock(), s.Room.Locked == session.Yes
	}
	m := s.Members[r.IntN(len(s.Members))]
	switch r.IntN(16) {
	case 0:
		return choose(m.VideoMuted, session.VideoMute(m.ID), session.VideoUnmute(m.ID)), true
	case 1:
		return choose(m.HandRaised, session.SetRaisedHand(true, m.ID), session.SetRaisedHand(false, m.ID)), true
	case 2, 3:
		return choose(s.Room.Locked == session.Yes, session.Lock(), session.Unlock()), true
	case 4:
		return session.SetInputVolume(float64(int(m.InputVolume+51+float64(r.IntN(98)))%101-50), m.ID), true
	case 5:
		return choose(s.Room.LayoutName == "3x3", session.SetLayout("3x3", nil), session.SetLayout("4x4", nil)), true
	case 6:
		return randomStart(r, s)
	case 7:
		return choose(m.Deaf, session.Deaf(m.ID), session.Undeaf(m.ID)), true
	case 8:
		return choose(m.Deaf, session.Deaf(m.ID), session.UndeafKeepMuted(m.ID)), true
	case 9:
		return session.RemoveMember(m.ID), true
	case 10:
		return session.Demote(m.ID), true
	case 11:
		truth, err := relay.RoomState(room.ID())
		if err != nil || len(truth.Audience) == 0 {
			return session.Command{}, false
		}
		return session.Promote(session.MemberID(truth.Audience[r.IntN(len(truth.Audience))])), true
	case 12, 13:
		return randomBulk(r, s)
	case 14:
		return choose(s.Room.HideVideoMuted == session.Yes, session.SetHideVideoMuted(true), session.SetHideVideoMuted(false)), true
	}
	return choose(m.AudioMuted, session.AudioMute(m.ID), session.AudioUnmute(m.ID)), true
}

func choose(now bool, on, off session.Command) session.Command {
	if now {
		return off
	}
	return on
}

// randomStart starts something, and seldom when much runs already.
func randomStart(r *rand.Rand, s *session.Snapshot) (session.Command, bool) {
	url := fmt.Sprintf("rtmp://example.com/live/%d", r.IntN(1e9))
	c := []struct {
		cmd  session.Command
		runs string
	}{
		{session.StartRecording(), oldest(s.Recordings, func(x *session.Recording) (string, string) { return x.ID, x.State })},
		{session.Command{Action: session.ActPlay, Args: session.Args{"url": url}},
			oldest(s.Playbacks, func(x *session.Playback) (string, string) { return x.ID, x.State })},
		{session.Command{Action: session.ActStartStream, Args: session.Args{"url": url}},
			oldest(s.Streams, func(x *session.Stream) (string, string) { return x.ID, x.State })},
	}[r.IntN(3)]
	stop := map[session.Action]session.Action{
		session.ActStartRecording: session.ActRecordingStop, session.ActPlay: session.ActPlaybackStop,
		session.ActStartStream: session.ActStreamStop,
	}[c.cmd.Action]
	if c.runs != "" {
		return session.OnObject(stop, c.runs, nil), true
	}
	return c.cmd, true
}

// oldest returns the id of something that runs, or "".
func oldest[T any](list []*T, of func(*T) (id, state string)) string {
	for _, x := range list {
		if id, state := of(x); state != session.StateCompleted {
			return id
		}
	}
	return ""
}

// randomBulk is a command on everybody whom it would change.
func randomBulk(r *rand.Rand, s *session.Snapshot) (session.Command, bool) {
	mute := r.IntN(2) == 0
	var ids []session.MemberID
	for _, m := range s.Members {
		if m.AudioMuted != mute {
			ids = append(ids, m.ID)
		}
	}
	if mute {
		return session.AudioMute(ids...), len(ids) > 0
	}
	return session.AudioUnmute(ids...), len(ids) > 0
}
