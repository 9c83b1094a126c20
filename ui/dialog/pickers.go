package dialog

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/stage"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// NewLayoutPicker offers the layouts of the room. A layout that the room has not listed can be typed.
func NewLayoutPicker(d Desk) widget.Dialog {
	c := widget.NewChooser(d, "Layout", layoutChoices(d), func(ids []string) tea.Cmd {
		return d.Propose(video.SetLayout(ids[0], nil))
	})
	c.Empty = say.NoLayouts
	c.Free = "set the layout"
	c.Fresh = func() []widget.Choice { return layoutChoices(d) }
	c.Below = func(w, most int) []string {
		item, ok := c.List.Item()
		if !ok || most < previewHeight {
			return nil
		}
		return previewLines(d, item.ID, w, min(most, previewHighest))
	}
	c.List.Put(d.Snapshot().Room.LayoutName)
	c.Hints = []key.Binding{draw.Named(d.Keys().Complete, "with places")}
	c.Other = func(k tea.KeyMsg) (handled, done bool, cmd tea.Cmd) {
		item, ok := c.List.Item()
		if !ok || !key.Matches(k, d.Keys().Complete) {
			return false, false, nil
		}
		return true, true, placeInLayout(d, item.ID)
	}
	return c
}

// placeInLayout asks for the members and their places in a layout, and sets the layout with these places. Esc in the
// first step returns to the layouts.
func placeInLayout(d Desk, layout string) tea.Cmd {
	c := video.SetLayout(layout, nil)
	row, _ := c.Action.Info()
	z := newWizard(d, row, c, func() tea.Cmd {
		d.Open(NewLayoutPicker(d))
		return nil
	})
	for i := range row.Args {
		if row.Args[i].Type == video.ArgPositions {
			z.steps = []wizardStep{{arg: &row.Args[i]}}
		}
	}
	return z.show()
}

func layoutChoices(d Desk) []widget.Choice {
	s := d.Snapshot()
	choices := make([]widget.Choice, 0, len(s.Layouts))
	for _, name := range slices.SortedFunc(slices.Values(s.Layouts), stage.CompareLayouts) {
		c := widget.Choice{ID: name, Text: text.Clean(name)}
		if boxes, isGrid := stage.GridSize(name); isGrid {
			c.Note = draw.Plural(boxes, "box", "boxes")
		}
		if name == s.Room.LayoutName {
			c.Note = strings.TrimSpace(c.Note + "  now")
		}
		choices = append(choices, c)
	}
	return choices
}

// The height of a preview, in lines. A canvas of 16:9 is about 3.5 times as wide in cells.
const previewHeight, previewHighest = 9, 17

// previewLines draws a layout with the members in its slots: the present slots if the room has this layout now, else
// the documented ones.
func previewLines(d Desk, layout string, w, h int) []string {
	s := d.Snapshot()
	layers := s.Layout.Layers
	if layout != s.Layout.Name || len(layers) == 0 {
		layers = stage.Preview(s, layout)
	}
	canvas, ok := stage.New(layers, min(w, h*7/2), h)
	if !ok { // as many lines, so that the dialog keeps its size
		why := d.Theme().Dim.Apply(text.Cut(" No drawing: its shape is not documented.", w))
		return draw.FitAll(append(make([]string, h/2), why), w, h)
	}
	faces := make([]stage.Face, len(layers))
	paint := stage.NewPaint(stage.Look{Canvas: canvas, Chosen: stage.None}, d.Theme(), func(i, w, rows int) []string {
		out := make([]string, 0, rows)
		for len(out) < (rows-1)/2 {
			out = append(out, draw.Pad(w))
		}
		name := d.Theme().Dim.Apply(text.Cut(people.Place(layers[i].Position), w)) // free
		if layers[i].MemberID != "" {
			name = text.Cut(d.Name(layers[i].MemberID), w)
		}
		out = append(out, draw.Centre(name, w))
		for i, line := range out {
			out[i] = draw.Fit(line, w)
		}
		return out
	})
	return paint.Lines(faces)
}

// assumedSlots is the number of slots offered while the room's layers are unknown. Layouts probably count from 1.
const assumedSlots = 9

