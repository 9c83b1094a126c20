package say

import (
	"strings"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Final is the warning about a command that cannot be undone.
const Final = "This cannot be undone."

// LooksAlike is the warning after a name that may be mistaken for another.
const LooksAlike = "looks like another name: compare the id"

// Cancelled is the reply to a No.
const Cancelled = "Cancelled. " + nothingSent

// The replies to a question whose subject has gone.
const (
	CancelledRoom = "Cancelled: another room is on the screen, or the room has ended."
	CancelledAll  = "Cancelled: they have all left."
)

// CancelledOne is the reply when the only target has left.
func CancelledOne(called string) string { return "Cancelled: " + called + " has left." }

// NotRecorded is in every question while the journal is off.
const NotRecorded = "The journal is off. This will not be recorded."

// JournalBack is the reply to the question about a command without a record, once the journal is on.
const JournalBack = "Nothing was sent: the journal is on again. Press the key once more."

// Unrecorded names a command that the journal will not have.
func Unrecorded(what string) string { return what + " without a record" }

// NobodyLeftOut is the reply to the key that lists who is left out.
const NobodyLeftOut = "Nobody is left out."

// HiddenToo counts the targets that the filter hides.
func HiddenToo(n int) string {
	return draw.Plural(n, "of them is hidden by the filter.", "of them are hidden by the filter.")
}

// The heads of what quitting leaves to itself, and of what it cuts short.
const (
	QuitContinues = "If you quit, these continue:"
	QuitStops     = "If you quit, these stop unfinished:"
)

// What continues after the user has quit.
const (
	OwnRecording = "a recording that you started"
	OwnStream    = "a stream that you started"
)

// OwnFloor is the floor, which stops when the user quits.
func OwnFloor(p floor.Preset) string { return "the floor, in " + string(p) + " mode" }

// Question asks whether to run a command, without its question mark. A name may be ambiguous, so a risky command names
// its only target with the id: "Remove Ann #1bf4".
func Question(c video.Command, who People) string {
	row, _ := c.Action.Info()
	if row.Risk >= video.RiskAsks && len(c.Targets) == 1 {
		return draw.Capital(wish(c, who.Tagged(c.Targets[0])))
	}
	return draw.Capital(Wish(c, who))
}

// Plan asks whether to run a command on several people, without its question mark: "Mute 14 of 17 people".
func Plan(c video.Command, p video.Plan, who People) string {
	all := p.All()
	count := who.CountOf(all)
	if len(p.Act) < len(all) {
		if of := number(len(p.Act)) + " of "; who.Mixed(all) {
			count = of + number(len(all)) + " (" + count + ")"
		} else {
			count = of + count
		}
	}
	c.Targets = all
	return draw.Capital(wish(c, count))
}

// Spoken is the question of --plain about a command: what it would do, with its warning, and whom it leaves out.
// everybody is the number of members in the room.
func Spoken(c video.Command, p video.Plan, everybody string, spared []video.MemberID, who People) string {
	said := Question(c, who)
	if len(p.All()) > 1 {
		said = Plan(c, p, who)
		if c.Risk() >= video.RiskAsks {
			var all []string
			for _, id := range p.Act {
				all = append(all, who.Tagged(id))
			}
			said += ": " + List(all, spokenAtMost)
		}
	}
	said += "?"
	if warning := Warning(c, everybody); warning != "" {
		said += " " + warning
	}
	if len(spared) > 0 {
		said += " " + Protected(spared, who)
	}
	return said
}

// TypeToConfirm follows a question of --plain.
func TypeToConfirm(want string) string { return " Type " + want + ". Anything else cancels." }

// NotTyped is the reply to an answer other than the required word.
func NotTyped(want string) string {
	return "Nothing was sent yet. Type " + Quote(want) + " exactly, or press Esc."
}

// Skipped counts the people that a plan skips, with the reason: "Ann and Ben are protected, 3 people are already muted,
// 1 has left". It is "" if the plan skips no one.
func Skipped(c video.Command, p video.Plan, who People) string {
	var parts []string
	if len(p.Protected) > 0 {
		parts = append(parts, protected(p.Protected, who))
	}
	if n := len(p.Already); n > 0 {
		st := c.Standing()
		parts = append(parts, phraseFor(st.Of, st.Is, draw.Plural(n, "person", "people"), n > 1, true, already))
	}
	if n := len(p.Gone); n > 0 {
		parts = append(parts, draw.Plural(n, "has left", "have left"))
	}
	return strings.Join(parts, ", ")
}

// Warning returns the warning in the question about a command, or "". everybody is the number of members in the room,
// in words.
func Warning(c video.Command, everybody string) string {
	row, _ := c.Action.Info()
	for _, step := range c.Steps {
		if step.Destructive() {
			return "It will " + text.Clean(step.Imperative("")) + ". " + Final
		}
	}
	switch {
	case row.Confirm != "":
		return sentence(row.Confirm)
	case row.Risk < video.RiskAsks || row.Undoable():
		return ""
	case row.Risk == video.RiskTyped:
		return "This removes " + everybody + " and ends the session. " + Final
	case row.Sets.Field == video.FieldOnStage: // promoting reverses it
		return sentence(row.Final)
	}
	return Final
}

// Asked returns the question of the command line about a command: `In "demo": remove Ann (m-1)?`
func Asked(c video.Command, targets, room string) string {
	return "In " + Quote(room) + ": " + wish(c, targets) + "?"
}
