package video

import (
	"fmt"
	"slices"
	"time"
)

// LinkState is the state of the connection.
type LinkState uint8

// The states of a link.
const (
	LinkConnecting LinkState = iota // dialling or authenticating
	LinkLive                        // authenticated
	LinkWaiting                     // lost; the next attempt is at Link.RetryAt
	LinkRefused                     // credentials, certificate or proxy: no further attempts until a person acts
	LinkClosed                      // ended: by Close, or because the client failed
)

var linkStates = [...]string{"connecting", "live", "waiting", "refused", "closed"}

// String returns a lower-case word for the state.
func (l LinkState) String() string { return linkStates[min(l, LinkClosed)] }

// MarshalText writes the word for the state, so that JSON is readable.
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
	State   LinkState     `json:"state"`
	Gen     int           `json:"gen"`               // number of the connection, 1, 2, …
	Attempt int           `json:"attempt,omitempty"` // attempts since the last live connection
	RetryAt time.Time     `json:"retry_at,omitzero"` // when State is LinkWaiting
	Since   time.Time     `json:"since,omitzero"`    // when State began
	Heard   time.Time     `json:"heard,omitzero"`    // when anything was last received, accurate to about a second
	RTT     time.Duration `json:"rtt_ns,omitempty"`  // last measured round trip; 0 if there was none
	Resumed bool          `json:"resumed,omitempty"` // the server resumed the former session
	Err     error         `json:"-"`                 // why the last connection ended
	// ExpiresAt is when the authorization ends; zero if the relay did not send it. Expiring is true during the last two
	// minutes before it.
	ExpiresAt time.Time `json:"expires_at,omitzero"`
	Expiring  bool      `json:"expiring,omitempty"`
}
