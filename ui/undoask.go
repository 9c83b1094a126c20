package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
)

// undoQuestion asks before an undo that opens something for many, as the same command would by itself.
type undoQuestion struct {
	*confirm
	entry uint64 // what would be undone
}

// askUndo returns the question before an undo, or nil when it needs none.
func (m *Model) askUndo(e *video.Entry) *undoQuestion {
	c, opens := opening(e)
	if !opens {
		return nil
	}
	if c.Targets = c.Plan(m.snap).Act; len(c.Targets) <= bulkOver {
		return nil
	}
	return &undoQuestion{newConfirm(m, c), e.N}
}

// opening is what undoing an entry would do to those whom it has changed, when that opens microphones, cameras or ears.
func opening(e *video.Entry) (c video.Command, opens bool) {
	if e.Command == nil {
		return c, false
	}
	for _, id := range changedBy(e) {
		for _, back := range e.Command.Inverse(&video.Before{Member: &video.Member{ID: id}}) {
			targets := append(c.Targets, back.Targets...)
			c = back
			c.Targets = targets
		}
	}
	row, _ := c.Action.Info()
	return c, row.Target == video.OnMember && row.Opens != 0
}

// Title counts those who are still here.
func (q *undoQuestion) Title() string {
	c := q.c
	c.Targets = q.present()
	return "Undo: " + q.m.wish(c) + "?"
}

// changedBy are those whom a command has changed, as far as the log knows.
func changedBy(e *video.Entry) []video.MemberID {
	if len(e.Targets) == 0 {
		return e.Command.Targets
	}
	var ids []video.MemberID
	for _, t := range e.Targets {
		if t.Outcome == video.OutcomeAccepted || t.Outcome == video.OutcomeConfirmed {
			ids = append(ids, t.Member)
		}
	}
	return ids
}

// Changed goes away as well when something else would be undone by now.
func (q *undoQuestion) Changed() bool {
	if next := q.m.Snapshot().Undo; next == nil || next.N != q.entry {
		q.m.Say("nothing undone: the last command is another one by now", draw.Warn)
		return true
	}
	return q.confirm.Changed()
}

func (q *undoQuestion) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	if !key.Matches(k, q.m.Keys().Yes) {
		return q.confirm.Key(k)
	}
	if q.Changed() || !q.m.canUndo() {
		return true, nil
	}
	return true, q.m.takeBack(undoOf(q.m.snap.Undo))
}
