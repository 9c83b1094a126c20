package widget

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// promptWidth is the preferred width of a prompt, in cells.
const promptWidth = 58

// Prompt asks for one line of text.
type Prompt struct {
	draw.HintRow
	host  Host
	Name  string
	About string // a line over the field; clean
	Field Editor
	Ghost string
	Hide  Secret
	wrong string // the reason why the text is not accepted; clean
	// check returns the reason why the text is not accepted, or "".
	check func(s string) string
	then  func(s string) tea.Cmd
	Back  func() tea.Cmd // called on Esc; nil: the prompt only closes
	// Gone returns a sentence once the subject of the prompt no longer exists, and "" before. nil: the subject cannot
	// vanish.
	Gone func() string
}

// Changed closes the prompt when its subject no longer exists.
func (p *Prompt) Changed() bool {
	if p.Gone == nil {
		return false
	}
	why := p.Gone()
	if why != "" {
		p.host.Say(why, draw.Warn)
	}
	return why != ""
}

// Context returns the context of its keys in the key map.
func (p *Prompt) Context() keymap.Context { return keymap.Text }

// Title returns the title of its frame.
func (p *Prompt) Title() string { return p.Name }

// Danger reports whether its frame is painted as a warning.
func (p *Prompt) Danger() bool { return false }

// Typing reports whether it takes text.
func (p *Prompt) Typing() bool { return true }

// Key handles a key and reports whether the dialog is done.
func (p *Prompt) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := p.host.Keys()
	switch {
	case key.Matches(k, keys.Cancel):
		return true, follow(p.Back)
	case key.Matches(k, keys.Submit):
		typed := strings.TrimSpace(p.Field.Text())
		if p.wrong = p.check(typed); p.wrong != "" {
			return false, nil
		}
		return true, p.then(typed)
	}
	if p.Field.Key(k) {
		p.wrong = ""
	}
	return false, nil
}

// Lines draws the dialog within maxW by maxH cells.
func (p *Prompt) Lines(maxW, maxH int) []string {
	th, w := p.host.Theme(), min(promptWidth, maxW)
	field := th.Accent.Apply(th.Glyphs.Prompt) + " " +
		p.Field.Line(InputStyle{Theme: th, Width: max(1, w-2), Focused: true, Ghost: p.Ghost, Hide: p.Hide})
	keys := p.host.Keys()
	hint := p.HintLine(th, w, []key.Binding{draw.Named(keys.Submit, "ok"), draw.Named(keys.Cancel, "back")})
	return promptLines(th, w, maxH, promptParts{about: p.About, field: field, wrong: p.wrong, hint: hint})
}

// promptParts are the lines of a prompt, before they are cut to the room.
type promptParts struct{ about, field, below, wrong, hint string }

func promptLines(th *theme.Theme, w, maxH int, parts promptParts) []string {
	var out []string
	if parts.about != "" && maxH >= 3 {
		lines := draw.Wrap(draw.Capital(parts.about), w)
		for _, line := range lines[:min(len(lines), maxH-2)] {
			out = append(out, th.Dim.Apply(line))
		}
	}
	out = append(out, parts.field)
	if parts.below != "" && maxH > len(out) {
		out = append(out, parts.below)
	}
	if maxH > len(out) {
		out = append(out, th.Bad.Apply(text.Cut(draw.Capital(parts.wrong), w)))
	}
	if maxH > len(out) {
		out = append(out, parts.hint)
	}
	out = out[:min(len(out), maxH)]
	return draw.FitAll(out, w, len(out))
}

// NumberPrompt asks for a number in a range, by typing or by stepping.
type NumberPrompt struct {
	Prompt
	min, max float64
	Steps    steps
	fresh    bool // nothing typed yet: the first digit replaces the value
	Then     func(float64) tea.Cmd
	Skip     func() tea.Cmd // called if the field is empty; nil: a number is needed
}

