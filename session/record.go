package session

import (
	"encoding/json"
	"errors"
	"reflect"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// recording hands what happens to the recorder of a room. Nothing waits for it, but a command that cannot be undone.
// The goroutine of the room owns it.
type recording struct {
	to      video.Recorder // nil: nothing is recorded
	room    string
	seq     uint64                    // of the last record
	last    video.Link                // that was recorded
	talking map[video.MemberID]uint64 // seq of the last record before a member began to talk
	wanted  uint64                    // snapshots that the recorder has asked for, and got
	due     bool                      // the room as a whole is due with the next reading
	holds   bool                      // the next command of the log is kept as intent
	intent  video.Record
}

// hand hands a record over.
func (r *recording) hand(rec video.Record) {
	if r.to != nil {
		r.to.Record(r.number(rec))
	}
}

// number completes a record.
func (r *recording) number(rec video.Record) video.Record {
	r.seq++
	rec.Room, rec.Seq = r.room, r.seq
	if rec.At.IsZero() {
		rec.At = time.Now()
	}
	return rec
}

// entry hands a line of the log over. That of a command that waits for its record is kept.
func (r *recording) entry(e video.Entry) {
	rec := video.Record{Entry: &e}
	if r.holds && e.Kind == video.EntryCommand {
		r.intent, r.holds = r.number(rec), false
		return
	}
	r.hand(rec)
}

// event hands an event over. Talking is recorded as spans.
func (r *recording) event(f *wire.Frame) {
	if r.to != nil && f.Kind != video.MemberTalking.EventKind {
		r.hand(video.Record{At: f.At, Event: &video.WireEvent{Type: f.EventType, Params: f.Raw()}})
	}
}

// link hands over how the connection is, unless only its measurements have changed.
func (r *recording) link(k video.Link) {
	was := r.last
	if k.State == was.State && k.Gen == was.Gen && k.Attempt == was.Attempt && k.Since.Equal(was.Since) {
		return
	}
	r.last = k
	r.hand(video.Record{Link: &k})
}

// decision hands over what a program knows or has decided.
func (r *recording) decision(kind string, what any) {
	if r.to == nil {
		return
	}
	if data, err := json.Marshal(what); err == nil {
		r.hand(video.Record{Decision: &video.Decision{Kind: kind, Data: data}})
	}
}

// changes hands over the runs of talking that have ended. It reports whether the room as a whole must follow, because a
// read has changed what events reported. now is the room after the changes.
func (r *recording) changes(list []video.Change, now *video.Room) (whole bool) {
	if r.to == nil {
		return false
	}
	for i := range list {
		r.talk(&list[i])
		whole = whole || isNews(&list[i], now)
	}
	return whole || r.due
}

// isNews reports whether a reading has changed something.
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
		return c.WasState != c.State
	}
	return c.Kind != video.ChangeRead
}

// talk follows the talking of a member.
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

// end hands over who still talks, and the end.
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

// unrecorded is why a command was not sent whose intent could not be recorded.
func unrecorded(why error) error {
	if why == nil {
		return nil
	}
	return &video.StateError{
		Reason: "this cannot be undone, and the journal could not record it: " + video.Reason(why),
		Err:    errors.Join(video.ErrUnrecorded, why),
	}
}
