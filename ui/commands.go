package ui

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync/atomic"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/widget"
)

// The messages of the program, besides those of Bubble Tea.
type (
	// changedMsg says that a room has a new snapshot, or none any more.
	changedMsg struct {
		room Room
		over bool
	}
	// wakeMsg says that a time has come for which something waits.
	wakeMsg struct{ n int }
	// doneMsg brings the verdict on a command.
	doneMsg struct {
		room    Room
		deeds   []deedKey
		c       video.Command
		caution string // what else the command does
		res     video.Result
		err     error
		bulk    *bulk // nil for a command on one
	}
	// undoneMsg brings the verdict on an undo.
	undoneMsg struct {
		room  Room
		deeds []deedKey
		c     video.Command // what was taken back
		res   video.Result
		err   error
		bulk  *bulk // nil for the undo of a command on one
	}
	// readMsg brings what a reading command returned to the one who asked.
	readMsg struct {
		res  video.Result
		err  error
		then func(video.Result, error) tea.Cmd
	}
	// refreshedMsg says that the room was read again.
	refreshedMsg struct {
		room Room
		err  error
	}
	// retriedMsg says whether a person's wish to connect again was taken.
	retriedMsg struct{ err error }
	// roomsMsg brings the rooms in progress.
	roomsMsg struct {
		rooms []video.Room
		err   error
		then  func([]video.Room) tea.Cmd
	}
	// roomsChangedMsg says that a room started or ended.
	roomsChangedMsg struct{}
	// enteredMsg brings a room that was opened.
	enteredMsg struct {
		room Room
		err  error
	}
	// crashMsg says that a command panicked.
	crashMsg struct{ err error }
)

// CrashError is a panic in one of the console's goroutines. The terminal is restored before it is printed.
type CrashError struct {
	Value any
	Stack []byte
}

// Error says what panicked, with the stack.
func (e *CrashError) Error() string { return fmt.Sprintf("internal error: %v\n%s", e.Value, e.Stack) }

// guarded makes a tea.Cmd whose panic ends the program in order: Bubble Tea would print the stack on the alternate screen,
// where it is lost.
func guarded(run func() tea.Msg) tea.Cmd {
	return func() (msg tea.Msg) {
		defer func() {
			if v := recover(); v != nil {
				msg = crashMsg{&CrashError{Value: v, Stack: debug.Stack()}}
			}
		}()
		return run()
	}
}

// awaitChange waits for the next snapshot. There is exactly one at a time for each room.
func (m *desk) awaitChange() tea.Cmd {
	room, ctx := m.room, m.ctx
	return guarded(func() tea.Msg {
		select {
		case _, more := <-room.Changed():
			return changedMsg{room: room, over: !more}
		case <-ctx.Done():
			return nil
		}
	})
}

// changed takes the current snapshot, which may be newer than the one that was announced.
func (m *Model) changed(msg changedMsg) tea.Cmd {
	if msg.room != m.room {
		return nil
	}
	m.take(m.room.Snapshot())
	if msg.over {
		// A room that ended by a fault of ours must not stay on the screen as if it went on.
		if r, tells := m.room.(interface{ Err() error }); tells && errors.Is(r.Err(), video.ErrInternal) {
			m.fatal = r.Err()
		}
		return nil
	}
	return m.awaitChange()
}

// waker keeps one timer for the earliest time at which the screen would be wrong without being drawn again.
type waker struct {
	n     int
	at    time.Time
	timer *time.Timer  // of a running program; set again and again, because another one for each would be five allocations
	armed atomic.Int64 // n, for the timer
}

// nextWake sets the timer for what the screen needs now. While snapshots pour in, what was waited for has nearly always been
// done with one of them: a timer that was left to fire drew 22 to 31 frames a second for nothing, as many as the snapshots
// did (measured). In a running program no command waits for the timer: together with another one it would be a list, and
// each key press would reach the room a turn of the event loop later.
func (m *Model) nextWake() tea.Cmd {
	at := m.needsWake()
	if at.Equal(m.wake.at) {
		return nil
	}
	if m.wake.timer != nil {
		m.wake.timer.Stop()
	}
	m.wake.n++
	m.wake.at = at
	if at.IsZero() {
		return nil
	}
	n, wait, ctx := m.wake.n, max(at.Sub(m.clk), time.Millisecond), m.ctx
	if post := m.post; post != nil {
		m.wake.armed.Store(int64(n))
		if m.wake.timer == nil {
			m.wake.timer = time.AfterFunc(wait, func() { post(wakeMsg{int(m.wake.armed.Load())}) })
		} else {
			m.wake.timer.Reset(wait)
		}
		return nil
	}
	return guarded(func() tea.Msg {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
			return wakeMsg{n}
		case <-ctx.Done():
			return nil
		}
	})
}

// needsWake returns the earliest time at which something on the screen changes by time alone, or the zero time.
func (m *Model) needsWake() time.Time {
	var at time.Time
	want := func(t time.Time) {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	if m.status.text != "" {
		want(m.status.until)
	}
	if m.gate.closed() {
		want(m.gate.opens())
	}
	want(m.volumes.due)
	want(m.besideDue)
	if m.snap.Room.ID == "" {
		return at
	}
	want(m.people.NeedsClock(m.clk))
	if m.secondsShown() {
		want(m.clk.Truncate(time.Second).Add(time.Second))
	} else if l := m.snap.Link; l.State == video.LinkLive && !l.Heard.IsZero() {
		want(l.Heard.Add(lateAfter))
	}
	return at
}

// secondsShown reports whether a clock that counts seconds is on the screen.
func (m *screen) secondsShown() bool {
	s := m.snap
	if !linkWell(s, m.clk) && !s.Room.Ended {
		return true
	}
	for _, r := range s.Recordings {
		if r.State == video.StateRecording {
			return true
		}
	}
	for _, st := range s.Streams {
		if st.State == video.StateStreaming {
			return true
		}
	}
	for i, p := range m.panes {
		if c, ok := p.(widget.Clocked); ok && m.shown(slot(i)) && c.Ticking() {
			return true
		}
	}
	top := m.dialogs.top()
	if top == nil {
		return false
	}
	c, ok := top.Dialog.(widget.Clocked)
	return ok && c.Ticking()
}

// woke does what was waited for.
func (m *Model) woke(msg wakeMsg) tea.Cmd {
	if msg.n != m.wake.n {
		return nil // a later timer replaced it
	}
	m.wake.at = time.Time{}
	m.dirty = true
	m.people.Tick()
	if _, shown := m.status.shown(m.clk); !shown {
		m.status = status{}
	}
	if m.gate.closed() && !m.clk.Before(m.gate.opens()) {
		m.gate.reopen()
		m.banner.lower(bannerPaste)
	}
	return m.flushVolumes()
}
