package pane

import (
	"fmt"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/media"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

const (
	playbackStep = 5
	maxVolume    = 50
)

// Media shows recordings, playbacks and streams, with keys for the one under its cursor.
type Media struct {
	d       Desk
	w, h    int
	items   []media.Item
	cursor  string // key of an item
	painted string // the item that the last painted frame showed under the cursor
	top     int
	wanted  map[string]wanted // volumes requested and not yet confirmed
}

// wanted is a volume that was requested. The next step starts from it, not from the value that the room last sent.
type wanted struct {
	volume, from float64
	until        time.Time
}

// wantedFor is how long a step is the base of the next one without confirmation.
const wantedFor = 2 * time.Second

// NewMedia returns the pane of recordings, playbacks and streams.
func NewMedia(d Desk) Pane {
	p := &Media{d: d, wanted: map[string]wanted{}}
	p.Update()
	return p
}

// Context returns the context of its keys in the key map.
func (p *Media) Context() keymap.Context { return keymap.Media }

// Title returns the title of its frame or tab.
func (p *Media) Title() string {
	live := 0
	for _, m := range p.items {
		if m.Live() {
			live++
		}
	}
	if live == 0 {
		return "Media"
	}
	return fmt.Sprintf("Media %s %d running", p.d.Theme().Glyphs.Dot, live)
}

// Resize sets the size of the inside of its frame, in cells.
func (p *Media) Resize(w, h int) { p.w, p.h = max(w, 0), max(h, 0) }

// Update takes the newest snapshot.
func (p *Media) Update() {
	p.items = media.Items(p.d.Snapshot())
	if p.at() < 0 {
		p.cursor = ""
		if i := slices.IndexFunc(p.items, media.Item.Live); i >= 0 {
			p.cursor = p.items[i].Key()
		} else if len(p.items) > 0 {
			p.cursor = p.items[len(p.items)-1].Key()
		}
	}
}

// Holds reports whether an item that has not ended is under the cursor.
func (p *Media) Holds() bool {
	at := p.at()
	return at >= 0 && !p.items[at].Over()
}

// Ticking reports whether a clock of the pane counts seconds.
func (p *Media) Ticking() bool { return slices.ContainsFunc(p.items, media.Item.Running) }

func (p *Media) at() int {
	return slices.IndexFunc(p.items, func(m media.Item) bool { return m.Key() == p.cursor })
}

// item returns the item on which keys act: the item painted under the cursor.
func (p *Media) item() (media.Item, bool) {
	i := slices.IndexFunc(p.items, func(m media.Item) bool { return m.Key() == p.painted })
	if i < 0 {
		return media.Item{}, false
	}
	return p.items[i], true
}

func (p *Media) step(by int) {
	if len(p.items) > 0 {
		p.cursor = p.items[min(max(p.at()+by, 0), len(p.items)-1)].Key()
	}
}

// Click puts the cursor on the item in a line. A heading is not an item.
func (p *Media) Click(_, y int) {
	line, kind := p.top+y, video.Target(0)
	at := 0
	for _, m := range p.items {
		if m.Kind != kind {
			kind = m.Kind
			at++
		}
		if at == line {
			p.cursor = m.Key()
			return
		}
		at++
	}
}

// Key handles a key and reports whether the pane used it.
func (p *Media) Key(k tea.KeyMsg) (tea.Cmd, bool) {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Up):
		p.step(-1)
	case key.Matches(k, keys.Down):
		p.step(1)
	case key.Matches(k, keys.Top):
		p.step(-len(p.items))
	case key.Matches(k, keys.Bottom):
		p.step(len(p.items))
	case key.Matches(k, keys.MediaPause):
		return p.act(pauseOrResume), true
	case key.Matches(k, keys.MediaStop):
		return p.act(func(m media.Item) video.Command { return video.OnObject(media.StopOf(m.Kind), m.ID, nil) }), true
	case key.Matches(k, keys.MediaLouder):
		return p.act(p.louder(playbackStep)), true
	case key.Matches(k, keys.MediaQuieter):
		return p.act(p.louder(-playbackStep)), true
	case key.Matches(k, keys.SeekForward):
		return p.act(onPlayback(video.ActPlaybackForward)), true
	case key.Matches(k, keys.SeekBack):
		return p.act(onPlayback(video.ActPlaybackRewind)), true
	case key.Matches(k, keys.Detail):
		p.openDetail()
	case key.Matches(k, keys.CopyID):
		if item, ok := p.item(); ok {
			return p.d.CopyID(item.ID, "the "+item.Word()), true
		}
	default:
		return nil, false
	}
	return nil, true
}

// openDetail shows everything that is known about the item under the cursor.
func (p *Media) openDetail() {
	item, ok := p.item()
	if !ok {
		p.d.Say("Nothing is highlighted.", draw.Warn)
		return
	}
	p.d.Open(widget.NewSheet(p.d, draw.Capital(item.Word())+" "+item.About(), func() []widget.Fact {
		for _, now := range media.Items(p.d.Snapshot()) {
			if now.Key() == item.Key() {
				item = now
			}
		}
		facts := make([]widget.Fact, 0, 8)
		for _, f := range item.Facts(p.d.Now()) {
			facts = append(facts, widget.Fact{Name: f[0], Value: f[1]})
		}
		return facts
	}))
}

