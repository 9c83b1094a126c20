package pane

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/floor"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// Hands lists the queue of the room's floor in the order of calling. In a room without a floor it lists raised hands in
// the order in which they went up. Keys act on the member under its cursor.
type Hands struct {
	d     Desk
	w, h  int
	hands []*video.Member
	queue []floor.Entry // of the floor, by row; nil without a floor
	// numbers are the numbers of the hands, from 1, or 0 for a hand that cannot be called now. callable is the highest.
	numbers  []int
	callable int
	cur      video.MemberID
	row      int // row of the cursor, in case its member has gone
	painted  video.MemberID
	top      int
}

// NewHands returns the pane of raised hands.
func NewHands(d Desk) Pane {
	p := &Hands{d: d}
	p.Update()
	return p
}

// Context returns the context of its keys in the key map.
func (p *Hands) Context() keymap.Context { return keymap.Hands }

// Title returns the title of its frame or tab.
func (p *Hands) Title() string {
	title := "Hands"
	if f := p.d.Floor(); f != nil && f.Mode.Preset != floor.Open {
		if title = "Queue"; f.Closed {
			title = "Queue (closed)"
		}
	}
	if p.callable == 0 {
		return title
	}
	return fmt.Sprintf("%s %s %d", title, p.d.Theme().Glyphs.Dot, p.callable)
}

// Resize sets the size of the inside of its frame, in cells.
func (p *Hands) Resize(w, h int) { p.w, p.h = max(w, 0), max(h, 0) }

// Ticking reports whether a clock of the pane counts seconds.
func (p *Hands) Ticking() bool { return len(p.hands) > 0 }

// Target returns the member on which keys act.
func (p *Hands) Target() video.MemberID { return p.painted }

// Update takes the newest snapshot.
func (p *Hands) Update() {
	if f := p.d.Floor(); f != nil {
		p.take(f.Queue)
	} else {
		p.hands, p.queue = p.d.Roster().HandsUp(), nil
	}
	p.number()
	if at := p.at(); at >= 0 {
		p.row = at
		return
	}
	// The hand under the cursor went down. The cursor stays on its row, on no member, so that the next key cannot hit a
	// neighbour. Only an empty pane starts again at the top.
	if p.cur == "" && len(p.hands) > 0 {
		p.cur, p.row = p.hands[0].ID, 0
	}
	if len(p.hands) == 0 {
		p.cur, p.row = "", 0
	}
}

// take copies the queue of the floor. Lines of text, and people who are away, are not members of the room.
func (p *Hands) take(queue []floor.Entry) {
	p.hands, p.queue = p.hands[:0], queue
	for _, en := range queue {
		m := p.d.Roster().Member(en.ID)
		if m == nil {
			m = &video.Member{ID: en.ID, Name: en.Name}
		}
		p.hands = append(p.hands, m)
	}
}

// number numbers the hands that can be called, as the people pane and the header count them.
func (p *Hands) number() {
	p.numbers, p.callable = p.numbers[:0], 0
	for i := range p.hands {
		n := 0
		if p.queue == nil || p.queue[i].Callable {
			p.callable++
			n = p.callable
		}
		p.numbers = append(p.numbers, n)
	}
}

func (p *Hands) at() int {
	return slices.IndexFunc(p.hands, func(m *video.Member) bool { return m.ID == p.cur })
}

// Key handles a key and reports whether the pane used it.
func (p *Hands) Key(k tea.KeyMsg) (tea.Cmd, bool) {
	keys := p.d.Keys()
	by, moves := widget.Moved(k, keys, p.h)
	switch {
	case moves:
		p.step(by)
	case key.Matches(k, keys.Mark):
		p.mark()
	case key.Matches(k, keys.MarkAll):
		p.markAll()
	case p.queue != nil && key.Matches(k, keys.Forward, keys.Backward, keys.Dismiss, keys.Confirmed):
		return p.reorder(k), true
	case key.Matches(k, keys.Detail):
		p.d.Pick(p.painted) // the detail pane shows the member under the cursor of the people pane
		return nil, false
	default:
		return nil, false
	}
	return nil, true
}

// reorder runs a key that changes the place of the entry under the cursor.
func (p *Hands) reorder(k tea.KeyMsg) tea.Cmd {
	at, keys := slices.IndexFunc(p.queue, func(en floor.Entry) bool { return en.ID == p.painted }), p.d.Keys()
	if at < 0 || p.painted == "" {
		p.d.Say("Nobody in the queue is under the cursor.", draw.Info)
		return nil
	}
	en := p.queue[at]
	run := func(verb floor.Verb, by int) tea.Cmd { return p.d.OnFloor(floor.Call{Verb: verb, Who: en.ID, By: by}) }
	switch {
	case key.Matches(k, keys.Forward):
		return run(floor.VerbMove, -1)
	case key.Matches(k, keys.Backward):
		return run(floor.VerbMove, 1)
	case key.Matches(k, keys.Dismiss):
		return run(floor.VerbDismiss, 0)
	case !en.Unsure:
		p.d.Say(say.NothingToConfirm(p.d.Name(en.ID)), draw.Info)
		return nil
	}
	return run(floor.VerbConfirm, 0)
}

// mark marks the hand under the cursor and moves to the next.
func (p *Hands) mark() {
	if p.painted != "" {
		p.d.Marks().Toggle(p.painted)
		p.step(1)
	}
}

