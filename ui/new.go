package ui

import (
	"context"
	"strings"
	"time"

	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/cue"
	"gavel/ui/draw"
	"gavel/ui/pane"
	"gavel/ui/people"
)

// New returns a console. ctx ends its commands.
func New(ctx context.Context, o Options) *Model {
	if o.Now == nil {
		o.Now = time.Now
	}
	m := &Model{desk: &desk{ctx: ctx, o: o, snap: &video.Snapshot{}, clk: o.Now(), watch: o.WatchOnly, dirty: true}}
	m.desk.awaited, m.choices = map[Room]bool{}, map[string]choices{}
	m.commander = &commander{
		desk: m.desk, gate: &m.gate, update: func() { m.take(m.room.Snapshot()) }, floors: map[*host.Host]seenFloor{},
	}
	m.desk.cues = cue.New(cueDesk{m.commander})
	m.commander.palette.Press = presses
	m.desk.propose, m.desk.runFloor = m.commander.consider, m.commander.onFloor
	m.commander.palette.Floor, m.commander.palette.RunFloor = m.desk.Floor, m.commander.onFloor
	m.lobby = &lobby{desk: m.desk, entered: m.entered, opened: map[string]Room{}, following: map[string]bool{}}
	m.foot = &footer{commander: m.commander, conditionOf: conditionOf}
	m.alarms = newAlarms(m.commander, m.lobby)
	m.lobby.alarmed, m.lobby.watched = m.alarms.board.Alarms, m.alarms.follow
	m.screen = &screen{
		others: m.alarms.needs,
		desk:   m.desk, main: arrange.SlotPeople, side: arrange.SlotStage, footer: m.foot.line,
		waiting: m.lobby.waiting, alarm: m.alarms.line, came: m.alarms.came,
	}
	m.people, m.timeline = pane.NewMembers(m.desk), pane.NewTimeline(m.desk)
	m.panes = [arrange.SlotCount]pane.Pane{
		arrange.SlotPeople: m.people, arrange.SlotStage: pane.NewStage(m.desk), arrange.SlotHands: pane.NewHands(m.desk),
		arrange.SlotMedia: pane.NewMedia(m.desk), arrange.SlotLog: pane.NewLog(m.desk),
		arrange.SlotDetail: pane.NewDetail(m.desk), arrange.SlotTimeline: m.timeline,
	}
	m.people.Choose(o.Columns)
	if o.Sort != (people.Sorting{}) {
		m.people.SortBy(o.Sort)
	}
	if o.Player != nil {
		m.o.Room, m.watch = playedRoom{o.Player}, true
	}
	if m.o.Room != nil {
		m.enter(m.o.Room)
	}
	m.showVerdict()
	if len(o.Notes) > 0 {
		m.Say(strings.Join(o.Notes, " "), draw.Warn)
	}
	return m
}
