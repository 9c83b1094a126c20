package localrelay

import "time"

// happening is an action of people besides talking, with its share of such events.
type happening struct {
	weight int
	do     func(l *life) bool // false: not possible now
}

// happenings are the actions: mostly a short "yes" or "hm" while another member talks.
var happenings = [...]happening{
	{80, (*life).backchannel},
	{6, (*life).hand},
	{5, (*life).microphone},
	{3, (*life).camera},
	{3, (*life).comeOrGo},
	{2, (*life).listen},
	{1, (*life).screen},
}

// other does one of the happenings. If that is not possible, a member says a few words instead.
func (l *life) other() {
	n := l.rng.IntN(100) // the weights are percent
	for _, h := range happenings {
		if n -= h.weight; n < 0 {
			if !h.do(l) {
				l.backchannel()
			}
			return
		}
	}
}

func (l *life) backchannel() bool {
	m := l.speaker()
	if m == nil {
		return l.listen()
	}
	l.talk(m, l.between(backMin, backMax))
	return true
}

// hand raises a hand, or lowers the oldest one; if many are raised, it mostly lowers one.
func (l *life) hand() bool {
	const down, downWhenMany = 40, 80
	share := down
	if len(l.r.hands) > max(2, len(l.r.order)/8) {
		share = downWhenMany
	}
	if len(l.r.hands) > 0 && l.chance(share) {
		l.r.setHand(l.r.hands[0], false)
		return true
	}
	m := l.find(func(m *member) bool { return !m.entity.Handraised && m.entity.Type == typeMember })
	if m == nil {
		return false
	}
	l.r.setHand(m, true)
	return true
}

// microphone mutes a member, or unmutes a member who muted itself. A member muted by a moderator stays muted.
func (l *life) microphone() bool {
	m := l.find(func(m *member) bool {
		e := &m.entity
		return e.Type == typeMember && (m.ownMic && !e.Deaf || !e.AudioMuted)
	})
	if m == nil {
		return false
	}
	mute := !m.entity.AudioMuted
	l.r.setAudioMuted(m, mute)
	m.ownMic = mute
	return true
}

// camera does the same with the camera.
func (l *life) camera() bool {
	m := l.find(func(m *member) bool { return m.entity.Type == typeMember && (m.ownCam || !m.entity.VideoMuted) })
	if m == nil {
		return false
	}
	off := !m.entity.VideoMuted
	l.r.setVideoMuted(m, off)
	m.ownCam = off
	return true
}

// comeOrGo keeps the number of people near the configured one. A locked room lets no one in.
func (l *life) comeOrGo() bool {
	n, slack := len(l.r.order)-len(l.r.extras), max(2, l.members/10)
	const often = 70
	come := l.chance(often) == (n < l.members)
	switch {
	case l.members == 0:
		return false
	case n <= l.members-slack:
		come = true
	case n >= l.members+slack:
		come = false
	}
	if come {
		return l.come()
	}
	m := l.find(func(m *member) bool { return m.entity.Type == typeMember && !m.talking })
	if m == nil || n <= 1 {
		return false
	}
	l.r.remove(m, true)
	return true
}

func (l *life) come() bool {
	if l.r.entity.Locked {
		return false
	}
	m := l.r.newMember(l.ids.next(), l.names.next())
	m.entity.AudioMuted, m.entity.VideoMuted = l.chance(shareMicOff), l.chance(shareCamOff)
	m.ownMic, m.ownCam = m.entity.AudioMuted, m.entity.VideoMuted
	l.r.join(m)
	return true
}

// listen changes the audience around its configured size.
func (l *life) listen() bool {
	slack := max(2, l.audience/10)
	n := len(l.r.audience)
	if l.audience == 0 {
		return false
	}
	if n < l.audience+slack && (n <= l.audience-slack || n == 0 || l.chance(50)) {
		l.r.enterAudience(l.r.newMember(l.ids.next(), l.names.next()))
		return true
	}
	l.r.leaveAudience(l.r.audience[l.r.listened[0]])
	return true
}

// screen starts or ends a screen share. A second one is rare, and there is never a third.
func (l *life) screen() bool {
	const end, most = 60, 2
	shared := len(l.r.extras)
	if shared >= most || shared > 0 && l.chance(end) {
		l.r.remove(l.r.extras[0], true)
		return true
	}
	owner := l.find(func(m *member) bool { return m.entity.Type == typeMember })
	if owner == nil {
		return false
	}
	m := l.r.newMember(l.ids.next(), owner.entity.Name)
	m.entity.Type, m.entity.ParentID, m.entity.AudioMuted = typeScreen, owner.entity.ID, true
	l.r.join(m)
	return true
}

// Insist makes a member unmute and talk again, after a while, whenever a command has muted it: a number of times, or
// Always; 0 ends it. It returns ErrNoRoom and ErrNoMember.
func (s *Server) Insist(roomSessionID, memberID string, times int, after time.Duration) error {
	return s.onMember(roomSessionID, memberID, func(_ *room, m *member) error {
		m.insists = insistence{times, after}
		return nil
	})
}

// insist plans that a member muted by someone else unmutes itself, if the member insists.
func (r *room) insist(m *member) {
	if m.insists.left == 0 {
		return
	}
	if m.insists.left != Always {
		m.insists.left--
	}
	s, rs, id := r.server, r.entity.ID, m.entity.ID
	s.clock.after(m.insists.after, func() {
		_ = s.onMember(rs, id, func(r *room, m *member) error { // it may have left
			if !m.entity.Deaf {
				r.setAudioMuted(m, false)
				r.setTalking(m, true)
			}
			return nil
		})
	})
}
