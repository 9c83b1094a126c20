package floor

import (
	"cmp"
	"slices"
	"time"

	"gavel/session/video"
)

// enforcing reports whether this console may close microphones automatically. The link must be live, and the floor must
// not be paused. If several consoles share the floor, this one must hold the lease.
func (e *Engine) enforcing() bool {
	switch {
	case e.mode.Enforce != Hold && !e.mode.Override, !e.live, e.pause != "", e.halt != "", e.rights:
		return false
	case e.lease.on:
		return e.lease.held()
	}
	return e.sure
}

// shutWithin is the maximum time in which a verb's command mutes everyone. Bulk commands leave at five targets per
// second.
const shutWithin = 10 * time.Second

// planned reports whether the member may have an open microphone: it is exempt, has or is getting the floor, was
// pardoned, or is about to be muted or sent away.
func (e *Engine) planned(m *video.Member) bool {
	owner := e.owner(m)
	if at := e.shutting[m.ID]; !at.IsZero() && !past(at, shutWithin, e.now) {
		return true
	}
	if _, leaves := e.sentAway[owner]; leaves {
		return true
	}
	return e.exempt(m) || e.turn(owner) != nil || e.pardoned[owner] || e.intent != nil && e.intent.id == owner
}

// unplanned returns the members with an open microphone but without the floor, longest first.
func (e *Engine) unplanned() (out []video.MemberID) {
	if !e.mode.enforces() {
		return nil
	}
	for id := range e.open {
		if m := e.members[id]; m != nil && !e.planned(m) {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b video.MemberID) int { return cmp.Or(e.open[a].Compare(e.open[b]), cmp.Compare(a, b)) })
	return out
}

// offence returns the record of a member that speaks without the floor.
func (e *Engine) offence(id video.MemberID) *offence {
	o := e.offences[id]
	if o == nil {
		o = &offence{}
		e.offences[id] = o
	}
	return o
}

// notice updates the offences and returns the members that speak without the floor. It sends nothing.
func (e *Engine) notice() (bad []video.MemberID) {
	bad = e.unplanned()
	for id, o := range e.offences {
		if slices.Contains(bad, id) {
			continue
		}
		o.since, o.waits, o.replaced = time.Time{}, false, false
		if !o.given && o.closings.count(e.now, closingWindow) == 0 {
			delete(e.offences, id)
		}
	}
	for _, id := range bad {
		if o := e.offence(id); o.since.IsZero() {
			o.since = e.now
		}
	}
	return bad
}

// due returns when enforcement may close the microphone. The first closing comes 2 s after it was opened, because a
// point of order is legitimate. Later ones come at once, and again 3 s after a closing without effect.
//
// If consoles share the floor, nothing is closed within the first second, because another console's document may be in
// transit.
func (o *offence) due(now time.Time, shared bool) time.Time {
	switch {
	case o.waits:
		return o.sentAt.Add(noEffectAfter)
	case !o.replaced && o.closings.count(now, closingWindow) == 0:
		return o.since.Add(closingGrace)
	case shared:
		return o.since.Add(settleFor)
	}
	return o.since
}

// enforce closes microphones that are open without the floor. It runs when commands are sent, so that exemptions are up
// to date. If several consoles share the floor, the room must have been read since the closing was due, because another
// console writes its grants before it opens a microphone.
func (e *Engine) enforce() {
	bad := e.notice()
	if !e.enforcing() {
		return
	}
	if e.mode.Override {
		e.override(bad)
		e.advance()
		bad = e.notice()
	}
	for _, id := range bad {
		o := e.offences[id]
		due := o.due(e.now, e.lease.on)
		switch {
		case o.given, due.After(e.now), e.mode.Enforce != Hold && !o.replaced:
		case o.closings.count(e.now, closingWindow) >= closingsPerMin:
			o.given = true
			e.note(Note{Kind: NoteBanner, Who: e.who(id)})
		case e.lease.on && e.lease.sure.Before(e.settled(due)):
			e.reread = e.reread || !e.settled(due).After(e.now)
		case e.sent.free(e.now, time.Second, perSecond).After(e.now):
			return
		default:
			e.shut(id, o)
		}
	}
}

