package localrelay

import (
	"math/rand/v2"
)

// Shares of people in a fresh room, in percent.
const (
	shareMicOff = 35
	shareCamOff = 25
	shareHandUp = 6
	shareVolume = 10 // whose input volume is not 0
)

// populate fills a fresh room with people in plausible states, all from one generator. The first room opens with names
// that are easy to read; other scripts follow.
func (r *room) populate(members, audience int, source *rand.PCG, first bool) {
	rng := rand.New(source)
	pool, made := newNames(rng), &ids{source: source}
	if first {
		pool.glance()
	}
	chance := func(percent int) bool { return rng.IntN(100) < percent }
	for range members {
		m := r.newMember(made.next(), pool.next())
		e := &m.entity
		e.AudioMuted, e.VideoMuted, e.Handraised = chance(shareMicOff), chance(shareCamOff), chance(shareHandUp)
		m.ownMic, m.ownCam = e.AudioMuted, e.VideoMuted
		if e.Handraised {
			m.raised = r.now()
		}
		if chance(shareVolume) {
			e.InputVolume = float64(rng.IntN(2*volumeLimit+1) - volumeLimit)
		}
		r.enter(m)
	}
	for range audience {
		r.enterAudience(r.newMember(made.next(), pool.next()))
	}
	r.place()
	for _, m := range r.dirty {
		m.dirty = nil
	}
	r.dirty, r.moved, r.audienceWas = nil, false, len(r.audience)
}
