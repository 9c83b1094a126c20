package video

import (
	"fmt"
	"slices"
	"time"
)

// LinkState is what the connection is doing.
type LinkState uint8

// The states of a link.
const (
	LinkConnecting LinkState = iota // dialling or authenticating
	LinkLive                        // authenticated
	LinkWaiting                     // lost; the next attempt is at Link.RetryAt
	LinkRefused                     // credentials, certificate or proxy: no further attempts until a person acts
	LinkClosed                      // Close was called
)

var linkStates = [...]string{"connecting", "live", "waiting", "refused", "closed"}

// String returns a lower-case word for the state.
func (l LinkState) String() string { return linkStates[min(l, LinkClosed)] }

// MarshalText makes states readable in JSON.
func (l LinkState) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (l *LinkState) UnmarshalText(text []byte) error {
	i := slices.Index(linkStates[:], string(text))
	if i < 0 {
		return fmt.Errorf("%q is not a state of a link", text)
	}
	*l = LinkState(i)
	return nil
}

// Link is the state of the connection to the relay.
type Link struct {
	State   LinkState
	Gen     int           // number of the connection, 1, 2, …
	Attempt int           // attempts since the last live connection
	RetryAt time.Time     // when Waiting
	Since   time.Time     // when State began
	Heard   time.Time     // when anything was last received, to about a second
	RTT     time.Duration // last measured round trip; 0 when none was
	Resumed bool          // the server took up the former session again
	Err     error         // why the last connection ended
	// ExpiresAt is when the authorization ends; zero when the relay did not say. Expiring is true from two minutes before.
	ExpiresAt time.Time
	Expiring  bool
}
