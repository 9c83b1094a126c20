package ui

import (
	"fmt"
	"strings"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/say"
	"gavel/ui/text"
)

// linkPart shows how current the state is. It shows nothing while the link is live and quick.
func linkPart(th *theme.Theme, s *video.Snapshot, now time.Time) part {
	g := &th.Glyphs
	if s.Room.ID == "" {
		return part{text: "no room", paint: th.Dim}
	}
	if say.Quick(s, now) {
		return part{}
	}
	word := text.Cut(say.Link(s, now), linkErrorWidth)
	p := part{text: g.Offline + " " + word, paint: th.Bad, rank: rankLink}
	switch {
	case s.Link.State == video.LinkLive && !s.Room.Ended:
		p.text, p.paint = g.Waiting+" "+word, th.Warn
	case s.Link.State == video.LinkWaiting || s.Link.State == video.LinkConnecting:
		p.short = fmt.Sprintf("%s retry %d, %ds", g.Offline, max(1, s.Link.Attempt), say.RetryIn(&s.Link, now))
	case s.Link.State == video.LinkRefused:
		short, _, _ := strings.Cut(word, ":")
		p.short = g.Offline + " " + short
	}
	return p
}

// linkErrorWidth is how many cells of the header the reason for a missing link may take.
const linkErrorWidth = 44

// expiryPart shows that the authorization ends soon, and when.
func expiryPart(th *theme.Theme, s *video.Snapshot) part {
	if !s.Link.Expiring || s.Link.State != video.LinkLive {
		return part{}
	}
	at := s.Link.ExpiresAt.Local().Format(time.TimeOnly)
	return part{text: "token ends " + at, paint: th.Warn, short: "ends " + at}
}

// journalPart shows that the journal has failed.
func journalPart(th *theme.Theme, s *video.Snapshot) part {
	if s.JournalErr == "" {
		return part{}
	}
	return part{text: th.Glyphs.Warn + " journal OFF", paint: th.Bad, short: "journal OFF"}
}
