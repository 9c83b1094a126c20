package dialog

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"gavel/keymap"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// palette finds any action by name, asks for its missing parameters, and runs it. It also accepts a command in one
// line, as on the command line.
type palette struct {
	draw.HintRow
	d      Desk
	memory *Memory
	meant  bool // something was typed or chosen: Enter on an untouched palette is an accident
	list   widget.List
	wrong  string      // the reason why the line cannot be run; clean
	line   lineCommand // parsed from the typed text
	floor  paletteFloor
	args   bool          // line is valid: the list completes its parameters
	phrase video.Command // the command of the typed text, for the choice phraseID
	body   int           // line of the first choice at the last frame
}

// NewPalette returns the command palette. memory may be nil.
func NewPalette(d Desk, memory *Memory) widget.Dialog {
	if memory == nil {
		memory = &Memory{}
	}
	p := &palette{d: d, memory: memory, floor: paletteFloor{d: d, memory: memory}}
	p.list = widget.NewList(p.allChoices())
	return p
}

func (p *palette) Context() keymap.Context { return keymap.Palette }
func (p *palette) Title() string           { return "Command" }
func (p *palette) Danger() bool            { return false }
func (p *palette) Typing() bool            { return true }

// actionChoices lists every action of the reference with its key.
func actionChoices(d Desk, keys map[video.Action]string) []widget.Choice {
	rows := video.Actions()
	choices := make([]widget.Choice, len(rows))
	for i, row := range rows {
		name := string(row.Action)
		c := widget.Choice{ID: name, Text: row.Label, Note: keys[row.Action], Also: name + " " + row.Synonyms}
		if row.Risk != video.RiskRead && d.WatchOnly() {
			c.Off = "watch only"
		} else if reason, no := d.Snapshot().Denied[row.Action]; no {
			c.Off = "not allowed: " + text.Clean(reason)
		}
		choices[i] = c
	}
	return choices
}

// allChoices returns all choices of the palette: recent commands, everyday phrases, the actions of the reference, the
// keys of the console.
func (p *palette) allChoices() []widget.Choice {
	choices := actionChoices(p.d, keysOf(p.d))
	if p.list.Query.Empty() {
		choices = append(verbChoices(p.d), choices...)
	} else { // of equal matches, the action comes first, unless the verb already sets the parameter it would ask for
		var before []widget.Choice
		for _, c := range verbChoices(p.d) {
			if asksFor(verbNamed(strings.TrimPrefix(c.ID, verbID)).method) {
				before = append(before, c)
			} else {
				choices = append(choices, c)
			}
		}
		choices = append(before, choices...)
	}
	if p.memory.Press != nil {
		choices = append(choices, keyChoices(p.d)...)
	}
	choices = append(choices, p.floor.choices()...)
	if c, names := mutesBut(p.d, p.list.Query.Text()); names {
		choices = append([]widget.Choice{c}, choices...)
	}
	return p.memory.first(choices)
}

// riskWord returns a word about the risk of an action.
func riskWord(r video.Risk) string {
	switch r {
	case video.RiskRead:
		return "reads"
	case video.RiskOpens:
		return "opens"
	case video.RiskAsks:
		return "asks"
	case video.RiskTyped:
		return "ends the session"
	case video.RiskCalm:
	}
	return ""
}

func (p *palette) Key(k tea.KeyMsg) (bool, tea.Cmd) {
	keys := p.d.Keys()
	switch {
	case key.Matches(k, keys.Cancel):
		if p.list.Query.Empty() {
			return true, nil
		}
		p.typed("")
		return false, nil
	case key.Matches(k, keys.Submit):
		return p.submit()
	case key.Matches(k, keys.Complete):
		p.complete()
		return false, nil
	case widget.MoveList(&p.list, k, keys, true):
		p.meant = true
		return false, nil
	}
	before := p.list.Query.Text()
	if p.list.Query.Key(k); p.list.Query.Text() != before {
		p.retyped()
	}
	return false, nil
}

