package ui

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/text"
)

// lateAfter is the silence from which a live link counts as late. The session pings after five seconds of silence and
// knows to about a second when it heard something; a quiet room must not flicker between live and late.
const lateAfter = 7 * time.Second

// linkPart says how far the picture can be trusted, in one of six fixed forms.
func linkPart(th *theme.Theme, s *video.Snapshot, now time.Time) part {
	g := &th.Glyphs
	if s.Room.ID == "" {
		return part{text: "no room", paint: th.Dim}
	}
	word, ok := linkWord(s, now)
	p := part{text: g.Offline + " " + word, paint: th.Bad, rank: rankLink}
	switch {
	case ok:
		p.text, p.paint, p.short = g.Live+" "+word, th.Good, g.Live+" live"
	case s.Link.State == video.LinkLive && !s.Room.Ended:
		p.text, p.paint = g.Waiting+" "+word, th.Warn
	case s.Link.State == video.LinkWaiting || s.Link.State == video.LinkConnecting:
		p.short = fmt.Sprintf("%s retry %d, %ds", g.Offline, max(1, s.Link.Attempt), retryIn(s, now))
	case s.Link.State == video.LinkRefused:
		short, _, _ := strings.Cut(word, ":")
		p.short = g.Offline + " " + short
	}
	return p
}

// linkErrorWidth is how much of the reason why there is no link fits the header.
const linkErrorWidth = 44

// linkWord is the state of the link in words, and whether all is well.
func linkWord(s *video.Snapshot, now time.Time) (string, bool) {
	l := &s.Link
	switch {
	case linkWell(s, now) && l.RTT <= 0:
		return "live", true
	case linkWell(s, now):
		return "live " + strconv.FormatInt(max(1, l.RTT.Milliseconds()), 10) + " ms", true
	case s.Room.Ended || l.State == video.LinkClosed:
		return "ended", false
	case l.State == video.LinkRefused && (l.Err == nil || errors.Is(l.Err, video.ErrCredentials)):
		return "auth failed", false
	case l.State == video.LinkRefused: // a certificate or a proxy that no further try would change
		why := l.Err.Error()
		if dial, ok := errors.AsType[*video.DialError](l.Err); ok {
			why = dial.Refusal()
		}
		return text.Cut(text.Clean(why), linkErrorWidth), false
	case l.State == video.LinkWaiting || l.State == video.LinkConnecting:
		return fmt.Sprintf("reconnecting (try %d, next in %ds)", max(1, l.Attempt), retryIn(s, now)), false
	case s.Stale:
		return "stale since " + l.Since.Format(time.TimeOnly), false
	}
	return fmt.Sprintf("late %ds", int(now.Sub(l.Heard).Seconds())), false
}

// linkWell reports whether the picture can be trusted. It is asked after each message.
func linkWell(s *video.Snapshot, now time.Time) bool {
	l := &s.Link
	return l.State == video.LinkLive && !s.Room.Ended && !s.Stale && (l.Heard.IsZero() || now.Sub(l.Heard) < lateAfter)
}

// retryIn is how many seconds it is to the next attempt.
func retryIn(s *video.Snapshot, now time.Time) int {
	return int(max(0, s.Link.RetryAt.Sub(now)).Round(time.Second).Seconds())
}

// expiryPart says that the authorization ends soon, and when.
func expiryPart(th *theme.Theme, s *video.Snapshot) part {
	if !s.Link.Expiring || s.Link.State != video.LinkLive {
		return part{}
	}
	at := s.Link.ExpiresAt.Local().Format(time.TimeOnly)
	return part{text: "token ends " + at, paint: th.Warn, short: "ends " + at}
}

// auditPart says that nothing is being recorded although it should be.
func auditPart(th *theme.Theme, s *video.Snapshot) part {
	if s.AuditErr == "" {
		return part{}
	}
	return part{text: th.Glyphs.Warn + " audit log OFF", paint: th.Bad, short: "audit OFF"}
}
