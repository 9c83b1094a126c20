package dispatch

import (
	"slices"
	"time"

	"gavel/session/video"
)

// Observe processes changes of the room in order.
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

// memberSeen checks whether an event shows the effect of a command on the member. After a read, all commands are
// checked.
func (d *Dispatcher) memberSeen(c *video.Change) {
	if c.Source == video.ByEvent && len(d.jobs) > 0 && c.Fields != video.FieldTalking {
		d.reconcileMember(c.Member.ID, c.At)
	}
}

// Fill copies commands and log into a snapshot.
func (d *Dispatcher) Fill(s *video.Snapshot) {
	d.logJobs()
	d.dirty = false
	s.Link, s.Demoted, s.Denied, s.JournalErr = d.link, d.demoted, d.denied, d.journalErr
	s.Pending, s.Log, s.Undo = d.pending(), d.log.view(), d.undoEntry()
}

// Tick ends waits that are over. It reports whether others remain.
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

// memberLeft logs a member that left. A member that left because of our own demote is kept, so that it can be promoted
// again.
func (d *Dispatcher) memberLeft(c *video.Change) {
	demoted := d.underWayOn(video.FieldOnStage, video.No, c.Member.ID)
	if demoted {
		d.keepDemoted(c.Member)
	}
	if demoted || d.underWayOn(video.FieldPresent, video.No, c.Member.ID) {
		d.emptied = d.room.Counts().People == 0
		return // the line of the command reports it
	}
	if d.removesEverybody() {
		return
	}
	if c.Source == video.ByEvent {
		d.Note(video.Entry{At: c.At, Kind: video.EntryLeft, Who: []video.Person{{ID: c.Member.ID, Name: c.Member.Name}}})
	}
}

// memberChanged processes changed properties of a member, whether our commands caused them or not.
func (d *Dispatcher) memberChanged(c *video.Change) {
	d.changedSinceSent(c.Member.ID, c.Fields)
	if c.Fields&video.FieldDeaf != 0 && c.Member.Deaf {
		d.correctDeafMuted(c.Member)
	}
	if c.Fields&video.FieldHand != 0 && c.Member.HandRaised {
		d.raisedAgain(c.Member.ID)
	}
	if c.Fields&video.FieldHand != 0 && c.Source == video.ByEvent {
		d.noteHand(c)
	}
	d.noteOpposite(c)
	for _, f := range settable {
		if c.Fields&f != 0 && !d.explains(f, c.Member) && !d.asked(f, c.Member) {
			d.conflict(c.Member.ID, f, video.Unknown)
		}
	}
}

// settable are the other properties of members that commands set. noteOpposite handles the watched ones.
var settable = [...]video.Fields{
	video.FieldHand, video.FieldInputVolume, video.FieldOutputVolume, video.FieldInputSensitivity, video.FieldRequested,
	video.FieldMeta,
}

// roomChanged processes changed properties of the room, whether our commands caused them or not.
func (d *Dispatcher) roomChanged(c *video.Change) {
	now := d.room.Session()
	d.roomChangedSinceSent(c.Before, now)
	d.noteRoom(c, now)
	if c.Source == video.ByEvent {
		d.reconcileRoom(c.At)
	}
}

// objectChanged processes a change of a recording, playback or stream.
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

// resynced processes a complete list of members.
func (d *Dispatcher) resynced(c *video.Change) {
	d.full = true
	d.orders.Reread = false
	d.noteResync(c)
	d.recordListed()
	d.reconcileAll(c.At)
	d.dirty = true
}

// roomEnded reconciles the open commands for the last time.
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

// succeeded records that the room has a new session, so that open outcomes of the old one stay unknown.
func (d *Dispatcher) succeeded(at time.Time) {
	d.Note(video.Entry{At: at, Kind: video.EntryWarning, Note: video.NoteSuccessor})
	for _, j := range d.ending {
		j.entry.Unsettled = video.UnsettledSuccessor
		d.toLog = appendOnce(d.toLog, j)
	}
	d.ending = nil
}
