package head

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
)

// part is a piece of the header. If the parts do not fit, those with the highest rank are dropped first. Rank 0 stays,
// in its short form if it has one; rankLink stays in full as long as the title can be cut.
type part struct {
	text  string
	paint theme.Paint
	rank  int
	short string
	right bool // at the right end
}

// rankLink is the rank of the state of the link.
const rankLink = -1

// Header draws the first line of the screen, and keeps it until its content changes. The zero value is ready to use.
type Header struct {
	title string
	parts []part
	fresh []part // of the frame being made; its array is reused
	w     int
	line  string
}

// View is the content of the header besides the room.
type View struct {
	Watch  bool      // no command is sent
	Demo   bool      // the room is simulated
	Replay bool      // the room was recorded
	Still  bool      // the view is frozen
	Now    time.Time // of the view
	Clock  time.Time // the present
	// Needs is the sentence that another room needs attention, and NeedsKey the key that goes there; both "" if none does.
	Needs, NeedsKey string
	// PlayURL is the address of a playback that lasts PlayFor; "" if no length is known.
	PlayURL string
	PlayFor time.Duration
	Came    int // the number of people who have just joined at once
}

// Kept returns the line as last drawn in w cells, and whether there is one.
func (h *Header) Kept(w int) (string, bool) { return h.line, h.line != "" && h.w == w }

// Line returns the line in w cells.
func (h *Header) Line(th *theme.Theme, s *video.Snapshot, r *people.Roster, v View, w int) string {
	p := h.fresh[:0]
	if v.Replay {
		p = append(p, part{text: "replay", paint: th.Warn})
	} else if v.Watch {
		p = append(p, part{text: "watch only", paint: th.Warn, short: "watch"}) // otherwise the keys seem broken
	}
	if v.Demo {
		p = append(p, part{text: "demo", paint: th.Dim, rank: 9})
	}
	p = append(p, needsPart(th, &v), wavePart(th, v.Came), journalPart(th, s), linkPart(th, s, v.Clock), expiryPart(th, s))
	live := len(p)
	p = append(p, recPart(th, s, v.Now))
	if s.Room.ID != "" {
		p = append(p, playbackPart(th, s, &v), streamPart(th, s, v.Now), lockPart(th, s))
		p = countParts(p, th, s, r)
	}
	if v.Still {
		for i := range p[live:] {
			p[live+i].paint = th.Stale
		}
	}
	title := s.Room.Title()
	if h.line != "" && h.w == w && h.title == title && slices.Equal(h.parts, p) {
		h.fresh = p
		return h.line
	}
	h.fresh, h.parts, h.title, h.w = h.parts, p, title, w
	h.line = fitParts(th, text.Clean(title), slices.Clone(p), w)
	if v.Came > 0 {
		h.line = th.Tint.Apply(draw.Strip(h.line))
	}
	return h.line
}

// wavePart shows that many people have joined at once. The whole header is tinted with it.
func wavePart(th *theme.Theme, n int) part {
	if n == 0 {
		return part{}
	}
	count, sign := strconv.Itoa(n), th.Glyphs.Warn
	return part{text: sign + " " + count + " joined at once", short: sign + " +" + count, paint: th.Strong}
}

// roomy is the width from which there is room for a longer title, and for bars.
const roomy = 100

