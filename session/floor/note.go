package floor

import (
	"slices"
	"time"

	"gavel/session/video"
)

// NoteKind is the kind of a [Note]: a stable code for the log and the journal.
type NoteKind string

// The kinds of notes, with the fields that they set besides At. Who is always the person that the note is about.
const (
	NoteMode        NoteKind = "floor.mode"         // Mode started
	NoteGranted     NoteKind = "floor.granted"      // Turn
	NoteEnded       NoteKind = "floor.ended"        // Turn, Why
	NoteBell        NoteKind = "floor.bell"         // the time of Who is over
	NoteNotOpened   NoteKind = "floor.not_opened"   // the room did not unmute Who; Others were muted for it
	NoteMaySpeak    NoteKind = "floor.may_speak"    // Who has the floor, and must open the microphone in person
	NoteSkipped     NoteKind = "floor.skipped"      // Others were not called, because they are away or the hand is down
	NoteNobody      NoteKind = "floor.nobody"       // the verb gave the floor to nobody: Why
	NoteQueued      NoteKind = "floor.queued"       // Who was added to the queue, or moved to the lane Text
	NoteUnqueued    NoteKind = "floor.unqueued"     // Who was removed from the queue
	NoteClock       NoteKind = "floor.clock"        // the clock of Who: Text is "paused", "runs" or "+30 s"
	NoteDismissed   NoteKind = "floor.dismissed"    // Who was removed from the queue, and the hand lowered
	NoteAway        NoteKind = "floor.away"         // Who left; the place is kept for 90 s
	NoteBack        NoteKind = "floor.back"         // Who is back in the place of Others[0]
	NoteOffer       NoteKind = "floor.offer"        // Who has the name of Others[0], who is away
	NoteClosed      NoteKind = "floor.closed"       // enforcement mutes Who
	NoteBanner      NoteKind = "floor.banner"       // enforcement has given up for Who: a moderator must decide
	NotePardoned    NoteKind = "floor.pardoned"     // Who may keep the microphone open
	NotePaused      NoteKind = "floor.paused"       // Why
	NoteContinued   NoteKind = "floor.continued"    //
	NoteInterrupted NoteKind = "floor.interrupted"  // the chair mutes Others
	NoteRestored    NoteKind = "floor.restored"     // Others are unmuted again
	NoteUnsent      NoteKind = "floor.unsent"       // the connection was lost before a command left
	NoteRights      NoteKind = "floor.rights_lost"  // a missing permission ends enforcement: Why. The floor only marks now
	NoteLease       NoteKind = "floor.lease"        // this console enforces
	NoteLeaseLost   NoteKind = "floor.lease_lost"   // Text enforces
	NoteLeaseOver   NoteKind = "floor.lease_over"   // nobody enforces: the lease of Text has expired
	NoteOverwritten NoteKind = "floor.overwritten"  // another program has changed the key, so nobody enforces
	NoteUndone      NoteKind = "floor.undone"       // Text is the undone verb
	NoteItem        NoteKind = "floor.item"         // Text is the agenda item that starts
	NoteBreak       NoteKind = "floor.break"        // Text is "break" or "closed session"; "" ends it
	NoteText        NoteKind = "floor.note"         // Text
	NoteCount       NoteKind = "floor.count"        // the hands of Others are up
	NoteBudget      NoteKind = "floor.budget"       // Text is the budget from now on
	NoteQueue       NoteKind = "floor.queue_closed" // Why is "closed" or "open"
	NoteProtected   NoteKind = "floor.protected"    // Others are protected for this event
	NoteReleased    NoteKind = "floor.released"     // Others are not protected any longer
	NotePanic       NoteKind = "floor.panic"        // everyone who is not protected is muted, and the mode is quiet
	NoteCalm        NoteKind = "floor.calm"         // the panic was stopped: nobody is muted automatically any longer
)

// Why is the reason for a note.
type Why string

