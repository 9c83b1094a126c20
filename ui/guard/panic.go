package guard

import (
	"slices"

	"gavel/session/video"
)

// maxPlaced bounds the positions of one request. The largest room on sale has 300 members.
const maxPlaced = 500

// Room is what a panic depends on.
type Room struct {
	*video.Snapshot
	// Protected and Panel report whether a member, or its owner, is on the list; nil for nobody. People on either list
	// stay on the canvas, and protected people stay as they are.
	Protected, Panel func(*video.Member) bool
	// Newcomers are the people who joined recently.
	Newcomers []video.MemberID
}

// Panic is what a panic would do. Each member is in Talking or Open at most once.
type Panic struct {
	Locks   bool
	Clears  int    // number of members who leave the canvas
	Layout  string // small layout to change to, because the room has too many members to name; "" for its own
	Talking []video.MemberID
	Cameras []video.MemberID // of newcomers, with their screens
	Open    []video.MemberID // who are not talking
	Spared  []video.MemberID // protected people with a microphone or camera on
	OnAir   bool             // a stream is running
	Records bool             // a recording is running

	place map[video.MemberID]video.Position
	name  string // of the layout to set
}

// Plan returns what a panic would do now. The cost grows with the number of members, and the longest request has
// maxPlaced positions.
func Plan(r Room) Panic {
	p := Panic{
		Locks:   r.Room.Locked != video.Yes,
		OnAir:   slices.ContainsFunc(r.Streams, (*video.Stream).Active),
		Records: slices.ContainsFunc(r.Recordings, (*video.Recording).Active),
	}
	is := func(list func(*video.Member) bool, m *video.Member) bool { return list != nil && list(m) }
	came := make(map[video.MemberID]bool, len(r.Newcomers))
	for _, id := range r.Newcomers {
		came[id] = true
	}
	var out, stay []*video.Member
	for _, m := range r.Members {
		switch {
		case m.Type == video.TypeAudience:
			continue
		case is(r.Protected, m):
			stay = append(stay, m)
			if !m.AudioMuted || !m.VideoMuted {
				p.Spared = append(p.Spared, m.ID)
			}
			continue
		case is(r.Panel, m):
			stay = append(stay, m)
		default:
			out = append(out, m)
		}
		p.silence(m, came[m.ID] || came[m.ParentID])
	}
	p.clear(r.Snapshot, out, stay)
	return p
}

// silence sorts a member that is not protected.
func (p *Panic) silence(m *video.Member, isNew bool) {
	switch {
	case m.AudioMuted || m.Type == video.TypeScreen: // a screen has no microphone
	case m.Talking:
		p.Talking = append(p.Talking, m.ID)
	default:
		p.Open = append(p.Open, m.ID)
	}
	if isNew && !m.VideoMuted {
		p.Cameras = append(p.Cameras, m.ID)
	}
}

// clear plans the one request after which only the members in stay are on the canvas.
func (p *Panic) clear(s *video.Snapshot, out, stay []*video.Member) {
	out = slices.DeleteFunc(out, func(m *video.Member) bool { return m.RequestedPosition == video.PositionOffCanvas })
	if p.Clears = len(out); p.Clears == 0 {
		return
	}
	p.name, p.place = s.Room.LayoutName, map[video.MemberID]video.Position{}
	for _, m := range stay {
		if m.RequestedPosition.Valid() && m.RequestedPosition != video.PositionAuto { // named, so that it stays
			p.place[m.ID] = m.RequestedPosition
		}
	}
	if len(out) > maxPlaced {
		slices.SortStableFunc(out, func(a, b *video.Member) int { return rank(a) - rank(b) })
		out = out[:maxPlaced]
		if small := smallest(s.Layouts, len(stay)); small != "" {
			p.name, p.Layout = small, small
		}
	}
	for _, m := range out {
		p.place[m.ID] = video.PositionOffCanvas
	}
}

// rank returns 0 for a member on the canvas, 1 for a member who could come onto it, and 2 for all others.
func rank(m *video.Member) int {
	switch {
	case m.Visible:
		return 0
	case !m.VideoMuted:
		return 1
	}
	return 2
}

// grids are the layouts with equal boxes, by their number.
var grids = []struct {
	name  string
	boxes int
}{{"1x1", 1}, {"2x1", 2}, {"2x2", 4}, {"3x3", 9}, {"4x4", 16}, {"5x5", 25}, {"6x6", 36}, {"8x8", 64}, {"10x10", 100}}

// smallest returns the grid of the room with the fewest boxes that has a box for each of the people; "" if there is
// none.
func smallest(layouts []string, people int) string {
	for _, g := range grids {
		if g.boxes >= people && slices.Contains(layouts, g.name) {
			return g.name
		}
	}
	return ""
}

// Command returns the panic as one command; ok is false if there is nothing to do. Its steps do not wait for each
// other.
func (p *Panic) Command() (c video.Command, ok bool) {
	var steps []video.Command
	if p.Locks {
		steps = append(steps, video.Lock())
	}
	switch {
	case len(p.place) == 0:
	case p.name == "":
		steps = append(steps, video.Command{Action: video.ActSetPositions, Args: video.Args{"positions": p.place}})
	default:
		steps = append(steps, video.SetLayout(p.name, p.place))
	}
	for _, step := range []video.Command{
		video.AudioMute(p.Talking...), video.VideoMute(p.Cameras...), video.AudioMute(p.Open...),
	} {
		if len(step.Targets) > 0 {
			steps = append(steps, step)
		}
	}
	c = video.Composite("lock and silence the room (panic)", "locked and silenced the room (panic)", nil, steps...)
	c.Purpose, c.SkipProtected, c.Independent = video.ForPanic, true, true
	return c, len(steps) > 0
}
