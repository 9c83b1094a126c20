package video

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Normalize checks the command by the table alone, without a room: action, targets, names, types and ranges of parameters.
// It returns a copy whose Args have the Go types that their ArgType names, and whose Action is the page's present name, or an
// [*ArgumentError].
func (c Command) Normalize() (Command, error) {
	if len(c.Steps) > 0 {
		return c.normalizeSteps()
	}
	row, ok := c.Action.Info()
	if !ok {
		return c, &ArgumentError{Name: fmt.Sprintf("%q", string(c.Action)), Reason: "is not a method of a room session"}
	}
	if err := c.checkTargets(row); err != nil {
		return c, err
	}
	args := Args{}
	for _, name := range slices.Sorted(maps.Keys(c.Args)) {
		arg := row.Arg(name)
		if arg == nil {
			return c, row.bad(name, "is not a parameter; "+row.parameterNames())
		}
		value, reason := arg.convert(c.Args[name])
		if reason != "" {
			return c, row.bad(name, reason)
		}
		args[name] = value
	}
	for _, arg := range row.Args {
		if _, given := args[arg.Name]; arg.Required && !given {
			return c, row.bad(arg.Name, "is missing; it must be "+arg.Allowed())
		}
	}
	c.Action, c.Args = row.Action, args
	c.Targets = distinct(c.Targets)
	return c, nil
}

// distinct returns the ids without repetitions, in their order: nobody gets a command twice.
func distinct(ids []MemberID) []MemberID {
	if len(ids) < 2 {
		return slices.Clone(ids)
	}
	seen := make(map[MemberID]struct{}, len(ids))
	out := make([]MemberID, 0, len(ids))
	for _, id := range ids {
		if _, again := seen[id]; !again {
			seen[id] = struct{}{}
			out = append(out, id)
		}
	}
	return out
}

func (a *ActionInfo) bad(name, reason string) error {
	return &ArgumentError{Action: a.Action, Name: name, Reason: reason}
}

func (a *ActionInfo) parameterNames() string {
	var names []string
	if object := a.Target.ObjectArg(); object != "" {
		names = append(names, object)
	}
	for _, arg := range a.Args {
		names = append(names, arg.Name)
	}
	if len(names) == 0 {
		return "this method has none"
	}
	return "allowed are " + strings.Join(names, ", ")
}

func (c Command) checkTargets(row *ActionInfo) error {
	name := row.Target.ObjectArg()
	switch row.Target {
	case OnRoom:
		if len(c.Targets) > 0 || c.Object != "" {
			return row.bad("memberId", "is not a parameter; "+row.parameterNames())
		}
	case OnMember:
		if len(c.Targets) == 0 {
			return row.bad(name, "is missing; it must be the id of a member")
		}
		for _, id := range c.Targets {
			if !ValidID(id) || id == "all" {
				return row.bad(name, fmt.Sprintf("is %q, which cannot be the id of a member", string(id)))
			}
		}
	default:
		if !ValidID(c.Object) {
			return row.bad(name, "is missing or not an id")
		}
	}
	return nil
}
