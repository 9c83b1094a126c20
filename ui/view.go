package ui

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/pane"
	"gavel/ui/say"
	"gavel/ui/term"
	"gavel/ui/text"
	"gavel/ui/widget"
)

func (m *screen) draw() {
	m.dirty = false
	m.painted = ""
	switch {
	case m.w <= 0 || m.h <= 0:
		m.frame = ""
	case m.plan.tooSmall:
		m.frame = m.tooSmall()
	default:
		m.frame = m.o.Bidi.Frame(m.compose())
	}
}

func (m *screen) keyThatQuits() string {
	if !m.inText() {
		return m.Keys().Quit.Help().Key
	}
	return m.Keys().ForceQuit.Help().Key
}

// tooSmall returns one sentence, in as many lines as there are. It hides open questions, which must then be read again.
func (m *screen) tooSmall() string {
	for _, o := range m.dialogs.list {
		o.painted = time.Time{}
	}
	said := say.TooSmall(m.w, m.h, minWidth, minHeight) + " " + m.keyThatQuits() + " quits."
	lines := make([]string, m.h)
	words, line := strings.Fields(said), 0
	for _, word := range words {
		if lines[line] != "" && draw.Width(lines[line])+1+draw.Width(word) > m.w && line < m.h-1 {
			line++
		}
		if lines[line] != "" {
			lines[line] += " "
		}
		lines[line] += word
	}
	for i := range lines {
		lines[i] = text.Cut(lines[i], m.w)
	}
	said = strings.Join(lines, "\n")
	if m.Roster().ASCII {
		said = draw.ASCII(said)
	}
	return said
}

// compose builds the screen line by line. It records the highlighted member, the target of keys.
func (m *screen) compose() string {
	b := append(m.kept.buf[:0], m.topLine(m.w-1)...)
	if m.plan.tabs {
		b = m.composeTabs(b)
	} else {
		b = m.composeColumns(b)
	}
	b = append(b, '\n')
	b = append(b, m.footer(m.w-1)...)
	if t, ok := m.panes[m.focus].(pane.Targeter); ok {
		m.painted = t.Target()
	}
	b, x, y := draw.CutCursor(b)
	m.kept.buf = b
	frame := string(b)
	if len(m.dialogs.list) > 0 || m.banner.kind != bannerNone || m.snap.Room.ID == "" || m.alarm(m.w-1) != "" {
		covered := m.covered(strings.Split(frame, "\n"))
		if frame = draw.WithoutCursor(covered); len(frame) < len(covered) || len(m.dialogs.list) > 0 {
			_, x, y = draw.CutCursor([]byte(covered))
		}
	}
	m.cursor = term.Cursor{X: x, Y: y} // hidden: fields and rows show where they are
	if m.Roster().ASCII {
		frame = draw.ASCII(frame)
	}
	return frame
}

// topLine returns the header. Like the panes beside the people, it may be late under load, because the counts would
// change with each snapshot.
func (m *screen) topLine(w int) string {
	if h := &m.kept.header; !m.besideDue.IsZero() && h.line != "" && h.w == w {
		return h.line
	}
	return m.headerLine(w)
}

// covered draws banners and dialogs over the panes.
func (m *screen) covered(lines []string) string {
	if m.snap.Room.ID == "" {
		lines = m.waitingRoom(lines)
	}
	at := headerHeight
	if line := m.alarm(m.w - 1); line != "" {
		lines[at] = line
		at++
	}
	if m.banner.kind != bannerNone && at < len(lines)-footerHeight {
		th := m.Theme()
		lines[at] = th.Danger.Apply(draw.Fit("  "+th.Glyphs.Warn+"  "+m.banner.text, m.w-1))
	}
	return strings.Join(m.drawDialogs(lines), "\n")
}

// waitingRoom draws why there is no room on the screen.
func (m *screen) waitingRoom(lines []string) []string {
	th := m.Theme()
	say := m.waiting(m.w - 6)
	body := draw.FitAll(nil, m.w-1, len(lines)-headerHeight-footerHeight)
	say = th.Dim.Apply(say)
	body[len(body)/2] = draw.Fit(draw.Pad((m.w-1-draw.Width(say))/2)+say, m.w-1)
	copy(lines[headerHeight:], body)
	return lines
}

func (m *screen) composeTabs(b []byte) []byte {
	b = append(b, '\n')
	b = append(b, m.tabLine(m.w-1)...)
	for _, line := range m.panes[m.focus].Lines(true) {
		b = append(b, '\n')
		b = append(b, line...)
	}
	return b
}

// tabLine returns the line with the names of the panes. The one in view has its full title.
func (m *screen) tabLine(w int) string {
	th, title, kept := m.Theme(), m.panes[m.focus].Title(), &m.kept.tabs
	if kept.line != "" && kept.focus == m.focus && kept.title == title && kept.w == w {
		return kept.line
	}
	line, used, tight := "", 0, false
	for s := range slotCount {
		number := strconv.Itoa(int(s) + 1)
		name, paint := number+" "+slotNames[s], th.Tab
		if s == m.focus {
			name, paint = number+" "+title, th.TabActive
		}
		const bare = 3 // cells of a tab that has only its number
		room := w - used - bare*int(slotCount-1-s)
		switch {
		case s == m.focus:
			name = text.Cut(name, max(0, room-2))
		case tight || draw.Width(name)+2 > room: // from here on, all others have only their numbers
			name, tight = number, true
		}
		name = " " + name + " "
		used += draw.Width(name)
		line += paint.Apply(name)
	}
	*kept = tabs{focus: m.focus, title: title, w: w, line: draw.Fit(line, w)}
	return kept.line
}

