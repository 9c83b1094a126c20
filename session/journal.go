package session

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"gavel/session/video"
)

// journal is the log. Entries are only appended, so snapshots share its array; replacing one makes a copy first.
type journal struct {
	entries []video.Entry
	last    uint64
	written func(video.Entry) // told of entries, of commands when there is an outcome; nil when nobody audits
}

// add appends the entry and returns its number.
func (j *journal) add(e video.Entry) uint64 {
	j.last++
	e.N = j.last
	if len(j.entries) >= video.LogSize && len(j.entries) == cap(j.entries) {
		// The front is dropped when the array is full anyway: once in LogSize entries.
		fresh := make([]video.Entry, video.LogSize-1, 2*video.LogSize)
		copy(fresh, j.entries[len(j.entries)-video.LogSize+1:])
		j.entries = fresh
	}
	j.entries = append(j.entries, e)
	j.write(e, irreversible(e))
	return e.N
}

// write hands an entry to the audit. A command is written when there is an outcome; what cannot be undone before it is sent,
// too: on many people it takes a while, and a process that is killed meanwhile must have left a record.
func (j *journal) write(e video.Entry, early bool) {
	if j.written == nil || e.Kind == video.EntryCommand && e.Outcome == video.OutcomePending && !early {
		return
	}
	j.written(e)
}

// replace puts entries in the place of those with the same numbers, with one copy for all of them. One that has fallen
// out of the log is still audited.
func (j *journal) replace(fresh []video.Entry) {
	if len(fresh) == 0 {
		return
	}
	j.entries = append(make([]video.Entry, 0, max(cap(j.entries), video.LogSize)), j.entries...)
	for _, e := range fresh {
		i, found := slices.BinarySearchFunc(j.entries, e.N, func(e video.Entry, n uint64) int { return cmp.Compare(e.N, n) })
		if found {
			j.entries[i] = e
		}
		j.write(e, false)
	}
}

// entry returns the entry with the number, or nil. The result must not be changed.
func (j *journal) entry(n uint64) *video.Entry {
	for i := len(j.entries) - 1; i >= 0; i-- {
		if j.entries[i].N == n {
			e := j.entries[i]
			return &e
		}
	}
	return nil
}

// view is the newest LogSize entries for a snapshot.
func (j *journal) view() []video.Entry {
	return slices.Clip(j.entries[max(0, len(j.entries)-video.LogSize):])
}

// note adds an entry, unless the room is being read for the first time: what was there before us did not happen now.
func (s *state) note(e video.Entry) uint64 {
	if !s.full {
		return 0
	}
	s.dirty = true
	return s.log.add(e)
}

// noteAudit takes over whether the audit works, and logs that it has changed.
func (s *state) noteAudit(a *audit, at time.Time) {
	was, why, missing := s.auditErr, "", a.missing.Load()
	if err := a.err(); err != nil {
		why = err.Error()
	}
	if (was == "") == (why == "") {
		return
	}
	s.auditErr, s.dirty = why, true
	if why != "" { // also when the room was not read yet
		s.log.add(video.Entry{At: at, Kind: video.EntryWarning, Text: "the audit log is off: " + why})
		return
	}
	text := "the audit log is on again"
	if lost := missing - s.auditLost; lost > 0 {
		text += fmt.Sprintf(": %d entries are missing in it", lost)
	}
	s.auditLost = missing
	s.log.add(video.Entry{At: at, Kind: video.EntryWarning, Text: text})
}

// roomNotes are the properties of the room whose change is worth a line.
var roomNotes = []struct {
	of      func(*video.Room) video.Flag
	yes, no string
	prop    video.Property
}{
	{func(r *video.Room) video.Flag { return r.Locked }, "the room was locked", "the room was unlocked", video.PropLocked},
	{func(r *video.Room) video.Flag { return r.HideVideoMuted }, "members without video are hidden", "members without video are shown", video.PropHideVideoMuted},
	{func(r *video.Room) video.Flag { return r.PrioritizeHandraise }, "raised hands come first", "raised hands no longer come first", video.PropPrioritizeHandraise},
}

