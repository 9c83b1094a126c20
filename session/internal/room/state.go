package room

import "time"

// Full reports whether the room was read as a whole at least once.
func (p *Picture) Full() bool { return p.full }

// Len returns how many members are here.
func (p *Picture) Len() int { return len(p.seats) }

// Ended reports whether the room session is over.
func (p *Picture) Ended() bool { return p.room.Ended }

// Dirty reports whether anything has changed since the last snapshot.
func (p *Picture) Dirty() bool { return p.dirty }

// Touch says that something has changed.
func (p *Picture) Touch() { p.dirty = true }

// Subscribing notes when the full state is asked for that comes with a subscription.
func (p *Picture) Subscribing(now time.Time) { p.asked = now }

// Asked returns when the full state was asked for.
func (p *Picture) Asked() time.Time { return p.asked }

// Subscribed reports whether the full state has come on this connection.
func (p *Picture) Subscribed() bool { return p.subscribed }

// Unsubscribed starts a new connection, on which the full state has not come.
func (p *Picture) Unsubscribed() { p.subscribed = false }

// WantsReread reports whether the members must be read again.
func (p *Picture) WantsReread() bool { return p.reread }

// Rereading says that the members are read again.
func (p *Picture) Rereading() { p.reread = false }

// Missed says that a frame could not be used. Nobody knows what it said, so that the room must be read again.
func (p *Picture) Missed() {
	p.stats.Bad++
	p.reread, p.dirty = true, true
}

// CountBad counts an answer of unusable form.
func (p *Picture) CountBad() { p.stats.Bad++ }

// CountIgnored counts an event or an answer that says nothing.
func (p *Picture) CountIgnored() { p.stats.Ignored++ }

// Drifted reports whether the last reading of the members found differences where none were expected. It counts them,
// and has the members read once more: events were missed, and nobody knows which.
func (p *Picture) Drifted() bool {
	if p.drifted == 0 {
		return false
	}
	p.stats.Drift += uint64(p.drifted)
	p.reread = true
	return true
}

// HasLayouts reports whether the names of the layouts are known.
func (p *Picture) HasLayouts() bool { return p.layouts != nil }

// SetLayouts stores the names of the layouts.
func (p *Picture) SetLayouts(names []string) { p.layouts = names }

// Close marks the picture as of the past: nothing more will be heard.
func (p *Picture) Close() { p.stale = p.full }
