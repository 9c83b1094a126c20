package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gavel/session/video"
	"gavel/ui/typed"
)

// maxSteps bounds a macro.
const maxSteps = 20

// macros is the table of macros.
type macros struct{}

func (macros) name() string { return "table of lists of commands" }

func (macros) lines(v *Values) []string {
	var lines []string
	for _, m := range v.Macros {
		texts := make([]string, len(m.Steps))
		for i, step := range m.Steps {
			texts[i] = step.Text
		}
		lines = append(lines, bare(m.Name)+" = "+quoted(texts))
	}
	return lines
}

func (macros) set(v *Values, raw any) error {
	m, faults := entries(raw, nil, "")
	var all []Macro
	for _, name := range slices.Sorted(maps.Keys(m)) {
		steps, err := readSteps(m[name])
		if err != nil {
			faults = append(faults, &entryError{entry: name, err: err})
		}
		all = append(all, Macro{name, steps})
	}
	if len(faults) == 0 {
		v.Macros = all
	}
	return errors.Join(faults...)
}

func readSteps(raw any) ([]MacroStep, error) {
	texts, err := readWords(raw)
	switch {
	case err != nil:
		return nil, err
	case len(texts) == 0:
		return nil, errors.New("has no command")
	case len(texts) > maxSteps:
		return nil, fmt.Errorf("has %d commands; allowed are up to %d", len(texts), maxSteps)
	}
	steps := make([]MacroStep, len(texts))
	for i, text := range texts {
		if steps[i], err = readStep(text); err != nil {
			return nil, fmt.Errorf("has a fault in command %d: %w", i+1, err)
		}
	}
	return steps, nil
}

// readStep reads a command: METHOD name=value … where SELECTOR.
func readStep(text string) (MacroStep, error) {
	step := MacroStep{Text: text}
	head, where, chooses := strings.Cut(text+" ", " where ")
	name, rest, _ := strings.Cut(strings.TrimSpace(head), " ")
	row := methodNamed(name)
	switch {
	case row == nil:
		return step, fmt.Errorf("there is no method %q that changes something%s", name, didYouMean(name, changing()))
	case row.Risk == video.RiskTyped:
		return step, fmt.Errorf("%s ends the session, so a macro cannot run it", row.Action)
	case row.Target == video.OnMember && !chooses:
		return step, fmt.Errorf("%s needs where and a selector, such as %s where open", row.Action, row.Action)
	case row.Target != video.OnMember && chooses:
		return step, fmt.Errorf("%s is not about members, so it has no where", row.Action)
	}
	step.Command = video.Command{Action: row.Action, Args: video.Args{}}
	words, _ := typed.Words(rest)
	for _, part := range words {
		key, value, ok := strings.Cut(part, "=")
		if !ok {
			return step, fmt.Errorf("%q is not name=value", part)
		}
		step.Command.Args[key] = typed.Value(row.Arg(key), value)
	}
	if chooses {
		err := selecting(ofLists, func(*Values) **selection { return &step.Where }).set(nil, strings.TrimSpace(where))
		if err != nil {
			return step, fmt.Errorf("the selector, %w", err)
		}
	}
	return step, checkStep(step.Command, row)
}

// checkStep checks the parameters of a command whose targets are not known yet.
func checkStep(c video.Command, row *video.ActionInfo) error {
	const some = "some"
	switch row.Target {
	case video.OnMember:
		c.Targets = []video.MemberID{some}
	case video.OnRoom:
	default:
		c.Object = some
	}
	_, err := c.Normalize()
	return err
}

// methodNamed returns the row of a method that changes something, or nil.
func methodNamed(name string) *video.ActionInfo {
	if row, known := typed.Method(name); known && row.Risk != video.RiskRead {
		return row
	}
	return nil
}

// changing returns the names of the methods that change something.
func changing() (names []string) {
	for _, row := range video.Actions() {
		if row.Risk != video.RiskRead {
			names = append(names, string(row.Action))
		}
	}
	return names
}
