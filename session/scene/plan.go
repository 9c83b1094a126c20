package scene

import (
	"slices"
	"strconv"

	"gavel/session/floor"
	"gavel/session/selector"
	"gavel/session/video"
)

// Room is the data on which a plan depends.
type Room struct {
	Snapshot *video.Snapshot
	Facts    *selector.Facts
	// Slots returns the places of a layout for a number of people; nil for a layout that is not known.
	Slots func(layout string, people int) []video.Layer
	// Floor is the room's floor; nil means that there is none. Spotlight reports that it places guests in reserved-1.
	Floor     *floor.View
	Spotlight bool
	// Address returns the address of a name, or "" if it is unknown; nil means that all are unknown.
	Address func(a video.Action, name string) string
}

// Plan is the list of changes that a scene would make in a room now.
type Plan struct {
	Scene *Scene
	// Steps are the changes in their order, without those that would change nothing. A playback or a stream has the name
	// of its address in Named, and no address while that is unknown.
	Steps []Step
	// Missing are the places that no member fills.
	Missing []Missing
	// Spared are the protected people that a selector of the scene chooses. They keep their places and levels.
	Spared []video.MemberID
	// Begins is the mode that the floor would start; "" for none.
	Begins floor.Preset
}

// Step is one change.
type Step struct {
	Command video.Command
	Named   string
}

// Missing is a place that a scene cannot fill.
type Missing struct {
	Position video.Position
	Of       string // the selector
	Why      Why
}

// Why is the reason why a place is not filled.
type Why uint8

// The reasons.
const (
	Nobody    Why = iota // no member is chosen, or all chosen ones have other places
	NoSlot               // the layout does not have the place
	FloorsOwn            // the floor places its guests there
	Protected            // all chosen members are protected, and have other places
	Held                 // a protected member has the place
)

// Plan returns the changes that the scene would make.
func (s *Scene) Plan(r Room) Plan {
	r.Facts = r.Facts.WithLists() // the configuration that has the scene also has the lists
	p := planner{Plan: Plan{Scene: s}, Room: r}
	p.canvas()
	p.flags()
	p.levels()
	p.stops()
	p.record()
	if s.Stream != "" {
		p.start(video.ActStartStream, s.Stream)
	}
	if s.Play != "" {
		p.start(video.ActPlay, s.Play)
	}
	if r.Floor != nil && s.Floor != "" && r.Floor.Mode.Preset != s.Floor {
		p.Begins = s.Floor
	}
	return p.Plan
}

// Nothing reports whether the plan would change nothing.
func (p *Plan) Nothing() bool { return len(p.Steps) == 0 && p.Begins == "" }

// Command returns the plan as one command, with one entry in the log and one step for undo. It skips members that are
// protected when their request leaves.
func (p *Plan) Command() video.Command {
	steps := make([]video.Command, 0, len(p.Steps))
	for _, step := range p.Steps {
		steps = append(steps, step.Command)
	}
	name := "the scene " + strconv.Quote(p.Scene.Name)
	c := video.Composite("apply "+name, "applied "+name, nil, steps...)
	c.Purpose, c.Independent, c.SkipProtected = video.ForScene, true, true
	return c
}

// planner makes a plan.
type planner struct {
	Plan
	Room
}

func (p *planner) add(c video.Command) { p.Steps = append(p.Steps, Step{Command: c}) }

// canvas sets the layout and the places, as one step where the room can do both at once.
func (p *planner) canvas() {
	s, snap := p.Scene, p.Snapshot
	positions := p.places()
	changes := s.Layout != "" && s.Layout != snap.Room.LayoutName
	if !changes { // members in their places stay
		for id, to := range positions {
			if m := snap.Member(id); m.CurrentPosition == to && m.RequestedPosition == to {
				delete(positions, id)
			}
		}
	}
	if changes {
		p.keepPlaces(positions)
	}
	switch {
	case changes && len(positions) == 0:
		p.add(video.SetLayout(s.Layout, nil))
	case changes:
		p.add(video.SetLayout(s.Layout, positions))
	case len(positions) > 0:
		p.add(video.SetPositions(positions))
	}
}

