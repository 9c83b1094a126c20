package dispatch

import (
	"slices"

	"gavel/session/video"
)

// watched are the properties of members whose changes by others are logged.
const watched = video.FieldAudioMuted | video.FieldVideoMuted | video.FieldDeaf

// deafens is the setting of deafening.
var deafens = video.Setting{Field: video.FieldDeaf, Value: video.Yes}

// ownNow remembers a value that this session has set, so that the log can report when someone else changes it.
func (d *Dispatcher) ownNow(set video.Setting, id video.MemberID) {
	if set.Field&watched == 0 || id == "" {
		return
	}
	if d.own == nil || len(d.own) >= maxOwn {
		d.own = map[ownKey]struct{}{}
	}
	opposite := video.Setting{Field: set.Field, Value: video.FlagOf(set.Value == video.No)}
	delete(d.own, ownKey{opposite, id})
	d.own[ownKey{set, id}] = struct{}{}
}

func (d *Dispatcher) isOwn(set video.Setting, id video.MemberID) bool {
	_, own := d.own[ownKey{set, id}]
	return own
}

// mutedWhileDeaf records that a deaf member was muted or unmuted on purpose. If the microphone was already off, no
// event shows it, but an undeafening that keeps muted members muted needs it.
func (d *Dispatcher) mutedWhileDeaf(set video.Setting, id video.MemberID) {
	if m := d.room.Member(id); m != nil && m.Deaf && set.Field == video.FieldAudioMuted {
		d.orders.DeafMuted = append(d.orders.DeafMuted, DeafMuted{id, set.Value == video.Yes})
	}
}

// correctDeafMuted corrects whether a microphone was off before its owner was deafened, if a command of this session
// deafened it and knows the state before.
func (d *Dispatcher) correctDeafMuted(m *video.Member) {
	for _, j := range slices.Backward(d.jobs) {
		for _, s := range slices.Backward(j.steps) {
			if s.row.Sets != deafens {
				continue
			}
			if t := s.of(m.ID); t != nil && t.underWay() && t.before != nil {
				d.orders.DeafMuted = append(d.orders.DeafMuted, DeafMuted{m.ID, t.before.AudioMuted})
				return
			}
		}
	}
}
