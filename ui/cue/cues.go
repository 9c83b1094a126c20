// Package cue applies scenes: it lists them, shows what one would change, finds its addresses, and sends it as one
// command.
package cue

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/scene"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
)

// Applied is the scene that was applied last in a room; the zero value is none. It is kept while another room is shown.
type Applied struct {
	last string // name of the scene
	url  string // of its playback
	// length of the playback; 0: not known
	length time.Duration
	over   bool // the playback has ended
}

// Cues remembers which scene was applied last.
type Cues struct {
	Applied
	d Desk
}

// New returns the scenes of a console, of which none was applied yet.
func New(d Desk) *Cues { return &Cues{d: d} }

// Forget forgets which scene was applied: another room is shown.
func (c *Cues) Forget() { c.Applied = Applied{} }

// Playback returns the address of the last scene's playback, and how long it lasts; "" or 0 if that is not known.
func (c *Cues) Playback() (url string, length time.Duration) { return c.url, c.length }

// Plan returns what a scene would change now, and what its floor would do, in a sentence or "".
func (c *Cues) Plan(s *scene.Scene) (plan scene.Plan, begins string) {
	plan = s.Plan(c.d.SceneRoom())
	if h := c.d.Host(); h != nil && plan.Begins != "" {
		_ = h.Do(func(e *floor.Engine, _ time.Time) error { // a host that has ended has no plans
			begins = draw.Capital(say.FloorPlan(e.Plan(plan.Begins.Mode()))) + "."
			return nil
		})
	}
	return plan, begins
}

// Open lists the scenes. The cursor is on the one that follows the last.
func (c *Cues) Open() {
	at := ""
	if next := c.Next(); next != nil {
		at = next.Name
	}
	c.d.Open(newPicker(c.d, at, c.Plan, c.Apply))
}

// Next returns the scene after the last one, or nil.
func (c *Cues) Next() *scene.Scene {
	if last := scene.Find(c.d.Scenes(), c.last); last != nil {
		return scene.After(c.d.Scenes(), last)
	}
	return nil
}

// needed is an address that a scene needs.
type needed struct {
	action video.Action
	name   string
}

// Again applies the last scene once more.
func (c *Cues) Again() tea.Cmd { return c.Apply(c.last) }

// Apply applies a scene: it finds its addresses, then plans again with the room as it is at that time, and sends one
// command.
func (c *Cues) Apply(name string) tea.Cmd {
	s := scene.Find(c.d.Scenes(), name)
	switch {
	case s == nil:
		c.d.Say(say.SceneGone(name), draw.Warn)
		return nil
	case c.d.Refused():
		return nil
	}
	var needs []needed
	for _, n := range []needed{{video.ActPlay, s.Play}, {video.ActStartStream, s.Stream}} {
		if n.name != "" {
			needs = append(needs, n)
		}
	}
	return c.find(needs, map[needed]string{}, func(found map[needed]string) tea.Cmd { return c.send(s, found) })
}

// find finds addresses, one after the other.
func (c *Cues) find(needs []needed, found map[needed]string, then func(map[needed]string) tea.Cmd) tea.Cmd {
	if len(needs) == 0 {
		return then(found)
	}
	n := needs[0]
	return c.d.FindAddress(n.action, n.name, func(url string, err error) tea.Cmd {
		if err != nil {
			c.d.Say(say.SceneNotApplied(n.name, err), draw.Bad)
			return nil
		}
		found[n] = url
		return c.find(needs[1:], found, then)
	})
}

// send sends what a scene would change now.
func (c *Cues) send(s *scene.Scene, found map[needed]string) tea.Cmd {
	room := c.d.SceneRoom()
	room.Address = func(a video.Action, name string) string { return found[needed{a, name}] }
	plan := s.Plan(room)
	if plan.Nothing() {
		c.d.Say(say.SceneNothing(s.Name), draw.Info)
		return nil
	}
	then := func(command video.Command) tea.Cmd {
		c.last, c.url, c.length, c.over = s.Name, found[needed{video.ActPlay, s.Play}], s.Length, false
		return c.d.Launch(command, &plan)
	}
	command := c.muting(plan.Command(), plan.Begins)
	if len(command.Steps) == 0 { // only a mode, which mutes nobody
		return then(command)
	}
	return c.d.Send(command, s.Immediate, then)
}

// muting adds the people whom the mode of a scene mutes, for the questions and the progress of the command.
func (c *Cues) muting(command video.Command, begins floor.Preset) video.Command {
	h := c.d.Host()
	if h == nil || begins == "" {
		return command
	}
	_ = h.Do(func(e *floor.Engine, _ time.Time) error { // a host that has ended has no plans
		if closes := e.Plan(begins.Mode()).Closes; len(closes) > 0 {
			command.Steps = slices.Insert(slices.Clone(command.Steps), 0, video.AudioMute(closes...))
		}
		return nil
	})
	return command
}

// Ended reports whether the playback of the last scene has ended between two snapshots. It returns true only once. The
// room does not put the layout back.
func (c *Cues) Ended(before, now *video.Snapshot) bool {
	if c.url == "" || c.over {
		return false
	}
	runs := func(p *video.Playback) bool { return p.URL == c.url && p.Active() }
	c.over = slices.ContainsFunc(before.Playbacks, runs) && !slices.ContainsFunc(now.Playbacks, runs)
	return c.over
}