// typed replaces the line.
func (p *palette) typed(s string) {
	p.list.Query.Set(s)
	p.retyped()
}

// retyped updates the list for the line: matching actions, or completions of its last word.
func (p *palette) retyped() {
	p.meant = p.meant || !p.list.Query.Empty()
	p.wrong = ""
	query := p.list.Query
	if p.line, p.args = parseLine(query.Text()); p.args {
		p.list = widget.NewList(completions(p.d, p.line, query.Text()))
		p.list.Query = query
		return
	}
	if typed, ok := p.floor.line(query.Text()); ok {
		p.list = widget.NewList([]widget.Choice{typed})
		p.list.Query = query
		return
	}
	choices := p.allChoices()
	phrase, command, is := said(p.d, query.Text(), choices)
	if is {
		choices, p.phrase = []widget.Choice{phrase}, command
	}
	p.list = widget.NewList(choices)
	if p.list.Query = query; is {
		return
	}
	p.list.Search()
	p.keyFirst(query.Text())
}

// keyFirst moves the choice whose key was typed to the front: a single letter ranks the others by chance.
func (p *palette) keyFirst(typed string) {
	shown := p.list.Shown
	at := slices.IndexFunc(shown, func(i int) bool { return p.list.Items[i].Note == typed && p.list.Items[i].Off == "" })
	if at < 0 || typed == "" { // many have no key
		return
	}
	i := shown[at]
	copy(shown[1:], shown[:at])
	shown[0] = i
	p.list.Put(p.list.Items[i].ID)
}

// complete puts the completion under the cursor into the line.
func (p *palette) complete() {
	c, ok := p.list.Item()
	switch {
	case !ok:
	case p.args:
		p.typed(c.ID)
	default:
		if _, action := video.Action(c.ID).Info(); action {
			p.typed(c.ID + " ")
		}
	}
}

func (p *palette) submit() (bool, tea.Cmd) {
	if p.args {
		return p.runLine()
	}
	c, ok := p.list.Item()
	switch {
	case !ok:
		p.wrong = "no such command"
		return false, nil
	case !p.meant:
		p.wrong = "type what to do, or choose with the arrow keys"
		return false, nil
	}
	if c.Off != "" {
		p.wrong = c.Off
		return false, nil
	}
	if done, cmd, ok := p.runChoice(c.ID); ok {
		if done && !strings.HasPrefix(c.ID, lineID) && c.ID != phraseID { // its names may refer to other members later
			p.memory.add(c.ID)
		}
		return done, cmd
	}
	p.memory.add(c.ID)
	row, _ := video.Action(c.ID).Info()
	return true, newWizard(p.d, row, video.Command{Action: row.Action, Args: video.Args{}}, p.again).show()
}

// runChoice runs a choice that is not an action. It reports false if it is one.
func (p *palette) runChoice(id string) (done bool, cmd tea.Cmd, ok bool) {
	if name, is := strings.CutPrefix(id, verbID); is {
		c, why := runVerb(p.d, name)
		if p.wrong = why; why != "" {
			return false, nil, true
		}
		return true, p.d.Propose(c), true
	}
	if name, is := strings.CutPrefix(id, keyID); is {
		k, _ := p.d.Keys().Named(name)
		return true, p.memory.Press(k.Binding.Keys()[0]), true
	}
	if id == phraseID {
		row, _ := p.phrase.Action.Info()
		return true, runCommand(p.d, row, p.phrase), true
	}
	if cmd, is := p.floor.run(id); is {
		return true, cmd, true
	}
	if line, is := strings.CutPrefix(id, lineID); is {
		p.typed(line)
		done, cmd := p.submit()
		return done, cmd, true
	}
	return false, nil, false
}

