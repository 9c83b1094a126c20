package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/journal"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/say"
)

// handOver shows the report of tonight so far.
func (m *commander) handOver() tea.Cmd {
	if m.room == nil {
		m.Say(say.NoRoom, draw.Warn)
		return nil
	}
	report, ctx, s := m.o.HandOver.Report, m.ctx, *m.snap
	s.At = m.Now()
	if report == nil {
		m.reported(reportMsg{text: say.NoJournal + say.Report(journal.SummariseRoom(&s), false, time.Local)})
		return nil
	}
	m.Say(say.WritingReport+m.Theme().Glyphs.Pending, draw.Info)
	return guarded(func() tea.Msg {
		text, err := report(ctx, &s)
		return reportMsg{text, err}
	})
}

// reported shows a report.
func (m *commander) reported(msg reportMsg) {
	if msg.err != nil {
		m.Say(say.NoReport(msg.err), draw.Bad)
		return
	}
	m.status = status{}
	m.Open(dialog.NewReport(m, "Tonight so far", msg.text, m.o.HandOver.Save))
}
