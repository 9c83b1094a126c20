package session

import (
	"slices"

	"gavel/session/video"
)

// heldKey names a value that this session has set: the action that set it, and whom it was set for.
type heldKey struct {
	action video.Action
	member video.MemberID
}

// hold remembers that this session set something, so that it can be told when somebody else changes it.
func (s *state) hold(a video.Action, id video.MemberID) {
	opposite, ok := video.Opposites[a]
	if !ok || id == "" {
		return
	}
	if s.held == nil || len(s.held) >= maxHeld {
		s.held = map[heldKey]struct{}{}
	}
	delete(s.held, heldKey{opposite, id})
	s.held[heldKey{a, id}] = struct{}{}
}

// mutedWhileDeaf notes that somebody who is deaf was muted, or unmuted, on purpose: no event tells it when the microphone
// was off already, and an undeafening that keeps who was muted must know.
func (s *state) mutedWhileDeaf(a video.Action, id video.MemberID) {
	e := s.seats[id]
	if e == nil || !e.m.Deaf || (a != video.ActAudioMute && a != video.ActAudioUnmute) {
		return
	}
	s.own(e).DeafMuted = a == video.ActAudioMute
}

// mutedBeforeDeaf says whether a microphone was off before its owner was deafened. When this session did it, it looked
// before; else a microphone that went off just before the deafening may have done so because of it, and counts as off:
// opening it is the worse mistake.
func (s *state) mutedBeforeDeaf(id video.MemberID, muted bool) bool {
	for _, j := range slices.Backward(s.jobs) {
		if j.cmd.Action != video.ActDeaf {
			continue
		}
		if i, ok := j.target(id); ok && j.targets[i].underWay() && j.targets[i].before != nil {
			return j.targets[i].before.AudioMuted
		}
	}
	return muted
}

func (s *state) heldByUs(a video.Action, id video.MemberID) bool {
	_, held := s.held[heldKey{a, id}]
	return held
}
