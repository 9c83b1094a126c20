package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session"
	"gavel/ui/text"
)

// unrecorded is the second question before what cannot be undone, while the audit log is off: somebody wanted a record of
// it, and there will be none. It takes a key of its own, which nobody presses who goes on saying yes.
type unrecorded struct{ *confirm }

func newUnrecorded(m *Model, c session.Command) *unrecorded { return &unrecorded{newConfirm(m, c)} }

func (d *unrecorded) title() string { return d.heading + " without a record?" }

// changed goes away as well when the record is there again: then the first question is the right one.
func (d *unrecorded) changed() bool {
	if d.m.snapshot().AuditErr == "" {
		d.m.say("nothing done: the audit log is on again, so ask once more", warn)
		return true
	}
	return d.confirm.changed()
}

func (d *unrecorded) key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := d.m.keys()
	switch {
	case key.Matches(k, keys.Unrecorded):
		if d.changed() {
			return true, nil
		}
		c := d.c
		if len(c.Targets) > 0 {
			c.Targets = d.present()
		}
		return true, d.m.send(c)
	case key.Matches(k, keys.No):
		d.m.say("nothing done", info)
		return true, nil
	}
	return false, nil
}

func (d *unrecorded) lines(maxW, maxH int) []string {
	th := d.m.theme()
	out := d.whom(maxH)
	out = append(out, "", th.Bad.Apply(notRecorded))
	for _, line := range wrap(text.Clean(d.m.snapshot().AuditErr), min(maxW, confirmText)) {
		out = append(out, th.Dim.Apply(line))
	}
	out = append(out, "", th.Key.Apply(" "+shortKey(d.m.keys().Unrecorded)+" ")+"do it without a record    "+th.Selected.Apply(" n  no "))
	return evenLines(out, maxW)
}

// notRecorded is what every question says while the audit log is off.
const notRecorded = "Nothing is being recorded: the audit log is off."

// confirmText is the widest text in a question.
const confirmText = 60
