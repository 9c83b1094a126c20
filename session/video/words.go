package video

import (
	"context"
	"errors"
	"strings"
	"time"
)

// The fixed words for commands that a lost connection has touched. Console, log and command line show the same ones.
const (
	wordsNotSent = "Not sent: connection lost. Nothing happened."
	offerNotSent = "Press Enter to do it now."
	offerNotDone = "[r] retry [Esc] leave it"
)

// Verdict returns the outcome of a command, if it was ever in doubt, in the fixed words:
//
//	Not sent: connection lost. Nothing happened.
//	Remove "Ann": sent, no answer (connection lost 14:03:11). Checking…
//	…done: Ann has left.
//	…not done: Ann is still here.
//	…cannot tell: room has a new session.
//
// Of a command on several people they say for whom: Remove: 12 done, 1 unknown: Ann, 3 not sent: Bob, Cy, Di.
// It is "" for entries that are not commands, and for commands that were simply answered; [Entry.Sentence] is for
// those. name turns a person into text for display, as in Sentence.
func (e Entry) Verdict(name func(Person) string) string {
	if e.Kind != EntryCommand || e.Command == nil {
		return ""
	}
	text := e.verdict(name)
	switch {
	case text == "":
	case e.Late && e.Outcome == OutcomeRefused:
		text += " (The answer came late.)"
	case e.Again && e.Outcome != OutcomeNotSent:
		text += " (It was sent a second time.)"
	}
	return text
}

func (e Entry) verdict(name func(Person) string) string {
	switch {
	case e.Outcome == OutcomeNotSent && !e.Doubt:
		return e.notSent(name)
	case !e.Doubt:
		return ""
	case e.Outcome == OutcomeUnknown || e.Outcome == OutcomePending:
		return e.inDoubt(name)
	case len(e.Targets) > 1:
		return "…" + e.tally(name) + "."
	case e.Outcome == OutcomeNotDone:
		return "…not done: " + e.stands(OutcomeNotDone, name) + "."
	case e.Outcome == OutcomeRefused:
		return "…not done: it was denied: " + e.Err + "."
	}
	return "…done: " + e.stands(OutcomeConfirmed, name) + "."
}

// inDoubt says that the outcome is not known, or not yet; of a command on several people, for whom.
func (e Entry) inDoubt(name func(Person) string) string {
	several := len(e.Targets) > 1
	switch {
	case e.Outcome == OutcomeUnknown && e.Unsettled != "" && several:
		return "…cannot tell: " + e.Unsettled + ": " + e.tally(name) + "."
	case e.Outcome == OutcomeUnknown && e.Unsettled != "":
		return "…cannot tell: " + e.Unsettled + "."
	case several:
		return e.verb() + ": " + e.tally(name) + e.lost() + ". Checking…"
	}
	return e.subject(name) + ": sent, no answer" + e.lost() + ". Checking…"
}

// Offer says which keys a console gives for the verdict, or "": what was not sent, or not done, may be done now.
func (e Entry) Offer() string {
	switch {
	case e.Kind != EntryCommand || e.Command == nil:
	case passedOver(e.keptFor()):
	case e.Outcome == OutcomeNotSent && !e.Doubt && (len(e.Targets) == 1 || e.count(OutcomeNotSent) == len(e.Targets)):
		return offerNotSent
	case e.Outcome == OutcomeNotDone && e.Doubt:
		return offerNotDone
	}
	return ""
}

// Remainder is the command for those targets that it was not carried out for: not sent, or shown by a reading not to be
// done, unless a newer command took its place. It is what a review of a bulk command that was cut in the middle offers;
// ok is false when there are none.
func (e Entry) Remainder() (c Command, ok bool) {
	if e.Command == nil || len(e.Targets) == 0 {
		return Command{}, false
	}
	if c = *e.Command; len(c.Steps) > 0 {
		return e.remainingSteps()
	}
	if len(c.Targets) == 0 {
		return c, e.Outcome == OutcomeNotSent || e.Outcome == OutcomeNotDone
	}
	c.Targets = nil
	for _, t := range e.Targets {
		if t.remains() {
			c.Targets = append(c.Targets, t.Member)
		}
	}
	return c, len(c.Targets) > 0
}

