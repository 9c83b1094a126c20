package ui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/scene"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/cue"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/stage"
)

// cueDesk is the commander as the desk of scenes.
type cueDesk struct{ *commander }

// Scenes returns the scenes of the configuration.
func (m cueDesk) Scenes() []scene.Scene { return m.o.Scenes }

// Host returns the host of the room's floor, or nil.
func (m cueDesk) Host() *host.Host {
	if m.room == nil {
		return nil
	}
	return m.room.Floor()
}

// SceneRoom returns what scenes depend on.
func (m cueDesk) SceneRoom() scene.Room {
	r := scene.Room{
		Snapshot: m.snap, Slots: stage.Slots, Floor: m.Floor(), Spotlight: m.o.Spotlight,
		Facts: &selector.Facts{
			Now: m.Now(), Since: m.snap.Link.Since, TalkAll: m.Roster().Sum(m.Now()), Panel: m.o.Panel,
		},
	}
	if h := m.Host(); h != nil {
		r.Facts.Protected = func(who *video.Member) bool { return h.Protects(who, m.Roster().Member) }
	}
	return r
}

// Refused reports whether no command can be sent now, and says why.
func (m cueDesk) Refused() bool {
	reason := m.refusal(video.Lock()) // for the same reasons as any change of the room
	if reason != "" {
		m.Say(reason, draw.Warn)
	}
	return reason != ""
}

// Send checks a command and continues with then, after a question where one is due.
func (m cueDesk) Send(c video.Command, again bool, then func(video.Command) tea.Cmd) tea.Cmd {
	if err := c.Check(m.snap); err != nil {
		m.Say(say.Complaint(err), draw.Warn)
		return nil
	}
	if c.Risk() >= video.RiskAsks || m.o.asksAlso(c) || again && sizeOf(c) > m.o.plansOver() {
		m.Open(newConfirm(m.desk, c, then))
		return nil
	}
	return then(c)
}

// Launch sends a command that was checked, and begins the mode of its plan with it. "Again" takes the scene again.
func (m cueDesk) Launch(c video.Command, plan *scene.Plan) tea.Cmd {
	m.spared = plan.Spared
	send := m.send
	if plan.Begins != "" {
		send = func(c video.Command) tea.Cmd { return m.begin(c, plan.Begins, false) }
	}
	cmd := m.launchBy(c, send)
	m.last = video.Command{Verb: sceneVerb}
	return cmd
}

// begin sends a command and begins a mode with it, as one step of undo.
func (m cueDesk) begin(c video.Command, begins floor.Preset, sure bool) tea.Cmd {
	h := m.hostOfFloor()
	if h == nil {
		return nil
	}
	c = cue.Muting(h, c, begins)
	again := func() tea.Cmd {
		cmd := m.begin(c, begins, true)
		m.last = video.Command{Verb: sceneVerb}
		return cmd
	}
	if len(c.Steps) == 0 {
		m.afterFloor(h.Do(func(e *floor.Engine, now time.Time) error { return e.Begin(now, begins.Mode(), sure) }), again)
		return nil
	}
	var refused error
	cmd := m.sendBy(c, func(c video.Command) (Submission, error) {
		sub, err := h.Begin(m.ctx, c, begins.Mode(), sure)
		if err != nil {
			refused = err
			return nil, err
		}
		return sub, nil
	})
	if refused != nil {
		m.afterFloor(refused, again)
		return nil
	}
	return cmd
}

// openScenes lists the scenes.
func (m *commander) openScenes() tea.Cmd {
	if m.room == nil {
		m.Say(say.NoRoom, draw.Warn)
		return nil
	}
	m.banner.lower(bannerScene)
	m.cues.Open()
	return nil
}

// followScene offers the next scene when the playback of the last one has ended.
func (m *commander) followScene(before *video.Snapshot) {
	if !m.cues.Ended(before, m.snap) {
		return
	}
	name := ""
	if next := m.cues.Next(); next != nil {
		name = next.Name
	}
	m.banner.raise(bannerScene, say.PlaybackOver(name, draw.ShortKey(m.Keys().Scenes)))
}