// The reasons.
const (
	WhyTaken     Why = "taken"     // someone else got the floor, or it was taken back
	WhyMode      Why = "mode"      // the mode has changed
	WhyAway      Why = "away"      // away for more than 90 s
	WhySentAway  Why = "sent_away" // removed, or sent to the audience
	WhyMuted     Why = "muted"     // muted by hand
	WhyFinished  Why = "finished"  // the answer is over
	WhyElsewhere Why = "elsewhere" // another console changed it
	WhyChanged   Why = "changed"   // another person is next
	WhyUnread    Why = "unread"    // the room could not be read within 2 s
	WhyGap       Why = "gap"       // the connection was lost for more than 10 s
	WhyRestart   Why = "restart"   // the state of an earlier run was resumed
	WhyRefused   Why = "refused"   // the token lacks a permission
	WhyClosed    Why = "closed"
	WhyOpen      Why = "open"
)

// Who is a person with the name at that time. Name is untrusted text.
type Who struct {
	ID   video.MemberID `json:"id"`
	Name string         `json:"name,omitempty"`
}

// Note is one action or finding of the floor, for the log of a console and for the journal.
type Note struct {
	Kind   NoteKind      `json:"kind"`
	At     time.Time     `json:"at"`
	Offset time.Duration `json:"offset,omitempty"` // position of At in the recording, in nanoseconds; 0 without one
	By     string        `json:"by,omitempty"`     // label of the operator
	// Outside reports that the verb came from another program; see [Engine.Outside].
	Outside bool `json:"outside,omitempty"`

	Who    *Who        `json:"who,omitempty"`
	Others []Who       `json:"others,omitempty"`
	Mode   *Mode       `json:"mode,omitempty"`
	Turn   *TurnRecord `json:"turn,omitempty"`
	Text   string      `json:"text,omitempty"`
	Why    Why         `json:"why,omitempty"`
}

// noteRow describes a kind of note.
type noteRow struct {
	kind NoteKind
	// inCommand marks a kind that adds nothing to the command of its verb, if the verb has one.
	inCommand bool
}

var noteRows = []noteRow{
	{kind: NoteMode, inCommand: true},
	{kind: NoteGranted, inCommand: true},
	{kind: NoteEnded, inCommand: true},
	{kind: NoteBell},
	{kind: NoteNotOpened},
	{kind: NoteMaySpeak},
	{kind: NoteSkipped},
	{kind: NoteNobody},
	{kind: NoteQueued},
	{kind: NoteUnqueued},
	{kind: NoteClock},
	{kind: NoteDismissed, inCommand: true},
	{kind: NoteAway},
	{kind: NoteBack},
	{kind: NoteOffer},
	{kind: NoteClosed, inCommand: true},
	{kind: NoteBanner},
	{kind: NotePardoned},
	{kind: NotePaused},
	{kind: NoteContinued},
	{kind: NoteInterrupted, inCommand: true},
	{kind: NoteRestored, inCommand: true},
	{kind: NoteUnsent},
	{kind: NoteRights},
	{kind: NoteLease},
	{kind: NoteLeaseLost},
	{kind: NoteLeaseOver},
	{kind: NoteOverwritten},
	{kind: NoteUndone, inCommand: true},
	{kind: NoteItem},
	{kind: NoteBreak},
	{kind: NoteText},
	{kind: NoteCount},
	{kind: NoteQueue},
	{kind: NoteBudget},
	{kind: NoteProtected},
	{kind: NoteReleased},
	{kind: NotePanic, inCommand: true},
	{kind: NoteCalm},
}

// NoteKinds returns all kinds of notes.
func NoteKinds() []NoteKind {
	var kinds []NoteKind
	for _, row := range noteRows {
		kinds = append(kinds, row.kind)
	}
	return kinds
}

// InCommand reports whether a note of the kind adds nothing to the command of its verb. The log then has only the
// command, so that a verb is one entry. A verb that sends nothing has the note in the log.
func (k NoteKind) InCommand() bool { return slices.Contains(noteRows, noteRow{k, true}) }