// keepPlaces names the protected people who have a place, so that a new layout leaves them there.
func (p *planner) keepPlaces(positions map[video.MemberID]video.Position) {
	slots := p.slots()
	for _, m := range p.Snapshot.Members {
		at := m.RequestedPosition
		if _, placed := positions[m.ID]; !placed && at.Valid() && at != video.PositionAuto && slots[at] && p.protects(m) {
			positions[m.ID] = at
		}
	}
}

// places chooses a member for each place. A member gets at most one place, the first that fits.
func (p *planner) places() map[video.MemberID]video.Position {
	slots := p.slots()
	placed := map[video.MemberID]video.Position{}
	for _, place := range p.Scene.Places {
		miss := Missing{Position: place.Position, Of: place.Of.String()}
		switch {
		case place.Position == video.Reserved(1) && p.usesSpot():
			miss.Why = FloorsOwn
		case len(slots) > 0 && !slots[place.Position]:
			miss.Why = NoSlot
		default:
			m, why := p.choose(place, placed)
			if m != nil {
				placed[m.ID] = place.Position
				continue
			}
			miss.Why = why
		}
		p.Missing = append(p.Missing, miss)
	}
	return placed
}

// protects reports whether a member is protected. Scenes choose people by selectors, so they skip protected ones.
func (p *planner) protects(m *video.Member) bool {
	return p.Facts.Protected(m)
}

// spare notes that a member is left out.
func (p *planner) spare(m *video.Member) {
	if !slices.Contains(p.Spared, m.ID) {
		p.Spared = append(p.Spared, m.ID)
	}
}

// usesSpot reports whether the floor places its guests in reserved-1, or will with the mode of the scene.
func (p *planner) usesSpot() bool {
	if !p.Spotlight || p.Floor == nil {
		return false
	}
	begins := p.Scene.Floor != "" && p.Scene.Floor != floor.Open
	return begins || p.Floor.Mode.Preset != floor.Open || len(p.Floor.Turns) > 0
}

// slots returns the places that can be requested; nil if they are not known.
func (p *planner) slots() map[video.Position]bool {
	layers := p.Snapshot.Layout.Layers
	if s := p.Scene; s.Layout != "" && s.Layout != p.Snapshot.Room.LayoutName {
		if layers = nil; p.Slots != nil {
			layers = p.Slots(s.Layout, p.Snapshot.Counts.People)
		}
	}
	if len(layers) == 0 {
		return nil
	}
	slots := map[video.Position]bool{video.PositionAuto: true, video.PositionOffCanvas: true}
	for _, l := range layers {
		slots[l.Position] = true
	}
	return slots
}

// choose returns the member for a place: the one that has it already, else the first with the camera on, else the
// first. If there is none, it returns the reason. Protected people keep their places.
func (p *planner) choose(place Place, placed map[video.MemberID]video.Position) (*video.Member, Why) {
	free := func(m *video.Member) bool {
		_, has := placed[m.ID]
		return !has && m.Type != video.TypeAudience && place.Of.Match(m, p.Facts)
	}
	if m := p.holder(place.Position); m != nil {
		if free(m) {
			return m, Nobody
		}
		p.spare(m)
		return nil, Held
	}
	var dark, lit, safe *video.Member
	for _, m := range p.Snapshot.Members {
		switch {
		case !free(m):
		case p.protects(m):
			if safe == nil {
				safe = m
			}
		case m.CurrentPosition == place.Position:
			return m, Nobody
		case !m.VideoMuted && lit == nil:
			lit = m
		case m.VideoMuted && dark == nil:
			dark = m
		}
	}
	switch {
	case lit != nil:
		return lit, Nobody
	case dark == nil && safe != nil:
		p.spare(safe)
		return nil, Protected
	}
	return dark, Nobody
}

// holder returns the protected member that has a box of the layout, or nil.
func (p *planner) holder(at video.Position) *video.Member {
	if at == video.PositionAuto || at == video.PositionOffCanvas {
		return nil
	}
	stays := p.Scene.Layout == "" || p.Scene.Layout == p.Snapshot.Room.LayoutName
	for _, m := range p.Snapshot.Members {
		if (m.RequestedPosition == at || stays && m.CurrentPosition == at) && p.protects(m) {
			return m
		}
	}
	return nil
}

