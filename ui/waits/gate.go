package waits

import (
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/video"
)

// Cause is something that has just happened, so that a key may have been meant for the state before it.
type Cause uint8

// What has happened; the table has their waits.
const (
	AfterBurst Cause = iota
	AfterText
	AfterSame
	AfterQuestion
	AfterOffer
	AfterAnswer
	AfterVanished
	AfterRoom
	AfterLock
	AfterHide
	AfterBulk
	AfterSent
	AfterWarning
	afterNext  // the floor holds this wait
	afterMoved // the floor holds this wait
	causes
)

// wait is a time during which keys do not count, or mean something else.
type wait struct {
	where, keys string // the context and the class of the keys, with what they do if they are not ignored
	after       string // what has happened
	wait        time.Duration
	rests       bool // each ignored key restarts the wait: the keyboard must be idle
	unseen      bool // the wait starts with the first frame that shows it; until then keys do not count
}

// Waits that several rows share.
const (
	Grace   = 250 * time.Millisecond // to read what was not there before
	justNow = 300 * time.Millisecond // to notice that something has changed
)

// table is the only list of keys that do not count, or mean something else, by what has happened.
var table = [causes]wait{
	// Text that was pasted without brackets: each letter of it would be a command.
	AfterBurst: {"anywhere", "all", "more keys at once than a user types", 200 * time.Millisecond, true, false},
	// Keys right after a line were pasted together with it.
	AfterText: {"panes", "all", "text was typed", 60 * time.Millisecond, true, false},
	// Shorter than two deliberate presses of a key, longer than a keyboard's repeat: the slowest, of a Linux console, is
	// 92 ms.
	AfterSame: {"panes", "the same key, if it acts once", "a press", 120 * time.Millisecond, true, false},
	// A key typed before a question could be read is not an answer.
	AfterQuestion: {"question", "all", "a question was shown", Grace, false, true},
	AfterOffer:    {"footer", "the key of the offer", "an offer was shown", Grace, false, true},
	// "n" means no in a question, and gives a member the floor in the pane behind it.
	AfterAnswer: {"panes", "the same key", "a key closed a dialog", 250 * time.Millisecond, false, false},
	// Keys until then were typed for the dialog.
	AfterVanished: {"anywhere", "all", "a dialog closed without a key", 500 * time.Millisecond, true, false},
	// The key was meant for the room that was there before.
	AfterRoom: {"panes", "all that change the room", "a change of room", Grace, false, false},
	// A single key toggles these.
	AfterLock: {"panes", "lock", "the lock changed", justNow, false, false},
	AfterHide: {"panes", "hide video muted", "hiding changed", justNow, false, false},
	// A user who watched the command did not mean a filter or marks with Escape.
	AfterBulk: {"panes", "back", "a bulk command ended", time.Second, false, false},
	// The same command on the same target is an accident.
	AfterSent: {"anywhere", "the same command", "it was sent", time.Second, false, false},
	// Later, the user may have forgotten the warning about protected people.
	AfterWarning: {"anywhere", "the same command confirms", "a warning", 10 * time.Second, false, false},
	// A second press, or a second moderator, means the same person.
	afterNext:  {"anywhere", "next", "it gave the floor to someone", floor.RepeatWithin, false, false},
	afterMoved: {"anywhere", "next asks", "someone else became next", floor.MovedWithin, false, false},
}

// Help returns the table for the help: how long each wait is, and when it applies.
func Help(yield func(time, when string) bool) {
	for _, w := range table {
		long := fmt.Sprintf("%d ms", w.wait.Milliseconds())
		if w.wait >= time.Second {
			long = fmt.Sprintf("%g s", w.wait.Seconds())
		}
		if !yield(long, fmt.Sprintf("%s: %s, after %s", w.where, w.keys, w.after)) {
			return
		}
	}
}