// roomFlagsChanged returns the properties of roomNotes that differ.
func roomFlagsChanged(before, now *video.Room) (changed video.Property) {
	for _, n := range roomNotes {
		if n.of(before) != n.of(now) {
			changed |= n.prop
		}
	}
	return changed
}

// noteRoom logs what changed in the room without our doing.
func (s *state) noteRoom(before video.Room, at time.Time) {
	s.touchRoom(&before)
	for _, n := range roomNotes {
		was, is := n.of(&before), n.of(&s.room)
		if was == is || was == video.Unknown || s.wantedOnRoom(n.prop) {
			continue
		}
		s.ruin("", n.prop)
		text := n.no
		if is == video.Yes {
			text = n.yes
		}
		s.note(video.Entry{At: at, Kind: video.EntryRoom, Text: text})
	}
	if before.LayoutName != s.room.LayoutName && before.LayoutName != "" && !s.wantedOnRoom(video.PropLayoutName) {
		s.ruin("", video.PropLayoutName)
		s.note(video.Entry{At: at, Kind: video.EntryRoom, Text: "the layout changed to " + s.room.LayoutName})
	}
}

// noteFlips logs when somebody else changed back what this session had set.
func (s *state) noteFlips(m *video.Member, changed field, at time.Time) {
	flips := []struct {
		prop    video.Property
		now     bool
		on, off string
	}{
		{video.PropAudioMuted, m.AudioMuted, "microphone off", "microphone on"},
		{video.PropVideoMuted, m.VideoMuted, "camera off", "camera on"},
		{video.PropDeaf, m.Deaf, "deaf", "no longer deaf"},
	}
	for _, f := range flips {
		now := video.FlagOf(f.now)
		if changed&field(f.prop) == 0 || s.wanted(f.prop, now, m.ID) {
			continue
		}
		text := f.off
		if f.now {
			text = f.on
		}
		undone := video.Setting{Property: f.prop, Value: video.FlagOf(!f.now)}
		held := s.heldByUs(undone, m.ID)
		delete(s.held, heldKey{undone, m.ID})
		s.spoil(m.ID, f.prop, now)
		s.contest(m.ID, undone)
		if !held {
			continue
		}
		s.note(video.Entry{At: at, Kind: video.EntryChanged, Who: []video.Person{{ID: m.ID, Name: m.Name}}, Text: text})
	}
}

func (s *state) noteRecording(now, before *video.Recording, at time.Time) {
	if before != nil && before.State == now.State {
		return
	}
	if s.wantedOnObject(now.ID) || (before == nil && s.wantedStart(video.OnRecording)) {
		return
	}
	text, known := map[string]string{
		video.StateRecording: "a recording was started, not by you", video.StatePaused: "the recording was paused, not by you",
		video.StateCompleted: "the recording ended, not by you",
	}[now.State]
	switch {
	case !known:
		text = "the recording is in trouble: the room gives a state that gavel does not know"
	case before != nil && now.State == video.StateRecording:
		text = "the recording goes on, not by you"
	}
	s.note(video.Entry{At: at, Kind: video.EntryRecording, Text: text})
}

func (s *state) notePlayback(now, before *video.Playback, at time.Time) {
	if (before != nil && before.State == now.State) || s.wantedOnObject(now.ID) || (before == nil && s.wantedStart(video.OnPlayback)) {
		return
	}
	text := map[string]string{
		video.StatePlaying: "a playback runs", video.StatePaused: "the playback was paused", video.StateCompleted: "the playback ended",
	}[now.State]
	if text != "" {
		s.note(video.Entry{At: at, Kind: video.EntryMedia, Text: text})
	}
}

func (s *state) noteStream(now, before *video.Stream, at time.Time) {
	if (before != nil && before.State == now.State) || s.wantedOnObject(now.ID) || (before == nil && s.wantedStart(video.OnStream)) {
		return
	}
	text := map[string]string{video.StateStreaming: "a stream was started", video.StateCompleted: "the stream ended"}[now.State]
	if text != "" {
		s.note(video.Entry{At: at, Kind: video.EntryMedia, Text: text})
	}
}
