package ui

import (
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session"
)

func TestRemoveAsks(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j x")
	s.wantText("David Kern #m2")
	s.wantText("joined 02:22:00")
	s.wantText("cannot be undone")
	s.pass(time.Second)
	s.press("enter")
	s.wantCommands(0)
	s.press("x")
	s.pass(time.Second)
	s.press("y")
	s.wantCommand(session.RemoveMember("m2"))
}

func TestQuestionIgnoresWhatWasTypedBefore(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.burst("xy")
	s.wantText("Remove Mark Oduya?")
	s.now = s.now.Add(100 * time.Millisecond)
	s.send(keyNamed("y"))
	s.wantText("Remove Mark Oduya?")
	s.wantCommands(0)
	s.now = s.now.Add(200 * time.Millisecond)
	s.send(keyNamed("y"))
	s.wantCommand(session.RemoveMember("m1"))
}

func TestQuestionGoesAwayWithItsTarget(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j x")
	s.leave("m2")
	s.wantNoText("Remove Mark Oduya?")
	s.wantFooter("cancelled: David Kern has left")
	s.pass(time.Second)
	s.press("y")
	s.wantCommands(0)
}

func TestQuestionSaysThatTheNameChanged(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("j x")
	s.edit("m2", func(m *session.Member) { m.Name = "Somebody Else" })
	s.wantText("Somebody Else #m2")
	s.wantText("renamed from David Kern")
}

func TestRoomChangeCancelsQuestions(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("space x")
	s.change(func(c *session.Snapshot) { c.Room.ID = "rs-2" })
	s.wantNoText("Remove Mark Oduya?")
	s.wantText("new session")
	s.wantNoText("marked")
}

func TestMoreThanFiveShowTheirPlan(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("a m")
	s.wantText("Mute 5 of 8 (7 people and 1 screen)?") // David, the screen and Hana are muted
	s.pass(time.Second)
	s.press("esc U a c")
	s.wantText("Turn off the camera of 7 of 8 (7 people and 1 screen)?")
	s.wantText("not sent to 1: camera off already")
	s.wantCommands(0)
	s.pass(time.Second)
	s.press("y")
	s.wantCommand(session.VideoMute("m1", "m2", "m4", "m5", "m6", "m7", "m8"))
}

func TestRemovingMoreThanFiveIsTyped(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.press("a x")
	s.wantText("Type Weekly standup")
	s.pass(time.Second)
	s.press("y enter")
	s.wantCommands(0)
	s.press("backspace")
	s.send(tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("Weekly standup")})
	s.press("enter")
	s.wantCommands(1)
}

func TestRemoveAllIsTyped(t *testing.T) {
	s := newScreen(t, 80, 24)
	s.run(s.m.propose(session.RemoveAllMembers()))
	s.m.dirty = true
	s.wantText("Type Weekly standup")
	s.wantCommands(0)
}
