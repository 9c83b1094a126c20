package room

import "time"

// Full reports whether the whole room was read at least once.
func (p *Picture) Full() bool { return p.full }

// Len returns how many members are here.
func (p *Picture) Len() int { return len(p.seats) }

// Ended reports whether the room session is over.
func (p *Picture) Ended() bool { return p.room.Ended }

// Dirty reports whether anything has changed since the last snapshot.
func (p *Picture) Dirty() bool { return p.dirty }

// Touch marks the picture as changed.
func (p *Picture) Touch() { p.dirty = true }

// Subscribing records when the full state after a subscription was requested.
func (p *Picture) Subscribing(now time.Time) { p.asked = now }

// Asked returns when the full state was requested.
func (p *Picture) Asked() time.Time { return p.asked }

// Subscribed reports whether the full state has come on this connection.
func (p *Picture) Subscribed() bool { return p.subscribed }

// Unsubscribed starts a new connection, on which the full state has not come yet.
func (p *Picture) Unsubscribed() { p.subscribed = false }

// WantsReread reports whether the members must be read again.
func (p *Picture) WantsReread() bool { return p.reread }

// Rereading records that the members are being read again.
func (p *Picture) Rereading() { p.reread = false }

// Missed requests a read of the room, because a frame with unknown content could not be used.
func (p *Picture) Missed() {
	p.stats.Bad++
	p.reread, p.dirty = true, true
}

// CountBad counts an answer that could not be used.
func (p *Picture) CountBad() { p.stats.Bad++ }

// CountIgnored counts an event or an answer without content.
func (p *Picture) CountIgnored() { p.stats.Ignored++ }

// Drifted reports whether the last read of the members found unexpected differences, and counts them. It requests one
// more read, because some events were missed.
func (p *Picture) Drifted() bool {
	if p.drifted == 0 {
		return false
	}
	p.stats.Drift += uint64(p.drifted)
	p.reread = true
	return true
}

// RecordingsKnown reports whether the recordings were read on this connection.
func (p *Picture) RecordingsKnown() bool { return p.recsKnown }

// HasLayouts reports whether the names of the layouts are known.
func (p *Picture) HasLayouts() bool { return p.layouts != nil }

// SetLayouts stores the names of the layouts.
func (p *Picture) SetLayouts(names []string) { p.layouts = names }

// Close marks the picture as stale, because no more events will come.
func (p *Picture) Close() { p.stale = p.full }
