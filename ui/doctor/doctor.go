// Package doctor checks what gavel needs of the network, the relay and the terminal, and advises what to do about each
// fault.
//
// It changes nothing: it calls only methods that read. Its caller checks configuration and credentials.
package doctor

import (
	"net/http"
	"net/url"
	"time"

	"gavel/session/video"
)

// Finding is the result of one check.
type Finding struct {
	Check  string `json:"check"`
	State  State  `json:"state"`
	Text   string `json:"text"`
	Advice string `json:"advice,omitempty"` // what to do, or ""
}

// State is how a check ended.
type State string

// The states. Only a fault keeps gavel from working.
const (
	OK      State = "ok"
	Warning State = "warning"
	Fault   State = "fault"
	Skipped State = "skipped"
)

// Doctor makes the checks. All exported fields are required.
type Doctor struct {
	// Report gets each finding at once, on the goroutine of the check. The strings of a finding are untrusted text.
	Report func(Finding)
	// Verdict returns the sentence about an error of the session.
	Verdict func(error) string
	// Called reports whether a room has a name or an id.
	Called func(room *video.Room, name string) bool

	proxy func(*http.Request) (*url.URL, error) // nil: that of the environment, which a process reads only once
}

func (d *Doctor) report(s State, check, text, advice string) {
	d.Report(Finding{Check: check, State: s, Text: text, Advice: advice})
}

// stepLimit is how long one step may take.
const stepLimit = 10 * time.Second
