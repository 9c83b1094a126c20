package ui

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session"
	"gavel/theme"
	"gavel/ui/text"
)

// lateAfter is the silence from which a live link counts as late. The session pings after five seconds of silence and
// knows to about a second when it heard something; a quiet room must not flicker between live and late.
const lateAfter = 7 * time.Second

// part is a piece of the header. Of those that do not fit, the ones with the highest rank go first.
type part struct {
	text  string
	paint theme.Paint
	rank  int
}

// header keeps the first line of the screen until something in it changes.
type header struct {
	title string
	parts []part
	fresh []part // of the frame being made; its array is used again
	w     int
	line  string
}

// demoPart is where the word for a demo stands.
const demoPart = 1

// audienceWord follows the count of those who only listen; where there is little room, audienceShort does.
const audienceWord, audienceShort = " audience", " aud."

// partsCounts is where the counts begin, which stand at the right end.
const partsCounts = 7

// headerLine is the first line of the screen.
func headerLine(m *Model, w int) string {
	th, s, h := m.theme(), m.snapshot(), &m.screen.header
	watch, demo := part{}, part{}
	if m.watchOnly() {
		watch = part{"watch only", th.Warn, 2}
	}
	if m.o.Demo {
		demo = part{"demo", th.Dim, 9}
	}
	p := append(h.fresh[:0], watch, demo, linkPart(th, s, m.now()), recPart(th, s, m.now()))
	if s.Room.ID != "" {
		p = append(p, streamPart(th, s, m.now()), lockPart(th, s), part{text.Clean(s.Room.LayoutName), th.Text, 8})
		p = countParts(p, th, m)
	}
	title := s.Room.Title()
	if h.line != "" && h.w == w && h.title == title && slices.Equal(h.parts, p) {
		h.fresh = p
		return h.line
	}
	h.fresh, h.parts, h.title, h.w = h.parts, p, title, w
	h.line = drawHeader(th, text.Clean(title), slices.Clone(p), w)
	return h.line
}

// drawHeader fits the parts into w cells. The title gives way first, then the parts of the highest rank.
func drawHeader(th *theme.Theme, title string, parts []part, w int) string {
	const wideGap, narrowGap = 3, 2
	titleMin := 10
	if w >= wideWidth-1 {
		titleMin = 14
	}
	brand := " " + th.Brand.Apply("gavel") + "  "
	room := w - width(brand) - min(text.Width(title), titleMin)
	gap := wideGap
	if used(parts, gap) > room { // closer together before anything is left out
		gap = narrowGap
	}
	if used(parts, gap) > room {
		parts[demoPart].text = "" // those who run a demo know it
	}
	for i := range parts {
		if short, ok := strings.CutSuffix(parts[i].text, audienceWord); ok && used(parts, gap) > room {
			parts[i].text = short + audienceShort
		}
	}
	for used(parts, gap) > room && dropOne(parts) {
	}
	counts := min(partsCounts, len(parts))
	left, right := joinParts(parts[:counts], gap), joinParts(parts[counts:], gap)
	title = th.Title.Apply(text.Cut(title, max(0, w-width(brand)-width(left)-width(right)-2*gap-1)))
	return spread(brand+title+pad(gap)+left, right+" ", w)
}

// used is how many cells the parts take, gaps included.
func used(parts []part, gap int) int {
	n := gap
	for _, p := range parts {
		if p.text != "" {
			n += text.Width(p.text) + gap
		}
	}
	return n
}

// dropOne empties the least important part and reports whether there was one that may go.
func dropOne(parts []part) bool {
	worst := -1
	for i, p := range parts {
		if p.text != "" && p.rank > 0 && (worst < 0 || p.rank >= parts[worst].rank) {
			worst = i
		}
	}
	if worst < 0 {
		return false
	}
	parts[worst].text = ""
	return true
}

func joinParts(parts []part, gap int) string {
	s := ""
	for _, p := range parts {
		if p.text == "" {
			continue
		}
		if s != "" {
			s += pad(gap)
		}
		s += p.paint.Apply(p.text)
	}
	return s
}

// linkPart says how far the picture can be trusted, in one of six fixed forms.
func linkPart(th *theme.Theme, s *session.Snapshot, now time.Time) part {
	g := &th.Glyphs
	if s.Room.ID == "" {
		return part{"no room", th.Dim, 0}
	}
	word, ok := linkWord(s, now)
	if ok {
		return part{g.Live + " " + word, th.Good, 0}
	}
	if s.Link.State == session.LinkLive && !s.Room.Ended {
		return part{g.Waiting + " " + word, th.Warn, 0}
	}
	return part{g.Offline + " " + word, th.Bad, 0}
}