// step moves the cursor. If its member has gone, one step selects the member that is on its row now.
func (p *Hands) step(by int) {
	if len(p.hands) == 0 {
		return
	}
	from := p.at()
	if from < 0 {
		from = p.row
		if by > 0 {
			from--
		}
	}
	p.row = min(max(from+by, 0), len(p.hands)-1)
	p.cur = p.hands[p.row].ID
}

// Click puts the cursor on the hand in a line.
func (p *Hands) Click(_, y int) {
	if row := p.top + y; row < len(p.hands) {
		p.row, p.cur = row, p.hands[row].ID
	}
}

// markAll marks all members with a raised hand, so that one key lowers all hands.
func (p *Hands) markAll() {
	for _, m := range p.hands {
		p.d.Marks().Add(m.ID)
	}
	p.d.Say("Marked everyone with a hand up. "+p.d.Keys().LowerHand.Help().Key+" lowers all hands.", draw.Info)
}

// Lines draws the pane.
func (p *Hands) Lines(focused bool) []string {
	p.painted = ""
	if len(p.hands) == 0 {
		return p.nothing()
	}
	at := p.at()
	if at < 0 && !focused { // no key is meant for it: start again at the top
		p.cur, p.row, at = p.hands[0].ID, 0, 0
	}
	if at >= 0 {
		p.painted = p.cur
	}
	p.top = min(max(p.top, p.row-p.h+1), p.row)
	p.top = max(0, min(p.top, len(p.hands)-p.h))
	out := make([]string, 0, p.h)
	for i := p.top; i < len(p.hands) && len(out) < p.h; i++ {
		out = append(out, p.line(p.hands[i], i, i == at, focused))
	}
	return draw.FitAll(out, p.w, p.h)
}

// line draws one hand: its number, the name, whether the microphone is on, how long it spoke and has waited.
func (p *Hands) line(m *video.Member, i int, here, focused bool) string {
	th := p.d.Theme()
	const numberWidth, waitWidth, micWidth, talkWidth, nameWidth = 4, 9, 8, 12, 16
	number := draw.Pad(numberWidth)
	if n := p.numbers[i]; n > 0 {
		number = draw.FitRight(fmt.Sprint(n), numberWidth-1) + " "
	}
	mic, talked := "", ""
	room := p.w - 1 - numberWidth - waitWidth
	if room > micWidth+talkWidth+nameWidth {
		mic = draw.Fit(" "+p.micWord(m), micWidth)
		talked = draw.Clock(m.Talked(p.d.Now()))
		if said := "spoke " + talked; text.Width(said) < talkWidth { // not after an hour
			talked = said
		}
		talked = draw.FitRight(talked, talkWidth)
		room -= micWidth + talkWidth
	}
	if p.d.Marks().Has(m.ID) {
		number = th.Glyphs.Mark + number[1:]
	}
	name := draw.Fit(text.Cut(p.called(i), room), max(0, room))
	wait := draw.FitRight(p.waited(i), waitWidth)
	switch {
	case here && focused:
		return draw.RowBar + th.CursorBar.Over(th.Cursor).Apply(th.Glyphs.CursorBar) + th.Hand.Over(th.Cursor).Apply(number) +
			th.Cursor.Apply(name+mic+talked+wait)
	case here:
		return " " + th.Hand.Apply(number) + th.CursorBlurred.Apply(name+mic+talked+wait)
	}
	paint := th.Text
	switch {
	case p.d.Snapshot().Stale:
		paint = th.Stale
	case p.numbers[i] == 0:
		paint = th.Dim
	}
	return " " + th.Hand.Apply(number) + p.namePaint(m, paint).Apply(name) + th.Dim.Apply(mic+talked) + wait
}

func (p *Hands) namePaint(m *video.Member, paint theme.Paint) theme.Paint {
	if p.d.Roster().Talks(m.ID) {
		return p.d.Theme().Talking
	}
	return paint
}

// called returns the name of a row, after the sign of its lane.
func (p *Hands) called(row int) string {
	m := p.hands[row]
	name := p.d.Name(m.ID)
	if p.queue == nil {
		return name
	}
	en := &p.queue[row]
	if p.d.Roster().Member(m.ID) == nil {
		name = text.Clean(en.Name)
	}
	return map[floor.Lane]string{floor.Replies: "reply: ", floor.Points: "point of order: "}[en.Lane] + name
}

// waited returns how long a row has waited.
func (p *Hands) waited(row int) string {
	m := p.hands[row]
	if p.queue == nil {
		return people.Waited(m, p.d.Now())
	}
	en := &p.queue[row]
	switch {
	case !en.Away.IsZero():
		return "away"
	case !en.Callable:
		return "lowered" // the place is kept for a moment
	case en.Unsure:
		return people.Waited(m, p.d.Now())
	}
	return draw.Clock(p.d.Now().Sub(en.Since))
}

// nothing returns lines about how the pane is filled.
func (p *Hands) nothing() []string {
	th := p.d.Theme()
	said := []string{th.Text.Apply(say.NoHandUp), th.Dim.Apply("Hands appear here as they go up.")}
	out := make([]string, 0, p.h)
	for len(out) < (p.h-len(said))/2 {
		out = append(out, "")
	}
	for _, line := range said {
		out = append(out, draw.Centre(draw.Fit(line, min(p.w, draw.Width(line))), p.w))
	}
	return draw.FitAll(out, p.w, p.h)
}

// micWord returns the state of the microphone as a word.
func (p *Hands) micWord(m *video.Member) string {
	switch {
	case p.d.Roster().Member(m.ID) == nil:
		return ""
	case p.d.Roster().Talks(m.ID):
		return "talking"
	case m.AudioMuted:
		return "muted"
	}
	return "open"
}
