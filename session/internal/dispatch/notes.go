package dispatch

import (
	"fmt"
	"strings"
	"time"

	"gavel/session/video"
)

// Note adds an entry, unless the room is being read for the first time: what was there before us did not happen now.
func (d *Dispatcher) Note(e video.Entry) uint64 {
	if !d.full {
		return 0
	}
	d.dirty = true
	return d.log.add(e)
}

// AuditState takes over whether the audit works, and how many entries are missing in it; why is empty while it does. It logs
// that this has changed, also when the room was not read yet.
func (d *Dispatcher) AuditState(why string, missing uint64, at time.Time) {
	was := d.auditErr
	if (was == "") == (why == "") {
		return
	}
	d.auditErr, d.dirty = why, true
	if why != "" {
		d.log.add(video.Entry{At: at, Kind: video.EntryWarning, Text: "the audit log is off: " + why})
		return
	}
	text := "the audit log is on again"
	if lost := missing - d.auditLost; lost > 0 {
		text += fmt.Sprintf(": %d entries are missing in it", lost)
	}
	d.auditLost = missing
	d.log.add(video.Entry{At: at, Kind: video.EntryWarning, Text: text})
}

// roomNotes are the properties of the room whose change is worth a line.
var roomNotes = []struct {
	of      func(*video.Room) video.Flag
	yes, no string
	field   video.Fields
}{
	{func(r *video.Room) video.Flag { return r.Locked }, "the room was locked", "the room was unlocked", video.FieldLocked},
	{func(r *video.Room) video.Flag { return r.HideVideoMuted }, "members without video are hidden", "members without video are shown", video.FieldHideVideoMuted},
	{func(r *video.Room) video.Flag { return r.PrioritizeHandraise }, "raised hands come first", "raised hands no longer come first", video.FieldPrioritizeHandraise},
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

// noteRoom logs what changed in the room without our doing.
func (d *Dispatcher) noteRoom(c *video.Change, now *video.Room) {
	for _, n := range roomNotes {
		was, is := n.of(c.Before), n.of(now)
		if was == is || was == video.Unknown || d.underWayOnRoom(n.field) {
			continue
		}
		d.conflictOn("", n.field)
		text := n.no
		if is == video.Yes {
			text = n.yes
		}
		d.Note(video.Entry{At: c.At, Kind: video.EntryRoom, Text: text})
	}
	was := c.Before.LayoutName
	if was != now.LayoutName && was != "" && !d.underWayOnRoom(video.FieldLayoutName) {
		d.conflictOn("", video.FieldLayoutName)
		d.Note(video.Entry{At: c.At, Kind: video.EntryRoom, Text: "the layout changed to " + now.LayoutName})
	}
}

func (d *Dispatcher) noteHand(c *video.Change) {
	kind := video.EntryHandDown
	if c.Member.HandRaised {
		kind = video.EntryHandUp
	}
	d.Note(video.Entry{At: c.At, Kind: kind, Who: []video.Person{{ID: c.Member.ID, Name: c.Member.Name}}})
}

// noteOpposite finds out where someone else changed what commands of ours have set, or are about to set, and logs it.
func (d *Dispatcher) noteOpposite(c *video.Change) {
	m := c.Member
	for _, f := range [...]struct {
		bit     video.Fields
		now     bool
		on, off string
	}{
		{video.FieldAudioMuted, m.AudioMuted, "microphone off", "microphone on"},
		{video.FieldVideoMuted, m.VideoMuted, "camera off", "camera on"},
		{video.FieldDeaf, m.Deaf, "deaf", "no longer deaf"},
	} {
		now := video.FlagOf(f.now)
		if c.Fields&f.bit == 0 || d.underWayOn(f.bit, now, m.ID) {
			continue
		}
		text := f.off
		if f.now {
			text = f.on
		}
		undone := video.Setting{Field: f.bit, Value: video.FlagOf(!f.now)}
		own := d.isOwn(undone, m.ID)
		delete(d.own, ownKey{undone, m.ID})
		d.conflict(m.ID, f.bit, now)
		d.closedByOthers(m.ID, undone)
		if own && c.Source == video.ByEvent {
			d.Note(video.Entry{At: c.At, Kind: video.EntryChanged, Who: []video.Person{{ID: m.ID, Name: m.Name}}, Text: text})
		}
	}
}

// noteResync logs how the room was different from what was known: "2 joined, 1 left, 3 changed".
func (d *Dispatcher) noteResync(c *video.Change) {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Joined, "joined"}, {c.Left, "left"}, {c.Updated, "changed"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	if parts != nil && !c.First {
		d.Note(video.Entry{At: c.At, Kind: video.EntryLink, Text: "read the room again: " + strings.Join(parts, ", ") + " meanwhile"})
	}
}

// targetOf is the kind of object that a change is about.
var targetOf = map[video.ChangeKind]video.Target{
	video.ChangeRecording: video.OnRecording, video.ChangePlayback: video.OnPlayback, video.ChangeStream: video.OnStream,
}

// noteObject logs what happened to a recording, playback or stream without our doing.
func (d *Dispatcher) noteObject(c *video.Change) {
	if c.Source == video.ByReading {
		if c.Kind == video.ChangeRecording && c.State == video.StateCompleted && c.WasState != "" && c.WasState != c.State {
			d.Note(video.Entry{At: c.At, Kind: video.EntryRecording, Text: "a recording ended while nobody listened"})
		}
		return
	}
	if c.WasState == c.State || d.underWayOnObject(c.Object) || c.WasState == "" && d.starting(targetOf[c.Kind]) {
		return
	}
	switch c.Kind {
	case video.ChangeRecording:
		d.noteRecording(c)
	case video.ChangePlayback:
		d.noteMedia(c.At, map[string]string{
			video.StatePlaying: "a playback runs", video.StatePaused: "the playback was paused", video.StateCompleted: "the playback ended",
		}[c.State])
	case video.ChangeStream:
		d.noteMedia(c.At, map[string]string{
			video.StateStreaming: "a stream was started", video.StateCompleted: "the stream ended",
		}[c.State])
	}
}

func (d *Dispatcher) noteRecording(c *video.Change) {
	text, known := map[string]string{
		video.StateRecording: "a recording was started, not by you", video.StatePaused: "the recording was paused, not by you",
		video.StateCompleted: "the recording ended, not by you",
	}[c.State]
	switch {
	case !known:
		text = "the recording is in trouble: the room gives a state that gavel does not know"
	case c.WasState != "" && c.State == video.StateRecording:
		text = "the recording goes on, not by you"
	}
	d.Note(video.Entry{At: c.At, Kind: video.EntryRecording, Text: text})
}

func (d *Dispatcher) noteMedia(at time.Time, text string) {
	if text != "" {
		d.Note(video.Entry{At: at, Kind: video.EntryMedia, Text: text})
	}
}