// linkErrorWidth is how much of the reason why there is no link fits the header.
const linkErrorWidth = 44

// linkWord is the state of the link in words, and whether all is well.
func linkWord(s *session.Snapshot, now time.Time) (string, bool) {
	l := s.Link
	silence := now.Sub(l.Heard)
	switch {
	case s.Room.Ended || l.State == session.LinkClosed:
		return "ended", false
	case l.State == session.LinkRefused && (l.Err == nil || errors.Is(l.Err, session.ErrCredentials)):
		return "auth failed", false
	case l.State == session.LinkRefused: // a certificate or a proxy that no further try would change
		return text.Cut(text.Clean(l.Err.Error()), linkErrorWidth), false
	case l.State == session.LinkWaiting || l.State == session.LinkConnecting:
		wait := max(0, l.RetryAt.Sub(now)).Round(time.Second)
		return fmt.Sprintf("reconnecting (try %d, next in %ds)", max(1, l.Attempt), int(wait.Seconds())), false
	case s.Stale:
		return "stale since " + l.Since.Format(time.TimeOnly), false
	case !l.Heard.IsZero() && silence >= lateAfter:
		return fmt.Sprintf("late %ds", int(silence.Seconds())), false
	case l.RTT <= 0:
		return "live", true
	}
	return fmt.Sprintf("live %d ms", max(1, l.RTT.Milliseconds())), true
}

// recPart says whether the room is being recorded; when nobody knows, it says so.
func recPart(th *theme.Theme, s *session.Snapshot, now time.Time) part {
	g := &th.Glyphs
	var first *session.Recording
	n := 0
	for _, r := range s.Recordings {
		if r.State != session.StateRecording && r.State != session.StatePaused {
			continue
		}
		if n++; first == nil {
			first = r
		}
	}
	switch {
	case s.Room.ID == "":
		return part{}
	case first == nil && s.Room.Recording == session.Yes:
		return part{g.Rec + " REC", th.Rec, 0}
	case first == nil && (s.Room.Recording == session.Unknown || !s.RecordingsKnown || s.Stale):
		return part{"REC ?", th.Warn, 0}
	case first == nil:
		return part{"not recording", th.Dim, 3}
	}
	word, paint := g.Rec+" REC ", th.Rec
	if first.State == session.StatePaused {
		word, paint = g.Pause+" REC paused ", th.Warn
	}
	word += runClock(first.StartedAt, first.SeenAt, now)
	if n > 1 {
		word += " +" + strconv.Itoa(n-1)
	}
	return part{word, paint, 0}
}

func streamPart(th *theme.Theme, s *session.Snapshot, now time.Time) part {
	for _, st := range s.Streams {
		if st.State == session.StateStreaming {
			return part{th.Glyphs.Rec + " STREAM " + runClock(st.StartedAt, st.SeenAt, now), th.Rec, 4}
		}
	}
	return part{}
}

// runClock says how long something has run: by the room's clock where that is credible, else since we saw it, with a "~".
func runClock(started, seen, now time.Time) string {
	const skew = 24 * time.Hour
	if !started.IsZero() && !started.After(now) && now.Sub(started) < skew {
		return clock(now.Sub(started))
	}
	if seen.IsZero() {
		return "~"
	}
	return "~" + clock(now.Sub(seen))
}

func lockPart(th *theme.Theme, s *session.Snapshot) part {
	switch s.Room.Locked {
	case session.Yes:
		return part{th.Glyphs.Locked + " locked", th.Warn, 3}
	case session.No:
		return part{th.Glyphs.Open + " open", th.Text, 5}
	}
	return part{"lock ?", th.Dim, 5}
}

func countParts(p []part, th *theme.Theme, m *Model) []part {
	s, t := m.snapshot(), m.people.r.tally
	talking, hands, audience := th.Dim, th.Dim, ""
	if t.talking > 0 {
		talking = th.Talking
	}
	if t.hands > 0 {
		hands = th.Hand
	}
	if s.Room.AudienceKnown {
		audience = strconv.Itoa(s.Room.Audience) + audienceWord
	}
	return append(p, part{plural(t.people, "person", "people"), th.Strong, 1},
		part{strconv.Itoa(t.talking) + " talking", talking, 6}, part{plural(t.hands, "hand", "hands"), hands, 4},
		part{audience, th.Dim, 7})
}
