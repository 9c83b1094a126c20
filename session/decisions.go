package session

import (
	"encoding/json"
	"time"

	"gavel/session/video"
)

// RecordDecision sends a program's decision to the recorder of the session, in order with all other records. Without a
// recorder nothing is recorded. kind has 1 to 64 ASCII letters, digits and . _ : @ -. data is JSON, or nil for none.
// RecordDecision does not wait for the recorder. The error is a [*video.ArgumentError] for an invalid kind or data, or
// [video.ErrClosed] after the session has ended.
func (r *RoomSession) RecordDecision(kind string, data json.RawMessage) error {
	return r.decide(kind, data, func() bool { return false })
}

// Recorded reports whether the session has a recorder. again counts how often the recorder has asked for everything
// again, as a journal does for each new file. When it changes, a program records again what a replay must show.
func (r *RoomSession) Recorded() (again uint64, ok bool) {
	if r.rec == nil {
		return 0, false
	}
	return r.rec.State().Wanted, true
}

// LogDecision is [RoomSession.RecordDecision], and shows the decision in the log of the session, also without a
// recorder.
func (r *RoomSession) LogDecision(kind string, data json.RawMessage) error {
	return r.decide(kind, data, func() bool { return true })
}

// LogDecisionOf is [RoomSession.LogDecision] for a decision that a command carries out. The log shows the decision only
// if the command has no entry there, because it was refused or changed nothing. The submission must be of this session.
func (r *RoomSession) LogDecisionOf(s *Submission, kind string, data json.RawMessage) error {
	return r.decide(kind, data, func() bool { return s.Entry() == 0 }) // its start was posted before this
}

func (r *RoomSession) decide(kind string, data json.RawMessage, show func() bool) error {
	if !video.ValidID(kind) || data != nil && !json.Valid(data) {
		return &video.ArgumentError{
			Name: "decision", Reason: "needs valid JSON and a kind of 1 to 64 letters, digits and . _ : @ -",
		}
	}
	decision := &video.Decision{Kind: kind, Data: data}
	op := func(l *loop) {
		now := time.Now()
		if show() {
			decision.Entry = l.d.NextEntry()
			l.d.Show(video.Entry{At: now, Kind: video.EntryRoom, Note: video.NoteDecision, Decision: decision})
		}
		l.rec.hand(video.Record{At: now, Decision: decision})
	}
	if !r.posts.put(op) {
		return video.ErrClosed
	}
	return nil
}
