package floor

import (
	"slices"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

// Item starts an agenda item with its own queue and totals, or returns to one. Raised hands belong to the previous item
// and are not queued until they go up again. The floor does not change. Errors are an [ArgumentError] and ErrAlready.
func (e *Engine) Item(now time.Time, name string) error {
	e.clock(now)
	switch {
	case name == "" || len(name) > maxText:
		return &ArgumentError{Name: "item", Value: fold.Clip(name), Allowed: "1 to 500 bytes"}
	case name == e.itemName():
		return ErrAlready
	}
	if len(e.items) == 0 {
		e.items = append(e.items, &item{})
	}
	last := e.items[len(e.items)-1]
	last.store(e)
	i := slices.IndexFunc(e.items, func(it *item) bool { return it.Name == name })
	it := &item{Name: name}
	if i >= 0 {
		it = e.items[i]
		e.items = slices.Delete(e.items, i, i+1)
	}
	e.items = append(e.items, it)
	it.load(e)
	e.steps = nil // they belong to the previous queue
	e.seal(VerbItem, "")
	for id, m := range e.members {
		if m.HandRaised && e.line.find(id) == nil {
			e.skip[id] = true
		}
	}
	e.note(Note{Kind: NoteItem, Text: name})
	e.advance()
	return nil
}

// store saves the queue and the totals when the item ends.
func (it *item) store(e *Engine) {
	it.Queue = e.line.seated()
	it.People = e.people
}

// load restores the queue and the totals of the item. Entries of people who have left are skipped.
func (it *item) load(e *Engine) {
	e.line.entries, e.people = nil, it.People
	if e.people == nil {
		e.people = map[string]*person{}
	}
	for _, kept := range it.Queue {
		en := kept.entry()
		m := e.members[en.ID]
		if !en.IsText() && m == nil {
			continue
		}
		en.Away = time.Time{}
		if en.ByHand && !m.HandRaised {
			en.ByHand = false // the hand was for this item, and need not stay up for the others
		}
		e.line.add(en)
	}
	it.Queue, it.People = nil, nil
}

// Note writes a line to the journal, with the time and the position in the recording. The error is an [ArgumentError].
func (e *Engine) Note(now time.Time, text string) error {
	e.clock(now)
	if text == "" || len(text) > maxText {
		return &ArgumentError{Name: "note", Value: fold.Clip(text), Allowed: "1 to 500 bytes"}
	}
	e.note(Note{Kind: NoteText, Text: text})
	return nil
}

// Count records whose hands are up, and returns them in the order of joining.
func (e *Engine) Count(now time.Time) []Who {
	e.clock(now)
	var up []video.MemberID
	if e.snap != nil {
		for _, m := range e.snap.Members {
			if m.HandRaised {
				up = append(up, m.ID)
			}
		}
	}
	hands := e.whos(up)
	e.note(Note{Kind: NoteCount, Others: hands})
	return hands
}
