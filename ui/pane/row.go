package pane

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/talk"
	"gavel/ui/text"
)

// rowKey holds everything that the text of a row depends on. A row is drawn again only if its key changed.
type rowKey struct {
	m       *video.Member
	gen     uint32 // width or theme
	tagged  bool   // the name alone is ambiguous
	look    look
	lit     bool // talks
	marked  bool
	shown   bool // matches the filter
	gone    bool
	safe    bool // protected
	back    bool // has the name of someone who was removed
	stale   bool
	depth   int8
	turn    int16
	waited  int32 // seconds, for raised hands
	age     int32 // minutes
	percent int8
	heard   uint32 // revision of the talk line
	at      int64  // time of the talk line: a bucket, or a second while the member talks
	pending video.Fields
	turns   bool        // the totals are shown instead of the talk line
	total   floor.Total // of the floor, in seconds
}

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
	bar, cursor                                     theme.Paint
}

// inksFor returns the paints of a theme for each background.
func inksFor(th *theme.Theme) [looks]inks {
	var all [looks]inks
	for i, ground := range []theme.Paint{{}, th.Cursor, th.CursorBlurred} {
		on := func(p theme.Paint) theme.Paint { return p.Over(ground) }
		all[i] = inks{
			ground: ground, text: on(th.Text), dim: on(th.Dim), talk: on(th.Talking), hand: on(th.Hand), muted: on(th.Muted),
			warn: on(th.Warn), busy: on(th.Busy), marks: on(th.Marked), bar: on(th.Bar), cursor: on(th.CursorBar),
		}
	}
	return all
}

// RowPrefix is the width of the cursor bar, the mark, the talk sign and a blank before the name.
const RowPrefix = 4

// lineSpan is the time that the talk line shows. Each of its widths has cells of whole buckets.
const lineSpan = 5 * time.Minute

// Column is a column of the list of people, by its name in the configuration.
type Column string

// columnRow is the row of one column in the table, with everything that is known about it.
type columnRow struct {
	name      Column
	head      string // a head above figures on the right begins with blanks
	turnsHead string // its head while the turns of the floor are in its place
	always    bool   // it comes first, and nobody chooses it
	widths    []width
	draw      func(p *rowPen, w int) // draws the cell of the row at hand
}

// width is a width that a column may have, the blank after it included. Columns get theirs in the order of turns, each
// if there is room.
type width struct {
	turn   int // 0 for what a column always has
	to     int
	needed bool // no later turn comes if there is no room for this one
}

// columns holds the columns of a row of people, with their widths.
type columns struct {
	cells []cell // the name first
	w     int    // the whole row
	turns bool   // the turns of the floor are in the place of the talk line
}

// cell is a column of a row. A width of 0 leaves it out.
type cell struct {
	of *columnRow
	w  int
}

