package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
)

// cause is what has just happened, so that a key that comes now may have been meant for what was there before.
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
	afterHand
	afterBulk
	causes
)

// wait is a time in which keys do not count.
type wait struct {
	where, keys string // the context and the class of the keys
	after       string // what has happened
	wait        time.Duration
	rests       bool // each key that does not count starts the wait again: the keyboard must rest
	unseen      bool // the wait begins with the first frame that shows it; until then it holds
}

// Waits of more than one row.
const (
	grace   = 250 * time.Millisecond // to read what was not there before
	justNow = 300 * time.Millisecond // to see that something is no longer as it was
)

// waits is the one table of keys that do not count, by what has happened.
var waits = [causes]wait{
	// Text that was pasted without brackets: each letter of it would be a command.
	afterBurst: {"anywhere", "all", "more keys at once than hands type", 200 * time.Millisecond, true, false},
	// What follows a line at once was pasted together with it.
	afterText: {"panes", "all", "text was typed", 60 * time.Millisecond, true, false},
	// Less than two deliberate presses of one key need, and more than a keyboard's repeat takes: the slowest in use, of a
	// Linux console, has 92 ms.
	afterSame: {"panes", "the same key, where it acts once", "a key was pressed", 120 * time.Millisecond, true, false},
	// What was typed before a question could be read was not meant for it.
	afterQuestion: {"question", "all", "a question was shown", grace, false, true},
	afterOffer:    {"footer", "the key of the offer", "an offer was shown", grace, false, true},
	// "n" is no in a question, and gives somebody the floor behind it.
	afterAnswer: {"panes", "the same key", "a key closed a dialog", 250 * time.Millisecond, false, false},
	// What comes until then was typed for the dialog.
	afterVanished: {"anywhere", "all", "a dialog went away by itself", 500 * time.Millisecond, true, false},
	// The key was meant for the room that was there before.
	afterRoom: {"panes", "all that change the room", "another room was shown", grace, false, false},
	// A single key turns these into their opposite, or acts on the first of them.
	afterLock: {"panes", "lock", "the lock changed", justNow, false, false},
	afterHide: {"panes", "hide video muted", "hiding changed", justNow, false, false},
	afterHand: {"panes", "next hand", "another hand became the first", justNow, false, false},
	// Whoever watched the command means no filter and no marks with Escape.
	afterBulk: {"panes", "back", "a command on several people ended", time.Second, false, false},
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
	at      [causes]time.Time // when it happened last; of a wait that rests, the last key since
	rate    rate
	pressed string         // the last key
	answer  string         // the key that closed the last dialog
	first   video.MemberID // whose hand was the first
}

func (g *gate) happened(c cause, now time.Time) { g.at[c] = now }
func (g *gate) over(c cause)                    { g.at[c] = time.Time{} }

// holds reports whether keys do not count now, and starts a wait again that needs a rest.
func (g *gate) holds(c cause, now time.Time) bool {
	if !c.holds(g.at[c], now) {
		return false
	}
	if waits[c].rests {
		g.at[c] = now
	}
	return true
}

// admit reports whether the keys of one read may be acted on: not those that were poured in, nor what follows them.
func (g *gate) admit(keys []tea.KeyMsg, now time.Time) bool {
	if g.closed() {
		if g.holds(afterBurst, now) {
			return false
		}
		g.reopen()
	}
	if len(keys) > burstRunes && !sameKeys(keys) || g.rate.exceeded(len(keys), now) {
		g.happened(afterBurst, now)
		return false
	}
	return true
}

// closed reports whether keys are ignored since too many came at once.
func (g *gate) closed() bool { return !g.at[afterBurst].IsZero() }

// opens returns when a closed gate lets keys through again.
func (g *gate) opens() time.Time { return g.at[afterBurst].Add(waits[afterBurst].wait) }

func (g *gate) reopen() {
	g.over(afterBurst)
	g.rate, g.pressed = rate{}, ""
}

// repeated notes a key and reports whether it is the last one again, faster than anybody presses twice.
func (g *gate) repeated(k tea.KeyMsg, now time.Time) bool {
	again := k.String() == g.pressed && g.holds(afterSame, now)
	g.pressed = k.String()
	g.happened(afterSame, now)
	return again
}

// answered notes the key that has closed the last dialog; vanished notes that dialogs have gone away by themselves.
func (g *gate) answered(k tea.KeyMsg, now time.Time) {
	g.answer = k.String()
	g.over(afterVanished)
	g.happened(afterAnswer, now)
}

func (g *gate) vanished(now time.Time) {
	g.over(afterAnswer)
	g.happened(afterVanished, now)
}

// late reports whether the key was meant for a dialog that is gone. open says that there is another one.
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

// follow compares two snapshots for what a single key turns into its opposite. What is learned when a room is entered
// has not changed. first is whose hand has been up for the longest.
func (g *gate) follow(before, after *video.Snapshot, first video.MemberID, now time.Time) {
	if before.Room.ID != after.Room.ID {
		g.over(afterLock)
		g.over(afterHide)
		g.over(afterHand)
		g.first = first
		return
	}
	if before.Room.Locked != after.Room.Locked && after.Room.Locked != video.Unknown { // else it is asked
		g.happened(afterLock, now)
	}
	if before.Room.HideVideoMuted != after.Room.HideVideoMuted {
		g.happened(afterHide, now)
	}
	if first != g.first {
		g.first = first
		g.happened(afterHand, now)
	}
}
