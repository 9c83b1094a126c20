package ui

import (
	"slices"
	"strconv"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
)

// startBulk keeps a command on so many people that it takes a while: until endBulk it can be stopped. It returns nil for
// others.
func (m *commander) startBulk(sub Submission, c video.Command, undo bool) *bulk {
	if sub == nil || sizeOf(c) <= bulkOver {
		return nil
	}
	b := &bulk{room: m.room, c: c, undo: undo, sub: sub}
	m.bulks = append(m.bulks, b)
	return b
}

// sizeOf is how many requests a command needs.
func sizeOf(c video.Command) int {
	n := 0
	for _, step := range c.List() {
		n += max(1, len(step.Targets))
	}
	return n
}

// endBulk forgets a command that is over.
func (m *commander) endBulk(b *bulk) {
	if b == nil {
		return
	}
	if b.seen && !b.stopped && b.room == m.room {
		m.gate.happened(afterBulk, m.clk)
	}
	m.bulks = slices.DeleteFunc(m.bulks, func(other *bulk) bool { return other == b })
}

// running returns the newest command on several people that goes on in this room, and for how many of them nothing is
// certain yet.
func (m *commander) running() (b *bulk, left int) {
	for _, b := range slices.Backward(m.bulks) {
		if b.stopped || b.room != m.room {
			continue
		}
		entry := b.sub.Entry()
		if entry == 0 { // the room has not begun it
			return b, sizeOf(b.c)
		}
		for _, job := range m.snap.Pending {
			if job.Entry == entry {
				left += max(1, len(job.Command.Targets))
			}
		}
		if left > 0 {
			return b, left
		}
	}
	return nil, 0
}

// targetsOf is how many targets a command has: an undo leaves out those that were not changed.
func (m *commander) targetsOf(b *bulk) int {
	entry := b.sub.Entry()
	for i := len(m.snap.Log) - 1; i >= 0 && entry != 0; i-- {
		if e := &m.snap.Log[i]; e.N == entry {
			return len(e.Who)
		}
	}
	return sizeOf(b.c)
}

// progress says in w cells how far the command on several people has come that is under way, or "".
func (m *commander) progress(w int) string {
	b, left := m.running()
	if b == nil {
		return ""
	}
	b.seen = true
	n := max(left, m.targetsOf(b))
	far := strconv.Itoa(n-left) + " of " + strconv.Itoa(n) + " done"
	if m.dialogs.top() == nil && !m.inText() { // else the key leaves the dialog, or the text
		far += " · [" + draw.ShortKey(m.Keys().Back) + "] stops the rest"
	}
	if full := draw.Capital(m.deed(b, w-text.Width(far)-2)) + ": " + far; text.Width(full) <= w {
		return full
	}
	return text.Cut(far, w) // what is done to whom can be guessed; that it can be stopped cannot
}

// stopBulk stops what is under way, and reports whether the key was for that. What has not left yet is not sent; the
// answer says for whom that is so, and offers the rest.
func (m *commander) stopBulk(again bool) bool {
	b, _ := m.running()
	switch {
	case b == nil && m.gate.holds(afterBulk, m.clk):
		m.gate.over(afterBulk)
		m.Say("Nothing is left to stop: everything has been answered.", draw.Info)
		return true
	case b == nil || again: // one key held down stops one command
		return b != nil
	}
	b.stop()
	const stopping = "Stopping: "
	m.Say(stopping+m.deed(b, m.footerRoom()-len(stopping)-1)+m.Theme().Glyphs.Pending, draw.Info)
	return true
}

// deed says in w cells what is under way.
func (m *commander) deed(b *bulk, w int) string {
	if b.undo {
		return say.Undo(b.c, m.who(), w)
	}
	return say.WishIn(b.c, m.who(), w)
}

// ownBulks says which commands on several people are under way.
func (m *commander) ownBulks() (ends []string) {
	if b, _ := m.running(); b != nil {
		ends = append(ends, m.deed(b, confirmText))
	}
	return ends
}

// stopAll stops all that is under way, and reports whether there was anything.
func (m *commander) stopAll() bool {
	n := 0
	for _, b := range m.bulks {
		if !b.stopped {
			b.stop()
			n++
		}
	}
	return n > 0
}