// remains reports whether the command was not carried out for the target, and no newer one took its place.
func (t TargetResult) remains() bool {
	return t.Outcome == OutcomeNotSent && !t.passedOver() || t.Outcome == OutcomeNotDone
}

// remainingSteps is Remainder for a composite.
func (e Entry) remainingSteps() (c Command, ok bool) {
	c = *e.Command
	var steps []Command
	results := e.Targets
	for _, s := range c.Steps {
		n := min(max(1, len(s.Targets)), len(results))
		of := results[:n]
		results = results[n:]
		step := s
		step.Targets = nil
		for _, t := range of {
			if t.remains() && t.Member != "" {
				step.Targets = append(step.Targets, t.Member)
			}
		}
		if len(step.Targets) > 0 || len(s.Targets) == 0 && n > 0 && of[0].remains() {
			steps = append(steps, step)
		}
	}
	c.Steps = steps
	return c, len(steps) > 0
}

// Cause says in a few words why a command on several people was cut, so that some of it was not sent: "stopped", "connection lost
// in the middle". It is "" for a command that was not, and where nothing of it was sent for another reason than being stopped.
func (e Entry) Cause() string {
	n, why := e.count(OutcomeNotSent), e.keptFor()
	switch {
	case n == 0 || len(e.Targets) < 2 || passedOver(why):
		return ""
	case isStop(why):
		return "stopped"
	case len(e.Targets) == n:
		return ""
	case errors.Is(why, ErrBusy):
		return "too many requests at once"
	case errors.Is(why, ErrForbidden):
		return "not allowed"
	}
	return "connection lost in the middle"
}

func isStop(why error) bool {
	return errors.Is(why, context.Canceled) || errors.Is(why, context.DeadlineExceeded)
}

func (e Entry) notSent(name func(Person) string) string {
	why := e.keptFor()
	switch cause := e.Cause(); {
	case cause != "":
		return strings.ToUpper(cause[:1]) + cause[1:] + ": " + e.tally(name) + "."
	case errors.Is(why, ErrConflict) && len(e.Who) == 0:
		return "Not sent: " + ErrConflict.Error() + "."
	case passedOver(why):
		return e.tally(name) + "."
	case isStop(why):
		return "Not sent: stopped. Nothing happened."
	case errors.Is(why, ErrBusy):
		return "Not sent: " + ErrBusy.Error() + ". Nothing happened."
	}
	return wordsNotSent
}

// keptFor is why what was not sent stayed here: for a reason of its own only when that is true of all of it.
func (e Entry) keptFor() (why error) {
	for _, t := range e.Targets {
		switch {
		case t.Outcome != OutcomeNotSent:
		case !t.passedOver():
			return t.Err
		default:
			why = t.Err
		}
	}
	return why
}

// verb is the command without its targets: Remove.
func (e Entry) verb() string {
	verb, _ := e.Command.words()
	return sentenceStart(strings.TrimSuffix(verb, " of"))
}

// subject is the command with its targets: Remove "Ann".
func (e Entry) subject(name func(Person) string) string {
	verb, _ := e.Command.words()
	if who := names(e.about(), name); who != "" {
		verb += " " + who
	}
	return sentenceStart(verb)
}

func (e Entry) lost() string {
	if e.Lost.IsZero() {
		return ""
	}
	return " (connection lost " + e.Lost.Format(time.TimeOnly) + ")"
}

// stands returns the state of the command's target after a reading that showed the outcome.
func (e Entry) stands(o Outcome, name func(Person) string) string {
	row := e.Command.info()
	text := row.standing[0]
	if o == OutcomeNotDone {
		text = row.standing[1]
	}
	if row.Target == OnMember && len(e.Who) > 0 {
		return names(e.about(), name) + " " + text
	}
	return text
}

// Caution returns what a moderator should know before giving the command in this room, as a sentence without a full
// stop, or "". It forbids nothing; [Command.Check] does that.
func (c Command) Caution(s *Snapshot) string {
	if row := c.info(); row.caution != nil {
		return row.caution(c, s)
	}
	return ""
}
