package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
)

// opening are the commands whose undo opens something: microphones, cameras, ears.
var opening = map[video.Action]func(...video.MemberID) video.Command{
	video.ActAudioMute: video.AudioUnmute, video.ActVideoMute: video.VideoUnmute, video.ActDeaf: video.UndeafKeepMuted,
}

// undoQuestion asks before an undo that opens something for many, as the same command would by itself.
type undoQuestion struct {
	*confirm
	entry uint64 // what would be undone
}

// askUndo returns the question before an undo, or nil when it needs none.
func (m *Model) askUndo(e *video.Entry) *undoQuestion {
	if e.Command == nil || opening[e.Command.Action] == nil {
		return nil
	}
	c := opening[e.Command.Action](changedBy(e)...)
	if c.Targets = c.Plan(m.snap).Act; len(c.Targets) <= bulkOver {
		return nil
	}
	return &undoQuestion{newConfirm(m, c), e.N}
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
	if next := q.m.snapshot().Undo; next == nil || next.N != q.entry {
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
