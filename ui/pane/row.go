package pane

import (
	"strconv"
	"time"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/text"
)

// rowKey holds everything that the text of a row depends on. A row is drawn again only if its key changed.
type rowKey struct {
	m       *video.Member
	gen     uint32 // width or theme
	tagged  bool   // the name alone is ambiguous
	look    look
	lit     bool
	marked  bool
	shown   bool // matches the filter
	gone    bool
	stale   bool
	depth   int8
	turn    int16
	waited  int32 // seconds, for raised hands
	age     int32 // minutes
	percent int8
	pending pendingSet
}

// pendingSet holds which columns of a row wait for the outcome of a command.
type pendingSet struct{ mic, cam, ear, hand, place, volume, remove bool }

// look is the background of a row.
type look uint8

const (
	lookPlain look = iota
	lookCursor
	lookBlurred
	looks
)

// inks are the paints of a row on one of the backgrounds.
type inks struct {
	ground                                          theme.Paint
	text, dim, talk, hand, muted, warn, busy, marks theme.Paint
	bar, barEmpty, cursor                           theme.Paint
}

// inksFor returns the paints of a theme for each background.
func inksFor(th *theme.Theme) [looks]inks {
	var all [looks]inks
	for i, ground := range []theme.Paint{{}, th.Cursor, th.CursorBlurred} {
		on := func(p theme.Paint) theme.Paint { return p.Over(ground) }
		all[i] = inks{
			ground: ground, text: on(th.Text), dim: on(th.Dim), talk: on(th.Talking), hand: on(th.Hand), muted: on(th.Muted),
			warn: on(th.Warn), busy: on(th.Busy), marks: on(th.Marked), bar: on(th.Bar), barEmpty: on(th.BarEmpty),
			cursor: on(th.CursorBar),
		}
	}
	return all
}

// rowPen draws rows.
type rowPen struct {
	columns
	ink    inks
	glyphs *theme.Glyphs
	places map[video.Position]string // as shown
	out    []byte
	left   int // cells still free
}

// put writes painted text in w cells, the last of which stays blank.
func (p *rowPen) put(s string, w int, paint theme.Paint) {
	if w <= 0 {
		return
	}
	w = min(w, p.left)
	n := text.Width(s)
	if n > w-1 {
		s = text.Cut(s, w-1)
		n = text.Width(s)
	}
	p.out = paint.Append(p.out, s)
	p.blank(w - n)
	p.left -= n
}

// putRight is put with the text right-aligned.
func (p *rowPen) putRight(s string, w int, paint theme.Paint) {
	if w <= 0 {
		return
	}
	lead := max(0, w-1-text.Width(s))
	p.blank(lead)
	p.put(s, w-lead, paint)
}

func (p *rowPen) blank(n int) {
	n = min(n, p.left)
	p.out = p.ink.ground.Append(p.out, draw.Pad(n))
	p.left -= max(n, 0)
}

// row draws one member as one line of exactly the pen's width.
func (p *rowPen) row(who *people.Person, k rowKey) string {
	p.out, p.left = p.out[:0], p.w
	if p.w <= RowPrefix {
		return draw.Fit(who.Name.Text, p.w)
	}
	p.prefix(k)
	p.name(who, k)
	if k.gone || k.pending.remove {
		word := "left"
		if !k.gone {
			word = "leaving" + p.glyphs.Pending
		}
		p.put(word, p.left, p.ink.dim)
		p.blank(p.left)
		return string(p.out)
	}
	m, screen := who.Member, who.Member.Type == video.TypeScreen
	p.state(!m.AudioMuted, "on", "off", p.mic, k.pending.mic, screen && m.AudioMuted)
	p.state(!m.VideoMuted, "on", "off", p.cam, k.pending.cam, false)
	p.ear(m, k, screen)
	p.handCell(m, k)
	p.pendingText(p.placeOf(m), p.place, k.pending.place, p.ink.dim)
	p.pendingText(people.VolumeText(m), p.volume, k.pending.volume, p.ink.warn)
	p.talkCells(k)
	p.putRight(draw.Age(time.Duration(k.age)*time.Minute, m.JoinSeen), p.age, p.ink.dim)
	p.blank(p.left)
	return string(p.out)
}

