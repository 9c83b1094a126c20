package ui

import (
	"strconv"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// part is a piece of the header. If the parts do not fit, those with the highest rank are dropped first. Rank 0 stays,
// in its short form if it has one; rankLink stays in full as long as the title can be cut.
type part struct {
	text  string
	paint theme.Paint
	rank  int
	short string
}

// rankLink is the rank of the state of the link.
const rankLink = -1

// header keeps the first line of the screen until something in it changes.
type header struct {
	title string
	parts []part
	fresh []part // of the frame being made; its array is reused
	w     int
	line  string
}

// demoPart is the index of the word for a demo.
const demoPart = 1

// partsCounts is the index of the first count; the counts are at the right end.
const partsCounts = 9

// drawHeader fits the parts into w cells. It cuts the title first, then drops the parts of the highest rank.
func drawHeader(th *theme.Theme, title string, parts []part, w int) string {
	const wideGap, narrowGap = 3, 2
	titleMin := 10
	if w >= wideWidth-1 {
		titleMin = 14
	}
	brand := " " + th.Brand.Apply("gavel") + "  "
	titleMin = min(text.Width(title), titleMin)
	room := w - draw.Width(brand) - titleMin
	gap := wideGap
	if used(parts, gap) > room { // closer together before a part is dropped
		gap = narrowGap
	}
	if used(parts, gap) > room {
		parts[demoPart].text = "" // the user started the demo
	}
	shorten(parts, gap, room, func(p *part) bool { return p.rank > 0 })
	for used(parts, gap) > room && dropOne(parts) {
	}
	shorten(parts, gap, room, func(p *part) bool { return p.rank == 0 })
	shorten(parts, gap, room+titleMin, func(*part) bool { return true })
	counts := min(partsCounts, len(parts))
	left, right := joinParts(parts[:counts], gap), joinParts(parts[counts:], gap)
	title = th.Title.Apply(text.Cut(title, max(0, w-draw.Width(brand)-draw.Width(left)-draw.Width(right)-2*gap-1)))
	return draw.Spread(brand+title+draw.Pad(gap)+left, right+" ", w)
}

// shorten replaces parts by their short forms, the last first, until all fit.
func shorten(parts []part, gap, room int, may func(*part) bool) {
	for i := len(parts) - 1; i >= 0 && used(parts, gap) > room; i-- {
		if p := &parts[i]; p.text != "" && p.short != "" && may(p) {
			p.text = p.short
		}
	}
}

// used returns how many cells the parts take, gaps included.
func used(parts []part, gap int) int {
	n := gap
	for _, p := range parts {
		if p.text != "" {
			n += text.Width(p.text) + gap
		}
	}
	return n
}

// dropOne empties the least important part. It reports false if none may be dropped.
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
		return part{text: "not recording", paint: th.Dim, rank: 3}
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

func streamPart(th *theme.Theme, s *video.Snapshot, now time.Time) part {
	for _, st := range s.Streams {
		if st.Active() && s.Stale {
			return part{text: "STREAM ?", paint: th.Warn, rank: 4}
		}
		if st.Active() {
			return part{text: th.Glyphs.Rec + " STREAM " + draw.RunClock(st.StartedAt, st.SeenAt, now), paint: th.Rec, rank: 4}
		}
	}
	return part{}
}

func lockPart(th *theme.Theme, s *video.Snapshot) part {
	switch s.Room.Locked {
	case video.Yes:
		return part{text: th.Glyphs.Locked + " locked", paint: th.Warn, rank: 3}
	case video.No:
		return part{text: th.Glyphs.Open + " open", paint: th.Text, rank: 5}
	}
	return part{text: "lock ?", paint: th.Dim, rank: 5}
}

func countParts(p []part, th *theme.Theme, m *desk) []part {
	s, t := m.Snapshot(), m.Roster().Tally
	talking, hands, audience, short := th.Dim, th.Dim, "", ""
	talks := m.Roster().Air.Count
	if talks > 0 {
		talking = th.Talking
	}
	if t.Hands > 0 {
		hands = th.Hand
	}
	if s.Room.AudienceKnown {
		audience = strconv.Itoa(s.Room.Audience) + " audience"
		short = strconv.Itoa(s.Room.Audience) + " aud."
	}
	return append(p, part{text: draw.Plural(t.People, "person", "people"), paint: th.Strong, rank: 1},
		part{text: strconv.Itoa(talks) + " talking", paint: talking, rank: 6},
		part{text: draw.Plural(t.Hands, "hand", "hands"), paint: hands, rank: 4},
		part{text: audience, paint: th.Dim, rank: 7, short: short})
}