func (m *screen) composeColumns(b []byte) []byte {
	p := m.plan
	left := m.framed(slotPeople, p.left)
	right := m.framed(m.side, p.right)
	var corner framed
	if p.corner.h > 0 {
		corner = m.framed(m.cornerSlot(), p.corner)
	}
	for y := range p.left.h {
		b = append(b, '\n')
		b = left.append(b, y)
		if y < p.right.h {
			b = right.append(b, y)
		} else {
			b = corner.append(b, y-p.right.h)
		}
	}
	log := m.framed(slotLog, p.below)
	for y := range p.below.h {
		b = append(b, '\n')
		b = log.append(b, y)
	}
	return b
}

// dialogAround is how many cells at each side of a dialog still show the screen behind.
const dialogAround = 4

// dialogRoom returns the cells that the lines of a dialog may take.
func (m *screen) dialogRoom() (w, h int) {
	return min(m.w-2*dialogAround, widget.Widest), m.h - dialogAround
}

// drawDialogs draws the open dialogs over a dimmed screen.
func (m *screen) drawDialogs(base []string) []string {
	if len(m.dialogs.list) == 0 {
		return base
	}
	th := m.Theme()
	out := make([]string, len(base))
	for i, line := range base {
		if out[i] = line; i >= headerHeight && i < len(base)-footerHeight { // link and status stay readable
			out[i] = th.Shade.Apply(draw.Strip(line))
		}
	}
	roomW, roomH := m.dialogRoom()
	for _, o := range m.dialogs.list {
		lines := o.Lines(roomW, roomH)
		w := 0
		for _, line := range lines {
			w = max(w, draw.Width(line))
		}
		style := draw.Frame{Box: th.Glyphs.Round, Border: th.DialogBorder, Title: th.Title}
		if o.Danger() {
			style.Border, style.Title = th.DangerBorder, th.Bad
		}
		w = max(w, min(draw.Width(o.Title())+3, m.w-2*dialogAround))
		for i := range lines {
			lines[i] = " " + draw.Fit(lines[i], w) + " "
		}
		box := draw.Box(o.Title(), lines, w+4, len(lines)+2, style)
		o.at, o.lines = area{(m.w - 1 - w - 4) / 2, max(1, (m.h-len(box))/2), w + 4, len(box)}, lines
		out = draw.Overlay(out, box, o.at.x, o.at.y)
		if o.painted.IsZero() {
			o.painted = m.o.Now()
		}
	}
	return out
}

// secondsShown reports whether a clock that counts seconds is on the screen.
func (m *screen) secondsShown() bool {
	s := m.snap
	if !say.Live(s, m.clk) && !s.Room.Ended {
		return true
	}
	for _, r := range s.Recordings {
		if r.State == video.StateRecording {
			return true
		}
	}
	for _, st := range s.Streams {
		if st.State == video.StateStreaming {
			return true
		}
	}
	for i, p := range m.panes {
		if c, ok := p.(widget.Clocked); ok && m.shown(slot(i)) && c.Ticking() {
			return true
		}
	}
	top := m.dialogs.top()
	if top == nil {
		return false
	}
	c, ok := top.Dialog.(widget.Clocked)
	return ok && c.Ticking()
}

// framed caches a pane in its frame.
type framed struct {
	edges *edges
	lines []string
}

func (f framed) append(b []byte, y int) []byte {
	switch {
	case f.edges == nil:
		return b
	case y == 0:
		return append(b, f.edges.top...)
	case y > len(f.lines):
		return append(b, f.edges.bottom...)
	}
	b = append(b, f.edges.side...)
	b = append(b, f.lines[y-1]...)
	return append(b, f.edges.side...)
}

func (m *screen) framed(s slot, a area) framed {
	focused := s == m.focus
	if m.kept.edges == nil {
		m.kept.edges = map[slot]*edges{}
	}
	have := m.kept.edges[s]
	if m.behind[s] && have != nil && have.of.w == a.w && have.of.focused == focused && len(have.lines) == a.h-2 {
		return framed{edges: have, lines: have.lines}
	}
	lines := m.panes[s].Lines(focused)
	want := edging{slot: s, title: m.panes[s].Title(), side: m.side, corner: m.side, w: a.w, focused: focused}
	if m.plan.corner.h > 0 {
		want.corner = m.cornerSlot()
	}
	if have == nil || have.of != want {
		have = &edges{of: want}
		have.draw(m.Theme())
		m.kept.edges[s] = have
	}
	have.lines = lines
	return framed{edges: have, lines: lines}
}

// headerLine returns the first line of the screen.
func (m *screen) headerLine(w int) string {
	th, s, h := m.Theme(), m.Snapshot(), &m.kept.header
	watch, demo := part{}, part{}
	if m.WatchOnly() {
		watch = part{text: "watch only", paint: th.Warn, short: "watch"} // otherwise the keys seem broken
	}
	if m.o.Demo {
		demo = part{text: "demo", paint: th.Dim, rank: 9}
	}
	now := m.Now()
	p := append(h.fresh[:0], watch, demo, journalPart(th, s), linkPart(th, s, now), expiryPart(th, s), recPart(th, s, now))
	if s.Room.ID != "" {
		p = append(p, streamPart(th, s, m.Now()), lockPart(th, s),
			part{text: text.Clean(s.Room.LayoutName), paint: th.Text, rank: 8})
		p = countParts(p, th, m.desk)
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
