package ui

import (
	"context"
	"encoding/json"

	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/player"
	"gavel/ui/say"
	"gavel/ui/text"
)

// playedRoom is a recorded room as the console uses it. It refuses every change.
type playedRoom struct{ *player.Player }

var errReplay = &video.StateError{Reason: say.Replaying, Err: video.ErrNotSent}

func (playedRoom) Submit(context.Context, video.Command) (Submission, error) { return nil, errReplay }

func (playedRoom) SubmitUndo(context.Context) (Submission, error) { return nil, errReplay }
func (playedRoom) Refresh(context.Context) error                  { return nil }
func (playedRoom) RecordDecision(string, json.RawMessage) error   { return nil } // the journal has it already
func (playedRoom) Err() error                                     { return nil }
func (playedRoom) Floor() *host.Host                              { return nil }

// readOnly returns the reason why commands are switched off.
func (m *desk) readOnly() string {
	if m.o.Player != nil {
		return say.Replaying
	}
	return say.ReadOnly(m.Keys().WatchOnly.Help().Key)
}

// showVerdict shows the faults of a replay's journal.
func (m *desk) showVerdict() {
	if p := m.o.Player; p != nil && p.Verdict != "" {
		m.banner.raise(bannerVerdict, text.Clean(p.Verdict)+" · esc")
	}
}

// rehear replaces the talk history by the runs of talking before the point to which a replay has jumped.
func (m *desk) rehear() {
	if m.o.Player == nil {
		return
	}
	if heard, jumped := m.o.Player.Jumped(); jumped {
		m.people.Roster.Rehear(heard)
	}
}
