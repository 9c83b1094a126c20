package say

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// who returns the name of a person in a note.
func who(w *floor.Who, name Name) string {
	if w == nil {
		return "nobody"
	}
	return name(video.Person{ID: w.ID, Name: w.Name})
}

// others lists the people of a note.
func others(list []floor.Who, name Name) string {
	all := make([]video.Person, 0, len(list))
	for _, w := range list {
		all = append(all, video.Person{ID: w.ID, Name: w.Name})
	}
	return names(all, name)
}

// FloorNote returns the sentence about something that the floor did or learnt. Every kind of note has one.
func FloorNote(n floor.Note, name Name) string { return sentence(noteClause(n, name)) }

func noteClause(n floor.Note, name Name) string {
	one, all := who(n.Who, name), others(n.Others, name)
	switch n.Kind {
	case floor.NoteMode:
		return floorMode(n)
	case floor.NoteGranted:
		return granted(n, one)
	case floor.NoteEnded:
		return ended(n, one)
	case floor.NoteNotOpened:
		return notOpened(n, one, all)
	case floor.NoteSkipped:
		return "Skipped: " + all + " (away, or the hand is down)"
	case floor.NoteNobody:
		return "Nobody got the floor: " + nobodyBecause(n.Why, one)
	case floor.NoteBack:
		return one + " is back and keeps the place in the queue"
	case floor.NoteOffer:
		return one + " has the name of someone who is away. To let " + one + " take that place, give " + one +
			" the floor"
	case floor.NoteInterrupted, floor.NoteRestored, floor.NoteProtected, floor.NoteReleased:
		return floorLists[n.Kind] + orNobody(all)
	case floor.NoteClock:
		return clockNote(n.Text, one)
	case floor.NoteCount:
		return counted(n, all)
	case floor.NoteQueued:
		lane := map[string]string{"reply": ", for a reply", "point of order": ", with a point of order"}[n.Text]
		return one + " is in the queue" + lane
	case floor.NoteBudget:
		return "The speaking budget is now " + n.Text
	case floor.NoteItem:
		return "Agenda item: " + Quote(n.Text)
	case floor.NoteText:
		return "Note: " + Quote(n.Text)
	case floor.NoteUndone:
		return "Undone: " + verbNames[floor.Verb(n.Text)]
	case floor.NotePaused, floor.NoteBreak, floor.NoteQueue:
		return floorStateNote(n)
	case floor.NoteLease, floor.NoteLeaseLost, floor.NoteLeaseOver, floor.NoteOverwritten, floor.NoteRights:
		return leaseNote(n)
	}
	return fmt.Sprintf(floorWords[n.Kind], one)
}

// floorLists are the notes that end with a list of people.
var floorLists = map[floor.NoteKind]string{
	floor.NoteInterrupted: "The chair interrupts. Muted: ",
	floor.NoteRestored:    "The interruption is over. Unmuted: ",
	floor.NoteProtected:   "Protected for tonight: ",
	floor.NoteReleased:    "No longer protected: ",
}

// floorWords are the notes about one person that need only the name.
var floorWords = map[floor.NoteKind]string{
	floor.NoteBell:      "Time is up for %s",
	floor.NoteMaySpeak:  "The microphone stays off until %s turns it on",
	floor.NoteUnqueued:  "%s was taken out of the queue",
	floor.NoteDismissed: "%s was dismissed",
	floor.NoteAway:      "%s has left. The place is kept for 90 s",
	floor.NoteClosed:    "%s spoke without the floor and was muted",
	floor.NoteBanner:    "%s keeps speaking without the floor. gavel has stopped muting this person",
	floor.NotePardoned:  "%s may keep the microphone open",
	floor.NotePanic:     "Panic: the floor is in quiet mode%.0s",
	floor.NoteCalm:      "The panic was stopped. Nobody is muted automatically now%.0s",
	floor.NoteContinued: "The floor continues%.0s",
	floor.NoteUnsent:    "The connection was lost. The command of the floor was not sent%.0s",
}

