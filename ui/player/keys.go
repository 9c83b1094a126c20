package player

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/ui/draw"
	"gavel/ui/widget"
)

// Desk is what a player needs from the console.
type Desk interface {
	widget.Host
	// Open puts a dialog on top.
	Open(d widget.Dialog)
}

// Key runs a key of the replay. It returns false for any other key.
func (p *Player) Key(d Desk, k tea.KeyMsg) bool {
	keys := d.Keys()
	switch {
	case key.Matches(k, keys.Play):
		p.toggle()
	case key.Matches(k, keys.Step):
		p.Step(1)
	case key.Matches(k, keys.StepBack):
		p.Step(-1)
	case key.Matches(k, keys.NextAction):
		p.action(d, 1, "There is no later action.")
	case key.Matches(k, keys.PrevAction):
		p.action(d, -1, "There is no earlier action.")
	case key.Matches(k, keys.Faster):
		p.Faster(1)
	case key.Matches(k, keys.Slower):
		p.Faster(-1)
	case key.Matches(k, keys.GoTo):
		d.Open(p.prompt(d))
	default:
		return false
	}
	return true
}

func (p *Player) action(d Desk, by int, none string) {
	if !p.Action(by) {
		d.Say(none, draw.Info)
	}
}

// prompt asks for a time.
func (p *Player) prompt(d Desk) widget.Dialog {
	p.mu.Lock()
	about := fmt.Sprintf("Recorded from %s to %s. Such as 20:15, 20:15:30, +5m or -30s.",
		p.clock(p.reel.From), p.clock(p.reel.To))
	p.mu.Unlock()
	check := func(s string) string {
		if _, err := p.Time(s); err != nil {
			return err.Error()
		}
		return ""
	}
	return widget.NewTextPrompt(d, "Go to a time", about, check, func(s string) tea.Cmd {
		if t, err := p.Time(s); err == nil {
			p.GoTo(t)
		}
		return nil
	})
}

func (p *Player) clock(t time.Time) string { return t.In(p.zone).Format(time.TimeOnly) }

// Playing reports whether the playhead moves.
func (p *Player) Playing() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.playing
}

// Status returns where the replay is, for the footer.
func (p *Player) Status() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	state := "paused"
	if p.playing {
		state = "×" + strconv.FormatFloat(Speeds[p.speed], 'g', -1, 64)
	}
	_, more := p.reel.Due()
	if !more {
		state = "end"
	}
	return p.clock(p.head) + " " + state
}

// layouts are the forms of a time of day, and of a whole time.
var layouts = []string{time.TimeOnly, "15:04", "2006-01-02 15:04:05", "2006-01-02 15:04", time.RFC3339}

// Time reads a time of day in the recorded night, a whole time, or a time from the playhead such as +5m.
func (p *Player) Time(s string) (time.Time, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-") {
		by, err := time.ParseDuration(s)
		if err != nil {
			return time.Time{}, fmt.Errorf("%q is not a duration such as +5m or -30s", s)
		}
		return p.within(s, p.head.Add(by))
	}
	from := p.reel.From.In(p.zone)
	for i, layout := range layouts {
		t, err := time.ParseInLocation(layout, s, p.zone)
		if err != nil {
			continue
		}
		if i > 1 {
			return p.within(s, t)
		}
		at := time.Date(from.Year(), from.Month(), from.Day(), t.Hour(), t.Minute(), t.Second(), 0, p.zone)
		if i == 1 {
			from = from.Truncate(time.Minute)
		}
		if at.Before(from.Truncate(time.Second)) { // after midnight
			at = at.AddDate(0, 0, 1)
		}
		return p.within(s, at)
	}
	return time.Time{}, fmt.Errorf("%q is not a time such as 20:15, 20:15:30, +5m or -30s", s)
}

// within refuses a time that was not recorded. A time up to a minute before the start is accepted.
func (p *Player) within(s string, t time.Time) (time.Time, error) {
	if t.Before(p.reel.From.Add(-time.Minute)) || t.After(p.reel.To.Add(time.Second)) {
		if strings.HasPrefix(s, "+") {
			return p.reel.To, nil
		}
		if strings.HasPrefix(s, "-") {
			return p.reel.From, nil
		}
		return t, fmt.Errorf("%s was not recorded: the journal has %s to %s", s, p.clock(p.reel.From), p.clock(p.reel.To))
	}
	return t, nil
}
