package dialog

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	tea "github.com/charmbracelet/bubbletea"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/output"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/widget"
)

// wizard asks for the target and the parameters of an action, one by one. Each step is a dialog of its own; Esc goes
// back one step.
type wizard struct {
	d     Desk
	row   *video.ActionInfo
	c     video.Command
	steps []wizardStep
	leave func() tea.Cmd // called on Esc in the first step
	at    int
}

// wizardStep asks for one thing: the target, the parameter arg, or, at the end, the optional parameters to set.
type wizardStep struct {
	arg    *video.Arg
	extras bool
}

// newWizard asks for the missing parts of a command. leave is called on Esc in the first step.
func newWizard(d Desk, row *video.ActionInfo, c video.Command, leave func() tea.Cmd) *wizard {
	z := &wizard{d: d, row: row, c: c, leave: leave}
	z.c.Args = maps.Clone(c.Args)
	if needsTarget(row, c) {
		z.steps = append(z.steps, wizardStep{})
	}
	may := false
	for i := range row.Args {
		may = may || !row.Args[i].Required
		if _, given := c.Args[row.Args[i].Name]; row.Args[i].Required && !given {
			z.steps = append(z.steps, wizardStep{arg: &row.Args[i]})
		}
	}
	if may {
		z.steps = append(z.steps, wizardStep{extras: true})
	}
	return z
}

// show opens the dialog of the present step, or finishes after the last step.
func (z *wizard) show() tea.Cmd {
	if z.at >= len(z.steps) {
		return z.finish()
	}
	step := z.steps[z.at]
	switch {
	case step.extras:
		z.d.Open(z.extrasDialog())
	case step.arg != nil:
		z.d.Open(z.argDialog(*step.arg))
	case z.row.Target == video.OnMember:
		z.d.Open(z.memberDialog())
	default:
		z.d.Open(z.objectDialog())
	}
	return nil
}

func (z *wizard) next() tea.Cmd {
	z.at++
	return z.show()
}

// back goes back one step. In the first step it leaves.
func (z *wizard) back() tea.Cmd {
	if z.at == 0 {
		return z.leave()
	}
	z.at--
	return z.show()
}

// set sets a parameter; nil omits it. After an optional parameter it returns to their list.
func (z *wizard) set(name string, value any) tea.Cmd {
	delete(z.c.Args, name)
	if value != nil {
		z.c.Args[name] = value
	}
	if z.steps[z.at].extras {
		return z.show()
	}
	return z.next()
}

// finish checks the command and runs it. It asks again for a wrong parameter.
func (z *wizard) finish() tea.Cmd {
	_, err := z.c.Normalize()
	if err == nil {
		return runCommand(z.d, z.row, z.c)
	}
	z.d.Say(say.Complaint(err), draw.Bad)
	if argument, ok := errors.AsType[*video.ArgumentError](err); ok {
		for i, step := range z.steps {
			name := z.row.Target.ObjectArg()
			if step.arg != nil {
				name = step.arg.Name
			}
			if !step.extras && name == argument.Name {
				z.at = i
				return z.show()
			}
		}
	}
	return nil
}

// whoStep is the step that chooses members. Later steps name them.
const whoStep = "who"

// heading returns the title of a step.
func (z *wizard) heading(what string) string {
	title := draw.Capital(z.row.Label)
	if who := z.c.Targets; len(who) > 0 && what != whoStep {
		title += ": " + z.d.Roster().Names(who)
	}
	if len(z.steps) > 1 {
		title += fmt.Sprintf(" %s %d of %d", z.d.Theme().Glyphs.Dot, z.at+1, len(z.steps))
	}
	return title + " " + z.d.Theme().Glyphs.Dot + " " + what
}

// ask returns a list in which Esc goes back one step instead of leaving.
func (z *wizard) ask(what string, items []widget.Choice, then func(ids []string) tea.Cmd) *widget.Chooser {
	for i := range items {
		items[i].Key = "" // letters search
	}
	c := widget.NewChooser(z.d, z.heading(what), items, then)
	c.Back = z.retreat()
	return c
}

// retreat returns the effect of Esc: one step back, or from an optional parameter to their list.
func (z *wizard) retreat() func() tea.Cmd {
	if z.steps[z.at].extras {
		return z.show
	}
	return z.back
}

// runIt is the choice to run without further parameters.
const runIt = "\x00run"

// extrasDialog runs the command, or sets optional parameters first.
func (z *wizard) extrasDialog() widget.Dialog {
	items := []widget.Choice{{ID: runIt, Text: z.row.Label, Note: "as it is"}}
	for _, arg := range z.row.Args {
		if arg.Required {
			continue
		}
		c := widget.Choice{ID: arg.Name, Text: arg.Label, Note: "not set"}
		if value, ok := z.c.Args[arg.Name]; ok {
			c.Note = shownValue(arg, value)
		} else if arg.Default != nil {
			c.Note = fmt.Sprintf("not set (default %v)", arg.Default)
		}
		items = append(items, c)
	}
	c := widget.NewChooser(z.d, z.heading("ready"), items, func(ids []string) tea.Cmd {
		if ids[0] == runIt {
			return z.next()
		}
		z.d.Open(z.argDialog(*z.row.Arg(ids[0])))
		return nil
	})
	c.Back = z.back
	return c
}

// shownValue returns a value as clean text.
func shownValue(arg video.Arg, value any) string {
	if s, ok := value.(string); ok && arg.Type == video.ArgURL {
		return text.MaskURL(s)
	}
	if raw, err := json.Marshal(value); err == nil && arg.Type == video.ArgObject {
		return text.Clean(string(raw))
	}
	return text.Clean(fmt.Sprint(value))
}

// about returns the line over a field, with the values that the parameter accepts.
func about(arg video.Arg) string {
	words := arg.Allowed()
	if arg.Type == video.ArgMillis {
		words = "milliseconds"
	}
	if !arg.Required {
		words += "; leave empty to omit"
		if arg.Default != nil {
			words += fmt.Sprintf(" (default %v)", arg.Default)
		}
	}
	return words
}

func needsTarget(row *video.ActionInfo, c video.Command) bool {
	switch row.Target {
	case video.OnRoom:
		return false
	case video.OnMember:
		return len(c.Targets) == 0
	}
	return c.Object == ""
}

// runCommand proposes a command, or runs a method that reads and shows the answer.
func runCommand(d Desk, row *video.ActionInfo, c video.Command) tea.Cmd {
	if len(c.Args) == 0 {
		c.Args = nil
	}
	if row.Risk != video.RiskRead {
		return d.Propose(c)
	}
	d.Say(draw.Capital(row.Label)+d.Theme().Glyphs.Pending, draw.Info)
	return d.Read(c, func(r video.Result, err error) tea.Cmd {
		if err == nil {
			err = r.Err()
		}
		if err != nil {
			d.Say(say.Failed(c, video.Result{}, err, d.Roster(), paletteWidth), draw.Bad)
			return nil
		}
		if len(r.Value) == 0 {
			d.Say(say.Done(c, video.OutcomeConfirmed, r.Took, "", d.Roster(), paletteWidth), draw.Good)
			return nil
		}
		d.Open(newReader(d, draw.Capital(row.Label), output.MaskResult(row, r.Value)))
		return nil
	})
}
