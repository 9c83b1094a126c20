package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// unrecorded is the second question before what cannot be undone, while the audit log is off: somebody wanted a record of
// it, and there will be none. It takes a key of its own, which nobody presses who goes on saying yes.
type unrecorded struct{ *confirm }

func newUnrecorded(m *desk, c video.Command, then func(video.Command) tea.Cmd) *unrecorded {
	return &unrecorded{newConfirm(m, c, then)}
}

func (d *unrecorded) Title() string { return d.heading + " without a record?" }

// Changed goes away as well when the record is there again: then the first question is the right one.
func (d *unrecorded) Changed() bool {
	if d.m.Snapshot().AuditErr == "" {
		d.m.Say("nothing done: the audit log is on again, so ask once more", draw.Warn)
		return true
	}
	return d.confirm.Changed()
}

func (d *unrecorded) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := d.m.Keys()
	switch {
	case key.Matches(k, keys.Unrecorded):
		if d.Changed() {
			return true, nil
		}
		c := d.c
		if len(c.Targets) > 0 {
			c.Targets = d.present()
		}
		return true, d.then(c)
	case key.Matches(k, keys.No):
		d.m.Say("nothing done", draw.Info)
		return true, nil
	}
	return false, nil
}

func (d *unrecorded) Lines(maxW, maxH int) []string {
	th := d.m.Theme()
	rest := []string{"", th.Bad.Apply(notRecorded)}
	why := draw.Wrap(text.Clean(d.m.Snapshot().AuditErr), min(maxW, confirmText))
	for _, line := range why[:min(len(why), auditLines)] {
		rest = append(rest, th.Dim.Apply(line))
	}
	rest = append(rest, "", th.Key.Apply(" "+draw.ShortKey(d.m.Keys().Unrecorded)+" ")+"do it without a record    "+th.Selected.Apply(" n  no "))
	rest = draw.Squeeze(rest, maxH-len(d.whom(maxW, 1)))
	return draw.EvenLines(append(d.whom(maxW, maxH-len(rest)), rest...), maxW)
}

// auditLines is how much is said of why there is no record.
const auditLines = 3

// Hint are the keys for the footer: y is none of them.
func (d *unrecorded) Hint() []key.Binding { return []key.Binding{d.m.Keys().Unrecorded, d.m.Keys().No} }

// notRecorded is what every question says while the audit log is off.
const notRecorded = "The audit log is off: no record is kept of this."

// confirmText is the widest text in a question.
const confirmText = 60
