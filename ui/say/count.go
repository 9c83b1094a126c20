package say

import (
	"strconv"
	"strings"

	"gavel/session/video"
)

// outcomeWords are the words for outcomes in a count, in the order of a sentence.
var outcomeWords = []struct {
	o    video.Outcome
	word string
}{
	{video.OutcomeConfirmed, "done"},
	{video.OutcomeRefused, "refused"},
	{video.OutcomeUnknown, "unknown"},
	{video.OutcomeNotDone, "not done"},
	{video.OutcomeNotSent, "not sent"},
}

// Outcomes counts the outcomes of a command on several people: "9 done, 1 refused, 7 not sent".
func Outcomes(targets []video.TargetResult) string {
	count := map[video.Outcome]int{}
	for _, t := range targets {
		switch t.Outcome {
		case video.OutcomeAccepted:
			count[video.OutcomeConfirmed]++
		case video.OutcomePending:
			count[video.OutcomeUnknown]++
		default:
			count[t.Outcome]++
		}
	}
	var parts []string
	for _, row := range outcomeWords {
		if n := count[row.o]; n > 0 {
			parts = append(parts, number(n)+" "+row.word)
		}
	}
	return strings.Join(parts, ", ")
}

const unknownOutcome = "outcome unknown"

// Outcome returns the words for an outcome.
func Outcome(o video.Outcome) string {
	if o == video.OutcomeUnknown {
		return unknownOutcome
	}
	return o.String()
}

func number(n int) string { return strconv.Itoa(n) }
