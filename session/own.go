package session

import (
	"slices"

	"gavel/session/video"
)

// ownKey names a value that this session has set: the action that set it, and the member.
type ownKey struct {
	action video.Action
	member video.MemberID
}

// ownNow remembers that this session set something, so that the log can say when someone else changes it.
func (d *dispatcher) ownNow(a video.Action, id video.MemberID) {
	opposite, ok := video.Opposites[a]
	if !ok || id == "" {
		return
	}
	if d.own == nil || len(d.own) >= maxOwn {
		d.own = map[ownKey]struct{}{}
	}
	delete(d.own, ownKey{opposite, id})
	d.own[ownKey{a, id}] = struct{}{}
}

func (d *dispatcher) isOwn(a video.Action, id video.MemberID) bool {
	_, own := d.own[ownKey{a, id}]
	return own
}

// mutedWhileDeaf notes that a deaf member was muted, or unmuted, on purpose. No event shows it when the microphone was off
// already, and an undeafening that keeps muted members muted must know.
func (d *dispatcher) mutedWhileDeaf(a video.Action, id video.MemberID) {
	if m := d.room.Member(id); m != nil && m.Deaf && (a == video.ActAudioMute || a == video.ActAudioUnmute) {
		d.orders.DeafMuted = append(d.orders.DeafMuted, deafMuted{id, a == video.ActAudioMute})
	}
}

// lookedBeforeDeaf corrects whether a microphone was off before its owner was deafened, where a command of this session did
// that: it has looked before.
func (d *dispatcher) lookedBeforeDeaf(m *video.Member) {
	for _, j := range slices.Backward(d.jobs) {
		for _, s := range slices.Backward(j.steps) {
			if s.cmd.Action != video.ActDeaf {
				continue
			}
			if t := s.of(m.ID); t != nil && t.underWay() && t.before != nil {
				d.orders.DeafMuted = append(d.orders.DeafMuted, deafMuted{m.ID, t.before.AudioMuted})
				return
			}
		}
	}
}
