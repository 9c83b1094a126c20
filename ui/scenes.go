package ui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/scene"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/dialog"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/stage"
	"gavel/ui/text"
)

// Scenes returns the scenes of the configuration.
func (m *commander) Scenes() []scene.Scene { return m.o.Scenes }

// PlanScene returns what a scene would change now.
func (m *commander) PlanScene(s *scene.Scene) (plan scene.Plan, begins string) {
	plan = s.Plan(m.sceneRoom(nil))
	if plan.Begins != "" {
		_ = m.room.Floor().Do(func(e *floor.Engine, _ time.Time) error { // a host that has ended has no plans
			begins = draw.Capital(say.FloorPlan(e.Plan(plan.Begins.Mode()))) + "."
			return nil
		})
	}
	return plan, begins
}

// sceneRoom returns what scenes depend on. found has the addresses that are known.
func (m *commander) sceneRoom(found map[needed]string) scene.Room {
	r := scene.Room{
		Snapshot: m.snap, Slots: stage.Slots, Floor: m.Floor(), Spotlight: m.o.Spotlight,
		Facts: &selector.Facts{
			Now: m.Now(), Since: m.snap.Link.Since, TalkAll: m.Roster().Sum(m.Now()), Panel: m.o.Panel,
		},
		Address: func(a video.Action, name string) string { return found[needed{a, name}] },
	}
	if m.room != nil && m.room.Floor() != nil {
		h := m.room.Floor()
		r.Facts.Protected = func(who *video.Member) bool { return h.Protects(who, m.Roster().Member) }
	}
	return r
}

// openScenes lists the scenes. The cursor is on the one that follows the last.
func (m *commander) openScenes() tea.Cmd {
	if m.room == nil {
		m.Say(say.NoRoom, draw.Warn)
		return nil
	}
	m.banner.lower(bannerScene)
	at := ""
	if next := m.nextScene(); next != nil {
		at = next.Name
	}
	m.Open(dialog.NewScenePicker(m, m, at))
	return nil
}

// nextScene returns the scene after the last one, or nil.
func (m *commander) nextScene() *scene.Scene {
	if last := scene.Find(m.o.Scenes, m.scene.name); last != nil {
		return scene.After(m.o.Scenes, last)
	}
	return nil
}

// needed is an address that a scene needs.
type needed struct {
	action video.Action
	name   string
}

// TakeScene takes a scene: it finds its addresses, plans again with the room as it is by then, and sends one command.
func (m *commander) TakeScene(name string) tea.Cmd {
	s := scene.Find(m.o.Scenes, name)
	switch {
	case s == nil:
		m.Say("There is no scene "+say.Quote(name)+" any longer.", draw.Warn)
		return nil
	case m.refusal(video.Lock()) != "": // for the same reasons as any change of the room
		m.Say(m.refusal(video.Lock()), draw.Warn)
		return nil
	}
	var needs []needed
	for _, n := range []needed{{video.ActPlay, s.Play}, {video.ActStartStream, s.Stream}} {
		if n.name != "" {
			needs = append(needs, n)
		}
	}
	return m.findAddresses(needs, map[needed]string{}, func(found map[needed]string) tea.Cmd {
		return m.takePlan(s, found)
	})
}

func (m *commander) findAddresses(
	needs []needed, found map[needed]string, then func(map[needed]string) tea.Cmd,
) tea.Cmd {
	if len(needs) == 0 {
		return then(found)
	}
	n := needs[0]
	return m.FindAddress(n.action, n.name, func(url string, err error) tea.Cmd {
		if err != nil {
			m.Say("The scene was not taken: no address for "+text.Clean(n.name)+": "+text.Clean(err.Error())+".", draw.Bad)
			return nil
		}
		found[n] = url
		return m.findAddresses(needs[1:], found, then)
	})
}

// takePlan sends what a scene would change now. It asks where a question is due.
func (m *commander) takePlan(s *scene.Scene, found map[needed]string) tea.Cmd {
	plan := s.Plan(m.sceneRoom(found))
	if plan.Nothing() {
		m.Say(say.SceneNothing(s.Name), draw.Info)
		return nil
	}
	then := func(c video.Command) tea.Cmd {
		var cmd tea.Cmd
		if len(c.Steps) > 0 {
			cmd = m.launch(c)
		}
		if plan.Begins != "" {
			m.onFloor(func(e *floor.Engine, now time.Time, sure bool) error {
				return e.Begin(now, plan.Begins.Mode(), sure)
			})
		}
		m.last = video.Command{Verb: sceneVerb}
		m.scene = taken{name: s.Name, url: found[needed{video.ActPlay, s.Play}], length: s.Length}
		return cmd
	}
	c := plan.Command()
	if len(c.Steps) == 0 {
		return then(video.Command{})
	}
	if err := c.Check(m.snap); err != nil {
		m.Say(say.Complaint(err), draw.Warn)
		return nil
	}
	if c.Risk() >= video.RiskAsks || m.o.asksAlso(c) || s.Immediate && sizeOf(c) > m.o.plansOver() {
		m.Open(newConfirm(m.desk, c, then))
		return nil
	}
	return then(c)
}

// followScene offers the next scene when the playback of the last one has ended. The room does not put the layout back.
func (m *commander) followScene(before *video.Snapshot) {
	if m.scene.url == "" || m.scene.over {
		return
	}
	runs := func(p *video.Playback) bool { return p.URL == m.scene.url && p.Active() }
	if !slices.ContainsFunc(before.Playbacks, runs) || slices.ContainsFunc(m.snap.Playbacks, runs) {
		return
	}
	m.scene.over = true
	name, key := "", draw.ShortKey(m.Keys().Scenes)
	if next := m.nextScene(); next != nil {
		name = next.Name
	}
	m.banner.raise(bannerScene, say.PlaybackOver(name, key))
}
