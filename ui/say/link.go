package say

import (
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// LateAfter is the silence after which a live link counts as late. The session pings after five seconds of silence and
// reports the answer at once. A quiet room must not alternate between live and late.
const LateAfter = 7 * time.Second

// slowFrom is the round trip from which a live link counts as slow: a moderator notices it with each key.
const slowFrom = 400 * time.Millisecond

// Sentences about the end of a room, and of the link.
const (
	RoomEnded    = "The room has ended."
	NoConnection = "There is no connection."
	CannotRetry  = "gavel cannot reconnect from here. Quit gavel and start it again."
	NotRefused   = "Nothing was refused. gavel reconnects automatically."
	Retrying     = "Trying again"
)

// Quick reports whether nothing needs to be said about the link.
func Quick(s *video.Snapshot, now time.Time) bool { return Live(s, now) && s.Link.RTT < slowFrom }

// Live reports whether the view of the room can be trusted.
func Live(s *video.Snapshot, now time.Time) bool {
	l := &s.Link
	return l.State == video.LinkLive && !s.Room.Ended && !s.Stale && (l.Heard.IsZero() || now.Sub(l.Heard) < LateAfter)
}

// Link returns the state of the link in one of seven fixed forms: live, slow, ended, refused ("auth failed" or another
// refusal), reconnecting, stale, late.
func Link(s *video.Snapshot, now time.Time) string {
	l := &s.Link
	switch {
	case Quick(s, now):
		return "live"
	case Live(s, now):
		return "slow " + draw.Took(l.RTT)
	case s.Room.Ended || l.State == video.LinkClosed:
		return "ended"
	case l.State == video.LinkRefused:
		what, why := refusedLink(l.Err)
		return what + colon(why)
	case l.State == video.LinkWaiting || l.State == video.LinkConnecting:
		return fmt.Sprintf("reconnecting (try %d, next in %ds)", max(1, l.Attempt), RetryIn(l, now))
	case s.Stale:
		return "stale since " + l.Since.Format(time.TimeOnly)
	}
	return fmt.Sprintf("late %ds", int(now.Sub(l.Heard).Seconds()))
}

// RetryIn returns the seconds until the next attempt to connect.
func RetryIn(l *video.Link, now time.Time) int {
	return int(max(0, l.RetryAt.Sub(now)).Round(time.Second).Seconds())
}

// RefusedLink returns what was refused, without the reason: "certificate refused".
func RefusedLink(err error) string {
	what, _ := refusedLink(err)
	return what
}

// refusedLink returns what was refused and why another attempt would be refused, too. why may be "".
func refusedLink(err error) (what, why string) {
	var dial *video.DialError
	switch {
	case err == nil || errors.Is(err, video.ErrCredentials):
		return "auth failed", ""
	case errors.As(err, &dial):
		return refused(dial)
	}
	return text.Clean(video.Reason(err)), ""
}

func refused(e *video.DialError) (what, why string) {
	var (
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
	)
	const certificate = "certificate refused"
	switch {
	case e.Step == video.StepProxy && e.Status == http.StatusProxyAuthRequired:
		return "proxy needs a password", ""
	case errors.As(e.Err, &name):
		return certificate, "for another host"
	case errors.As(e.Err, &unknown):
		return certificate, "unknown authority"
	case !errors.As(e.Err, &invalid):
	case invalid.Reason == x509.Expired && invalid.Cert != nil && time.Now().Before(invalid.Cert.NotBefore):
		return certificate, "not valid yet"
	case invalid.Reason == x509.Expired:
		return certificate, "expired"
	case invalid.Reason == x509.IncompatibleUsage:
		return certificate, "not for servers"
	}
	return e.Step + " refused", text.Clean(e.Reason)
}
