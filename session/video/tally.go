package video

import (
	"errors"
	"fmt"
	"strings"
)

// CountOutcomes counts the outcomes of a command on several people: "9 done, 1 refused, 7 not sent".
func CountOutcomes(targets []TargetResult) string {
	count := map[Outcome]int{}
	for _, t := range targets {
		o := t.Outcome
		switch o {
		case OutcomeAccepted:
			o = OutcomeConfirmed
		case OutcomePending:
			o = OutcomeUnknown
		}
		count[o]++
	}
	var parts []string
	for _, row := range []struct {
		o    Outcome
		word string
	}{
		{OutcomeConfirmed, "done"},
		{OutcomeRefused, "refused"},
		{OutcomeUnknown, "unknown"},
		{OutcomeNotDone, "not done"},
		{OutcomeNotSent, "not sent"},
	} {
		if n := count[row.o]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, row.word))
		}
	}
	return strings.Join(parts, ", ")
}

// tally is the ledger of a command on several people: "12 done, 1 not done: Ann, 3 not sent: Bob, Cy, Di".
func (e Entry) tally(name func(Person) string) string {
	var parts []string
	if n := e.count(OutcomeAccepted) + e.count(OutcomeConfirmed); n > 0 {
		parts = append(parts, fmt.Sprintf("%d done", n))
	}
	for _, row := range []struct {
		o    Outcome
		word string
	}{
		{OutcomeNotDone, "not done"}, {OutcomeRefused, "refused"}, {OutcomeUnknown, "unknown"}, {OutcomeNotSent, "not sent"},
	} {
		parts = e.named(parts, row.word, name, func(t TargetResult) bool { return t.Outcome == row.o && !t.passedOver() })
		if row.o == OutcomeUnknown {
			parts = e.named(parts, "no answer yet", name, func(t TargetResult) bool { return t.Outcome == OutcomePending })
		}
	}
	for _, row := range []struct {
		why  error
		word string
	}{{ErrSuperseded, "superseded"}, {ErrConflict, "left alone"}} {
		meant := func(t TargetResult) bool { return t.passedOver() && errors.Is(t.Err, row.why) }
		parts = e.named(parts, row.word, name, meant)
	}
	return strings.Join(parts, ", ")
}

// named appends the names of the targets that are meant, unless there are none: "1 not done: Ann".
func (e Entry) named(parts []string, word string, name func(Person) string, meant func(TargetResult) bool) []string {
	var who []Person
	n := 0
	for i, t := range e.Targets {
		if !meant(t) || i >= len(e.Who) {
			continue
		}
		if n++; e.Who[i].ID != "" { // the room has no name
			who = append(who, e.Who[i])
		}
	}
	switch {
	case n == 0:
		return parts
	case len(who) == 0:
		return append(parts, fmt.Sprintf("%d %s", n, word))
	}
	return append(parts, fmt.Sprintf("%d %s: %s", n, word, names(who, name)))
}
