package dispatch

import (
	"time"

	"gavel/session/video"
)

// Note adds an entry, unless the room is being read for the first time, because earlier states are not news.
func (d *Dispatcher) Note(e video.Entry) uint64 {
	if !d.full {
		return 0
	}
	d.dirty = true
	return d.log.add(e)
}

// Show adds an entry that is not recorded, because its subject is.
func (d *Dispatcher) Show(e video.Entry) {
	d.dirty = true
	d.log.show(e)
}

// NextEntry returns the number of the next log entry.
func (d *Dispatcher) NextEntry() uint64 { return d.log.last + 1 }

// JournalState sets the reason why the journal fails, empty while it works, and the number of missing records. It logs
// a change, even before the room was read.
func (d *Dispatcher) JournalState(why string, missing uint64, at time.Time) {
	was := d.journalErr
	if (was == "") == (why == "") {
		return
	}
	d.journalErr, d.dirty = why, true
	if why != "" {
		d.log.add(video.Entry{At: at, Kind: video.EntryWarning, Note: video.NoteJournalOff, Detail: why})
		return
	}
	d.log.add(video.Entry{At: at, Kind: video.EntryWarning, Note: video.NoteJournalOn, Missing: missing - d.journalLost})
	d.journalLost = missing
}

// roomNotes are the properties of the room whose changes are logged.
var roomNotes = []struct {
	of      func(*video.Room) video.Flag
	yes, no video.Note
	field   video.Fields
}{
	{func(r *video.Room) video.Flag { return r.Locked }, video.NoteLocked, video.NoteUnlocked, video.FieldLocked},
	{
		func(r *video.Room) video.Flag { return r.HideVideoMuted },
		video.NoteHidden,
		video.NoteShown,
		video.FieldHideVideoMuted,
	},
	{
		func(r *video.Room) video.Flag { return r.PrioritizeHandraise },
		video.NoteHandsFirst,
		video.NoteHandsLast,
		video.FieldPrioritizeHandraise,
	},
}

// roomFlagsChanged returns the properties of roomNotes that differ.
func roomFlagsChanged(before, now *video.Room) (changed video.Fields) {
	for _, n := range roomNotes {
		if n.of(before) != n.of(now) {
			changed |= n.field
		}
	}
	return changed
}

// noteRoom logs changes of the room that our commands did not cause.
func (d *Dispatcher) noteRoom(c *video.Change, now *video.Room) {
	for _, n := range roomNotes {
		was, is := n.of(c.Before), n.of(now)
		if was == is || was == video.Unknown || d.underWayOnRoom(n.field) {
			continue
		}
		d.conflictOn("", n.field)
		note := n.no
		if is == video.Yes {
			note = n.yes
		}
		d.Note(video.Entry{At: c.At, Kind: video.EntryRoom, Note: note})
	}
	was := c.Before.LayoutName
	if was != now.LayoutName && was != "" && !d.underWayOnRoom(video.FieldLayoutName) {
		d.conflictOn("", video.FieldLayoutName)
		d.Note(video.Entry{At: c.At, Kind: video.EntryRoom, Note: video.NoteLayout, Detail: now.LayoutName})
	}
}

func (d *Dispatcher) noteHand(c *video.Change) {
	kind := video.EntryHandDown
	if c.Member.HandRaised {
		kind = video.EntryHandUp
	}
	d.Note(video.Entry{At: c.At, Kind: kind, Who: []video.Person{{ID: c.Member.ID, Name: c.Member.Name}}})
}

