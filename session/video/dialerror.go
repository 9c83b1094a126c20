package video

import (
	"fmt"
	"time"
)

// Steps of a connection, in their order.
const (
	StepDNS     = "DNS lookup"
	StepConnect = "connection"
	StepProxy   = "proxy"
	StepTLS     = "TLS handshake"
	StepHTTP    = "HTTP upgrade"
	StepSignIn  = "sign-in"
)

// DialError reports the step at which a connection failed, and the reason in words for a person. It matches
// [ErrNotRelay] if something other than a relay answered, and [ErrCredentials] if project and token were refused.
type DialError struct {
	Step   string // one of the Step constants
	Host   string // the relay, or the proxy if that step failed
	Reason string // untrusted text in it is shortened and made printable
	// Final is true if another attempt would fail the same way until someone changes something: the certificate failed a
	// check, or the proxy needs a password. The client then does not dial again automatically.
	Final bool
	// Status is the HTTP status from a proxy, or from a server that is not a relay; 0 if there was none.
	Status int
	// RetryAfter is the wait that the other side asked for; 0 if it did not.
	RetryAfter time.Duration
	Err        error
}

// Error returns one sentence without a full stop.
func (e *DialError) Error() string {
	return fmt.Sprintf("%s failed for %s: %s", e.Step, e.Host, e.Reason)
}

// Unwrap returns the cause.
func (e *DialError) Unwrap() error { return e.Err }