// NewNumberPrompt asks for a number from low to high. The field starts with value.
func NewNumberPrompt(d Host, title string, low, high, value float64, then func(float64) tea.Cmd) *NumberPrompt {
	p := &NumberPrompt{min: low, max: high, fresh: true, Then: then, Steps: unitSteps}
	p.Prompt = Prompt{host: d, Name: title, About: rangeText(low, high)}
	p.Field = NewLine(NumberText(min(max(value, low), high)))
	return p
}

func rangeText(low, high float64) string {
	return fmt.Sprintf("%s to %s", NumberText(low), NumberText(high))
}

// NumberText writes a number as a person would.
func NumberText(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

// steps are the steps of the arrow and page keys, and their hints.
type steps struct {
	small, large         float64
	smallHint, largeHint string
}

var (
	unitSteps = steps{1, 10, "±1", "±10"}
	// SecondSteps are for values in milliseconds.
	SecondSteps = steps{1000, 10000, "±1 s", "±10 s"}
)

// Key handles a key and reports whether the dialog is done.
func (p *NumberPrompt) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := p.host.Keys()
	switch {
	case key.Matches(k, keys.Submit):
		if p.Skip != nil && strings.TrimSpace(p.Field.Text()) == "" {
			return true, p.Skip()
		}
		v, wrong := p.value()
		if p.wrong = wrong; wrong != "" {
			return false, nil
		}
		return true, p.Then(v)
	case key.Matches(k, keys.Cancel):
		return true, follow(p.Back)
	}
	switch k.String() {
	case "up":
		p.step(p.Steps.small)
	case "down":
		p.step(-p.Steps.small)
	case "pgup":
		p.step(p.Steps.large)
	case "pgdown":
		p.step(-p.Steps.large)
	default:
		p.typeKey(k)
	}
	return false, nil
}

func (p *NumberPrompt) typeKey(k tea.KeyMsg) {
	if p.fresh && k.Type == tea.KeyRunes {
		p.Field.Set("")
	}
	if p.Field.Key(k) {
		p.fresh, p.wrong = false, ""
	}
}

func (p *NumberPrompt) step(by float64) {
	v, wrong := p.value()
	if wrong != "" {
		v = min(max(0, p.min), p.max) - by
	}
	p.Field.Set(NumberText(min(max(v+by, p.min), p.max)))
	p.fresh, p.wrong = true, ""
}

// value returns the number in the field, or the fault in it.
func (p *NumberPrompt) value() (float64, string) {
	v, err := strconv.ParseFloat(strings.TrimSpace(p.Field.Text()), 64)
	switch {
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		return 0, "type a number, " + rangeText(p.min, p.max)
	case v < p.min || v > p.max:
		return 0, "must be " + rangeText(p.min, p.max)
	}
	return v, ""
}

// Lines draws the dialog within maxW by maxH cells.
func (p *NumberPrompt) Lines(maxW, maxH int) []string {
	th, w := p.host.Theme(), min(promptWidth, maxW)
	v, _ := p.value()
	field := th.Accent.Apply(th.Glyphs.Prompt) + " " +
		p.Field.Line(InputStyle{Theme: th, Width: max(1, w-2), Focused: true, Ghost: "a number"})
	keys := p.host.Keys()
	hint := p.HintLine(th, w, []key.Binding{
		draw.Named(keys.Submit, "ok"), key.NewBinding(key.WithHelp("Up/Down", p.Steps.smallHint)),
		key.NewBinding(key.WithHelp("PgUp/PgDn", p.Steps.largeHint)), draw.Named(keys.Cancel, "back"),
	})
	return promptLines(th, w, maxH, promptParts{
		about: p.About, field: field, below: draw.Meter(th, v, p.min, p.max, w), wrong: p.wrong, hint: hint,
	})
}

// NewTextPrompt asks for a line of text. check returns the reason why the text is not accepted, or "".
func NewTextPrompt(d Host, title, about string, check func(string) string, then func(string) tea.Cmd) *Prompt {
	return &Prompt{host: d, Name: title, About: about, check: check, then: then}
}
