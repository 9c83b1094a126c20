package ui

import (
	"context"
	"slices"
	"strconv"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
)

// startBulk returns the context of a command; one on so many people that it takes a while can be stopped by it until
// endBulk.
func (m *commander) startBulk(c video.Command, undo bool) (context.Context, *bulk) {
	if len(c.Targets) <= bulkOver {
		return m.ctx, nil
	}
	ctx, cancel := context.WithCancel(m.ctx)
	b := &bulk{room: m.room, c: c, undo: undo, cancel: cancel}
	m.bulks = append(m.bulks, b)
	return ctx, b
}

// endBulk forgets a command that is over.
func (m *commander) endBulk(b *bulk) {
	if b == nil {
		return
	}
	b.cancel()
	if b.seen && !b.stopped && b.room == m.room {
		m.gate.happened(afterBulk, m.clk)
	}
	m.bulks = slices.DeleteFunc(m.bulks, func(other *bulk) bool { return other == b })
}

// running returns the newest command on several people that goes on in this room, and for how many of them nothing is
// certain yet. An undo may be several commands, one behind the other: of how many is not known.
func (m *commander) running() (b *bulk, left int) {
	for _, b := range slices.Backward(m.bulks) {

		switch {
		case b.stopped || b.room != m.room:
			continue
		case b.undo:
			return b, len(b.c.Targets)
		}
		for _, job := range m.snap.Pending {
			if n := len(job.Targets); n > left && n <= len(b.c.Targets) && job.Action == b.c.Action &&
				slices.Contains(b.c.Targets, job.Targets[0]) {
				left = n
			}
		}
		if left > 0 {
			return b, left
		}
	}
	return nil, 0
}

// progress says in w cells how far the command on several people has come that is under way, or "".
func (m *commander) progress(w int) string {
	b, left := m.running()
	if b == nil {
		return ""
	}
	b.seen = true
	n := len(b.c.Targets)
	far := strconv.Itoa(n-left) + " of " + strconv.Itoa(n) + " done"
	if b.undo {
		far = "in progress"
	}
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
