package ui

import (
	"time"

	"gavel/ui/arrange"
	"gavel/ui/waits"
	"gavel/ui/widget"
)

// opened is a dialog on the stack.
type opened struct {
	widget.Dialog
	painted time.Time    // when it was first drawn; zero until then
	at      arrange.Area // where its frame is
	lines   []string     // within it, as last drawn
}

// stack holds the open dialogs, the topmost last.
type stack struct{ list []*opened }

func (s *stack) push(d widget.Dialog) { s.list = append(s.list, &opened{Dialog: d}) }

func (s *stack) top() *opened {
	if len(s.list) == 0 {
		return nil
	}
	return s.list[len(s.list)-1]
}

// drop removes one dialog, wherever it is in the stack.
func (s *stack) drop(o *opened) {
	for i, have := range s.list {
		if have == o {
			s.list = append(s.list[:i:i], s.list[i+1:]...)
			return
		}
	}
}

func (s *stack) clear() { s.list = nil }

// asking reports whether the dialog asks about something destructive.
func (o *opened) asking() bool {
	a, ok := o.Dialog.(widget.Asker)
	return ok && a.Asks()
}

// confirmsPanic reports whether the key of panic carries out the plan that the dialog shows.
func (o *opened) confirmsPanic() bool {
	p, ok := o.Dialog.(widget.PanicConfirmer)
	return ok && p.ConfirmsPanic()
}

// early reports whether a key was pressed before the dialog could be read.
func (o *opened) early(now time.Time) bool {
	return o.asking() && waits.AfterQuestion.Holds(o.painted, now)
}

// Changed passes a change of the room to the dialogs and removes those that no longer make sense. It reports whether
// there were any.
func (s *stack) Changed() (gone bool) {
	for _, o := range append([]*opened(nil), s.list...) {
		if w, ok := o.Dialog.(widget.Watcher); ok && w.Changed() {
			s.drop(o)
			gone = true
		}
	}
	return gone
}
