package alarm

import (
	"slices"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

const (
	// raidSize is how many joins within raidSpan make a wave. raidOpen is how many of these members must open a microphone
	// or a camera within openSpan to make it a raid.
	raidSize, raidOpen = 8, 3
	raidSpan, openSpan = 10 * time.Second, 20 * time.Second
	// waveSpan is how long a wave lasts after its last join. One alarm covers all of it.
	waveSpan = 30 * time.Second
	// waveBefore is how long before a wave its first members may have joined.
	waveBefore = 3 * time.Minute
	// calmFirst and calmBack are how long crowds are ignored: while the room fills, and after a reconnect.
	calmFirst, calmBack = 10 * time.Minute, time.Minute
	// rejoinSpan is how long a person with the same name counts as returning, and not as new.
	rejoinSpan = 5 * time.Minute
	// maxNewcomers bounds a wave: the largest room on sale has 300 members.
	maxNewcomers = 1000
)

// Expect makes the engine ignore crowds until the given time, and removes the alarms about them. A time in the past,
// such as the zero time, ends that.
func (e *Engine) Expect(until time.Time) {
	e.crowd, e.wave = until, wave{}
	e.lower(func(a *Alarm) bool { return a.Kind == Crowd || a.Kind == Raid })
}

// Pardon lets removed people return without another alarm, under any name if their metadata identifies them.
func (e *Engine) Pardon(who []video.Person) {
	for _, p := range who {
		e.pardoned[fold.Key(p.Name)] = true
		if m := e.snap.Member(p.ID); m != nil && e.identity(m) != "" {
			e.pardoned[e.identity(m)] = true
		}
	}
	e.learnt++
	e.lower(func(a *Alarm) bool { return a.Kind == Returned && slices.Equal(a.Who, who) })
}

// Learnt returns a number that grows when the result of [Engine.Memory] changes.
func (e *Engine) Learnt() uint64 { return e.learnt }

// Memory returns the knowledge that another run needs in its [Config].
func (e *Engine) Memory() Memory {
	m := Memory{Removed: slices.Clone(e.removed), Since: e.begun}
	if e.snap != nil {
		m.Session = e.snap.Room.ID
	}
	for key := range e.pardoned {
		m.Pardoned = append(m.Pardoned, key)
	}
	slices.Sort(m.Pardoned)
	return m
}

// seePeople processes the members that joined and left since the last snapshot.
func (e *Engine) seePeople(was *video.Snapshot) {
	if was == nil || was.Room.ID != e.snap.Room.ID {
		return // the members were present before
	}
	came, left := e.moved(was)
	for _, m := range left {
		e.left[fold.Key(m.Name)] = e.now
		if e.wasRemoved(m) {
			e.removed = append(e.removed[max(0, len(e.removed)-maxRemoved+1):], e.mark(m))
			e.learnt++
		}
	}
	for _, m := range came {
		if !isPerson(m) {
			continue
		}
		e.greet(m)
		if m.JoinSeen && e.now.Sub(e.left[fold.Key(m.Name)]) > rejoinSpan {
			e.newcomers = append(e.newcomers, newcomer{Person: video.Person{ID: m.ID, Name: m.Name}, at: e.now})
		}
	}
	for name, at := range e.left {
		if e.now.Sub(at) > rejoinSpan {
			delete(e.left, name)
		}
	}
}

// isPerson reports whether the member is not a screen or another device.
func isPerson(m *video.Member) bool { return m.Type == video.TypeMember && m.ParentID == "" }

// moved returns the members that joined and those that left since a snapshot.
func (e *Engine) moved(was *video.Snapshot) (came, left []*video.Member) {
	s := e.snap
	newest := uint64(0)
	if n := len(was.Members); n > 0 {
		newest = was.Members[n-1].Order
	}
	moved := func(m *video.Member) bool { return !m.LeftAt.IsZero() || m.Order > newest }
	if recent, known := s.Since(was); known && !slices.ContainsFunc(recent, moved) {
		return nil, nil
	}
	if len(s.Members) == len(was.Members) && slices.EqualFunc(s.Members, was.Members, func(a, b *video.Member) bool {
		return a.Order == b.Order
	}) {
		return nil, nil
	}
	before := make(map[uint64]bool, len(was.Members))
	for _, m := range was.Members {
		before[m.Order] = true
	}
	now := make(map[uint64]bool, len(s.Members))
	for _, m := range s.Members {
		if now[m.Order] = true; !before[m.Order] {
			came = append(came, m)
		}
	}
	for _, m := range was.Members {
		if !now[m.Order] {
			left = append(left, m)
		}
	}
	return came, left
}

// wasRemoved reports whether a command of this session has removed the member.
func (e *Engine) wasRemoved(m *video.Member) bool {
	return e.hasCommand(e.now.Add(-oursFor), func(c video.Command) bool {
		row, _ := c.Action.Info()
		return row.Sets.Field == video.FieldPresent && slices.Contains(c.Targets, m.ID)
	})
}

// mark returns the name and the identity of a removed person. A common name does not identify a person, so it is left
// out.
func (e *Engine) mark(m *video.Member) Removed {
	r := Removed{Name: fold.Key(m.Name), Identity: e.identity(m)}
	if slices.Contains(commonNames, r.Name) {
		r.Name = ""
	}
	return r
}

// commonNames are folded names that devices and programs use. They do not identify a person.
var commonNames = []string{
	"", "iphone", "ipad", "android", "guest", "user", "participant", "anonymous", "me", "phone", "samsung", "galaxy",
	"pixel", "laptop", "pc", "mac", "macbook", "host", "admin", "test",
}

// identity returns the value of the metadata key that identifies people, or "".
func (e *Engine) identity(m *video.Member) string { return m.MetaText(e.cfg.Identity) }

// Pardons reports whether someone with the name or the identity of a member was pardoned. identity is the key of the
// metadata that identifies people; "" for none.
func (m Memory) Pardons(who *video.Member, identity string) bool {
	for _, key := range []string{fold.Key(who.Name), who.MetaText(identity)} {
		if _, found := slices.BinarySearch(m.Pardoned, key); found && key != "" {
			return true
		}
	}
	return false
}

// greet checks whether a person who joined was removed before.
func (e *Engine) greet(m *video.Member) {
	name, identity := fold.Key(m.Name), e.identity(m)
	a := Alarm{Kind: Returned, Who: []video.Person{{ID: m.ID, Name: m.Name}}}
	for _, r := range e.removed {
		switch {
		case identity != "" && r.Identity == identity && !e.pardoned[identity]:
			a.Loudness = Loud
			e.raise(a)
			return
		case identity != "" && r.Identity != "": // two identities: certainly two people
		case r.Name != "" && r.Name == name && !e.pardoned[name]:
			e.raise(a)
			return
		}
	}
}

// updateWave checks whether the newcomers are a wave, and whether the wave is a raid.
func (e *Engine) updateWave() {
	e.newcomers = slices.DeleteFunc(e.newcomers, func(n newcomer) bool {
		return e.now.Sub(n.at) > waveBefore+waveSpan && (e.wave.until.IsZero() || n.at.Before(e.wave.since))
	})
	e.boundNewcomers()
	atOnce, open, newest := 0, 0, time.Time{}
	for i := range e.newcomers {
		n := &e.newcomers[i]
		if !n.open && !n.ours && e.now.Sub(n.at) <= openSpan {
			m := e.snap.Member(n.ID)
			n.open = m != nil && (!m.AudioMuted || !m.VideoMuted)
			if n.ours = n.open && e.openedByUs(n); n.ours {
				n.open = false
			}
		}
		newest = n.at
		if e.now.Sub(n.at) <= raidSpan {
			atOnce++
		}
		if n.open && e.now.Sub(n.at) <= raidSpan+openSpan {
			open++
		}
	}
	if !e.wave.until.IsZero() && e.now.After(e.wave.until) {
		e.wave = wave{} // its alarm stays, with its members
	}
	if e.wave.until.IsZero() && (atOnce < raidSize || e.isCalm()) {
		return
	}
	if e.wave.until.IsZero() {
		e.wave.since = e.newcomers[0].at
	}
	e.wave.until = newest.Add(waveSpan)
	e.showWave(open >= raidOpen)
}

// openedByUs reports whether a command of this session has opened the microphone or camera of a newcomer. Such a
// command is no evidence against the newcomer.
func (e *Engine) openedByUs(n *newcomer) bool {
	return e.hasCommand(n.at, func(c video.Command) bool {
		row, _ := c.Action.Info()
		return row.Opens&(video.OpensMicrophone|video.OpensCamera) != 0 && slices.Contains(c.Targets, n.ID)
	})
}

// boundNewcomers forgets newcomers when there are too many, because programs can come and go for hours. It starts with
// the oldest ones that have left.
func (e *Engine) boundNewcomers() {
	over := len(e.newcomers) - maxNewcomers
	if over <= 0 {
		return
	}
	here := make(map[video.MemberID]bool, len(e.snap.Members))
	for _, m := range e.snap.Members {
		here[m.ID] = true
	}
	e.newcomers = slices.DeleteFunc(e.newcomers, func(n newcomer) bool {
		forgotten := over > 0 && !here[n.ID]
		if forgotten {
			over--
		}
		return forgotten
	})
	e.newcomers = e.newcomers[over:]
}

// isCalm reports whether crowds are ignored now: in the first ten minutes of the session, just after a reconnect, and
// while one is expected. If the start of the session is unknown, the minutes count from the first evidence of it, or do
// not apply if the room was full when it was first seen. Otherwise a restart of gavel would suspend the watch for
// raids.
func (e *Engine) isCalm() bool {
	began := e.snap.Room.StartedAt
	if began.IsZero() && !e.filled {
		began = e.begun
	}
	return e.now.Before(e.crowd) || e.now.Before(began.Add(calmFirst)) || e.now.Before(e.back.Add(calmBack))
}

// showWave raises one alarm for the wave, or updates it.
func (e *Engine) showWave(isRaid bool) {
	var who []video.Person
	for _, n := range e.newcomers {
		if !n.at.Before(e.wave.since) {
			who = append(who, n.Person)
		}
	}
	if isRaid && !e.wave.raid {
		e.wave.raid = true
		e.Dismiss(e.wave.n)
		e.wave.n = 0
	}
	kind := Crowd
	if e.wave.raid {
		kind = Raid
	}
	for i := range e.alarms {
		if e.wave.n != 0 && e.alarms[i].N == e.wave.n {
			e.alarms[i].Who = who
			return
		}
	}
	if e.wave.n == 0 {
		e.wave.n = e.raise(Alarm{Kind: kind, Who: who})
	}
}

func (e *Engine) waveDue() time.Time {
	if e.wave.until.IsZero() {
		return time.Time{}
	}
	return e.wave.until.Add(time.Millisecond)
}

// Newcomers returns the people who came in the present wave, or within the last few minutes, oldest first, at most
// 1000. It leaves out people who come back under their name.
func (e *Engine) Newcomers() []video.Person {
	who := make([]video.Person, 0, len(e.newcomers))
	for _, n := range e.newcomers {
		who = append(who, n.Person)
	}
	return who
}

// Wave returns how many people have joined at once. It returns 0 if no alarm about them is active, or if it was
// acknowledged.
func (e *Engine) Wave() int {
	for i := range e.alarms {
		if a := &e.alarms[i]; (a.Kind == Raid || a.Kind == Crowd) && !a.Heard {
			return len(a.Who)
		}
	}
	return 0
}
