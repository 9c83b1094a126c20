package say

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// NotSent is the fixed verdict on a command that was not sent because of a lost connection.
const NotSent = "Not sent: connection lost. Nothing happened."

// Verdict returns the outcome of a command whose outcome was ever in doubt, in fixed words:
//
//	Not sent: connection lost. Nothing happened.
//	Remove Ann: sent, no answer (connection lost 14:03:11). Checking…
//	…done: Ann has left.
//	…not done: Ann is still here.
//	…cannot tell: room has a new session.
//
// For a bulk command it names the people: Remove: 12 done, 1 unknown: Ann, 3 not sent: Ben, Cy, Di. Checking… It is ""
// for entries that are not commands, and for commands that got a normal answer.
func Verdict(e *video.Entry, name Name) string {
	if e.Kind != video.EntryCommand || e.Command == nil {
		return ""
	}
	said := verdict(e, name)
	switch {
	case said == "":
	case e.Late && e.Outcome == video.OutcomeRefused:
		said += " (The answer came late.)"
	case e.Again && e.Outcome != video.OutcomeNotSent:
		said += " (It was sent a second time.)"
	}
	return text.Clean(said)
}

func verdict(e *video.Entry, name Name) string {
	switch {
	case e.Outcome == video.OutcomeNotSent && !e.Doubt:
		return notSent(e, name)
	case !e.Doubt:
		return ""
	case e.Outcome == video.OutcomeUnknown || e.Outcome == video.OutcomePending:
		return inDoubt(e, name)
	case len(e.Targets) > 1:
		return "…" + tally(e, name) + "."
	case e.Outcome == video.OutcomeNotDone:
		return "…not done: " + stateOf(e, e.Command.Standing().Not, name) + "."
	case e.Outcome == video.OutcomeRefused:
		return "…not done: the room refused: " + e.Err + "."
	}
	return "…done: " + stateOf(e, e.Command.Standing().Is, name) + "."
}

// inDoubt returns the verdict while the outcome is unknown, and when it will never be known.
func inDoubt(e *video.Entry, name Name) string {
	several := len(e.Targets) > 1
	switch {
	case e.Unsettled != 0 && e.Outcome == video.OutcomeUnknown && several:
		return "…cannot tell: " + neverKnown[e.Unsettled] + ": " + tally(e, name) + "."
	case e.Unsettled != 0 && e.Outcome == video.OutcomeUnknown:
		return "…cannot tell: " + neverKnown[e.Unsettled] + "."
	case several:
		return draw.Capital(Button(*e.Command)) + ": " + tally(e, name) + lostAt(e.Lost) + ". Checking…"
	}
	return draw.Capital(wish(*e.Command, names(e.About(), name))) + noAnswer + lostAt(e.Lost) + ". Checking…"
}

// DoneAfterAll is the verdict on a command that is not in the log.
func DoneAfterAll(what string) string { return "…done: " + what + "." }

// NotDoneAfterAll is the opposite of DoneAfterAll.
func NotDoneAfterAll(what string) string { return "…not done: " + what + "." }

// UnsentForGood returns that a command was not sent and cannot be any longer.
func UnsentForGood(what string) string { return "Not sent: " + what + ". " + RoomEnded }

// neverKnown are the reasons why an outcome will never be known.
var neverKnown = map[video.Unsettled]string{
	video.UnsettledNotShown:  "the room does not show it",
	video.UnsettledEnded:     RoomOver,
	video.UnsettledSuccessor: "room has a new session",
}

// noAnswer follows a command whose outcome is unknown.
const noAnswer = ": sent, no answer"

// NoAnswer returns the verdict on a command that was sent without an answer, while the log has none.
func NoAnswer(what string, link *video.Link) string {
	lost := time.Time{}
	if link.State != video.LinkLive {
		lost = link.Since
	}
	return draw.Capital(what) + noAnswer + lostAt(lost) + ". Checking…"
}

func lostAt(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return " (connection lost " + at.Format(time.TimeOnly) + ")"
}

