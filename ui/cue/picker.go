package cue

import (
	"slices"
	"strconv"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/scene"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// picker is the list of scenes. A digit goes to a scene and shows what it would change; Enter applies it.
type picker struct {
	*widget.Chooser
	d     Desk
	plan  func(s *scene.Scene) (plan scene.Plan, begins string)
	apply func(name string) tea.Cmd
}

// newPicker lists the scenes, with the cursor on the one with the name at, if there is one. plan returns what a scene
// would change, and apply applies it.
func newPicker(
	d Desk, at string, plan func(*scene.Scene) (scene.Plan, string), apply func(name string) tea.Cmd,
) widget.Dialog {
	p := &picker{d: d, plan: plan, apply: apply}
	var choices []widget.Choice
	for _, s := range d.Scenes() {
		c := widget.Choice{ID: s.Name, Text: text.Clean(s.Name)}
		if s.Key > 0 {
			c.Key = strconv.Itoa(s.Key)
		}
		if s.Immediate {
			c.Note = "at once"
		}
		choices = append(choices, c)
	}
	p.Chooser = widget.NewMenu(d, "Scenes", choices, func(ids []string) tea.Cmd { return apply(ids[0]) })
	p.Empty = "The configuration has no scenes. gavel config --help describes them."
	p.W, p.Other, p.Below = widget.Widest, p.digit, p.preview
	if at != "" {
		p.List.Put(at)
	}
	return p
}

// Knows reports whether k is the digit of a scene.
func (p *picker) Knows(k tea.KeyMsg) bool { return keyed(p.d.Scenes(), k) >= 0 }

// keyed returns the index of the scene with the digit k, or -1.
func keyed(all []scene.Scene, k tea.KeyMsg) int {
	return slices.IndexFunc(all, func(s scene.Scene) bool { return s.Key > 0 && strconv.Itoa(s.Key) == k.String() })
}

// digit goes to a scene, or takes it if it needs no preview.
func (p *picker) digit(k tea.KeyMsg) (handled, done bool, cmd tea.Cmd) {
	all := p.d.Scenes()
	i := keyed(all, k)
	switch {
	case i < 0:
		return false, false, nil
	case all[i].Immediate:
		return true, true, p.apply(all[i].Name)
	}
	p.List.Put(all[i].Name)
	return true, false, nil
}

// previewRows is how many lines a preview has if there is room, so that the dialog keeps its size.
const previewRows = 8

// preview returns what the scene under the cursor would change, and who is missing.
func (p *picker) preview(w, most int) []string {
	item, ok := p.List.Item()
	if !ok {
		return nil
	}
	s := scene.Find(p.d.Scenes(), item.ID)
	if s == nil {
		return nil
	}
	th := p.d.Theme()
	plan, floor := p.plan(s)
	var lines []string
	add := func(said string, paint func(string) string) {
		for _, line := range draw.Wrap(said, w-2) {
			lines = append(lines, draw.Fit(" "+paint(line), w))
		}
	}
	for _, step := range plan.Steps {
		add(say.SceneStep(step, p.d.Roster())+".", th.Text.Apply)
	}
	if floor != "" {
		add(floor, th.Text.Apply)
	}
	for _, m := range plan.Missing {
		add(say.SceneMissing(m), th.Warn.Apply)
	}
	if len(plan.Spared) > 0 {
		add(say.SceneSpared(plan.Spared, p.d.Roster()), th.Text.Apply)
	}
	if plan.Nothing() {
		add(say.SceneIdle, th.Dim.Apply)
	}
	most = min(most, previewRows)
	if over := len(lines) - most; over > 0 {
		lines = append(lines[:most-1], th.Dim.Apply(draw.Fit(" and "+strconv.Itoa(over+1)+" more lines", w)))
	}
	return draw.FitAll(lines, w, most)
}
