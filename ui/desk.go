package ui

import (
	"slices"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
)

// desk is what panes and dialogs may ask of the model. All of it is called from Update and View only.
type desk interface {
	// snapshot is the current picture of the room; never nil. It is empty while no room is open.
	snapshot() *video.Snapshot
	// now is the time of the frame that is being made.
	now() time.Time
	theme() *theme.Theme
	keys() *keymap.Map
	// propose is the only way from a key to a running command: it checks, says why not, asks where that is due, and runs.
	propose(c video.Command) tea.Cmd
	// open puts a dialog on top; close takes the topmost one away.
	open(d dialog)
	close()
	// say shows a line in the status bar for a few seconds. Foreign text in it must have gone through package text.
	say(text string, t draw.Tone)
	// targets returns the marked members, else the one highlighted in the last painted frame, else none.
	targets() []video.MemberID
	// cursor returns the member highlighted in the last painted frame, or "".
	cursor() video.MemberID
	// pick puts the cursor of the people pane on the member.
	pick(id video.MemberID)
	// name returns the cleaned name of a member, with #id4 when it could be taken for another one.
	name(id video.MemberID) string
	// watchOnly reports whether commands are switched off.
	watchOnly() bool
	// read runs a reading command and continues with then inside Update.
	read(c video.Command, then func(video.Result, error) tea.Cmd) tea.Cmd
}

// What follows costs the same in a room of any size when the desk is the model, which keeps count.

// memberOf returns a member who is in the room, or nil.
func memberOf(d desk, id video.MemberID) *video.Member {
	m, ok := d.(*Model)
	if !ok {
		return d.snapshot().Member(id)
	}
	if p := m.people.r.byID[id]; p != nil && p.here() {
		return p.m
	}
	return nil
}

// handsUp returns who has a hand up: first those whose hands were up before we came, then in the order of rising.
func handsUp(d desk) []*video.Member {
	var hands []*video.Member
	if m, ok := d.(*Model); ok {
		for _, p := range m.people.r.hands() {
			hands = append(hands, p.m)
		}
		return hands
	}
	for _, m := range d.snapshot().Members {
		if m.HandRaised {
			hands = append(hands, m)
		}
	}
	slices.SortStableFunc(hands, compareHands)
	return hands
}

// onStage is how many members are not in the audience, screens and devices included.
func onStage(d desk) int {
	if m, ok := d.(*Model); ok {
		return m.people.r.tally.stage
	}
	n := 0
	for _, m := range d.snapshot().Members {
		if m.Type != video.TypeAudience {
			n++
		}
	}
	return n
}