// flags sets the properties of the room. Raised hands do not come first while the floor uses the first place.
func (p *planner) flags() {
	room, s := &p.Snapshot.Room, p.Scene
	if s.HideMuted != video.Unknown && room.HideVideoMuted != s.HideMuted {
		p.add(video.SetHideVideoMuted(s.HideMuted == video.Yes))
	}
	first := s.HandsFirst
	if first == video.Yes && p.usesSpot() {
		first = video.No
	}
	if first != video.Unknown && room.PrioritizeHandraise != first {
		p.add(video.SetPrioritizeHandraise(first == video.Yes))
	}
}

// levels sets volumes and sensitivities where they differ.
func (p *planner) levels() {
	for _, level := range p.Scene.Levels {
		p.level(level, level.Mic, video.SetInputVolume, func(m *video.Member) float64 { return m.InputVolume })
		p.level(level, level.Hear, video.SetOutputVolume, func(m *video.Member) float64 { return m.OutputVolume })
		p.level(level, level.Sensitivity, video.SetInputSensitivity,
			func(m *video.Member) float64 { return m.InputSensitivity })
	}
}

func (p *planner) level(
	level Level, value *float64, set func(float64, ...video.MemberID) video.Command, now func(*video.Member) float64,
) {
	if value == nil {
		return
	}
	var ids []video.MemberID
	for _, m := range p.Snapshot.Members {
		switch {
		case m.Type == video.TypeAudience, now(m) == *value, !level.Of.Match(m, p.Facts):
		case p.protects(m):
			p.spare(m)
		default:
			ids = append(ids, m.ID)
		}
	}
	if len(ids) > 0 {
		p.add(set(*value, ids...))
	}
}

// stops stops playbacks and streams that run.
func (p *planner) stops() {
	if p.Scene.StopPlaybacks {
		for _, one := range p.Snapshot.Playbacks {
			if one.Active() {
				p.add(video.OnObject(video.ActPlaybackStop, one.ID, nil))
			}
		}
	}
	if p.Scene.StopStreams {
		for _, one := range p.Snapshot.Streams {
			if one.Active() {
				p.add(video.OnObject(video.ActStreamStop, one.ID, nil))
			}
		}
	}
}

// record starts, pauses, resumes or stops recordings.
func (p *planner) record() {
	var running, paused []string
	for _, one := range p.Snapshot.Recordings {
		switch {
		case one.State == video.StatePaused && one.Active():
			paused = append(paused, one.ID)
		case one.Active():
			running = append(running, one.ID)
		}
	}
	act := func(a video.Action, ids []string) {
		for _, id := range ids {
			p.add(video.OnObject(a, id, nil))
		}
	}
	switch p.Scene.Record {
	case Start:
		if act(video.ActRecordingResume, paused); len(running)+len(paused) == 0 {
			p.add(video.StartRecording())
		}
	case Pause:
		act(video.ActRecordingPause, running)
	case Resume:
		act(video.ActRecordingResume, paused)
	case Stop:
		act(video.ActRecordingStop, slices.Concat(running, paused))
	}
}

// runs reports whether a playback or a stream of the address runs.
func (p *planner) runs(kind video.Target, url string) bool {
	if kind == video.OnPlayback {
		return slices.ContainsFunc(p.Snapshot.Playbacks, func(one *video.Playback) bool {
			return one.URL == url && one.Active()
		})
	}
	return slices.ContainsFunc(p.Snapshot.Streams, func(one *video.Stream) bool {
		return one.URL == url && one.Active()
	})
}

// start starts a playback or a stream to a named address, unless it runs already.
func (p *planner) start(a video.Action, name string) {
	url := ""
	if p.Address != nil {
		url = p.Address(a, name)
	}
	row, _ := a.Info()
	if url != "" && p.runs(row.Starts, url) {
		return
	}
	step := Step{Command: video.Command{Action: a, Args: video.Args{}}, Named: name}
	if url != "" {
		step.Command.Args["url"] = url
	}
	p.Steps = append(p.Steps, step)
}
