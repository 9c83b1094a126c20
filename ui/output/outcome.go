package output

import (
	"math"

	"gavel/session/video"
)

// Error is what a failed command prints with --json: alone on stderr, and on stdout as a part of the outcome of a
// method.
type Error struct {
	// Outcome is the outcome of the command: refused, unknown, not sent, not done or mixed; failed for a command that only
	// reads or waits.
	Outcome string `json:"outcome"`
	// Code is the room's code of a refusal, such as 403, or a word that scripts can compare: usage, credentials,
	// not-found, ambiguous, unreachable, offline, no-answer, timeout, ended, unwritten, failed, …
	Code string `json:"code"`
	// Message says what happened. Hint says what to do, and may be empty.
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// Outcome is what --json prints for a method that returns nothing.
type Outcome struct {
	Method  video.Action `json:"method"`
	Outcome string       `json:"outcome"` // of all targets, or "mixed"
	Targets []Target     `json:"targets,omitempty"`
	TookMS  float64      `json:"took_ms"`
	// The following fields are for a method that failed.
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Hint    string `json:"hint,omitempty"`
}

// Target is the outcome of a method for one member.
type Target struct {
	MemberID video.MemberID `json:"memberId"`
	Outcome  string         `json:"outcome"`
	Error    string         `json:"error,omitempty"`
}

// mixed is the outcome of targets with different outcomes.
const mixed = "mixed"

// OfResult returns the outcome of a result. plain returns the text of an error.
func OfResult(r video.Result, plain func(error) string) Outcome {
	const perMillisecond = 1e6
	o := Outcome{Method: r.Command.Action, TookMS: thousandths(float64(r.Took) / perMillisecond)}
	for i, t := range r.Targets {
		word := t.Outcome.String()
		if i > 0 && o.Outcome != word {
			word = mixed
		}
		o.Outcome = word
		if t.Member == "" {
			continue
		}
		one := Target{MemberID: t.Member, Outcome: t.Outcome.String()}
		if t.Err != nil {
			one.Error = plain(t.Err)
		}
		o.Targets = append(o.Targets, one)
	}
	return o
}

// Failed returns the outcome with the error of the method.
func (o Outcome) Failed(e Error) Outcome {
	if o.Outcome == "" {
		o.Outcome = e.Outcome
	}
	o.Code, o.Message, o.Hint = e.Code, e.Message, e.Hint
	return o
}

// thousandths rounds a number to three decimal places.
func thousandths(f float64) float64 { return math.Round(f*1000) / 1000 }