// rowPen draws rows.
type rowPen struct {
	columns
	ink    inks
	glyphs *theme.Glyphs
	places map[video.Position]string // as shown
	out    []byte

	// Of the row at hand.
	who  *people.Person
	k    rowKey
	now  time.Time
	odd  []people.Exception // reused
	left int                // cells still free
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
func (p *rowPen) row(who *people.Person, k rowKey, now time.Time) string {
	p.out, p.left = p.out[:0], p.w
	if p.w <= RowPrefix {
		return draw.Fit(who.Name.Text, p.w)
	}
	p.who, p.k, p.now = who, k, now
	p.prefix(k)
	for _, cell := range p.cells {
		cell.of.draw(p, cell.w)
		if cell.of.always && (k.gone || k.pending&video.FieldPresent != 0) {
			p.leaving()
			break
		}
	}
	p.blank(p.left)
	return string(p.out)
}

// leaving writes that a member left, or is about to, in the place of all other columns.
func (p *rowPen) leaving() {
	word := "left"
	if !p.k.gone {
		word = "leaving" + p.glyphs.Pending
	}
	p.put(word, p.left, p.ink.dim)
}

func (p *rowPen) prefix(k rowKey) {
	bar, mark, talk := " ", " ", " "
	if k.look != lookPlain {
		bar = p.glyphs.CursorBar
	}
	if k.marked {
		mark = p.glyphs.Mark
	}
	if k.lit {
		talk = p.glyphs.Talking
	}
	if k.look == lookCursor {
		p.out = append(p.out, draw.RowBar...)
	}
	p.out = p.ink.cursor.Append(p.out, bar)
	p.out = p.ink.marks.Append(p.out, mark)
	p.out = p.ink.talk.Append(p.out, talk)
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

// nameCell writes the name, after a branch sign for screens and devices, and with the short id if it is ambiguous.
func (p *rowPen) nameCell(w int) {
	name, paint := p.who.Name, p.nameInk(p.k)
	if p.k.depth > 0 {
		p.put(p.glyphs.Tree, 2, p.ink.dim)
		w -= 2
	}
	switch {
	case p.k.tagged && !name.Blank: // a placeholder already ends with the id
		id := text.ShortID(string(p.who.Member.ID))
		p.put(text.Cut(name.Text, w-len(id)-4), w-len(id)-3, paint)
		p.put(p.glyphs.Warn+"#"+id, len(id)+3, p.ink.warn)
	default:
		p.put(name.Text, w, paint)
	}
}

func (p *rowPen) pendingText(word string, w int, pending bool, paint theme.Paint) {
	if pending {
		word, paint = word+p.glyphs.Pending, p.ink.busy
	}
	p.put(word, w, paint)
}

// maxPlaces bounds the cached short names of places. No layout has as many places.
const maxPlaces = 512

// placeCell writes where the member is on the canvas.
func (p *rowPen) placeCell(w int) {
	p.pendingText(p.placeOf(p.who.Member), w, p.k.pending&video.FieldRequested != 0, p.ink.dim)
}

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

func (p *rowPen) handCell(w int) {
	word, m, k := "", p.who.Member, p.k
	if m.HandRaised {
		sign := ""
		if m.HandAt.IsZero() {
			sign = "≥"
		}
		word = strconv.Itoa(int(k.turn)) + " " + sign + draw.Clock(time.Duration(k.waited)*time.Second)
	}
	p.pendingText(word, w, k.pending&video.FieldHand != 0, p.ink.hand)
}

// totalText returns turns and their length, such as 2× 5:40; "" for none.
func totalText(t floor.Total) string {
	if t.Turns == 0 {
		return ""
	}
	return strconv.Itoa(t.Turns) + "× " + draw.Clock(t.Used)
}

// lineCell writes when the member talked in the last five minutes, or the turns of the floor.
func (p *rowPen) lineCell(w int) {
	if p.k.turns {
		p.putRight(totalText(p.k.total), w, p.ink.dim)
		return
	}
	n := w - 1
	if n <= 0 || p.left < w {
		return
	}
	var levels [60]uint8
	h, running := p.who.Heard()
	h.Cells(levels[:n], int(lineSpan/talk.Bucket)/n, p.now, running)
	p.out = append(p.out, p.ink.bar.On()...)
	for _, level := range levels[:n] {
		if level == 0 {
			p.out = append(p.out, ' ')
		} else {
			p.out = append(p.out, p.glyphs.Level[level-1]...)
		}
	}
	p.out = append(p.out, p.ink.bar.Off()...)
	p.left -= n
	p.blank(1)
}

// shareCell writes the member's share of the talk time of all.
func (p *rowPen) shareCell(w int) {
	word := ""
	if p.k.percent > 0 {
		word = strconv.Itoa(int(p.k.percent)) + "%"
	}
	p.putRight(word, w, p.ink.dim)
}

// ageCell writes how long the member has been in the room.
func (p *rowPen) ageCell(w int) {
	p.putRight(draw.Age(time.Duration(p.k.age)*time.Minute, p.who.Member.JoinSeen), w, p.ink.dim)
}

// The three lengths of the words in the column of states.
const (
	wordLong = iota
	wordShort
	wordBrief
)

// stateCell writes the states of a member that are not normal. It shortens the words before it drops one.
func (p *rowPen) stateCell(w int) {
	m, k := p.who.Member, p.k
	p.odd = p.odd[:0]
	if k.safe {
		p.odd = append(p.odd, people.ProtectedWord)
	}
	if k.back {
		p.odd = append(p.odd, people.BackWord)
	}
	p.odd = appendWaiting(people.AppendExceptions(p.odd, m), k.pending)
	if k.pending != 0 { // users look for these words, and their sign at the end of a full cell would look like a cut
		slices.SortStableFunc(p.odd, func(a, b people.Exception) int {
			return cmp.Compare(min(b.Of&k.pending, 1), min(a.Of&k.pending, 1))
		})
	}
	room, length, between := min(w, p.left)-1, wordLong, ", "
	for length < wordBrief && p.oddWidth(k, length, between) > room {
		length++
	}
	if p.oddWidth(k, length, between) > room {
		between = " "
	}
	left := room
	for i, odd := range p.odd {
		if left <= 0 {
			break
		}
		if i > 0 {
			left -= p.piece(between, left, p.ink.dim)
		}
		word, paint := p.oddWord(odd, k, length)
		left -= p.piece(word, left, paint)
	}
	p.blank(left + 1)
}

// appendWaiting appends normal states that are about to change.
func appendWaiting(list []people.Exception, pending video.Fields) []people.Exception {
	for _, odd := range list {
		pending &^= odd.Of
	}
	if pending == 0 {
		return list
	}
	for _, normal := range [...]people.Exception{
		{Word: "mic", Short: "mic", Brief: "mic", Of: video.FieldAudioMuted},
		{Word: "camera", Short: "cam", Brief: "cam", Of: video.FieldVideoMuted},
		{Word: "ears", Short: "ears", Brief: "ears", Of: video.FieldDeaf},
		{Word: "mic volume", Short: "mic vol", Brief: "mic", Of: video.FieldInputVolume},
		{Word: "hearing", Short: "hears", Brief: "ear", Of: video.FieldOutputVolume},
		{Word: "place", Short: "place", Brief: "place", Of: video.FieldRequested | video.FieldOnStage},
	} {
		if pending&normal.Of != 0 {
			list = append(list, normal)
		}
	}
	return list
}

// oddWidth returns the width of all words, in cells.
func (p *rowPen) oddWidth(k rowKey, length int, between string) int {
	n := max(0, len(p.odd)-1) * len(between)
	for _, odd := range p.odd {
		word, _ := p.oddWord(odd, k, length)
		n += text.Width(word)
	}
	return n
}

// oddWord returns a word in one of its lengths, with a sign while a command is about to change it.
func (p *rowPen) oddWord(odd people.Exception, k rowKey, length int) (string, theme.Paint) {
	word := [...]string{odd.Word, odd.Short, odd.Brief}[length]
	switch {
	case odd.Of&k.pending != 0:
		return word + p.glyphs.Pending, p.ink.busy
	case odd.Mild:
		return word, p.ink.muted
	}
	return word, p.ink.warn
}

// piece writes painted text in at most w cells and returns how many it took.
func (p *rowPen) piece(s string, w int, paint theme.Paint) int {
	if text.Width(s) > w {
		s = text.Cut(s, w)
	}
	n := text.Width(s)
	p.out = paint.Append(p.out, s)
	p.left -= n
	return n
}

// drawnRow is the line of one member as last drawn.
type drawnRow struct {
	of   rowKey
	line string
}

// spareRows is how many rows are cached besides a few screens of them.
const spareRows = 64
