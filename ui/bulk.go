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

// startBulk returns the context of a command. A bulk command that takes a while can be stopped through it until
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

// endBulk forgets a finished bulk command.
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

// running returns the newest bulk command in this room, and how many of its targets are still pending. For an undo,
// which may be several commands in turn, that number is not known.
func (m *commander) running() (b *bulk, left int) {
	for _, b := range slices.Backward(m.bulks) {

		switch {
		case b.stopped || b.room != m.room:
			continue
		case b.undo:
			return b, len(b.c.Targets)
		}
		for _, job := range m.snap.Pending {
			if n := len(job.Command.Targets); n > left && n <= len(b.c.Targets) && job.Command.Action == b.c.Action &&
				slices.Contains(b.c.Targets, job.Command.Targets[0]) {
				left = n
			}
		}
		if left > 0 {
			return b, left
		}
	}
	return nil, 0
}

// progress returns the progress of the running bulk command in w cells, or "".
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
	if m.dialogs.top() == nil && !m.inText() { // otherwise Esc leaves the dialog or the text
		far += " · [" + draw.ShortKey(m.Keys().Back) + "] stops the rest"
	}
	if full := draw.Capital(m.deed(b, w-text.Width(far)-2)) + ": " + far; text.Width(full) <= w {
		return full
	}
	return text.Cut(far, w) // cut the command rather than the way to stop it
}

// stopBulk stops the running bulk command and reports whether the key was for it. Its unsent part is not sent; the
// outcome names the targets and offers the rest.
func (m *commander) stopBulk(again bool) bool {
	b, _ := m.running()
	switch {
	case b == nil && m.gate.holds(afterBulk, m.clk):
		m.gate.over(afterBulk)
		m.Say("Nothing is left to stop: everything has been answered.", draw.Info)
		return true
	case b == nil || again: // a held key stops one command
		return b != nil
	}
	b.stop()
	const stopping = "Stopping: "
	m.Say(stopping+m.deed(b, m.footerRoom()-len(stopping)-1)+m.Theme().Glyphs.Pending, draw.Info)
	return true
}

// deed returns the running command in w cells.
func (m *commander) deed(b *bulk, w int) string {
	if b.undo {
		return say.Undo(b.c, m.who(), w)
	}
	return say.WishIn(b.c, m.who(), w)
}

// ownBulks returns the running bulk commands, as text.
func (m *commander) ownBulks() (ends []string) {
	if b, _ := m.running(); b != nil {
		ends = append(ends, m.deed(b, confirmText))
	}
	return ends
}

// stopAll stops all bulk commands and reports whether there were any.
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
