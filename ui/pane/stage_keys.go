package pane

import (
	"math"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/stage"
)

// Key handles a key and reports whether the pane used it.
func (p *Stage) Key(k tea.KeyMsg) (tea.Cmd, bool) {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Left):
		p.step(-1, 0)
	case key.Matches(k, keys.Right):
		p.step(1, 0)
	case key.Matches(k, keys.Up):
		p.step(0, -1)
	case key.Matches(k, keys.Down):
		p.step(0, 1)
	case key.Matches(k, keys.Top):
		p.end(false)
	case key.Matches(k, keys.Bottom):
		p.end(true)
	case key.Matches(k, keys.PickUp):
		p.take()
	case key.Matches(k, keys.Position), key.Matches(k, keys.Place):
		return p.place(), true
	default:
		return nil, false
	}
	return nil, true
}

// step moves to the next box in a direction: the nearest one whose centre is on that side.
func (p *Stage) step(dx, dy int) {
	layers := p.d.Snapshot().Layout.Layers
	if len(layers) == 0 {
		return
	}
	current := p.current()
	if current < 0 {
		p.choose(layers[0])
		return
	}
	best, bestFar := -1, math.Inf(1)
	for i, l := range layers {
		if far := stage.Distance(layers[current], l, dx, dy); i != current && far < bestFar {
			best, bestFar = i, far
		}
	}
	if best < 0 {
		best = current
	}
	p.choose(layers[best])
}

// end moves to the first or the last box.
func (p *Stage) end(last bool) {
	layers := p.d.Snapshot().Layout.Layers
	switch {
	case len(layers) == 0:
	case last:
		p.choose(layers[len(layers)-1])
	default:
		p.choose(layers[0])
	}
}

// Click chooses the box in a cell.
func (p *Stage) Click(x, y int) {
	layers := p.d.Snapshot().Layout.Layers
	at := p.top + y // of the list
	switch c, ok := p.picture(); {
	case p.grid != nil:
		at = p.grid.At(x, y)
	case ok:
		at = c.At(x, y)
	}
	if at >= 0 && at < len(layers) && y < p.h {
		p.choose(layers[at])
	}
}

func (p *Stage) choose(l video.Layer) {
	at := stage.Of(l)
	p.chosen = &at
}

// take picks the member in the box, to be placed next.
func (p *Stage) take() {
	layers := p.d.Snapshot().Layout.Layers
	at := stage.Find(layers, p.painted)
	if at < 0 || layers[at].MemberID == "" {
		p.d.Say("Nobody is in this box.", draw.Warn)
		return
	}
	id, marks := layers[at].MemberID, p.d.Marks()
	p.d.Pick(id)
	if n := marks.Len(); n > 1 || n == 1 && !marks.Has(id) {
		p.d.Say("Unmark the others first: "+p.d.Keys().MarkNone.Help().Key+".", draw.Warn)
		return
	}
	place := p.d.Keys().Place.Help().Key
	p.d.Say("Picked up "+p.d.Roster().Called(id)+". Go to another box and press "+place+".", draw.Info)
}

// place puts the marked members, or the one that the status line names, into the box that was last painted as chosen.
func (p *Stage) place() tea.Cmd {
	layers := p.d.Snapshot().Layout.Layers
	at := stage.Find(layers, p.painted)
	if at < 0 {
		p.d.Say("Choose a box with the arrow keys first.", draw.Warn)
		return nil
	}
	to, ids := layers[at], p.toPlace()
	switch {
	case len(ids) == 0:
		take := p.d.Keys().PickUp.Help().Key
		p.d.Say("There is nobody to place. Highlight someone, or pick up the person in a box with "+take+".", draw.Warn)
		return nil
	case !to.Position.Valid():
		p.d.Say(say.NotPlaceable(people.Place(to.Position)), draw.Warn)
		return nil
	case len(ids) == 1 && ids[0] == to.MemberID:
		p.d.Say(say.NothingToDo(video.SetMemberPosition(to.Position, ids[0]), video.Plan{Already: ids}, p.d.Roster()),
			draw.Info)
		return nil
	case len(ids) == 1:
		return p.d.Propose(video.SetMemberPosition(to.Position, ids[0]))
	}
	positions := stage.Seats(ids, layers[at:])
	if len(positions) < len(ids) {
		p.d.Say(say.TooFewBoxes(len(positions), len(ids)), draw.Warn)
		return nil
	}
	return p.d.Propose(video.SetPositions(positions))
}