// NewPositionPicker offers the places of the present layout for some members. Several members get one place each, from
// the chosen one on.
func NewPositionPicker(d Desk, ids []video.MemberID) widget.Dialog {
	picker := &positionPicker{d: d, ids: ids}
	picker.Chooser = widget.NewMenu(d, "Place "+d.Roster().Names(ids), positionChoices(d), picker.place)
	picker.Fresh = func() []widget.Choice { return positionChoices(d) }
	picker.Other = picker.digit
	if len(ids) == 1 {
		if m := d.Roster().Member(ids[0]); m != nil {
			picker.List.Put(string(m.CurrentPosition))
		}
	}
	return picker
}

// Changed also closes the picker when all of its members have left.
func (p *positionPicker) Changed() bool {
	p.Chooser.Changed()
	for _, id := range p.ids {
		if p.d.Roster().Member(id) != nil {
			return false
		}
	}
	p.d.Say(say.CancelledAll, draw.Warn)
	return true
}

// positionPicker is a list of places with keys of their own.
type positionPicker struct {
	*widget.Chooser
	d      Desk
	ids    []video.MemberID
	digits string // typed so far, in layouts of ten or more places
}

func positionChoices(d Desk) []widget.Choice { return placesIn(d, d.Snapshot().Layout.Layers) }

// placesOf returns the places of a layout that a command is to set, or of the present layout for "".
func placesOf(d Desk, layout string) []widget.Choice {
	s := d.Snapshot()
	if layout == "" || layout == s.Room.LayoutName {
		return positionChoices(d)
	}
	layers := stage.Slots(layout, len(s.Members))
	for i := range layers {
		layers[i].MemberID = ""
	}
	return placesIn(d, layers)
}

func placesIn(d Desk, layers []video.Layer) []widget.Choice {
	choices := []widget.Choice{
		{ID: string(video.PositionAuto), Key: "a", Text: "auto", Note: "the room chooses"},
		{ID: string(video.PositionOffCanvas), Key: "-", Text: "off canvas", Note: "not visible to the room"},
	}
	for _, l := range layers {
		if l.Position == "" {
			continue // not a place that can be requested
		}
		c := widget.Choice{ID: string(l.Position), Text: people.Place(l.Position), Note: "free"}
		c.Key = digitOf(l.Position, len(layers))
		switch {
		case l.MemberID != "":
			c.Note = d.Name(l.MemberID)
		case l.PlayingFile:
			c.Note = "playing file"
		}
		if !l.Position.Valid() {
			c.Off = "cannot be requested"
		}
		choices = append(choices, c)
	}
	if len(layers) == 0 {
		for n := 1; n <= assumedSlots; n++ {
			name := string(video.Standard(n))
			c := widget.Choice{ID: name, Key: strconv.Itoa(n), Text: name, Note: "not confirmed by the room"}
			choices = append(choices, c)
		}
	}
	return choices
}

// digitOf returns the key of a place: its number, if one digit is enough for all places, and r for the first reserved
// place, which is the big box in layouts that have one.
func digitOf(p video.Position, places int) string {
	if p == video.Reserved(1) {
		return "r"
	}
	if !p.IsStandard() || p.Number() > assumedSlots || places > assumedSlots {
		return ""
	}
	return strconv.Itoa(p.Number())
}

// digit collects the digits of a place's number if one is not enough, and moves the cursor there.
func (p *positionPicker) digit(k tea.KeyMsg) (handled, done bool, cmd tea.Cmd) {
	const enough = 3
	one := len(p.d.Snapshot().Layout.Layers) <= assumedSlots // digit is enough: it is the key of a choice
	if one || k.Type != tea.KeyRunes || len(k.Runes) != 1 || !unicode.IsDigit(k.Runes[0]) {
		p.digits = ""
		return false, false, nil
	}
	slot := func() string {
		n, _ := strconv.Atoi(p.digits)
		return string(video.Standard(n))
	}
	p.digits += string(k.Runes)
	for len(p.digits) > enough || len(p.digits) > 1 && !p.List.Has(slot()) {
		p.digits = p.digits[1:]
	}
	p.List.Put(slot())
	return true, false, nil
}

func (p *positionPicker) place(chosen []string) tea.Cmd {
	position := video.Position(chosen[0])
	layers := p.d.Snapshot().Layout.Layers
	at := stage.Find(layers, &stage.At{Position: position, Index: -1})
	if len(p.ids) <= 1 || at < 0 {
		return p.d.Propose(video.SetMemberPosition(position, p.ids...))
	}
	positions := stage.Seats(p.ids, layers[at:])
	if len(positions) < len(p.ids) {
		p.d.Say(say.TooFewBoxes(len(positions), len(p.ids)), draw.Warn)
		return nil
	}
	return p.d.Propose(video.SetPositions(positions))
}
