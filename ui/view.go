package ui

import (
	"strings"
	"time"

	"gavel/session/video"
	"gavel/ui/arrange"
	"gavel/ui/draw"
	"gavel/ui/head"
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
	case m.plan.TooSmall:
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
	said := say.TooSmall(m.w, m.h, arrange.MinWidth, arrange.MinHeight) + " " + m.keyThatQuits() + " quits."
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
	b = append(b, '\n')
	b = append(b, m.airLine(m.w-1)...)
	b = m.composePanes(b)
	b = append(b, '\n')
	b = append(b, m.footer(m.w-1)...)
	if t, ok := m.panes[m.focus].(pane.Targeter); ok {
		m.painted = t.Target()
	}
	b, x, y := draw.CutCursor(b)
	m.kept.buf = b
	frame := string(b)
	if !m.asOf.IsZero() {
		frame = m.dimmed(frame)
	}
	if len(m.dialogs.list) > 0 || m.snap.Room.ID == "" {
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

// dimmed dims the panes of a frozen view.
func (m *screen) dimmed(frame string) string {
	lines := strings.Split(frame, "\n")
	for i := arrange.HeaderHeight + len(m.kept.notices); i < len(lines)-arrange.FooterHeight; i++ {
		lines[i] = m.Theme().Stale.Apply(draw.Strip(lines[i]))
	}
	return strings.Join(lines, "\n")
}

// topLine returns the header. Like the panes beside the people, it may be late under load, because the counts would
// change with each snapshot.
func (m *screen) topLine(w int) string {
	h := &m.kept.header
	if line, drawn := h.Kept(w); drawn && !m.besideDue.IsZero() {
		return line
	}
	needs, needsKey := m.others()
	url, length := m.cues.Playback()
	return h.Line(m.Theme(), m.snap, m.Roster(), head.View{
		Needs: needs, NeedsKey: needsKey,
		Watch: m.watch, Demo: m.o.Demo, Replay: m.o.Player != nil, Still: !m.asOf.IsZero(), Now: m.Now(), Clock: m.clk,
		Came:    m.came(),
		PlayURL: url, PlayFor: length,
	}, w)
}

// airLine returns the line of the floor if there is one. Otherwise it returns the people talking now, with their times,
// the longest turn first, and then the people who have just stopped. Like the panes beside the people it may be late
// under load, together with them.
func (m *screen) airLine(w int) string {
	air := &m.kept.air
	if line, on := m.floorLine(w); on {
		*air = head.Air{} // it shows no name to click
		return line
	}
	if line, drawn := air.Kept(w); drawn && !m.besideDue.IsZero() {
		return line
	}
	return air.Line(m.Theme(), m.Roster(), head.AirView{
		Room: m.snap.Room.ID, Now: m.Now(), AsOf: m.asOf, Pointed: m.Pointed(),
	}, w)
}

// notices returns the lines over the first ones of the panes: the top alarm and a banner.
func (m *screen) notices() []string {
	all := m.kept.notices[:0]
	if line := m.alarm(m.w - 1); line != "" {
		all = append(all, line)
	}
	if m.banner.kind != bannerNone {
		th := m.Theme()
		all = append(all, th.Danger.Apply(draw.Fit("  "+th.Glyphs.Warn+"  "+m.banner.text, m.w-1)))
	}
	m.kept.notices = all
	return all
}

// covered draws dialogs over the panes.
func (m *screen) covered(lines []string) string {
	if m.snap.Room.ID == "" {
		lines = m.waitingRoom(lines)
	}
	return strings.Join(m.drawDialogs(lines), "\n")
}

// waitingRoom draws the reason why there is no room on the screen.
func (m *screen) waitingRoom(lines []string) []string {
	th := m.Theme()
	say := m.waiting(m.w - 6)
	from := arrange.HeaderHeight + len(m.kept.notices)
	body := draw.FitAll(nil, m.w-1, len(lines)-from-arrange.FooterHeight)
	say = th.Dim.Apply(say)
	body[len(body)/2] = draw.Fit(draw.Pad((m.w-1-draw.Width(say))/2)+say, m.w-1)
	copy(lines[from:], body)
	return lines
}

// composePanes appends the lines of the panes, each line after a line feed.
func (m *screen) composePanes(b []byte) []byte {
	var drawn [arrange.SlotCount]framed
	for i, p := range m.plan.Panes {
		drawn[i] = m.framed(p)
	}
	notices := m.notices()
	for y := arrange.HeaderHeight; y < m.h-arrange.FooterHeight; y++ {
		b = append(b, '\n')
		if at := y - arrange.HeaderHeight; at < len(notices) {
			b = append(b, notices[at]...)
			continue
		}
		for i, p := range m.plan.Panes { // from the left to the right in each line
			if y >= p.Area.Y && y < p.Area.Y+p.Area.H {
				b = drawn[i].append(b, y-p.Area.Y)
			}
		}
	}
	return b
}

// dialogAround is the number of cells on each side of a dialog that still show the screen behind it.
const dialogAround = 4

// dialogRoom returns the cells that the lines of a dialog may take.
func (m *screen) dialogRoom(d widget.Dialog) (w, h int) {
	w, h = m.w-2*dialogAround, m.h-dialogAround
	if wide, ok := d.(widget.Wide); ok && wide.Wide() {
		return w, h
	}
	return min(w, widget.Widest), h
}

// drawDialogs draws the open dialogs over a dimmed screen.
func (m *screen) drawDialogs(base []string) []string {
	if len(m.dialogs.list) == 0 {
		return base
	}
	th := m.Theme()
	out := make([]string, len(base))
	for i, line := range base {
		if out[i] = line; i >= arrange.HeaderHeight && i < len(base)-arrange.FooterHeight { // link and status stay readable
			out[i] = th.Shade.Apply(draw.Strip(line))
		}
	}
	for _, o := range m.dialogs.list {
		roomW, roomH := m.dialogRoom(o.Dialog)
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
		o.at, o.lines = arrange.Area{X: (m.w - 1 - w - 4) / 2, Y: max(1, (m.h-len(box))/2), W: w + 4, H: len(box)}, lines
		out = draw.Overlay(out, box, o.at.X, o.at.Y)
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
	if m.floorOn() {
		return true
	}
	for _, r := range s.Recordings {
		if r.State == video.StateRecording {
			return true
		}
	}
	for _, p := range s.Playbacks {
		if p.State == video.StatePlaying && p.Active() {
			return true
		}
	}
	for _, st := range s.Streams {
		if st.State == video.StateStreaming {
			return true
		}
	}
	for i, p := range m.panes {
		if c, ok := p.(widget.Clocked); ok && m.shown(arrange.Slot(i)) && c.Ticking() {
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

// framed is a pane with its edge.
type framed struct {
	edges *arrange.Frame
	lines []string
}

func (f framed) append(b []byte, y int) []byte {
	switch {
	case y == 0:
		return append(b, f.edges.Top...)
	case y > len(f.lines):
		return append(b, f.edges.Bottom...)
	}
	b = append(b, f.edges.Left...)
	b = append(b, f.lines[y-1]...)
	return append(b, f.edges.Right...)
}

func (m *screen) framed(p arrange.Placed) framed {
	focused, have, in := p.Slot == m.focus, m.kept.edges[p.Slot], p.Inside()
	if m.behind[p.Slot] && have != nil && have.Of.W == p.Area.W && have.Of.Edge == p.Edge &&
		have.Of.Focused == focused && len(have.Lines) == in.H {
		return framed{edges: have, lines: have.Lines}
	}
	lines := m.panes[p.Slot].Lines(focused)
	want := arrange.Framing{Slot: p.Slot, Edge: p.Edge, Title: m.panes[p.Slot].Title(), W: p.Area.W, Focused: focused}
	if p.Slot == m.plan.Named && p.Edge != arrange.EdgeTabs {
		want.Others = m.plan.Others
	}
	if have == nil || have.Of != want {
		have = &arrange.Frame{Of: want}
		have.Draw(m.Theme())
		m.kept.edges[p.Slot] = have
	}
	have.Lines = lines
	return framed{edges: have, lines: lines}
}