// act proposes a command for the item under the cursor, or shows why there is none.
func (p *Media) act(command func(media.Item) video.Command) tea.Cmd {
	m, ok := p.item()
	if !ok {
		p.d.Say("Nothing is highlighted.", draw.Warn)
		return nil
	}
	c := command(m)
	if c.Action == "" {
		p.d.Say(say.NoControl(m.Word()), draw.Warn)
		return nil
	}
	if reason := m.Allows(c.Action); reason != "" {
		p.d.Say("The "+m.Word()+" "+reason+".", draw.Warn)
		return nil
	}
	return p.d.Propose(c)
}

func pauseOrResume(m media.Item) video.Command {
	action := media.PauseOf(m.Kind)
	if m.State == video.StatePaused {
		action = media.ResumeOf(m.Kind)
	}
	return video.OnObject(action, m.ID, nil)
}

func onPlayback(a video.Action) func(media.Item) video.Command {
	return func(m media.Item) video.Command {
		if m.Kind != video.OnPlayback {
			return video.Command{}
		}
		return video.OnObject(a, m.ID, video.Args{"offset": float64(media.SeekStep.Milliseconds())})
	}
}

// louder steps the volume from the one last requested, so that quick presses add up.
func (p *Media) louder(by float64) func(media.Item) video.Command {
	return func(m media.Item) video.Command {
		if m.Kind != video.OnPlayback {
			return video.Command{}
		}
		now, base := p.d.Now(), m.Volume
		if last, ok := p.wanted[m.ID]; ok && now.Before(last.until) && last.from == m.Volume {
			base = last.volume
		}
		volume := min(max(base+by, -maxVolume), maxVolume)
		p.wanted[m.ID] = wanted{volume: volume, from: m.Volume, until: now.Add(wantedFor)}
		return video.OnObject(video.ActPlaybackSetVolume, m.ID, video.Args{"volume": volume})
	}
}

// Lines draws the pane.
func (p *Media) Lines(focused bool) []string {
	if len(p.items) == 0 {
		p.painted = ""
		return p.nothing()
	}
	p.painted = p.cursor
	rows, current := p.rows(focused)
	p.top = max(0, min(p.top, len(rows)-p.h))
	// The heading of a kind comes into view together with its first line.
	if current > 0 && current <= p.top+1 {
		p.top = current - 1
	}
	p.top = max(p.top, current-p.h+1)
	return draw.FitAll(rows[p.top:], p.w, p.h)
}

// rows returns all lines of the pane, with a heading for each kind, and the index of the line with the cursor.
func (p *Media) rows(focused bool) (rows []string, current int) {
	th, now := p.d.Theme(), p.d.Now()
	var kind video.Target
	for _, m := range p.items {
		if m.Kind != kind {
			kind = m.Kind
			rows = append(rows, th.Dim.Apply(draw.Capital(m.Word())+"s"))
		}
		here := m.Key() == p.cursor
		if here {
			current = len(rows)
		}
		rows = append(rows, p.row(th, m, now, here, focused))
	}
	return rows, current
}

// row draws one item: state, clock, volume, starter, address or id.
func (p *Media) row(th *theme.Theme, m media.Item, now time.Time, here, focused bool) string {
	const stateWidth, clockWidth, volumeWidth, byWidth = 10, 9, 5, 10
	sign, paint := m.Sign(th)
	if p.d.Snapshot().Stale {
		paint = th.Stale
	}
	state := draw.Fit(text.Cut(m.ShownState(), stateWidth-1), stateWidth)
	plain := state + draw.FitRight(m.Clock(now), clockWidth-1) + " "
	rest := ""
	if m.Kind == video.OnPlayback {
		rest += draw.FitRight(people.Signed(m.Volume), volumeWidth-1) + " "
	} else {
		rest += draw.Pad(volumeWidth)
	}
	room := p.w - 4 - draw.Width(plain) - draw.Width(rest)
	if room > byWidth+8 {
		rest += " " + draw.Fit(m.Starter(), byWidth)
		room -= byWidth + 1
	}
	rest += " " + text.Cut(m.About(), max(0, room-1))
	bar := " "
	if here {
		bar = th.Glyphs.CursorBar
	}
	switch {
	case here && focused:
		return draw.RowBar + th.CursorBar.Over(th.Cursor).Apply(bar) + paint.Over(th.Cursor).Apply(" "+sign+" ") +
			th.Cursor.Apply(draw.Fit(plain+rest, max(0, p.w-4)))
	case here:
		return " " + paint.Apply(" "+sign+" ") +
			th.CursorBlurred.Apply(draw.Fit(plain+rest, max(0, p.w-4)))
	case m.Over():
		return th.Dim.Apply(bar + " " + sign + " " + plain + rest)
	}
	return bar + paint.Apply(" "+sign+" ") + plain + th.Dim.Apply(rest)
}

// nothing returns lines about how to start a recording, playback or stream.
func (p *Media) nothing() []string {
	th, keys := p.d.Theme(), p.d.Keys()
	out := make([]string, 0, p.h)
	for len(out) < (p.h-4)/2 {
		out = append(out, "")
	}
	said := "Nothing is recorded, played or streamed."
	if text.Width(said) > p.w {
		said = "Nothing is running."
	}
	out = append(out, draw.Centre(th.Text.Apply(text.Cut(said, p.w)), p.w))
	for _, b := range []struct {
		key  key.Binding
		does string
	}{{keys.Record, "record"}, {keys.Playbacks, "play a file"}, {keys.Streams, "stream out"}} {
		out = append(out, draw.Centre(th.Key.Apply(b.key.Help().Key)+" "+th.KeyText.Apply(b.does), p.w))
	}
	return draw.FitAll(out, p.w, p.h)
}