// noteOpposite logs changes by others of values that our commands have set, or are about to set.
func (d *Dispatcher) noteOpposite(c *video.Change) {
	m := c.Member
	for _, f := range [...]struct {
		bit     video.Fields
		now     bool
		on, off video.Note
	}{
		{video.FieldAudioMuted, m.AudioMuted, video.NoteMicOff, video.NoteMicOn},
		{video.FieldVideoMuted, m.VideoMuted, video.NoteCameraOff, video.NoteCameraOn},
		{video.FieldDeaf, m.Deaf, video.NoteDeaf, video.NoteNotDeaf},
	} {
		now := video.FlagOf(f.now)
		if c.Fields&f.bit == 0 || d.underWayOn(f.bit, now, m.ID) {
			continue
		}
		note := f.off
		if f.now {
			note = f.on
		}
		undone := video.Setting{Field: f.bit, Value: video.FlagOf(!f.now)}
		own := d.isOwn(undone, m.ID)
		delete(d.own, ownKey{undone, m.ID})
		d.conflict(m.ID, f.bit, now)
		d.closedByOthers(m.ID, undone)
		if own && c.Source == video.ByEvent {
			d.Note(video.Entry{At: c.At, Kind: video.EntryChanged, Who: []video.Person{{ID: m.ID, Name: m.Name}}, Note: note})
		}
	}
}

// noteResync logs the differences between the room and the known state.
func (d *Dispatcher) noteResync(c *video.Change) {
	kind, note := video.EntryRoom, video.NoteReread
	if d.link.Gen != d.syncGen {
		kind, note = video.EntryLink, video.NoteResynced
	}
	d.syncGen = d.link.Gen
	if c.Joined+c.Left+c.Updated > 0 && !c.First {
		d.Note(video.Entry{At: c.At, Kind: kind, Note: note, Joined: c.Joined, Left: c.Left, Updated: c.Updated})
	}
}

// targetOf is the kind of object of each kind of change.
var targetOf = map[video.ChangeKind]video.Target{
	video.ChangeRecording: video.OnRecording, video.ChangePlayback: video.OnPlayback, video.ChangeStream: video.OnStream,
}

// noteObject logs changes of a recording, playback or stream that our commands did not cause.
func (d *Dispatcher) noteObject(c *video.Change) {
	if c.Source == video.ByRead {
		if c.Kind == video.ChangeRecording && c.State == video.StateCompleted && c.WasState != "" && c.WasState != c.State {
			d.Note(video.Entry{At: c.At, Kind: video.EntryRecording, Note: video.NoteRecordingMissed})
		}
		return
	}
	if c.WasState == c.State || d.underWayOnObject(c.Object) || c.WasState == "" && d.starting(targetOf[c.Kind]) {
		return
	}
	notes := objectNotes[c.Kind]
	note, known := notes.of[c.State]
	switch {
	case !known && c.Kind == video.ChangeRecording:
		note = video.NoteRecordingOdd
	case !known:
		return
	case c.Kind == video.ChangeRecording && c.State == video.StateCompleted && d.endsTheRoom():
		note = video.NoteRecordingClosed
	case c.Kind == video.ChangeRecording && c.State == video.StateRecording && c.WasState != "":
		note = video.NoteRecordingResumed
	}
	d.Note(video.Entry{At: c.At, Kind: notes.kind, Note: note})
}

// endsTheRoom reports whether the room has ended, or is ending because this session has removed the last people or is
// removing everyone.
func (d *Dispatcher) endsTheRoom() bool {
	return d.room.Session().Ended || d.emptied || d.removesEverybody()
}

// removesEverybody reports whether a command that removes all members, and so ends the session, is in progress.
func (d *Dispatcher) removesEverybody() bool {
	return d.anyUnderWay(func(s *step) bool { return s.row.Risk == video.RiskTyped })
}

// objectNotes are the notes on the states of recordings, playbacks and streams.
var objectNotes = map[video.ChangeKind]struct {
	kind video.EntryKind
	of   map[string]video.Note
}{
	video.ChangeRecording: {video.EntryRecording, map[string]video.Note{
		video.StateRecording: video.NoteRecordingStarted, video.StatePaused: video.NoteRecordingPaused,
		video.StateCompleted: video.NoteRecordingEnded,
	}},
	video.ChangePlayback: {video.EntryMedia, map[string]video.Note{
		video.StatePlaying: video.NotePlaybackStarted, video.StatePaused: video.NotePlaybackPaused,
		video.StateCompleted: video.NotePlaybackEnded,
	}},
	video.ChangeStream: {video.EntryMedia, map[string]video.Note{
		video.StateStreaming: video.NoteStreamStarted, video.StateCompleted: video.NoteStreamEnded,
	}},
}
