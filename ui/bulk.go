package ui

import (
	"slices"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/waits"
)

// startBulk registers a long bulk command, so that it can be stopped until endBulk. It returns nil for a smaller
// command.
func (m *commander) startBulk(sub Submission, c video.Command, undo bool) *bulk {
	if sub == nil || guard.Size(c) <= guard.BulkOver {
		return nil
	}
	b := &bulk{room: m.room, c: c, undo: undo, sub: sub}
	m.bulks = append(m.bulks, b)
	return b
}

// endBulk forgets a finished bulk command.
func (m *commander) endBulk(b *bulk) {
	if b == nil {
		return
	}
	if b.seen && !b.stopped && b.room == m.room {
		m.gate.Happened(waits.AfterBulk, m.clk)
	}
	m.bulks = slices.DeleteFunc(m.bulks, func(other *bulk) bool { return other == b })
}

// running returns the newest bulk command in this room, and how many of its targets are still pending.
func (m *commander) running() (b *bulk, left int) {
	for _, b := range slices.Backward(m.bulks) {
		if b.stopped || b.room != m.room {
			continue
		}
		entry := b.sub.Entry()
		if entry == 0 || m.startsLater(b) { // the room has not started it
			return b, guard.Size(b.c)
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

// startsLater reports whether the snapshot on the screen is older than the start of a command: the room has given it an
// entry, and the snapshot still shows it without one. A key that quits in between must ask.
func (m *commander) startsLater(b *bulk) bool {
	first := b.c.List()[0]
	return slices.ContainsFunc(m.snap.Pending, func(job video.Job) bool {
		return job.Entry == 0 && job.Undo == b.undo && job.Command.Action == first.Action &&
			len(job.Command.Targets) == len(first.Targets)
	})
}

// targetsOf returns the number of targets of a bulk command. An undo leaves out targets that the command did not
// change.
func (m *commander) targetsOf(b *bulk) int {
	entry := b.sub.Entry()
	for i := len(m.snap.Log) - 1; i >= 0 && entry != 0; i-- {
		if e := m.snap.Log[i]; e.N == entry {
			return len(e.Who)
		}
	}
	return guard.Size(b.c)
}

// progress returns the progress of the running bulk command in w cells, or "".
func (m *commander) progress(w int) string {
	b, left := m.running()
	if b == nil {
		return ""
	}
	b.seen = true
	n := max(left, m.targetsOf(b))
	stop := ""
	if m.dialogs.top() == nil && !m.inText() { // otherwise Esc leaves the dialog or the text
		stop = draw.ShortKey(m.Keys().Back)
	}
	far := say.Progress(n-left, n, stop)
	if full := draw.Capital(m.runningCommand(b, w-text.Width(far)-2)) + ": " + far; text.Width(full) <= w {
		return full
	}
	return text.Cut(far, w) // cut the command rather than the way to stop it
}

// stopBulk stops the running bulk command and reports whether the key was for it. Its unsent part is not sent; the
// outcome names the targets and offers the rest.
func (m *commander) stopBulk(again bool) bool {
	b, _ := m.running()
	switch {
	case b == nil && m.gate.Holds(waits.AfterBulk, m.clk):
		m.gate.Over(waits.AfterBulk)
		m.Say(say.NothingToStop, draw.Info)
		return true
	case b == nil || again: // a held key stops one command
		return b != nil
	}
	b.stop()
	m.calm(b)
	w := m.footerRoom() - text.Width(say.Stopping("")) - 1
	m.Say(say.Stopping(m.runningCommand(b, w))+m.Theme().Glyphs.Pending, draw.Info)
	return true
}

// runningCommand returns the running command in w cells.
func (m *commander) runningCommand(b *bulk, w int) string {
	if b.undo {
		return say.Undo(b.c, m.who(), w)
	}
	return say.WishIn(b.c, m.who(), w)
}

// ownBulks returns the running bulk commands, as text.
func (m *commander) ownBulks() (ends []string) {
	if b, _ := m.running(); b != nil {
		ends = append(ends, m.runningCommand(b, confirmText))
	}
	return ends
}

// stopAll stops all bulk commands and all commands that wait for an address. It reports whether there were any.
func (m *commander) stopAll() bool {
	n := 0
	if m.finding.stop() {
		n++
	}
	for _, b := range m.bulks {
		if !b.stopped {
			b.stop()
			m.calm(b)
			n++
		}
	}
	return n > 0
}

// calm stops the automatic steps of a stopped panic.
func (m *commander) calm(b *bulk) {
	if b.c.Has(video.ForPanic) && !b.undo && b.room.Floor() != nil {
		_ = b.room.Floor().Calm() // a host that has ended sends nothing
	}
}