// fitParts fits the parts into w cells. It cuts the title first, then drops the parts of the highest rank.
func fitParts(th *theme.Theme, title string, parts []part, w int) string {
	const wideGap, narrowGap = 3, 2
	titleMin := 12
	if w >= roomy-1 {
		titleMin = 18
	}
	titleMin = min(text.Width(title), titleMin)
	room := w - 1 - titleMin
	gap := wideGap
	if used(parts, gap) > room { // closer together before a part is dropped
		gap = narrowGap
	}
	const wholeTitle, lessThanTitle = 26, 7 // a title up to this long matters more than parts of this rank
	whole := w - 1 - min(text.Width(title), wholeTitle)
	for used(parts, gap) > whole && dropOne(parts, lessThanTitle) {
	}
	shorten(parts, gap, room, func(p *part) bool { return p.rank > 0 })
	for used(parts, gap) > room && dropOne(parts, 1) {
	}
	shorten(parts, gap, room, func(p *part) bool { return p.rank == 0 })
	shorten(parts, gap, room+titleMin, func(*part) bool { return true })
	left, right := joinParts(parts, gap, false), joinParts(parts, gap, true)
	title = th.Title.Apply(text.Cut(title, max(0, w-1-draw.Width(left)-draw.Width(right)-2*gap)))
	return draw.Spread(" "+title+draw.Pad(gap)+left, right+" ", w)
}

// shorten replaces parts by their short forms, the last first, until all fit.
func shorten(parts []part, gap, room int, may func(*part) bool) {
	for i := len(parts) - 1; i >= 0 && used(parts, gap) > room; i-- {
		if p := &parts[i]; p.text != "" && p.short != "" && may(p) {
			p.text = p.short
		}
	}
}

// used returns the number of cells that the parts take, with gaps.
func used(parts []part, gap int) int {
	n := gap
	for _, p := range parts {
		if p.text != "" {
			n += text.Width(p.text) + gap
		}
	}
	return n
}

// dropOne empties the least important part whose rank is at least the given one. It reports false if there is none.
func dropOne(parts []part, rank int) bool {
	worst := -1
	for i, p := range parts {
		if p.text != "" && p.rank >= rank && (worst < 0 || p.rank >= parts[worst].rank) {
			worst = i
		}
	}
	if worst < 0 {
		return false
	}
	parts[worst].text = ""
	return true
}

// joinParts returns the parts of one end.
func joinParts(parts []part, gap int, right bool) string {
	s := ""
	for _, p := range parts {
		if p.text == "" || p.right != right {
			continue
		}
		if s != "" {
			s += draw.Pad(gap)
		}
		s += p.paint.Apply(p.text)
	}
	return s
}

// recPart shows whether the room is being recorded, or that this is not known.
func recPart(th *theme.Theme, s *video.Snapshot, now time.Time) part {
	g := &th.Glyphs
	var first *video.Recording
	n := 0
	for _, r := range s.Recordings {
		if !r.Active() {
			continue
		}
		if n++; first == nil {
			first = r
		}
	}
	switch {
	case s.Room.ID == "":
		return part{}
	case (!s.RecordingsKnown || s.Stale) && (first != nil || s.Room.Recording != video.Yes):
		return part{text: "REC ?", paint: th.Warn} // it may have ended while the connection was down
	case first == nil && s.Room.Recording == video.Yes:
		return part{text: g.Rec + " REC", paint: th.Rec}
	case first == nil && s.Room.Recording == video.Unknown:
		return part{text: "REC ?", paint: th.Warn}
	case first == nil:
		return notRecording(th, s)
	}
	word, paint := g.Rec+" REC ", th.Rec
	if first.State == video.StatePaused {
		word, paint = g.Pause+" REC paused ", th.Warn
	}
	word += draw.RunClock(first.StartedAt, first.SeenAt, now)
	if n > 1 {
		word += " +" + strconv.Itoa(n-1)
	}
	return part{text: word, paint: paint}
}

// notRecording shows that nothing is being recorded, and the outcome of the last recording if it did not end normally.
func notRecording(th *theme.Theme, s *video.Snapshot) part {
	if n := len(s.Recordings); n > 0 {
		const stateWidth = 14
		switch state := text.Cut(text.Clean(s.Recordings[n-1].State), stateWidth); s.Recordings[n-1].State {
		case video.StateRecording, video.StatePaused, video.StateCompleted, "":
		case "stopping", "stopped", "processing", "finished":
			return part{text: "REC " + state, paint: th.Dim, rank: 3}
		default:
			return part{text: th.Glyphs.Warn + " REC " + state, paint: th.Bad}
		}
	}
	return part{text: "not recording", paint: th.Dim, rank: 3}
}

