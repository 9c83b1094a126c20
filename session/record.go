package session

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"time"

	"gavel/session/internal/room"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// recording sends records to the recorder of a room. Only commands that cannot be undone wait for it. The goroutine of
// the room owns it.
type recording struct {
	to       video.Recorder            // nil: nothing is recorded
	of       string                    // room session
	seq      uint64                    // number of the last record
	last     video.Link                // last recorded link
	talking  map[video.MemberID]uint64 // number of the last record before a member started to talk
	wanted   uint64                    // snapshots that the recorder has asked for and received
	due      bool                      // record a snapshot after the next read
	demoted  []*video.Member           // last recorded
	denied   map[video.Action]string   // last recorded
	known    bool                      // the recordings were read on this connection
	keepNext bool                      // keep the next command of the log as intent
	intent   video.Record
}

// hand sends a record to the recorder.
func (r *recording) hand(rec video.Record) {
	if r.to != nil {
		r.to.Record(r.number(rec))
	}
}

// number completes a record.
func (r *recording) number(rec video.Record) video.Record {
	r.seq++
	rec.Room, rec.Seq = r.of, r.seq
	if rec.At.IsZero() {
		rec.At = time.Now()
	}
	return rec
}

// entry records a line of the log. It keeps the entry of a command that waits for its record.
func (r *recording) entry(e video.Entry) {
	rec := video.Record{Entry: &e}
	if r.keepNext && e.Kind == video.EntryCommand {
		r.intent, r.keepNext = r.number(rec), false
		return
	}
	r.hand(rec)
}

// event records an event. Talking is recorded as spans.
func (r *recording) event(f *wire.Frame) {
	if r.to != nil && f.Kind != video.MemberTalking.EventKind {
		r.hand(video.Record{At: f.At, Event: &video.WireEvent{Type: f.EventType, Params: f.Raw()}})
	}
}

// link records the state of the connection, unless only its measurements have changed.
func (r *recording) link(k video.Link) {
	was := r.last
	if k.State == was.State && k.Gen == was.Gen && k.Attempt == was.Attempt && k.Since.Equal(was.Since) {
		return
	}
	r.last = k
	r.hand(video.Record{Link: &k})
}

// decision records a fact or a decision of a program.
func (r *recording) decision(kind string, what any) {
	if r.to == nil {
		return
	}
	if data, err := json.Marshal(what); err == nil {
		r.hand(video.Record{Decision: &video.Decision{Kind: kind, Data: data}})
	}
}

// wantsRoom reports whether a snapshot must be recorded, because a read has changed the state that events reported, or
// is the first that has the recordings.
func (r *recording) wantsRoom(list []video.Change, now *room.Picture) bool {
	if r.to == nil {
		return false
	}
	known := now.RecordingsKnown()
	first := known && !r.known
	r.known = known
	for i := range list {
		if isNews(&list[i], now.Session()) {
			return true
		}
	}
	return first || r.due && !now.Stale()
}

// talks records the runs of talking that have ended.
func (r *recording) talks(list []video.Change) {
	if r.to == nil {
		return
	}
	for i := range list {
		r.talk(&list[i])
	}
}

// audience records the members that were sent to the audience, if they have changed.
func (r *recording) audience(list []*video.Member) {
	if r.to == nil || slices.Equal(list, r.demoted) {
		return
	}
	r.demoted = list
	ids := make([]video.MemberID, len(list))
	for i, m := range list {
		ids[i] = m.ID
	}
	r.decision(video.FactDemoted, ids)
}

// denials records the actions that the room has refused, if they have changed.
func (r *recording) denials(denied map[video.Action]string) {
	if r.to == nil || maps.Equal(denied, r.denied) {
		return
	}
	r.denied = denied
	r.decision(video.FactDenied, denied)
}

// isNews reports whether a read has changed something.
func isNews(c *video.Change, now *video.Room) bool {
	switch {
	case c.Source == video.ByEvent:
		return false
	case c.Kind == video.ChangeRoom:
		return !reflect.DeepEqual(c.Before, now)
	case c.Kind == video.ChangeResync:
		return c.Joined+c.Left+c.Updated > 0
	case c.Kind == video.ChangeMember:
		return c.Fields != 0
	case c.Kind == video.ChangeRecording, c.Kind == video.ChangePlayback, c.Kind == video.ChangeStream:
		return c.Differs
	}
	return c.Kind != video.ChangeRead
}

// talk starts and ends the talk spans of a member.
func (r *recording) talk(c *video.Change) {
	m := c.Member
	if m == nil || c.Kind == video.ChangeMember && c.Fields&video.FieldTalking == 0 {
		return
	}
	if m.Talking {
		if r.talking == nil {
			r.talking = map[video.MemberID]uint64{}
		}
		r.talking[m.ID] = r.seq
		return
	}
	if since, talked := r.talking[m.ID]; talked {
		delete(r.talking, m.ID)
		r.hand(video.Record{At: c.At, Talk: &video.TalkSpan{Member: m.ID, From: m.TalkStart, To: m.TalkEnd, Since: since}})
	}
}

// end records the open talk spans and the end of the session.
func (r *recording) end(last *video.Snapshot, now time.Time) {
	if r.to == nil {
		return
	}
	for _, m := range last.Members {
		if since, talks := r.talking[m.ID]; talks {
			span := video.TalkSpan{Member: m.ID, From: m.TalkStart, To: now, Since: since, Open: true}
			r.hand(video.Record{At: now, Talk: &span})
		}
	}
	r.hand(video.Record{At: now})
	r.to.End()
}

// unrecorded returns the error of a command whose intent could not be recorded.
func unrecorded(why error) error {
	if why == nil {
		return nil
	}
	return &video.StateError{
		Reason: "this cannot be undone, and the journal could not record it: " + video.Reason(why),
		Err:    errors.Join(video.ErrUnrecorded, why),
	}
}
