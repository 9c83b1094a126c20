package dialog

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// roomsPicker lists the rooms in progress. The model keeps the list up to date; the picker reads it at each frame.
type roomsPicker struct {
	*widget.Chooser
	d      Desk
	source Lister
	seen   []video.Room // rooms that the list was built from
}

// Lister lists the rooms in progress.
type Lister interface {
	// Listing returns the rooms, whether they were read at least once, and why the last read failed, as clean text.
	Listing() (rooms []video.Room, known bool, failure string)
}

// NewRoomsPicker offers the rooms in progress. then gets the id of the chosen one.
func NewRoomsPicker(d Desk, source Lister, then func(id string) tea.Cmd) widget.Dialog {
	p := &roomsPicker{d: d, source: source}
	p.Chooser = widget.NewChooser(d, "Rooms", nil, func(ids []string) tea.Cmd { return then(ids[0]) })
	p.W = widget.Widest
	p.take()
	p.List.Put(d.Snapshot().Room.ID)
	return p
}

// take rebuilds the list if the rooms have changed.
func (p *roomsPicker) take() {
	rooms, known, failure := p.source.Listing()
	switch {
	case failure != "":
		p.Empty = "the rooms cannot be listed: " + failure
	case !known:
		p.Empty = "looking for rooms" + p.d.Theme().Glyphs.Pending
	default:
		p.Empty = "no room is in progress: waiting for one to start" + p.d.Theme().Glyphs.Pending
	}
	if len(rooms) == len(p.seen) && (len(rooms) == 0 || &rooms[0] == &p.seen[0]) {
		return
	}
	p.seen = rooms
	fresh := make([]widget.Choice, len(rooms))
	for i, r := range rooms {
		fresh[i] = p.room(r)
	}
	p.List.Refresh(fresh)
}

// room returns one line: title, people, and what is running.
func (p *roomsPicker) room(r video.Room) widget.Choice {
	g := &p.d.Theme().Glyphs
	var notes []string
	if r.ID == p.d.Snapshot().Room.ID {
		notes = append(notes, "open here")
	}
	if r.Recording == video.Yes {
		notes = append(notes, g.Rec+" REC")
	}
	if r.Streaming == video.Yes {
		notes = append(notes, g.Rec+" STREAM")
	}
	if r.Locked == video.Yes {
		notes = append(notes, g.Locked+" locked")
	}
	if r.LayoutName != "" {
		notes = append(notes, text.Clean(r.LayoutName))
	}
	if r.MemberCount >= 0 {
		notes = append(notes, draw.FitRight(strconv.Itoa(r.MemberCount), 3)+" people")
	}
	c := widget.Choice{ID: r.ID, Text: text.Clean(r.Title()), Note: strings.Join(notes, "   ")}
	c.Also = text.Clean(r.Name) + " " + text.Clean(r.ID)
	if r.Ended {
		c.Off = "ended"
	}
	return c
}

func (p *roomsPicker) Lines(maxW, maxH int) []string {
	p.take()
	return p.Chooser.Lines(maxW, maxH)
}

// Changed leaves the picker open: it is about all rooms.
func (p *roomsPicker) Changed() bool { return false }