// needsPart shows that another room needs attention.
func needsPart(th *theme.Theme, v *View) part {
	if v.Needs == "" {
		return part{}
	}
	return part{
		text: th.Glyphs.Warn + " " + v.NeedsKey + " " + v.Needs, paint: th.Bad, short: th.Glyphs.Warn + " " + v.NeedsKey,
	}
}

// playbackPart shows how long a playback has run or, if its length is known, the time left.
func playbackPart(th *theme.Theme, s *video.Snapshot, v *View) part {
	i := slices.IndexFunc(s.Playbacks, (*video.Playback).Active)
	if i < 0 {
		return part{}
	}
	one, at, sign := s.Playbacks[i], s.Playbacks[i].Position, th.Glyphs.Play
	if one.State == video.StatePaused {
		sign = th.Glyphs.Pause
	} else if !one.SeenAt.IsZero() {
		at += max(0, v.Now.Sub(one.SeenAt))
	}
	said := draw.Clock(at)
	if v.PlayFor > 0 && one.URL == v.PlayURL {
		said = draw.Clock(max(0, v.PlayFor-at)) + " left"
	}
	return part{text: sign + " PLAY " + said, paint: th.Strong, rank: 4, short: sign + " " + said}
}

func streamPart(th *theme.Theme, s *video.Snapshot, now time.Time) part {
	var first *video.Stream
	more := ""
	for n, st := range active(s.Streams) {
		if n > 0 {
			more = " +" + strconv.Itoa(n)
		} else {
			first = st
		}
	}
	switch {
	case first == nil:
		return part{}
	case s.Stale:
		return part{text: "STREAM ?" + more, paint: th.Warn, rank: 4}
	}
	word := th.Glyphs.Rec + " STREAM " + draw.RunClock(first.StartedAt, first.SeenAt, now) + more
	return part{text: word, paint: th.Rec, rank: 4}
}

// active returns the streams that run.
func active(all []*video.Stream) []*video.Stream {
	return slices.DeleteFunc(slices.Clone(all), func(st *video.Stream) bool { return !st.Active() })
}

// lockPart shows that the room is locked, or that this is unknown.
func lockPart(th *theme.Theme, s *video.Snapshot) part {
	switch s.Room.Locked {
	case video.Yes:
		return part{text: th.Glyphs.Locked + " locked", paint: th.Warn, rank: 3}
	case video.No:
		return part{}
	}
	return part{text: "lock ?", paint: th.Dim, rank: 5}
}

func countParts(p []part, th *theme.Theme, s *video.Snapshot, r *people.Roster) []part {
	t, talks := r.Tally, r.Air.Count
	talking, hands, audience, short := th.Dim, th.Dim, "", ""
	if talks > 0 {
		talking = th.Talking
	}
	if t.Hands > 0 {
		hands = th.Hand
	}
	if s.Room.AudienceKnown && s.Room.Audience > 0 {
		audience = strconv.Itoa(s.Room.Audience) + " audience"
		short = strconv.Itoa(s.Room.Audience) + " aud."
	}
	return append(p, part{text: strconv.Itoa(t.People) + " here", paint: th.Strong, rank: 1, right: true},
		part{text: strconv.Itoa(talks) + " talking", paint: talking, rank: 6, right: true},
		part{text: draw.Plural(t.Hands, "hand", "hands"), paint: hands, rank: 4, right: true},
		part{text: audience, paint: th.Dim, rank: 7, short: short, right: true})
}

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
		p.short = g.Offline + " " + text.Cut(say.RefusedLink(s.Link.Err), linkErrorWidth)
	}
	return p
}

// linkErrorWidth is the largest width of the reason for a missing link, in cells.
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
