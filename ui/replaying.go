package ui

import (
	"context"

	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/player"
	"gavel/ui/say"
	"gavel/ui/text"
)

// playedRoom is a recorded room as the console uses it. It refuses every change.
type playedRoom struct{ *player.Player }

var errReplay = &video.StateError{Reason: player.ReadOnly, Err: video.ErrNotSent}

func (playedRoom) Submit(context.Context, video.Command) (Submission, error) { return nil, errReplay }

func (playedRoom) SubmitUndo(context.Context) (Submission, error) { return nil, errReplay }
func (playedRoom) Refresh(context.Context) error                  { return nil }
func (playedRoom) Floor() *host.Host                              { return nil }

// readOnly returns why no command is sent.
func (m *desk) readOnly() string {
	if m.o.Player != nil {
		return player.ReadOnly
	}
	return say.ReadOnly(m.Keys().WatchOnly.Help().Key)
}

// showVerdict says what is wrong with the journal of a replay.
func (m *desk) showVerdict() {
	if p := m.o.Player; p != nil && p.Verdict != "" {
		m.banner.raise(bannerVerdict, text.Clean(p.Verdict)+" · esc")
	}
}

// rehear takes over who talked of late before a jump of a replay.
func (m *desk) rehear() {
	if m.o.Player == nil {
		return
	}
	if heard, jumped := m.o.Player.Jumped(); jumped {
		m.people.Roster.Rehear(heard)
	}
}