// Holds reports whether a row of the table applies now because of something that happened at since.
func (c Cause) Holds(since, now time.Time) bool {
	if since.IsZero() {
		return table[c].unseen
	}
	return now.Sub(since) < table[c].wait
}

// Gate decides which keys count. The zero value lets all of them through. It is not safe for concurrent use.
type Gate struct {
	at      [causes]time.Time // when it last happened; for a wait that rests, the last key since
	rate    rate
	pressed string // the last key
	answer  string // the key that closed the last dialog
}

// Happened records that something has happened.
func (g *Gate) Happened(c Cause, now time.Time) { g.at[c] = now }

// Over ends a wait early.
func (g *Gate) Over(c Cause) { g.at[c] = time.Time{} }

// Since reports whether the cause has happened and its wait was not ended early.
func (g *Gate) Since(c Cause) bool { return !g.at[c].IsZero() }

// Holds reports whether keys do not count now. It restarts a wait that needs an idle keyboard.
func (g *Gate) Holds(c Cause, now time.Time) bool {
	if !c.Holds(g.at[c], now) {
		return false
	}
	if table[c].rests {
		g.at[c] = now
	}
	return true
}

// Admit reports whether the keys of one read count. Keys of an unbracketed paste and those that follow it do not.
func (g *Gate) Admit(keys []tea.KeyMsg, now time.Time) bool {
	if g.Closed() {
		if g.Holds(AfterBurst, now) {
			return false
		}
		g.Reopen()
	}
	if len(keys) > burstRunes && !sameKeys(keys) || g.rate.exceeded(len(keys), now) {
		g.Happened(AfterBurst, now)
		return false
	}
	return true
}

// Closed reports whether keys are ignored because too many came at once.
func (g *Gate) Closed() bool { return g.Since(AfterBurst) }

// Opens returns when a closed gate lets keys through again.
func (g *Gate) Opens() time.Time { return g.at[AfterBurst].Add(table[AfterBurst].wait) }

// Reopen lets keys through again.
func (g *Gate) Reopen() {
	g.Over(AfterBurst)
	g.rate, g.pressed = rate{}, ""
}

// Repeated records a key and reports whether it repeats the last one faster than a user presses twice.
func (g *Gate) Repeated(k tea.KeyMsg, now time.Time) bool {
	again := k.String() == g.pressed && g.Holds(AfterSame, now)
	g.pressed = k.String()
	g.Happened(AfterSame, now)
	return again
}

// Answered records the key that closed the last dialog.
func (g *Gate) Answered(k tea.KeyMsg, now time.Time) {
	g.answer = k.String()
	g.Over(AfterVanished)
	g.Happened(AfterAnswer, now)
}

// Vanished records that dialogs closed without a key.
func (g *Gate) Vanished(now time.Time) {
	g.Over(AfterAnswer)
	g.Happened(AfterVanished, now)
}

// Late reports whether the key was meant for a dialog that has closed. open: another dialog is open.
func (g *Gate) Late(k tea.KeyMsg, open bool, now time.Time) bool {
	if !g.Since(AfterVanished) {
		if open {
			return false
		}
		if k.String() == g.answer && g.Holds(AfterAnswer, now) {
			return true
		}
	} else if g.Holds(AfterVanished, now) {
		return true
	}
	g.Over(AfterAnswer)
	g.Over(AfterVanished)
	return false
}

// Follow compares two snapshots for changes of state that a single key toggles. State that becomes known on entering a
// room has not changed.
func (g *Gate) Follow(before, after *video.Snapshot, now time.Time) {
	if before.Room.ID != after.Room.ID {
		g.Over(AfterLock)
		g.Over(AfterHide)
		return
	}
	if before.Room.Locked != after.Room.Locked && after.Room.Locked != video.Unknown { // otherwise the key asks
		g.Happened(AfterLock, now)
	}
	if before.Room.HideVideoMuted != after.Room.HideVideoMuted {
		g.Happened(AfterHide, now)
	}
}
