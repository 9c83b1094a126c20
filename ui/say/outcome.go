package say

import (
	"errors"
	"fmt"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Done returns the outcome of a command that the room has accepted, in w cells if possible: "Ann is muted. Confirmed in
// 84 ms." Until the room shows the effect, it says only that the room has accepted the command. besides is a sentence
// of [Besides].
func Done(c video.Command, o video.Outcome, took time.Duration, besides string, who People, w int) string {
	said := fit(c, who, w, func(called string) string { return done(c, o, took, called) })
	if besides != "" {
		said += " " + besides // cut at its end if it does not fit
	}
	return said
}

func done(c video.Command, o video.Outcome, took time.Duration, called string) string {
	several := len(targets(c)) > 1
	switch {
	case c.PastTense(called) == "": // the command only reads
		return sentence(wish(c, called) + ": done")
	case o != video.OutcomeConfirmed:
		return draw.Capital(wish(c, called)) + ": accepted" + in(took) + "."
	case len(c.Steps) > 0:
		return sentence(did(c, called)) + " Confirmed" + in(took) + "."
	}
	return sentence(effect(c, called, several, now)) + " Confirmed" + in(took) + "."
}

func in(took time.Duration) string {
	if took <= 0 {
		return ""
	}
	return " in " + draw.Took(took)
}

// leastOfReason is the smallest number of cells that a reason gets, however long the names are.
const leastOfReason = 24

// Failed returns the outcome of a command that failed, in w cells if possible: the reason, and the number of its
// targets that failed.
func Failed(c video.Command, res video.Result, err error, who People, w int) string {
	failed := 0
	first := err
	for _, t := range res.Targets {
		if t.Err == nil {
			continue
		}
		if failed == 0 {
			first = t.Err
		}
		failed++
	}
	why := refusal(c, first) + "."
	if n := len(res.Targets); n > 1 && failed < n {
		of := fmt.Sprintf(": %d of %d failed: ", failed, n)
		return draw.Capital(WishIn(c, who, w-leastOfReason-len(of))) + of + why
	}
	const head = "Could not "
	room := w - min(text.Width(why)+len(": "), leastOfReason)
	if said := head + WishIn(c, who, room-len(head)); text.Width(said) <= room {
		return said + ": " + why
	}
	return draw.Capital(WishIn(c, who, room)) + ": " + why // the reason implies that it was not done
}

// NothingToDo returns why a command would change nothing: "Ann is already muted. Nothing was sent."
func NothingToDo(c video.Command, plan video.Plan, who People) string {
	const sent = ". " + nothingSent
	several := len(c.Targets) > 1
	switch {
	case len(plan.Protected) > 1 && len(plan.Already)+len(plan.Gone) == 0:
		return "All of them are protected" + sent
	case len(plan.Protected) > 0:
		return draw.Capital(Skipped(c, plan, who)) + sent
	case len(plan.Already) == 0 && several:
		return "None of them is in the room now" + sent
	case len(plan.Already) == 0:
		return who.Names(c.Targets) + " is no longer in the room" + sent
	case several:
		called := who.Names(plan.Already)
		if who.Counted(plan.Already) {
			called = "all " + called
		}
		return draw.Capital(effect(c, called, true, already)) + sent
	}
	return draw.Capital(effect(c, who.Names(plan.Already), false, already)) + sent
}

// CouldNot returns why something failed that is no command of the table: "Could not list the rooms: no answer came."
func CouldNot(what string, err error) string { return "Could not " + what + ": " + Reason(err) + "." }

// Reading is a read of the room in progress, and ViewVerified its outcome.
const (
	Reading      = "Reading the room again"
	ViewVerified = "The view is verified against the room."
)

// Progress is how far a bulk command is. stop is the key that stops the rest, or "".
func Progress(done, all int, stop string) string {
	said := number(done) + " of " + number(all) + " done"
	if stop != "" {
		said += " · [" + stop + "] stops the rest"
	}
	return said
}

// Stopping names a bulk command that is being stopped.
func Stopping(what string) string { return "Stopping: " + what }

// NothingToStop is the reply if all of a bulk command has been answered.
const NothingToStop = "Nothing is left to stop: everything has been answered."

// NoAddress returns why an address of the configuration was not found.
func NoAddress(name string, err error) string {
	return "No address for " + text.Clean(name) + ": " + clause(err.Error()) + "."
}

// Crashed is the outcome of a command whose wait has failed.
const Crashed = "That failed inside gavel. The outcome is unknown."

// Elsewhere returns the outcome of a command in a room that is no longer on the screen. what is the command without its
// targets.
func Elsewhere(room *video.Room, what string, res video.Result, worst video.Outcome) string {
	n := 0
	for _, t := range res.Targets {
		if t.Outcome != video.OutcomeConfirmed && t.Outcome != video.OutcomeAccepted {
			n++
		}
	}
	of := ""
	if all := len(res.Targets); all > 1 {
		of = fmt.Sprintf(" for %d of %d people", n, all)
	}
	return fmt.Sprintf("In %s: %s%s: %s.", Quote(room.Title()), what, of, Outcome(worst))
}

// Why returns the reason of an outcome in a few words, to follow the outcome in the log: "the token lacks room.lock".
// It is "" if there is none, or if the outcome is known in spite of an error.
func Why(e *video.Entry) string {
	if e.Outcome != video.OutcomeRefused && e.Outcome != video.OutcomeNotSent {
		return ""
	}
	for _, t := range e.Targets {
		if t.Err == nil || e.Command == nil {
			continue
		}
		var rpc *video.RPCError
		switch {
		case !errors.As(t.Err, &rpc):
			return refusal(*e.Command, t.Err)
		case rpc.Forbidden() && e.Command.Scope() != "":
			return "the token lacks " + e.Command.Scope()
		case rpc.Message != "":
			return Quote(rpc.Message)
		}
		return "code " + text.Clean(rpc.Code)
	}
	return text.Clean(e.Err)
}
