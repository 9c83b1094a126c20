package session

import (
	"slices"

	"gavel/session/video"
)

// heldKey names a value that this session has set, and whom it was set for.
type heldKey struct {
	setting video.Setting
	member  video.MemberID
}

// heldFlags are the properties that are watched for changes by others.
const heldFlags = video.PropAudioMuted | video.PropVideoMuted | video.PropDeaf

// hold remembers that this session set something, so that it can be told when somebody else changes it.
func (s *state) hold(row *video.ActionInfo, id video.MemberID) {
	set := row.Sets
	if set.Property&heldFlags == 0 || id == "" {
		return
	}
	if s.held == nil || len(s.held) >= maxHeld {
		s.held = map[heldKey]struct{}{}
	}
	delete(s.held, heldKey{video.Setting{Property: set.Property, Value: video.FlagOf(set.Value == video.No)}, id})
	s.held[heldKey{set, id}] = struct{}{}
}

// mutedWhileDeaf notes that somebody who is deaf was muted, or unmuted, on purpose: no event tells it when the microphone
// was off already, and an undeafening that keeps who was muted must know.
func (s *state) mutedWhileDeaf(row *video.ActionInfo, id video.MemberID) {
	e := s.seats[id]
	if e == nil || !e.m.Deaf || row.Sets.Property != video.PropAudioMuted {
		return
	}
	s.own(e).DeafMuted = row.Sets.Value == video.Yes
}

// mutedBeforeDeaf says whether a microphone was off before its owner was deafened. When this session did it, it looked
// before; else a microphone that went off just before the deafening may have done so because of it, and counts as off:
// opening it is the worse mistake.
func (s *state) mutedBeforeDeaf(id video.MemberID, muted bool) bool {
	for _, j := range slices.Backward(s.jobs) {
		if j.row.Sets != (video.Setting{Property: video.PropDeaf, Value: video.Yes}) {
			continue
		}
		if i, ok := j.target(id); ok && j.targets[i].underWay() && j.targets[i].before != nil {
			return j.targets[i].before.AudioMuted
		}
	}
	return muted
}

func (s *state) heldByUs(set video.Setting, id video.MemberID) bool {
	_, held := s.held[heldKey{set, id}]
	return held
}
