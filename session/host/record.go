package host

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/journal"
	"gavel/session/video"
)

// keeping sends a decision to the journal, and perhaps to the log.
type keeping func(kind string, data json.RawMessage) error

// unlessLogged keeps decisions that belong to a submission: its entry in the log stands for them, if it has one.
func (h *Host) unlessLogged(sub *session.Submission) keeping {
	return func(kind string, data json.RawMessage) error { return h.room.LogDecisionOf(sub, kind, data) }
}

// record sends notes to the journal, and to the log. inCommand keeps those that add nothing to the command of their
// verb.
func (h *Host) record(notes []floor.Note, inCommand keeping) {
	for _, n := range notes {
		keep := h.room.LogDecision
		if n.Kind.InCommand() {
			keep = inCommand
		}
		text, err := json.Marshal(n)
		if err == nil {
			err = keep(string(n.Kind), text)
		}
		if err != nil && h.ctx.Err() == nil {
			h.log.Warn("host: a note was not recorded", "kind", string(n.Kind), "error", err)
		}
	}
	h.notes, h.noted = append(h.notes, notes...), h.noted+len(notes)
	if over := len(h.notes) - maxNotes; over > 0 {
		h.notes = h.notes[over:]
	}
}

// kindView is the kind of the decision that records the present floor. Its data is a [floor.View], which a replay
// shows.
const kindView = video.FactFloor

// recordView records the floor if anything but its clocks, or the people speaking without it, has changed, and again in
// each new file. Totals are recorded by the minute, because nothing else tells a replay how they go on.
func (h *Host) recordView(s *State) {
	again, ok := h.room.Recorded()
	if !ok || !s.Floor.InUse() && h.viewed == "" {
		return
	}
	still := s.Floor
	still.Unplanned, still.Totals, still.Turns = nil, maps.Clone(s.Floor.Totals), slices.Clone(s.Floor.Turns)
	for id, total := range still.Totals {
		total.Used = total.Used.Truncate(time.Minute)
		still.Totals[id] = total
	}
	for i := range still.Turns {
		still.Turns[i].Used, still.Turns[i].Total = 0, 0
	}
	text, err := json.Marshal(still)
	if err != nil || string(text) == h.viewed && again == h.viewedIn {
		return
	}
	h.viewed, h.viewedIn = string(text), again
	if text, err = json.Marshal(s.Floor); err == nil {
		err = h.room.RecordDecision(kindView, text)
	}
	if err != nil && h.ctx.Err() == nil {
		h.log.Warn("host: the floor was not recorded", "error", err)
	}
}

// AlarmRecord returns an alarm as a decision of kind [journal.KindAlarm] for the journal.
func AlarmRecord(a *alarm.Alarm) (json.RawMessage, error) {
	data, err := json.Marshal(journal.Alarmed{
		At: a.At, Kind: string(a.Kind), Object: a.Object, State: a.State, Who: a.Who, Loud: a.Loudness == alarm.Loud,
	})
	if err != nil {
		return nil, fmt.Errorf("encode an alarm for the journal: %w", err)
	}
	return data, nil
}
