package pane

import (
	"slices"
	"strconv"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// Log shows events and commands, the newest last. It stays at the end unless the user scrolls back; then it stays on
// the line that was in view.
type Log struct {
	d      Desk
	w, h   int
	bottom uint64 // number of the last entry in view; 0: the newest
	cache  map[uint64]logLine
	of     *people.Roster // of the room whose lines are cached
}

// logLine is an entry as it was drawn.
type logLine struct {
	outcome video.Outcome
	targets int
	lines   []string
}

// stampWidth is the width of the time of day with a blank before and two after.
const stampWidth = len(" 12:40:58  ")

// NewLog returns the pane of the log.
func NewLog(d Desk) Pane { return &Log{d: d, cache: map[uint64]logLine{}} }

// Context returns the context of its keys in the key map.
func (p *Log) Context() keymap.Context { return keymap.Log }

// Update drops the lines of another room, because its entries have the same numbers.
func (p *Log) Update() {
	if r := p.d.Roster(); r != p.of {
		p.of, p.bottom = r, 0
		clear(p.cache)
	}
}

// Title returns the title of its frame or tab.
func (p *Log) Title() string {
	if p.bottom == 0 {
		return "Log"
	}
	last := p.last()
	return "Log · " + draw.Plural(len(p.d.Snapshot().Log)-1-last, "newer line", "newer lines") + " below"
}

// Resize sets the size of the inside of its frame, in cells.
func (p *Log) Resize(w, h int) {
	if w != p.w {
		clear(p.cache)
	}
	p.w, p.h = w, h
}

// Restyle drops the cached lines.
func (p *Log) Restyle() { clear(p.cache) }

// Holds reports whether there are newer lines below the view.
func (p *Log) Holds() bool { return p.bottom != 0 }

// last returns the index of the last entry in view.
func (p *Log) last() int {
	log := p.d.Snapshot().Log
	if p.bottom != 0 {
		for i, l := range slices.Backward(log) {
			if l.N <= p.bottom {
				return i
			}
		}
	}
	return len(log) - 1
}

// Key handles a key and reports whether the pane used it.
func (p *Log) Key(k tea.KeyMsg) (tea.Cmd, bool) {
	keys := p.d.Keys()
	by, moves := widget.Moved(k, keys, p.h)
	switch {
	case moves:
		p.scroll(by)
	case key.Matches(k, keys.Back) && p.bottom != 0:
		p.bottom = 0
	case key.Matches(k, keys.CopyID):
		return p.copyID(), true
	case key.Matches(k, keys.Results):
		p.results()
	default:
		return nil, false
	}
	return nil, true
}

// copyID copies the id of the first member in the last visible line that names one.
func (p *Log) copyID() tea.Cmd {
	log, last := p.d.Snapshot().Log, p.last()
	for i := last; i >= 0 && i > last-p.h; i-- {
		if who := log[i].About(); len(who) > 0 {
			id := who[0].ID
			return p.d.CopyID(string(id), p.d.Roster().Called(id))
		}
	}
	p.d.Say("No line in view names anyone.", draw.Info)
	return nil
}

// results lists the outcome for each target of the newest command in view.
func (p *Log) results() {
	log := p.d.Snapshot().Log
	e := p.command(log)
	if e == nil {
		p.d.Say("No line in view is a command.", draw.Info)
		return
	}
	p.d.ShowList(draw.Capital(text.Cut(say.Entry(e, p.d.Roster().LabelAs), resultsTitle)),
		say.Results(e, p.d.Roster().LabelAs))
}

// resultsTitle is the widest title of a list of results.
const resultsTitle = 50

// command returns the newest command in view; nil if there is none.
func (p *Log) command(log []*video.Entry) *video.Entry {
	last := p.last()
	for i := last; i >= 0 && i > last-p.h; i-- {
		if log[i].Kind == video.EntryCommand && log[i].Command != nil && len(log[i].Targets) > 0 {
			return log[i]
		}
	}
	return nil
}

func (p *Log) scroll(by int) {
	log := p.d.Snapshot().Log
	at := max(min(p.last()+by, len(log)-1), p.firstPage())
	p.bottom = 0
	if at >= 0 && at < len(log)-1 {
		p.bottom = log[at].N
	}
}

// firstPage returns the last entry of the first page.
func (p *Log) firstPage() int {
	log, lines := p.d.Snapshot().Log, 0
	for i := range log {
		if lines += len(p.entry(log[i])); lines > p.h {
			return max(0, i-1)
		}
	}
	return len(log) - 1
}

// Lines draws the pane.
func (p *Log) Lines(bool) []string {
	log, last := p.d.Snapshot().Log, p.last()
	if p.d.Roster().MeetAll(log) {
		clear(p.cache)
	}
	if len(p.cache) > 4*p.h+16 {
		clear(p.cache)
	}
	out := make([]string, 0, p.h)
	for i := last; i >= 0 && len(out) < p.h; i-- { // from the end, upside down
		for _, line := range slices.Backward(p.entry(log[i])) {
			out = append(out, line)
		}
	}
	out = out[:min(len(out), p.h)]
	slices.Reverse(out)
	if len(out) == 0 && p.h > 0 {
		out = append(out, p.d.Theme().Dim.Apply(draw.Fit(" Nothing has happened yet.", p.w)))
	}
	for len(out) < p.h {
		out = append(out, draw.Pad(p.w))
	}
	return out
}

// entry returns the lines of an entry: one, and in a narrow pane more for a long sentence and for the reason why a
// command failed.
func (p *Log) entry(e *video.Entry) []string {
	if have, ok := p.cache[e.N]; ok && have.outcome == e.Outcome && have.targets == len(e.Targets) {
		return have.lines
	}
	th, narrow := p.d.Theme(), p.w < narrowLog
	stamp, layout := stampWidth, " "+time.TimeOnly+"  "
	if narrow {
		stamp, layout = stampWidth-len(":05 "), " 15:04 "
	}
	right, paint := outcomeOf(th, e)
	why := ""
	if narrow {
		right, why = p.inShort(e, right)
	}
	right = text.Cut(right, p.w/2)
	room := max(0, p.w-stamp-text.Width(right)-2)
	sentence, more := say.Entry(e, p.d.Roster().LabelAs), []string(nil)
	if narrow && text.Width(sentence) > room {
		more = draw.Wrap(sentence, max(1, room))
		sentence, more = more[0], more[1:min(len(more), wrapMost)]
	}
	ink := sentencePaint(th, e)
	line := th.Dim.Apply(e.At.Format(layout)) + ink.Apply(text.Fit(sentence, room)) + " " + paint.Apply(right) + " "
	lines := []string{draw.Fit(line, p.w)}
	for _, part := range more {
		lines = append(lines, draw.Fit(draw.Pad(stamp)+ink.Apply(text.Cut(part, max(0, p.w-stamp))), p.w))
	}
	if why != "" {
		for _, part := range draw.Wrap(why, max(1, p.w-stamp-1)) {
			lines = append(lines, draw.Fit(draw.Pad(stamp)+paint.Apply(part), p.w))
		}
	}
	p.cache[e.N] = logLine{e.Outcome, len(e.Targets), lines}
	return lines
}

// wrapMost is how many lines a sentence may take.
const wrapMost = 3

// narrowLog is the width below which a line has no room for seconds and for an outcome in words.
const narrowLog = 64

// inShort returns an outcome as a sign. Outcomes that must be read are in words.
func (p *Log) inShort(e *video.Entry, right string) (sign, why string) {
	g := &p.d.Theme().Glyphs
	if e.Kind != video.EntryCommand {
		return "", right
	}
	switch e.Outcome {
	case video.OutcomePending:
		return g.Pending, ""
	case video.OutcomeConfirmed, video.OutcomeAccepted:
		return g.Check, ""
	case video.OutcomeUnknown:
		return g.Unknown, right
	}
	return g.Failed, right
}

// sentencePaint returns the paint of an entry. Commands of this console differ from events, and failures from both.
func sentencePaint(th *theme.Theme, e *video.Entry) theme.Paint {
	switch e.Kind {
	case video.EntryCommand:
		return th.Strong
	case video.EntryWarning, video.EntryLink:
		return th.Warn
	case video.EntryRecording, video.EntryMedia:
		return th.Rec
	case video.EntryHandUp:
		return th.Hand
	case video.EntryChanged, video.EntryRoom:
		return th.Text
	default:
		return th.Dim
	}
}

// outcomeOf returns the right end of a line: the outcome of a command, and how long it took.
func outcomeOf(th *theme.Theme, e *video.Entry) (string, theme.Paint) {
	if e.Kind != video.EntryCommand {
		return text.Clean(e.Err), th.Dim
	}
	word := say.Outcome(e.Outcome)
	if n := len(e.Targets); n > 1 {
		same := 0
		for _, t := range e.Targets {
			if t.Outcome == e.Outcome {
				same++
			}
		}
		if same < n {
			word = strconv.Itoa(same) + " of " + strconv.Itoa(n) + " " + word
		}
	}
	switch e.Outcome {
	case video.OutcomePending:
		return word + th.Glyphs.Pending, th.Busy
	case video.OutcomeConfirmed, video.OutcomeAccepted:
		return draw.Join(word, draw.Took(e.Took)), th.Good
	case video.OutcomeUnknown:
		return word, th.Warn
	default:
		if why := say.Why(e); why != "" {
			word += ": " + why
		}
		return word, th.Bad
	}
}