// verbNames are the verbs of the floor, to follow "Undone" or "Cannot undo".
var verbNames = map[floor.Verb]string{
	floor.VerbNext: "the floor for the next person", floor.VerbGive: "the floor for a person",
	floor.VerbAnswer: "the answer", floor.VerbTakeBack: "the end of the turn", floor.VerbQueue: "the place in the queue",
	floor.VerbUnqueue: "the removal from the queue", floor.VerbDismiss: "the dismissal", floor.VerbMode: "the mode",
	floor.VerbInterrupt: "the interruption", floor.VerbRestore: "the end of the interruption",
	floor.VerbMove: "the new order", floor.VerbPanic: "the panic", floor.VerbScene: "the scene",
	floor.VerbConfirm: "the confirmation of a place", floor.VerbOrder: "the order of the queue",
	floor.VerbBudget: "the budget", floor.VerbClose: "the closing of the queue",
	floor.VerbReopen: "the opening of the queue", floor.VerbExtend: "the extra time",
	floor.VerbPause: "the pause of the clock", floor.VerbRun: "the restart of the clock",
	floor.VerbBreak: "the start or end of the break", floor.VerbContinue: "the end of the pause",
	floor.VerbItem: "the agenda item", floor.VerbTakeOver: "the takeover of enforcement",
	floor.VerbLetBe: "the permission to keep the microphone open",
}

func orNobody(all string) string {
	if all == "" {
		return "nobody"
	}
	return all
}

func floorMode(n floor.Note) string {
	if n.Mode == nil || n.Mode.Preset == floor.Open {
		return "The floor is open" + modeParts(n.Mode) + ". Nobody was unmuted"
	}
	return "The floor is in " + string(n.Mode.Preset) + " mode" + modeParts(n.Mode)
}

// withOverride follows the name of queue mode if a new guest ends the turn of the guest who has spoken longest.
const withOverride = " with override"

// modeParts returns the parameters of a mode that differ from those of its preset.
func modeParts(m *floor.Mode) string {
	said := ""
	if m == nil {
		return said
	}
	if m.Override {
		said += withOverride
	}
	if m.Turn > 0 {
		said += ", turns of " + draw.Clock(m.Turn)
	}
	if m.Guests > 1 {
		said += ", " + strconv.Itoa(m.Guests) + " guests at a time"
	}
	switch {
	case m.Preset == floor.Open:
	case m.Enforce == floor.Hold:
		said += ", people who speak without the floor are muted"
	case m.Enforce == floor.Off:
		said += ", people who speak without the floor are not marked"
	}
	return said
}

func granted(n floor.Note, one string) string {
	if n.Turn != nil && n.Turn.Kind == floor.Answer {
		return one + " may answer"
	}
	return one + " has the floor"
}

func ended(n floor.Note, one string) string {
	said := "The turn of " + one + " is over"
	if n.Turn != nil && n.Turn.Used > 0 {
		said += " after " + draw.Clock(n.Turn.Used)
	}
	why := map[floor.Why]string{
		floor.WhyAway: "away for too long", floor.WhySentAway: "sent away", floor.WhyMuted: "muted by hand",
		floor.WhyElsewhere: "decided at another console", floor.WhyMode: "the mode has changed",
	}[n.Why]
	if why != "" {
		said += ": " + why
	}
	return said
}

func notOpened(n floor.Note, one, all string) string {
	said := "The microphone of " + one + " did not open"
	switch len(n.Others) {
	case 0:
	case 1:
		said += "; " + all + " is muted"
	default:
		said += "; " + all + " are muted"
	}
	return said
}

func clockNote(what, one string) string {
	switch what {
	case "paused":
		return "The clock of " + one + " is paused"
	case "runs":
		return "The clock of " + one + " runs again"
	}
	return one + " has 30 s more"
}

func counted(n floor.Note, all string) string {
	if len(n.Others) == 0 {
		return noHandUp
	}
	return draw.Plural(len(n.Others), "hand", "hands") + " counted: " + all
}

// floorStateNote returns the clause about a pause or a break of the floor, or about its queue being closed or open.
func floorStateNote(n floor.Note) string {
	switch {
	case n.Kind == floor.NoteQueue && n.Why == floor.WhyClosed:
		return "The queue is closed. Replies and points of order are still possible"
	case n.Kind == floor.NoteQueue:
		return "The queue is open"
	case n.Kind == floor.NoteBreak && n.Text == "":
		return "The break is over. The clocks run again"
	case n.Kind == floor.NoteBreak:
		return "The " + n.Text + " begins. The clocks are paused"
	case n.Why == floor.WhyRestart:
		return "The floor of an earlier run is restored, and paused"
	}
	return "The floor is paused: the connection was lost for more than 10 s"
}

// leaseNote returns the clause about which console enforces the floor.
func leaseNote(n floor.Note) string {
	switch n.Kind {
	case floor.NoteLease:
		return "This console enforces the floor"
	case floor.NoteLeaseLost:
		return Quote(n.Text) + " enforces the floor now. This console only marks"
	case floor.NoteLeaseOver:
		return "Nobody enforces the floor: " + Quote(n.Text) + " does not answer"
	case floor.NoteOverwritten:
		return "Nobody enforces the floor: another program has changed the room's metadata"
	}
	return "The room refuses what the floor needs. This console only marks"
}

