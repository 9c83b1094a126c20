package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// promptWidth is how wide a prompt wants to be.
const promptWidth = 58

// prompt asks for one line of text.
type prompt struct {
	d     desk
	name  string
	about string // a line over the field; clean
	field typed
	ghost string
	hide  secret
	wrong string // why the text cannot be taken; clean
	// check returns why the text cannot be taken, or "".
	check func(s string) string
	then  func(s string) tea.Cmd
	back  func() tea.Cmd   // what Esc leads to; nil: nothing
	who   []video.MemberID // the members whom it is about, if any
}

// changed closes the prompt when nobody is left whom it is about.
func (p *prompt) changed() bool {
	for _, id := range p.who {
		if p.d.roster().member(id) != nil {
			return false
		}
	}
	if len(p.who) == 0 {
		return false
	}
	p.d.say("cancelled: "+p.d.roster().names(p.who)+" left", draw.Warn)
	return true
}

func (p *prompt) context() keymap.Context { return keymap.Text }
func (p *prompt) title() string           { return p.name }
func (p *prompt) danger() bool            { return false }
func (p *prompt) typing() bool            { return true }

func (p *prompt) key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := p.d.keys()
	switch {
	case key.Matches(k, keys.Cancel):
		return true, follow(p.back)
	case key.Matches(k, keys.Submit):
		typed := strings.TrimSpace(p.field.text())
		if p.wrong = p.check(typed); p.wrong != "" {
			return false, nil
		}
		return true, p.then(typed)
	}
	if p.field.key(k) {
		p.wrong = ""
	}
	return false, nil
}

func (p *prompt) lines(maxW, maxH int) []string {
	th, w := p.d.theme(), min(promptWidth, maxW)
	field := th.Accent.Apply(th.Glyphs.Prompt) + " " +
		p.field.line(inputStyle{th: th, w: max(1, w-2), focused: true, ghost: p.ghost, hide: p.hide})
	keys := p.d.keys()
	hint := draw.HintLine(th, w, []key.Binding{draw.Named(keys.Submit, "ok"), draw.Named(keys.Cancel, "back")})
	return promptLines(th, w, maxH, promptParts{about: p.about, field: field, wrong: p.wrong, hint: hint})
}

// promptParts are the lines of a prompt, before it is known how many there is room for.
type promptParts struct{ about, field, below, wrong, hint string }

func promptLines(th *theme.Theme, w, maxH int, parts promptParts) []string {
	var out []string
	if parts.about != "" && maxH >= 3 {
		out = append(out, th.Dim.Apply(text.Cut(parts.about, w)))
	}
	out = append(out, parts.field)
	if parts.below != "" && maxH > len(out) {
		out = append(out, parts.below)
	}
	if maxH > len(out) {
		out = append(out, th.Bad.Apply(text.Cut(parts.wrong, w)))
	}
	if maxH > len(out) {
		out = append(out, parts.hint)
	}
	out = out[:min(len(out), maxH)]
	return draw.FitAll(out, w, len(out))
}

// numberPrompt asks for a number in a range, by typing or by stepping.
type numberPrompt struct {
	prompt
	min, max float64
	steps    steps
	fresh    bool // nothing was typed yet: the first digit replaces the value
	then     func(float64) tea.Cmd
	skip     func() tea.Cmd // what an empty field leads to; nil: a number is needed
}

func newNumberPrompt(d desk, title string, low, high, value float64, then func(float64) tea.Cmd) *numberPrompt {
	p := &numberPrompt{min: low, max: high, fresh: true, then: then, steps: unitSteps}
	p.prompt = prompt{d: d, name: title, about: rangeText(low, high)}
	p.field = newTyped(numberText(min(max(value, low), high)))
	return p
}

func rangeText(low, high float64) string {
	return fmt.Sprintf("%s to %s", numberText(low), numberText(high))
}

// numberText writes a number as a person would.
func numberText(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

// steps are what the arrow and page keys change, and the hints for them.
type steps struct {
	small, large         float64
	smallHint, largeHint string
}

var (
	unitSteps   = steps{1, 10, "±1", "±10"}
	secondSteps = steps{1000, 10000, "±1 s", "±10 s"} // for milliseconds
)

func (p *numberPrompt) key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := p.d.keys()
	switch {
	case key.Matches(k, keys.Submit):
		if p.skip != nil && strings.TrimSpace(p.field.text()) == "" {
			return true, p.skip()
		}
		v, wrong := p.value()
		if p.wrong = wrong; wrong != "" {
			return false, nil
		}
		return true, p.then(v)
	case key.Matches(k, keys.Cancel):
		return true, follow(p.back)
	}
	switch k.String() {
	case "up":
		p.step(p.steps.small)
	case "down":
		p.step(-p.steps.small)
	case "pgup":
		p.step(p.steps.large)
	case "pgdown":
		p.step(-p.steps.large)
	default:
		p.typeKey(k)
	}
	return false, nil
}

func (p *numberPrompt) typeKey(k tea.KeyMsg) {
	if p.fresh && k.Type == tea.KeyRunes {
		p.field.set("")
	}
	if p.field.key(k) {
		p.fresh, p.wrong = false, ""
	}
}

func (p *numberPrompt) step(by float64) {
	v, wrong := p.value()
	if wrong != "" {
		v = min(max(0, p.min), p.max) - by
	}
	p.field.set(numberText(min(max(v+by, p.min), p.max)))
	p.fresh, p.wrong = true, ""
}

// value reads the field, or says what is wrong with it.
func (p *numberPrompt) value() (float64, string) {
	v, err := strconv.ParseFloat(strings.TrimSpace(p.field.text()), 64)
	switch {
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		return 0, "type a number, " + rangeText(p.min, p.max)
	case v < p.min || v > p.max:
		return 0, "must be " + rangeText(p.min, p.max)
	}
	return v, ""
}

func (p *numberPrompt) lines(maxW, maxH int) []string {
	th, w := p.d.theme(), min(promptWidth, maxW)
	v, _ := p.value()
	field := th.Accent.Apply(th.Glyphs.Prompt) + " " +
		p.field.line(inputStyle{th: th, w: max(1, w-2), focused: true, ghost: "a number"})
	keys := p.d.keys()
	hint := draw.HintLine(th, w, []key.Binding{
		draw.Named(keys.Submit, "ok"), key.NewBinding(key.WithHelp("up/down", p.steps.smallHint)),
		key.NewBinding(key.WithHelp("pgup/pgdown", p.steps.largeHint)), draw.Named(keys.Cancel, "back"),
	})
	return promptLines(th, w, maxH, promptParts{
		about: p.about, field: field, below: draw.Meter(th, v, p.min, p.max, w), wrong: p.wrong, hint: hint,
	})
}

// newTextPrompt asks for a line of text. check returns why the text cannot be taken, or "".
func newTextPrompt(d desk, title, about string, check func(string) string, then func(string) tea.Cmd) *prompt {
	return &prompt{d: d, name: title, about: about, check: check, then: then}
}