// runLine runs the line as it is, and asks for missing parameters.
func (p *palette) runLine() (bool, tea.Cmd) {
	c, wrong := p.line.command(p.d)
	if wrong != "" {
		p.wrong = wrong
		return false, nil
	}
	missing := needsTarget(p.line.row, c)
	for _, arg := range p.line.row.Args {
		if _, given := c.Args[arg.Name]; arg.Required && !given {
			missing = true
		}
	}
	p.memory.add(lineID + p.list.Query.Text())
	if missing {
		return true, newWizard(p.d, p.line.row, c, p.again).show()
	}
	if _, err := c.Normalize(); err != nil {
		p.wrong = say.Reason(err)
		return false, nil
	}
	return true, runCommand(p.d, p.line.row, c)
}

// Click puts the cursor on the choice in a line.
func (p *palette) Click(_, y int) {
	p.meant = true
	p.list.Click(y - p.body)
}

func (p *palette) Lines(maxW, maxH int) []string {
	th, w := p.d.Theme(), min(paletteWidth, maxW)
	hide := widget.Secret(nil)
	if p.args && strings.Contains(p.list.Query.Text(), "://") {
		hide = secretInLine
	}
	field := th.Accent.Apply(":") + " " +
		p.list.Query.Line(widget.InputStyle{
			Theme: th, Width: max(1, w-2), Focused: true, Ghost: "what to do, or: setLayout name=3x3", Hide: hide,
		})
	message := p.wrong
	switch {
	case message != "":
	case p.args:
		message = draw.Capital(p.line.row.Label)
	default:
		message = p.about()
	}
	paint := th.Dim
	if p.wrong != "" {
		paint = th.Bad
	}
	keys := p.d.Keys()
	top := []string{field, paint.Apply(text.Cut(message, w))}
	bottom := []string{"", p.HintLine(th, w, []key.Binding{
		draw.Named(keys.Submit, "run"), draw.Named(keys.Complete, "complete"), draw.Named(keys.NextItem, "next"),
		p.list.Out(keys.Cancel),
	})}
	const listMin = 3
	top, bottom = draw.Shrink(top, bottom, maxH-listMin)
	const most = 12
	h := max(1, min(most, maxH-len(top)-len(bottom)))
	body := p.list.Lines(th, w, h)
	if len(p.list.Shown) == 0 && !p.args {
		body[0] = th.Dim.Apply(draw.Fit(" nothing found", w))
	}
	p.body = len(top)
	out := append(append(top, body...), bottom...)
	return draw.FitAll(out, w, min(len(out), max(1, maxH)))
}

// about returns the method of the chosen action, and its risk.
func (p *palette) about() string {
	c, ok := p.list.Item()
	if !ok {
		return ""
	}
	method := video.Action(c.ID)
	if name, is := strings.CutPrefix(c.ID, verbID); is {
		method = verbNamed(name).method
	}
	if c.ID == phraseID {
		method = p.phrase.Action
	}
	if name, is := strings.CutPrefix(c.ID, keyID); is {
		k, _ := p.d.Keys().Named(name)
		return strings.Join(k.Methods(), "  ")
	}
	row, known := method.Info()
	if !known {
		return ""
	}
	return strings.TrimSpace(string(method) + "  " + riskWord(row.Risk))
}

// secretInLine hides the secret part of an address inside a command line.
func secretInLine(parts []string) []bool {
	raw := strings.Join(parts, "")
	at := strings.Index(raw, "url=")
	hidden := make([]bool, len(parts))
	if at < 0 {
		return hidden
	}
	from, offset := 0, 0
	for from < len(parts) && offset < at+len("url=") {
		offset += len(parts[from])
		from++
	}
	to := from
	for to < len(parts) && parts[to] != " " {
		to++
	}
	copy(hidden[from:to], widget.SecretOfURL(parts[from:to]))
	return hidden
}

// again opens a new palette.
func (p *palette) again() tea.Cmd {
	p.d.Open(NewPalette(p.d, p.memory))
	return nil
}