// stateOf describes a target after a read that showed the outcome.
func stateOf(e *video.Entry, phrase string, name Name) string {
	row, _ := e.Command.Action.Info()
	who := e.About()
	onMember := row.Target == video.OnMember && len(who) > 0
	return phraseFor(e.Command.Standing().Of, phrase, names(who, name), len(who) > 1, onMember, now)
}

func notSent(e *video.Entry, name Name) string {
	why := keptFor(e)
	switch cause := Cause(e); {
	case cause != "":
		return draw.Capital(cause) + ": " + tally(e, name) + "."
	case errors.Is(why, video.ErrConflict) && len(e.Who) == 0:
		return "Not sent: someone else has changed it since."
	case video.IsSkip(why):
		return tally(e, name) + "."
	case isStop(why):
		return "Not sent: stopped. Nothing happened."
	case errors.Is(why, video.ErrBusy):
		return "Not sent: too many requests are waiting for an answer. Nothing happened."
	case errors.Is(why, video.ErrUnrecorded):
		return "Not sent: " + Reason(why) + "."
	}
	return NotSent
}

// Cause returns why a command on several people stopped before all of it was sent: "stopped". It is "" for a command
// that did not stop, and if nothing was sent for another reason.
func Cause(e *video.Entry) string {
	n, why := e.Count(video.OutcomeNotSent), keptFor(e)
	switch {
	case n == 0 || len(e.Targets) < 2 || video.IsSkip(why):
		return ""
	case isStop(why):
		return "stopped"
	case len(e.Targets) == n:
		return ""
	case errors.Is(why, video.ErrBusy):
		return "too many requests at once"
	case errors.Is(why, video.ErrForbidden):
		return "not allowed"
	}
	return "connection lost in the middle"
}

// keptFor returns why targets got no request. A target that was superseded or changed counts only if all unsent targets
// were.
func keptFor(e *video.Entry) (why error) {
	for _, t := range e.Targets {
		switch {
		case t.Outcome != video.OutcomeNotSent:
		case !t.Skipped():
			return t.Err
		default:
			why = t.Err
		}
	}
	return why
}

func isStop(why error) bool {
	return errors.Is(why, context.Canceled) || errors.Is(why, context.DeadlineExceeded)
}

// tally counts the outcomes of a command on several people, with names: "12 done, 1 not done: Ann, 3 not sent: Ben, Cy,
// Di".
func tally(e *video.Entry, name Name) string {
	var parts []string
	if n := e.Count(video.OutcomeAccepted) + e.Count(video.OutcomeConfirmed); n > 0 {
		parts = append(parts, number(n)+" done")
	}
	add := func(word string, meant func(video.TargetResult) bool) {
		switch n, who := whose(e, meant); {
		case n == 0:
		case len(who) == 0:
			parts = append(parts, fmt.Sprintf("%d %s", n, word))
		default:
			parts = append(parts, fmt.Sprintf("%d %s: %s", n, word, names(who, name)))
		}
	}
	is := func(o video.Outcome) func(video.TargetResult) bool {
		return func(t video.TargetResult) bool { return t.Outcome == o && !t.Skipped() }
	}
	because := func(why error) func(video.TargetResult) bool {
		return func(t video.TargetResult) bool { return t.Skipped() && errors.Is(t.Err, why) }
	}
	add("not done", is(video.OutcomeNotDone))
	add("refused", is(video.OutcomeRefused))
	add("unknown", is(video.OutcomeUnknown))
	add("no answer yet", is(video.OutcomePending))
	add("not sent", is(video.OutcomeNotSent))
	add("superseded", because(video.ErrSuperseded))
	add("skipped", because(video.ErrConflict))
	add("protected", because(video.ErrProtected))
	return strings.Join(parts, ", ")
}

// whose returns the people of the targets for which meant returns true, and the number of these targets. The room as a
// target has no name.
func whose(e *video.Entry, meant func(video.TargetResult) bool) (n int, who []video.Person) {
	for i, t := range e.Targets {
		if !meant(t) || i >= len(e.Who) {
			continue
		}
		if n++; e.Who[i].ID != "" {
			who = append(who, e.Who[i])
		}
	}
	return n, who
}