// EscapeSaysNo is the reply to the key that calls the next person, if it is pressed in a question.
const EscapeSaysNo = "While the floor is in use, this key does not cancel. Press Esc."

// Replies to keys and verbs of the floor that have nothing to act on.
const (
	NoFloor      = "This room has no floor."
	NobodyWaits  = "Nobody is waiting for the floor."
	NoBanner     = "The floor's banner names nobody."
	OnePersonKey = "This key acts on one person."
)

// AlreadyDone is the reply to the repeat of a verb, which counts once.
const AlreadyDone = "Already done. The repeat was ignored."

// NothingToConfirm refuses to confirm the place of a person in the queue.
func NothingToConfirm(called string) string {
	return "The place of " + called + " needs no confirmation."
}

// FloorError returns the sentence about a verb of the floor that had no effect. next is the key of Continue.
func FloorError(err error, next string) string {
	if bad, ok := errors.AsType[*floor.ArgumentError](err); ok {
		return sentence(draw.Capital(bad.Name) + " is " + Quote(bad.Value) + ". Allowed: " + bad.Allowed)
	}
	if final, ok := errors.AsType[*floor.FinalError](err); ok {
		return "Cannot undo: " + verbNames[final.Verb] + ". No older action was undone."
	}
	for _, row := range []struct {
		is   error
		said string
	}{
		{floor.ErrOffline, "Not sent: there is no connection, or the room is being read again."},
		{floor.ErrPaused, "The floor is paused. " + next + " continues."},
		{floor.ErrRepeat, AlreadyDone},
		{floor.ErrBusy, "The previous command is still in progress. " + nothingSent},
		{floor.ErrEmpty, NobodyWaits},
		{floor.ErrNobody, "Nobody has the floor."},
		{floor.ErrUnknown, "That person is not here."},
		{floor.ErrNotQueued, "That person is not in the queue. " + nothingSent},
		{floor.ErrAlready, AlreadySo},
		{floor.ErrQueueClosed, "The queue is closed."},
		{floor.ErrNoConsent, "Consent in this room is set to never, so gavel opens nothing. " + nothingSent},
		{floor.ErrNothing, "There is nothing to do."},
		{floor.ErrNoAnswer, "That person is not answering. " + nothingSent},
		{floor.ErrChanged, "The floor has changed. " + nothingSent},
		{floor.ErrNoSharing, "This console does not share its floor."},
	} {
		if errors.Is(err, row.is) {
			return row.said
		}
	}
	return Complaint(err)
}

// namedWidth is how many cells a name has in a question.
const namedWidth = 24

// FloorAsk returns the question of a verb that needs a second press, and the verb of its answer.
func FloorAsk(a *floor.Ask, p People) (question, button string) {
	now, was := p.LabelIn(a.Now, namedWidth), p.LabelIn(a.Was, namedWidth)
	switch a.Reason {
	case floor.AskMoved:
		if a.Was == "" || a.Was == a.Now {
			return now + " has just become next. Give the floor to " + now + "?", "give"
		}
		return was + " is no longer next. Give the floor to " + now + "?", "give"
	case floor.AskTalking:
		return now + " is talking. Take the floor back?", "take back"
	case floor.AskBudget:
		return "The budget of " + now + " is used up. Give the floor?", "give"
	case floor.AskOpens:
		return "This unmutes " + p.Names(a.People) + ", muted more than 30 s ago. Undo?", "undo"
	}
	return "No other console knows of this one. Mute people who speak without the floor?", "hold"
}

// FloorOpens returns the question before the microphone of a person is opened for a turn, and the verb of its answer.
func FloorOpens(id video.MemberID, k floor.TurnKind, p People) (question, button string) {
	name := p.LabelIn(id, namedWidth)
	if k == floor.Answer {
		return "Let " + name + " answer?", "answer"
	}
	return "Give the floor to " + name + "?", "give"
}

