package video

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// maxURLBytes bounds addresses of playbacks and streams.
const maxURLBytes = 2048

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
			return c, row.bad(arg.Name, "is missing; it takes "+arg.Allowed())
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
		return "this method takes none"
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
			return row.bad(name, "is missing; it takes the id of a member")
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

// Allowed says what the parameter takes, as a phrase: "a number from -50 to 50".
func (a Arg) Allowed() string {
	switch a.Type {
	case ArgBool:
		return "true or false"
	case ArgNumber:
		return fmt.Sprintf("a number from %g to %g", a.Min, a.Max)
	case ArgMillis:
		return fmt.Sprintf("milliseconds from %g to %g", a.Min, a.Max)
	case ArgObject:
		return "a JSON object"
	case ArgStrings, ArgPermissions:
		return "a list of strings"
	case ArgPosition:
		return "auto, off-canvas, reserved-N or standard-N"
	case ArgPositions:
		return "an object of member ids and positions"
	case ArgLayout:
		return "the name of a layout"
	case ArgURL:
		return "an address that begins with " + strings.Join(a.Schemes, ":// or ") + "://"
	}
	if a.Choices != nil {
		return strings.Join(a.Choices, ", ")
	}
	return "a text"
}

// convert returns the value in the Go type of the parameter, or the reason why it cannot be one.
func (a Arg) convert(v any) (value any, reason string) {
	wrong := func() (any, string) { return nil, "must be " + a.Allowed() }
	switch a.Type {
	case ArgBool:
		if b, ok := v.(bool); ok {
			return b, ""
		}
	case ArgNumber, ArgMillis:
		return a.convertNumber(v)
	case ArgObject:
		if m, ok := toObject(v); ok {
			return m, ""
		}
	case ArgStrings, ArgPermissions:
		// An empty list of permissions grants none; an empty list of keys is a slip.
		if list, ok := toStrings(v); ok && (len(list) > 0 || a.Type == ArgPermissions) {
			return list, ""
		}
	case ArgPosition:
		if p, ok := toText(v); ok && Position(p).Valid() {
			return Position(p), ""
		}
	case ArgPositions:
		return convertPositions(v)
	case ArgURL:
		return a.convertURL(v)
	default:
		if s, ok := toText(v); ok && s != "" && (a.Choices == nil || slices.Contains(a.Choices, s)) {
			return s, ""
		}
	}
	return wrong()
}

func (a Arg) convertNumber(v any) (any, string) {
	f, ok := toNumber(v)
	if !ok {
		return nil, "must be " + a.Allowed()
	}
	if f < a.Min || f > a.Max {
		return nil, fmt.Sprintf("is %g; allowed is %s", f, a.Allowed())
	}
	return f, ""
}

func (a Arg) convertURL(v any) (any, string) {
	s, ok := toText(v)
	if !ok || len(s) > maxURLBytes || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == ' ' }) {
		return nil, "must be " + a.Allowed()
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !slices.Contains(a.Schemes, strings.ToLower(u.Scheme)) {
		return nil, "must be " + a.Allowed()
	}
	return s, ""
}

func convertPositions(v any) (any, string) {
	out := map[MemberID]Position{}
	add := func(id, position string) string {
		if !ValidID(id) {
			return fmt.Sprintf("has %q, which cannot be the id of a member", id)
		}
		if !Position(position).Valid() {
			return fmt.Sprintf("has %q; a position is auto, off-canvas, reserved-N or standard-N", position)
		}
		out[MemberID(id)] = Position(position)
		return ""
	}
	given, ok := toPositions(v)
	if !ok {
		return nil, "must be an object of member ids and positions"
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		if reason := add(id, given[id]); reason != "" {
			return nil, reason
		}
	}
	return out, ""
}

func toPositions(v any) (map[string]string, bool) {
	out := map[string]string{}
	switch m := v.(type) {
	case map[MemberID]Position:
		for id, p := range m {
			out[string(id)] = string(p)
		}
	case map[string]any:
		for id, p := range m {
			out[id], _ = toText(p)
		}
	default:
		return nil, false
	}
	return out, true
}

func toText(v any) (string, bool) {
	switch s := v.(type) {
	case string:
		return s, true
	case Position:
		return string(s), true
	}
	return "", false
}

func toNumber(v any) (float64, bool) {
	var f float64
	switch n := v.(type) {
	case float64:
		f = n
	case int:
		f = float64(n)
	case json.Number:
		var err error
		if f, err = n.Float64(); err != nil {
			return 0, false
		}
	default:
		return 0, false
	}
	return f, !math.IsNaN(f) && !math.IsInf(f, 0)
}

func toObject(v any) (map[string]any, bool) {
	switch m := v.(type) {
	case map[string]any:
		return m, m != nil
	case json.RawMessage:
		var out map[string]any
		d := json.NewDecoder(bytes.NewReader(m))
		d.UseNumber() // the digits of a number stay as they are
		return out, d.Decode(&out) == nil && out != nil
	}
	return nil, false
}

func toStrings(v any) ([]string, bool) {
	switch list := v.(type) {
	case []string:
		return slices.Clone(list), true
	case []any:
		out := make([]string, 0, len(list))
		for _, e := range list {
			s, ok := e.(string)
			if !ok {
				return nil, false
			}
			out = append(out, s)
		}
		return out, true
	}
	return nil, false
}