// settled returns the time from which on a read shows the grants of other consoles: the closing is due, and they have
// had time to answer this console's last write.
func (e *Engine) settled(due time.Time) time.Time {
	if own := e.lease.wroteAt.Add(settleFor); own.After(due) {
		return own
	}
	return due
}

// shut closes a microphone.
func (e *Engine) shut(id video.MemberID, o *offence) {
	o.closings.add(e.now)
	o.sentAt, o.waits = e.now, true
	e.sent.add(e.now)
	e.emit("", video.AudioMute(id))
	e.note(Note{Kind: NoteClosed, Who: e.who(id)})
}

// override makes guests of the people who opened their microphones. The guests that they replace are muted next.
func (e *Engine) override(bad []video.MemberID) {
	for _, id := range bad {
		m := e.members[id]
		o := e.offences[id]
		if m.ParentID != "" || o.replaced || o.given || o.waits {
			continue
		}
		for _, t := range e.makeRoom(id, Guest) {
			for _, mic := range e.microphones(t.ID) {
				e.offence(mic.ID).replaced = true
			}
		}
		t := &turn{ID: id, Name: m.Name, Kind: Guest, Granted: e.now, Offset: e.offset(e.now), Item: e.itemName()}
		t.Clock.Limit, t.rev = e.limit(id), e.lease.rev()+1
		t.heard(m, e.now)
		e.turns = append(e.turns, t)
		e.granted(t, m)
		e.publish()
	}
}

// banner returns the people for whom enforcement has given up.
func (e *Engine) banner() (ids []video.MemberID) {
	for id, o := range e.offences {
		if _, leaves := e.sentAway[id]; o.given && !leaves {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Way is a moderator's decision about people for whom enforcement has given up.
type Way string

// The ways.
const (
	LetBe    Way = "let be"   // they may keep the microphone open until the mode changes
	Audience Way = "audience" // they are sent to the audience
	Muffle   Way = "muffle"   // their sensitivity is set to 0, which the reference calls essentially muted
)

// Settle applies a decision to everyone for whom enforcement has given up, with one command. It returns ErrNothing if
// there is nobody, or ErrOffline.
func (e *Engine) Settle(now time.Time, way Way) error {
	e.clock(now)
	ids := e.banner()
	switch {
	case len(ids) == 0:
		return ErrNothing
	case !e.live:
		return ErrOffline
	}
	var about []video.MemberID
	for _, id := range ids {
		m := e.members[id]
		if m == nil {
			continue
		}
		if way == LetBe || way == Muffle {
			e.pardon(m)
		}
		if !e.exempt(m) {
			about = append(about, id)
		}
	}
	e.publish()
	switch {
	case way == LetBe, way == Muffle && len(about) == 0:
		e.seal(VerbLetBe, "")
	case len(about) == 0:
	case way == Audience:
		e.emit(VerbAudience, video.Demote(about...))
		for _, id := range about {
			e.sentAway[id] = now
		}
	case way == Muffle:
		e.emit(VerbMuffle, video.SetInputSensitivity(0, about...))
	}
	return nil
}

// pardon lets a member keep the microphone open until the mode changes.
func (e *Engine) pardon(m *video.Member) {
	e.offence(m.ID).given = false
	e.pardoned[e.owner(m)] = true
	e.note(Note{Kind: NotePardoned, Who: e.who(m.ID)})
}

// enforceDue returns the next time when enforcement has something to do; zero if there is none.
func (e *Engine) enforceDue() (next time.Time) {
	if !e.enforcing() {
		return next
	}
	for _, at := range e.shutting {
		if at = at.Add(shutWithin); at.After(e.now) {
			next = earlier(next, at)
		}
	}
	free := e.sent.free(e.now, time.Second, perSecond)
	for _, o := range e.offences {
		if o.since.IsZero() || o.given || e.mode.Enforce != Hold && !o.replaced {
			continue
		}
		due := o.due(e.now, e.lease.on)
		if e.lease.on && e.lease.sure.Before(e.settled(due)) {
			if due = e.settled(due); !due.After(e.now) {
				continue // it waits for a read
			}
		}
		if free.After(due) {
			due = free
		}
		next = earlier(next, due)
	}
	return next
}