// FloorPlan returns what the start of a mode would do: "queue: mutes 14 of 18; 2 protected, 2 already muted".
func FloorPlan(p floor.Plan) string {
	if p.Mode.Preset == floor.Open {
		return "open: nobody is unmuted"
	}
	free := len(p.Protected) + len(p.Panel)
	name := string(p.Mode.Preset)
	if p.Mode.Override {
		name += withOverride
	}
	said := fmt.Sprintf("%s: mutes %d of %d", name, len(p.Closes), len(p.Closes)+free+len(p.Muted))
	var rest []string
	for _, part := range []struct {
		n    int
		what string
	}{{len(p.Protected), "protected"}, {len(p.Panel), "on the panel"}, {len(p.Muted), "already muted"}} {
		if part.n > 0 {
			rest = append(rest, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	if len(rest) > 0 {
		said += "; " + strings.Join(rest, ", ")
	}
	return said
}

// FloorKeys are the labels of keys that the second line of the screen offers, "" for one that is not bound.
type FloorKeys struct{ Audience, LetBe, Muffle string }

// FloorLine returns the second line of the screen while the floor is in use. loud is the part in the alarm colour:
// people who speak without the floor, or whom gavel has stopped muting. since is how long ago the view was made. Both
// parts together have at most w cells.
func FloorLine(v *floor.View, since time.Duration, name Name, k FloorKeys, w int) (line, loud string) {
	line = "FLOOR " + floorState(v, since, name, k.LetBe)
	room := max(w/2, w-text.Width(line)-2)
	if loud = floorAlarm(v, name, k, room); loud == "" {
		return text.Cut(line, w), ""
	}
	loud = text.Cut(loud, room)
	return text.Cut(line, w-text.Width(loud)-2), loud
}

// floorState says who has the floor, who is next, how many wait, and who enforces. goes is the key that continues a
// paused floor, or "".
func floorState(v *floor.View, since time.Duration, name Name, goes string) string {
	parts := []string{floorTurns(v, since, name)}
	if v.Paused != "" && goes != "" {
		parts = append(parts, goes+" continues")
	}
	for _, en := range v.Queue {
		if en.ID == v.Next {
			parts = append(parts, "NEXT "+name(video.Person{ID: en.ID, Name: en.Name}))
		}
	}
	if v.Waiting > 0 {
		parts = append(parts, fmt.Sprintf("%d waiting", v.Waiting))
	}
	if v.Holder != "" && !v.Mine {
		parts = append(parts, "floor: "+text.Clean(v.Holder))
	}
	return strings.Join(parts, " · ")
}

// floorAlarm returns the part of the line in the alarm colour, in about w cells; "" for none.
func floorAlarm(v *floor.View, name Name, k FloorKeys, w int) string {
	switch {
	case len(v.Banner) > 0:
		said := others(v.Banner, name)
		ways := k.ways(w - text.Width("! "+said))
		return "! " + text.Cut(said, max(1, w-text.Width(ways)-len("! "))) + ways
	case len(v.Closes) > 0:
		return "then mutes " + others(v.Closes, name)
	case len(v.Unplanned) > 0:
		return "! " + others(v.Unplanned, name)
	}
	return ""
}

// ways names the keys that decide about people whom gavel has stopped muting, to follow their names: in w cells, with
// as many of their effects as fit. Without room for the keys it returns "".
func (k FloorKeys) ways(w int) string {
	var keys, about []string
	for _, way := range [][2]string{{k.Audience, "audience"}, {k.LetBe, "let be"}, {k.Muffle, "sensitivity 0"}} {
		if way[0] != "" {
			keys, about = append(keys, way[0]), append(about, way[1])
		}
	}
	for explained := len(keys); len(keys) > 0 && explained >= 0; explained-- {
		all := slices.Clone(keys)
		for i := range explained {
			all[i] += " " + about[i]
		}
		if ways := ": " + strings.Join(all, " · "); text.Width(ways) <= w {
			return ways
		}
	}
	return ""
}

// floorTurns returns who has the floor, and for how long.
func floorTurns(v *floor.View, since time.Duration, name Name) string {
	switch {
	case v.Break != "":
		return v.Break
	case v.Paused != "":
		return "paused"
	case v.Interrupted:
		return "interrupted"
	case len(v.Turns) == 0:
		return string(v.Mode.Preset)
	}
	var all []string
	for _, t := range v.Turns {
		used := t.Used
		if t.Running {
			used += since
		}
		said := name(video.Person{ID: t.ID, Name: t.Name})
		switch {
		case t.Away:
			said += " (away)"
		case t.Failed:
			said += " (did not open)"
		case t.Kind == floor.Answer:
			said += " answers"
		case t.Limit > 0:
			said += " " + draw.Clock(used) + "/" + draw.Clock(t.Limit)
		default:
			said += " " + draw.Clock(used)
		}
		all = append(all, said)
	}
	return strings.Join(all, ", ")
}

// FloorSaved returns the words for the floor of an earlier run: "the floor of 14:02, 5 in the queue".
func FloorSaved(s *floor.State) string {
	return fmt.Sprintf("the floor of %s, %d in the queue", s.At.Local().Format("15:04"), s.Waiting())
}
