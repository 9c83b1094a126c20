package video

import (
	"fmt"
	"time"
)

// Steps of a connection, in their order.
const (
	StepDNS     = "DNS"
	StepConnect = "connect"
	StepProxy   = "proxy"
	StepTLS     = "TLS"
	StepHTTP    = "HTTP"
	StepSignIn  = "sign in"
)

// DialError says at which step a connection failed and why, in words for a person. It matches [ErrNotRelay] where
// somebody else answered, and [ErrCredentials] where project and token were refused.
type DialError struct {
	Step   string // one of the Step constants
	Host   string // relay, or proxy where that is the step
	Reason string // foreign text in it is cut and made printable
	// Final is true where the same would happen again until somebody changes something: the certificate failed a check,
	// or the proxy wants a password. A client does not dial again by itself then.
	Final bool
	// Status is the HTTP status from a proxy, or from a server that is not a relay; 0 when there was none.
	Status int
	// RetryAfter is how long the other side asks to be left alone; 0 when it did not say.
	RetryAfter time.Duration
	Err        error
}

// Error is one sentence without a full stop.
func (e *DialError) Error() string { return fmt.Sprintf("%s %s: %s", e.Step, e.Host, e.Reason) }

// Unwrap returns the cause.
func (e *DialError) Unwrap() error { return e.Err }
