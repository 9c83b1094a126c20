package cue

import (
	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/host"
	"gavel/session/scene"
	"gavel/session/video"
	"gavel/ui/people"
	"gavel/ui/widget"
)

// Desk is what scenes need from the console. Its methods are called from Update and View only.
type Desk interface {
	widget.Host
	// Scenes returns the scenes of the configuration.
	Scenes() []scene.Scene
	// SceneRoom returns what a scene depends on, apart from its addresses.
	SceneRoom() scene.Room
	// Roster returns the members of the room, counted and named.
	Roster() *people.Roster
	// Host returns the host of the room's floor, or nil.
	Host() *host.Host
	// Open puts a dialog on top.
	Open(d widget.Dialog)
	// FindAddress finds a named address, and continues with then inside Update.
	FindAddress(a video.Action, name string, then func(url string, err error) tea.Cmd) tea.Cmd
	// Refused reports whether no command can be sent now, and shows why.
	Refused() bool
	// Send checks a command and continues with then, after a question where one is due. again makes a bulk command ask,
	// too. If Send does not continue, it shows why.
	Send(c video.Command, again bool, then func(c video.Command) tea.Cmd) tea.Cmd
	// Launch sends the command of a plan that was checked, and starts its mode of the floor with it. The command may have
	// no step.
	Launch(c video.Command, plan *scene.Plan) tea.Cmd
}
