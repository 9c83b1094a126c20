package ui

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/term"
)

// cause is something that has just happened, so that a key may have been meant for the state before it.
type cause uint8

const (
	afterBurst cause = iota
	afterText
	afterSame
	afterQuestion
	afterOffer
	afterAnswer
	afterVanished
	afterRoom
	afterLock
	afterHide
	afterBulk
	causes
)

// wait is a time during which keys do not count.
type wait struct {
	where, keys string // the context and the class of the keys
	after       string // what has happened
	wait        time.Duration
	rests       bool // each ignored key restarts the wait: the keyboard must be idle
	unseen      bool // the wait starts with the first frame that shows it; until then keys do not count
}

// Waits that several rows share.
const (
	grace   = 250 * time.Millisecond // to read what was not there before
	justNow = 300 * time.Millisecond // to notice that something has changed
)

// waits is the only table of keys that do not count, by what has happened.
var waits = [causes]wait{
	// Text that was pasted without brackets: each letter of it would be a command.
	afterBurst: {"anywhere", "all", "more keys at once than a user types", 200 * time.Millisecond, true, false},
	// Keys right after a line were pasted together with it.
	afterText: {"panes", "all", "text was typed", 60 * time.Millisecond, true, false},
	// Shorter than two deliberate presses of a key, longer than a keyboard's repeat: the slowest, of a Linux console, is
	// 92 ms.
	afterSame: {"panes", "the same key, if it acts once", "a key was pressed", 120 * time.Millisecond, true, false},
	// A key typed before a question could be read is not an answer.
	afterQuestion: {"question", "all", "a question was shown", grace, false, true},
	afterOffer:    {"footer", "the key of the offer", "an offer was shown", grace, false, true},
	// "n" means no in a question, and gives a member the floor in the pane behind it.
	afterAnswer: {"panes", "the same key", "a key closed a dialog", 250 * time.Millisecond, false, false},
	// Keys until then were typed for the dialog.
	afterVanished: {"anywhere", "all", "a dialog closed without a key", 500 * time.Millisecond, true, false},
	// The key was meant for the room that was there before.
	afterRoom: {"panes", "all that change the room", "another room was shown", grace, false, false},
	// A single key toggles these.
	afterLock: {"panes", "lock", "the lock changed", justNow, false, false},
	afterHide: {"panes", "hide video muted", "hiding changed", justNow, false, false},
	// A user who watched the command did not mean a filter or marks with Escape.
	afterBulk: {"panes", "back", "a bulk command ended", time.Second, false, false},
}

// waitsInHelp returns the table for the help.
func waitsInHelp() []dialog.Wait {
	out := make([]dialog.Wait, len(waits))
	for c, w := range waits {
		out[c] = dialog.Wait{
			Time: fmt.Sprintf("%d ms", w.wait.Milliseconds()),
			When: fmt.Sprintf("%s: %s, after %s", w.where, w.keys, w.after),
		}
	}
	return out
}

// holds reports whether keys do not count now because of something that happened at since.
func (c cause) holds(since, now time.Time) bool {
	if since.IsZero() {
		return waits[c].unseen
	}
	return now.Sub(since) < waits[c].wait
}

// gate decides which keys count.
type gate struct {
	at      [causes]time.Time // when it last happened; for a wait that rests, the last key since
	rate    term.Rate
	pressed string // the last key
	answer  string // the key that closed the last dialog
}

func (g *gate) happened(c cause, now time.Time) { g.at[c] = now }
func (g *gate) over(c cause)                    { g.at[c] = time.Time{} }

// holds reports whether keys do not count now. It restarts a wait that needs an idle keyboard.
func (g *gate) holds(c cause, now time.Time) bool {
	if !c.holds(g.at[c], now) {
		return false
	}
	if waits[c].rests {
		g.at[c] = now
	}
	return true
}

// admit reports whether the keys of one read count. Keys of an unbracketed paste and those that follow it do not.
func (g *gate) admit(keys []tea.KeyMsg, now time.Time) bool {
	if g.closed() {
		if g.holds(afterBurst, now) {
			return false
		}
		g.reopen()
	}
	if len(keys) > term.BurstRunes && !term.SameKeys(keys) || g.rate.Exceeded(len(keys), now) {
		g.happened(afterBurst, now)
		return false
	}
	return true
}

// closed reports whether keys are ignored because too many came at once.
func (g *gate) closed() bool { return !g.at[afterBurst].IsZero() }

// opens returns when a closed gate lets keys through again.
func (g *gate) opens() time.Time { return g.at[afterBurst].Add(waits[afterBurst].wait) }

func (g *gate) reopen() {
	g.over(afterBurst)
	g.rate, g.pressed = term.Rate{}, ""
}

// repeated records a key and reports whether it repeats the last one faster than a user presses twice.
func (g *gate) repeated(k tea.KeyMsg, now time.Time) bool {
	again := k.String() == g.pressed && g.holds(afterSame, now)
	g.pressed = k.String()
	g.happened(afterSame, now)
	return again
}

// answered records the key that closed the last dialog; vanished records that dialogs closed without a key.
func (g *gate) answered(k tea.KeyMsg, now time.Time) {
	g.answer = k.String()
	g.over(afterVanished)
	g.happened(afterAnswer, now)
}

func (g *gate) vanished(now time.Time) {
	g.over(afterAnswer)
	g.happened(afterVanished, now)
}

// late reports whether the key was meant for a dialog that has closed. open: another dialog is open.
func (g *gate) late(k tea.KeyMsg, open bool, now time.Time) bool {
	if g.at[afterVanished].IsZero() {
		if open {
			return false
		}
		if k.String() == g.answer && g.holds(afterAnswer, now) {
			return true
		}
	} else if g.holds(afterVanished, now) {
		return true
	}
	g.over(afterAnswer)
	g.over(afterVanished)
	return false
}

// follow compares two snapshots for changes of state that a single key toggles. State that becomes known on entering a
// room has not changed.
func (g *gate) follow(before, after *video.Snapshot, now time.Time) {
	if before.Room.ID != after.Room.ID {
		g.over(afterLock)
		g.over(afterHide)
		return
	}
	if before.Room.Locked != after.Room.Locked && after.Room.Locked != video.Unknown { // otherwise the key asks
		g.happened(afterLock, now)
	}
	if before.Room.HideVideoMuted != after.Room.HideVideoMuted {
		g.happened(afterHide, now)
	}
}
