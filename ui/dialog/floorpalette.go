package dialog

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// paletteFloor is the part of the palette with the verbs of the floor.
type paletteFloor struct {
	d      Desk
	memory *Memory
	calls  map[string]floor.Call // the offered verbs in the state on the screen, by the id of the choice
}

// view returns the floor that the screen shows, or nil.
func (p *paletteFloor) view() *floor.View {
	if p.memory.Floor == nil || p.memory.RunFloor == nil {
		return nil
	}
	return p.memory.Floor()
}

// choices offers the verbs of the floor that have an effect now.
func (p *paletteFloor) choices() []widget.Choice {
	v := p.view()
	if v == nil {
		return nil
	}
	choices := p.offer(slices.Concat(floorItems(v), p.entryItems(v)))
	for _, l := range floorLines {
		choices = append(choices, p.choice(floorLineID+l.word+" ", l.word+" …: "+l.text))
	}
	return choices
}

func (p *paletteFloor) choice(id, what string) widget.Choice {
	c := widget.Choice{ID: id, Text: what, Also: "floor"}
	if p.d.WatchOnly() {
		c.Off = "watch only"
	}
	return c
}

// offer returns a choice for each item. Its id has the verb and its value, but no person, so that a recent verb comes
// first again for the next one.
func (p *paletteFloor) offer(items []floorItem) (choices []widget.Choice) {
	p.calls = map[string]floor.Call{}
	for _, item := range items {
		id := fmt.Sprint(floorID, item.call.Verb, " ", item.call.Text, " ", item.call.By)
		for _, taken := p.calls[id]; taken; _, taken = p.calls[id] {
			id += "'"
		}
		p.calls[id] = item.call
		choices = append(choices, p.choice(id, item.text))
	}
	return choices
}

// entryItems returns the verbs about the person under the cursor in the queue.
func (p *paletteFloor) entryItems(v *floor.View) []floorItem {
	ids := p.d.Targets()
	at := slices.IndexFunc(v.Queue, func(en floor.Entry) bool { return len(ids) == 1 && en.ID == ids[0] })
	if at < 0 {
		return nil
	}
	en := v.Queue[at]
	name := p.d.Name(en.ID)
	about := func(verb floor.Verb, by int) floor.Call { return floor.Call{Verb: verb, Who: en.ID, By: by} }
	items := []floorItem{
		{"", "dismiss " + name + ": out of the queue, the hand down", about(floor.VerbDismiss, 0)},
		{"", "move " + name + " one place forward in the queue", about(floor.VerbMove, -1)},
		{"", "move " + name + " one place back in the queue", about(floor.VerbMove, 1)},
	}
	if en.Unsure {
		items = append(items, floorItem{
			"", "confirm the place of " + name + " in the queue", about(floor.VerbConfirm, 0),
		})
	}
	return items
}

// line returns the verb of a line such as "item Budget". It reports false for any other line.
func (p *paletteFloor) line(typed string) (widget.Choice, bool) {
	word, rest, found := strings.Cut(strings.TrimLeft(typed, " "), " ")
	i := slices.IndexFunc(floorLines, func(l floorLine) bool { return l.word == word })
	if !found || i < 0 || strings.TrimSpace(rest) == "" || p.view() == nil {
		return widget.Choice{}, false
	}
	return p.choice(floorLineID+word+" "+rest, floorLines[i].text+": "+text.Clean(rest)), true
}

// run runs a choice that is a verb of the floor. It reports false for another choice.
func (p *paletteFloor) run(id string) (tea.Cmd, bool) {
	if call, is := p.calls[id]; is {
		return p.memory.RunFloor(call), true
	}
	line, is := strings.CutPrefix(id, floorLineID)
	if !is {
		return nil, false
	}
	word, rest, _ := strings.Cut(line, " ")
	l := &floorLines[slices.IndexFunc(floorLines, func(l floorLine) bool { return l.word == word })]
	if rest != "" {
		return p.memory.RunFloor(l.call(rest)), true
	}
	askFloorLine(p.d, l, p.memory.RunFloor)
	return nil, true
}
