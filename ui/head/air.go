package head

import (
	"strconv"
	"strings"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
)

// Air draws the second line of the screen, and keeps it until its content changes. The line names the people talking
// now, with their times, the longest turn first, and then the people who have just stopped. The zero value is ready to
// use.
type Air struct {
	of    airKey
	line  string
	names []airName
}

// airKey is the state on which the line depends.
type airKey struct {
	AirView // without its time
	w       int
	second  int64
	rev     uint32 // of people.Air
	names   uint64 // version of the roster
	roster  *people.Roster
}

// airName is the place of a name in the line.
type airName struct {
	from, to int // columns
	id       video.MemberID
}

// AirView is the content of the line besides the people.
type AirView struct {
	Room    string         // its session; "" for none
	Now     time.Time      // of the view
	AsOf    time.Time      // when the view was frozen; zero while it is live
	Pointed video.MemberID // the member under the cursor
}

// Kept returns the line as last drawn in w cells, and whether there is one.
func (a *Air) Kept(w int) (string, bool) { return a.line, a.line != "" && a.of.w == w }

// Line returns the line in w cells.
func (a *Air) Line(th *theme.Theme, r *people.Roster, v AirView, w int) string {
	key := airKey{w: w, second: v.Now.Unix(), rev: r.Air.Rev, names: r.Version, roster: r}
	key.AirView, key.Now = v, time.Time{}
	if a.of == key {
		return a.line
	}
	pen := airPen{AirView: v, th: th, r: r, w: w, bars: w >= roomy-1}
	*a = Air{of: key, line: pen.draw(), names: pen.names}
	return a.line
}

// At returns the member that the line names at a column, or "".
func (a *Air) At(x int) video.MemberID {
	for _, n := range a.names {
		if x >= n.from && x < n.to {
			return n.id
		}
	}
	return ""
}

// airPen writes the line from the left to the right.
type airPen struct {
	AirView
	th    *theme.Theme
	r     *people.Roster
	w     int
	bars  bool
	out   strings.Builder
	used  int
	names []airName
}

func (p *airPen) put(s string, paint theme.Paint) {
	p.out.WriteString(paint.Apply(s))
	p.used += text.Width(s)
}

func (p *airPen) draw() string {
	th, air := p.th, &p.r.Air
	switch {
	case p.Room == "":
		return draw.Pad(p.w)
	case !p.AsOf.IsZero():
		p.put(" as of "+p.AsOf.Local().Format(time.TimeOnly)+"  ", th.Warn)
	case air.Count > 0:
		p.put(" ON AIR  ", th.Talking)
	default:
		p.put(" ON AIR  ", th.Dim)
	}
	shown := 0
	for _, who := range air.Talking {
		if !p.talker(who, air.Count-shown-1) {
			break
		}
		shown++
	}
	if rest := air.Count - shown; rest > 0 {
		p.gap()
		p.put("+"+strconv.Itoa(rest), th.Strong)
	}
	if air.Count == 0 && len(air.Stopped) == 0 {
		p.put(say.NobodyTalks, th.Dim)
	}
	for _, who := range air.Stopped {
		if shown < air.Count || !p.stopped(who) {
			break
		}
	}
	return draw.Fit(p.out.String(), p.w)
}

// Widths of the parts of the line.
const (
	airGap      = 3
	airNameMost = 24
	airNameMin  = 6
	airBarMost  = 6
	airBarFor   = 7 * time.Second // a cell of a bar
)

// talker writes the name of a talker and the time. If there is no room for both this and the number of the rest, it
// writes nothing and reports false.
func (p *airPen) talker(who *people.Person, rest int) bool {
	th, turn := p.th, who.TalksFor(p.Now)
	clock, bar := draw.Clock(turn), ""
	if who.Interprets {
		clock = "interprets"
	} else if p.bars {
		bar = strings.Repeat(th.Glyphs.BarFull, min(airBarMost, int(turn/airBarFor)))
	}
	if bar != "" {
		bar = " " + bar
	}
	room := p.room() - 1 - len(clock) - text.Width(bar) - 1
	if rest > 0 {
		room -= airGap + 1 + len(strconv.Itoa(rest))
	}
	sign, name, clockPaint := th.Talking, th.Strong, th.Text
	if !p.AsOf.IsZero() {
		sign, name, clockPaint = th.Stale, th.Stale, th.Stale
	}
	return p.named(who, th.Glyphs.Talking, room, sign, name, func() {
		p.put(" "+clock, clockPaint)
		p.put(bar, th.Bar)
	})
}

// stopped writes a person who stopped talking a moment ago. It reports false, and writes nothing, if there is no room.
func (p *airPen) stopped(who *people.Person) bool {
	th := p.th
	ago := " " + strconv.Itoa(int(p.Now.Sub(who.Member.TalkEnd)/time.Second)) + " s ago"
	return p.named(who, th.Glyphs.Silent, p.room()-len(ago)-1, th.Dim, th.Dim, func() { p.put(ago, th.Dim) })
}

// room returns the number of cells left after a gap and a sign.
func (p *airPen) room() int {
	const sign = 2
	if len(p.names) == 0 {
		return p.w - p.used - sign
	}
	return p.w - p.used - airGap - sign
}

// gap separates two names.
func (p *airPen) gap() {
	if len(p.names) > 0 {
		p.put(draw.Pad(airGap), theme.Paint{})
	}
}

// named writes a sign and a name in at most room cells, and calls then. It reports false, and writes nothing, if there
// is no room.
func (p *airPen) named(who *people.Person, sign string, room int, signPaint, paint theme.Paint, then func()) bool {
	label := p.r.LabelOf(who.Member.ID)
	if room = min(room, airNameMost); room < min(airNameMin, text.Width(label)) {
		return false
	}
	p.gap()
	from := p.used
	if who.Member.ID == p.Pointed {
		paint = paint.Over(p.th.Cursor)
	}
	p.put(sign+" ", signPaint)
	p.put(text.Cut(label, room), paint)
	then()
	p.names = append(p.names, airName{from, p.used, who.Member.ID})
	return true
}
