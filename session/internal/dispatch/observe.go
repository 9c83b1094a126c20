package dispatch

import (
	"slices"
	"time"

	"gavel/session/video"
)

// Observe reacts to changes of the room, in their order.
func (d *Dispatcher) Observe(changes []video.Change) {
	for i := range changes {
		c := &changes[i]
		switch c.Kind {
		case video.ChangeMember:
			if c.Fields&video.FieldTalking != 0 && c.Member.Talking && len(d.queue) > 0 {
				d.startsTalking(c.Member.ID)
			}
			if c.Fields != video.FieldTalking && c.Fields != 0 {
				d.memberChanged(c)
			}
			d.memberSeen(c)
		case video.ChangeJoined:
			d.memberJoined(c)
			d.memberSeen(c)
		case video.ChangeLeft:
			d.memberLeft(c)
			d.memberSeen(c)
		case video.ChangeRoom:
			d.roomChanged(c)
		case video.ChangeLayout:
			d.reconcileRoom(c.At)
			d.reconcileLayout(c.At)
		case video.ChangeRecording, video.ChangePlayback, video.ChangeStream:
			d.objectChanged(c)
		case video.ChangeRead:
			d.reconcileAll(c.At)
		case video.ChangeResync:
			d.resynced(c)
		case video.ChangeEnded:
			d.roomEnded(c.At)
		case video.ChangeSuccessor:
			d.succeeded(c.At)
		}
	}
}

// memberSeen looks whether an event shows the effect of a command on the member. After a reading all commands are
// looked at.
func (d *Dispatcher) memberSeen(c *video.Change) {
	if c.Source == video.ByEvent && len(d.jobs) > 0 && c.Fields != video.FieldTalking {
		d.reconcileMember(c.Member.ID, c.At)
	}
}

// Fill puts commands and log into a snapshot.
func (d *Dispatcher) Fill(s *video.Snapshot) {
	d.logJobs()
	d.dirty = false
	s.Link, s.Demoted, s.Denied, s.JournalErr = d.link, d.demoted, d.denied, d.journalErr
	s.Pending, s.Log, s.Undo = d.pending(), d.log.view(), d.undoEntry()
}

// Tick ends what has waited long enough. It reports whether there is more to end later.
func (d *Dispatcher) Tick(now time.Time) (more bool) {
	d.expireJobs(now)
	return len(d.jobs) > 0
}

func (d *Dispatcher) memberJoined(c *video.Change) {
	d.demoted = without(d.demoted, c.Member.ID)
	d.emptied = false
	if c.Source == video.ByEvent {
		d.Note(video.Entry{At: c.At, Kind: video.EntryJoined, Who: []video.Person{{ID: c.Member.ID, Name: c.Member.Name}}})
	}
}

// memberLeft logs who left. A member that left by our own demote is kept, so that it can be promoted again.
func (d *Dispatcher) memberLeft(c *video.Change) {
	demoted := d.underWayOn(video.FieldOnStage, video.No, c.Member.ID)
	if demoted {
		d.keepDemoted(c.Member)
	}
	if demoted || d.underWayOn(video.FieldPresent, video.No, c.Member.ID) {
		d.emptied = d.room.Counts().People == 0
		return // the line of the command says it
	}
	if d.removesEverybody() {
		return
	}
	if c.Source == video.ByEvent {
		d.Note(video.Entry{At: c.At, Kind: video.EntryLeft, Who: []video.Person{{ID: c.Member.ID, Name: c.Member.Name}}})
	}
}

// memberChanged reacts to properties of a member that changed, by our doing or not.
func (d *Dispatcher) memberChanged(c *video.Change) {
	d.changedSinceSent(c.Member.ID, c.Fields)
	if c.Fields&video.FieldDeaf != 0 && c.Member.Deaf {
		d.lookedBeforeDeaf(c.Member)
	}
	if c.Fields&video.FieldHand != 0 && c.Member.HandRaised {
		d.raisedAgain(c.Member.ID)
	}
	if c.Fields&video.FieldHand != 0 && c.Source == video.ByEvent {
		d.noteHand(c)
	}
	d.noteOpposite(c)
	for _, f := range settable {
		if c.Fields&f != 0 && !d.explains(f, c.Member) {
			d.conflict(c.Member.ID, f, video.Unknown)
		}
	}
}

// settable are the properties of members that commands set, besides those of which noteOpposite finds out whether
// someone else has changed them.
var settable = [...]video.Fields{
	video.FieldHand, video.FieldInputVolume, video.FieldOutputVolume, video.FieldInputSensitivity, video.FieldRequested,
	video.FieldMeta,
}

// roomChanged reacts to properties of the room that changed, by our doing or not.
func (d *Dispatcher) roomChanged(c *video.Change) {
	now := d.room.Session()
	d.roomChangedSinceSent(c.Before, now)
	d.noteRoom(c, now)
	if c.Source == video.ByEvent {
		d.reconcileRoom(c.At)
	}
}

// objectChanged reacts to a change of a recording, playback or stream.
func (d *Dispatcher) objectChanged(c *video.Change) {
	if c.WasState != "" && c.WasState != c.State && !d.underWayOnObject(c.Object) {
		d.conflictOn(c.Object, video.FieldPaused)
	}
	if !d.underWayOnObject(c.Object) {
		d.conflictOnValue(c.Object)
	}
	d.noteObject(c)
	if c.WasState == "" && c.Source == video.ByEvent {
		d.guess(c)
	}
	if c.Source == video.ByEvent {
		d.reconcileObject(c.Object, c.At)
	}
}

// resynced reacts to a whole list of members.
func (d *Dispatcher) resynced(c *video.Change) {
	d.full = true
	d.orders.Reread = false
	d.noteResync(c)
	d.toldByList()
	d.reconcileAll(c.At)
	d.dirty = true
}

// roomEnded judges what is open for the last time.
func (d *Dispatcher) roomEnded(at time.Time) {
	d.Note(video.Entry{At: at, Kind: video.EntryWarning, Note: video.NoteEnded})
	d.reconcileAll(at)
	for _, j := range slices.Clone(d.jobs) {
		if j.counts[video.OutcomePending] == 0 && j.counts[video.OutcomeUnknown] > 0 {
			d.giveUp(j, video.UnsettledEnded)
			d.ending = append(d.ending, j)
		}
	}
	d.dirty = true
}

// succeeded notes that the room has a new session, so that what the old one left open will never be known.
func (d *Dispatcher) succeeded(at time.Time) {
	d.Note(video.Entry{At: at, Kind: video.EntryWarning, Note: video.NoteSuccessor})
	for _, j := range d.ending {
		j.entry.Unsettled = video.UnsettledSuccessor
		d.toLog = appendOnce(d.toLog, j)
	}
	d.ending = nil
}