func (p *rowPen) prefix(k rowKey) {
	bar, mark, talk := " ", " ", p.glyphs.Silent
	if k.look != lookPlain {
		bar = p.glyphs.CursorBar
	}
	if k.marked {
		mark = p.glyphs.Mark
	}
	paint := p.ink.dim
	switch {
	case k.depth > 0 || k.gone:
		talk = " "
	case k.lit:
		talk, paint = p.glyphs.Talking, p.ink.talk
	}
	p.out = p.ink.cursor.Append(p.out, bar)
	p.out = p.ink.marks.Append(p.out, mark)
	p.out = p.ink.ground.Append(p.out, " ")
	p.out = paint.Append(p.out, talk)
	p.out = p.ink.ground.Append(p.out, " ")
	p.left -= RowPrefix
}

func (p *rowPen) nameInk(k rowKey) theme.Paint {
	switch {
	case k.marked:
		return p.ink.marks
	case k.gone, !k.shown, k.stale:
		return p.ink.dim
	case k.lit:
		return p.ink.talk
	}
	return p.ink.text
}

// name writes the name, after a branch sign for screens and devices, and with the short id if the name is ambiguous.
func (p *rowPen) name(who *people.Person, k rowKey) {
	w, paint := p.columns.name, p.nameInk(k)
	if k.depth > 0 {
		p.put(p.glyphs.Tree, 2, p.ink.dim)
		w -= 2
	}
	switch {
	case k.tagged:
		id := text.ShortID(string(who.Member.ID))
		p.put(text.Cut(who.Name.Text, w-len(id)-4), w-len(id)-3, paint)
		p.put(p.glyphs.Warn+"#"+id, len(id)+3, p.ink.warn)
	default:
		p.put(who.Name.Text, w, paint)
	}
}

// state writes on or off, followed by a sign while a command is pending.
func (p *rowPen) state(is bool, on, off string, w int, pending, hide bool) {
	paint, word := p.ink.text, on
	if !is {
		paint, word = p.ink.muted, off
	}
	if hide {
		word = ""
	}
	p.pendingText(word, w, pending, paint)
}

func (p *rowPen) pendingText(word string, w int, pending bool, paint theme.Paint) {
	if pending {
		word, paint = word+p.glyphs.Pending, p.ink.busy
	}
	p.put(word, w, paint)
}

func (p *rowPen) ear(m *video.Member, k rowKey, screen bool) {
	if m.OnHold {
		p.put("hold", p.columns.ear, p.ink.warn)
		return
	}
	p.state(!m.Deaf, "on", "deaf", p.columns.ear, k.pending.ear, screen && !m.Deaf)
}

// maxPlaces is how many short names of places are cached. No layout has as many places.
const maxPlaces = 512

// placeOf is people.PlaceName, cached by place.
func (p *rowPen) placeOf(m *video.Member) string {
	if m.Type == video.TypeAudience {
		return people.PlaceName(m)
	}
	short, ok := p.places[m.CurrentPosition]
	if !ok {
		if p.places == nil || len(p.places) >= maxPlaces {
			p.places = map[video.Position]string{}
		}
		short = people.PlaceName(m)
		p.places[m.CurrentPosition] = short
	}
	return short
}

func (p *rowPen) handCell(m *video.Member, k rowKey) {
	word := ""
	if m.HandRaised {
		word = strconv.Itoa(int(k.turn)) + " up"
		if !m.HandAt.IsZero() {
			word = strconv.Itoa(int(k.turn)) + " " + draw.Clock(time.Duration(k.waited)*time.Second)
		}
	}
	p.pendingText(word, p.hand, k.pending.hand, p.ink.hand)
}

// talkCells writes the bar and the percentage of the talk time.
func (p *rowPen) talkCells(k rowKey) {
	if p.bar > 0 && p.left >= p.bar {
		full := (int(k.percent)*barCells + 99) / 100
		for range full {
			p.out = p.ink.bar.Append(p.out, p.glyphs.BarFull)
		}
		p.left -= full
		p.blank(p.bar - full)
	}
	word := ""
	if k.percent > 0 {
		word = strconv.Itoa(int(k.percent)) + " %"
	}
	p.putRight(word, p.share, p.ink.dim)
}

// drawnRow is the line of one member as last drawn.
type drawnRow struct {
	of   rowKey
	line string
}

// spareRows is how many rows are cached besides a few screens of them.
const spareRows = 64
