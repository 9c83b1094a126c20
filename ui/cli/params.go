package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"gavel/session/video"
)

// call is a method with its parameters as typed. Names of members are not resolved yet.
type call struct {
	info    *video.ActionInfo
	command video.Command // without Targets
	members []string      // ids or names, in the order given
}

// parseCall parses METHOD and its name=value pairs and checks everything that can be checked without a room.
func parseCall(method string, pairs []string) (call, error) {
	info, ok := video.Action(method).Info()
	if !ok {
		return call{}, unknownMethod(method)
	}
	c := call{info: info, command: video.Command{Action: video.Action(method), Args: video.Args{}}}
	for _, pair := range pairs {
		name, raw, ok := strings.Cut(pair, "=")
		if !ok {
			return call{}, usagef("%q is not name=value; %s", pair, allowedParams(info))
		}
		if err := c.set(name, raw); err != nil {
			return call{}, err
		}
	}
	if object := info.Target.ObjectArg(); object != "" && c.command.Object == "" && len(c.members) == 0 {
		return call{}, usagef("%s needs %s=%s", method, object, objectHint(info.Target))
	}
	normal, err := c.on(c.placeholders()).Normalize()
	if err != nil {
		return call{}, err
	}
	c.command.Args = normal.Args
	return c, nil
}

// on returns the command for the members.
func (c call) on(ids []video.MemberID) video.Command {
	command := c.command
	command.Targets = ids
	return command
}

// ids returns the typed members as ids.
func (c call) ids() []video.MemberID {
	ids := make([]video.MemberID, len(c.members))
	for i, m := range c.members {
		ids[i] = video.MemberID(m)
	}
	return ids
}

// placeholders returns ids in place of the members while their names, which may not look like ids, are not resolved.
func (c call) placeholders() []video.MemberID {
	if len(c.members) == 0 {
		return nil
	}
	return []video.MemberID{"member"}
}

// set sets one parameter. Only memberId may be repeated; the method then runs for each of the members.
func (c *call) set(name, raw string) error {
	object := c.info.Target.ObjectArg()
	_, given := c.command.Args[name]
	switch {
	case given, name == object && c.command.Object != "":
		return usagef("%s: %s is given twice", c.info.Action, name)
	case object != "" && name == object:
		id, err := parseID(raw)
		if err != nil {
			return usagef("%s: %s %v", c.info.Action, name, err)
		}
		if c.info.Target == video.OnMember {
			c.members = append(c.members, id)
		} else {
			c.command.Object = id
		}
	case c.info.Arg(name) == nil:
		return usagef("%s has no parameter %q; %s", c.info.Action, name, allowedParams(c.info))
	default:
		c.command.Args[name] = parseValue(raw)
	}
	return nil
}

// parseValue decodes valid JSON, and returns anything else as a string. Numbers inside objects keep all their digits.
func parseValue(raw string) any {
	if !json.Valid([]byte(raw)) {
		return raw
	}
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return raw
	}
	return v
}

// parseID parses one id or name. Ids and names are always strings, so a name like 42 needs no quotes.
func parseID(raw string) (string, error) {
	id := raw
	switch v := parseValue(raw).(type) {
	case string:
		id = v
	case []any, map[string]any:
		return "", fmt.Errorf("must be one id; repeat it for several")
	}
	if strings.TrimSpace(id) == "" {
		return "", fmt.Errorf("is empty")
	}
	return id, nil
}

func unknownMethod(method string) error {
	names := methods()
	if near := nearest(method, names); near != "" {
		return usagef("there is no method %q; did you mean %s?", method, near)
	}
	for _, name := range names { // "pause" for "recording.pause"
		if _, last, ok := strings.Cut(name, "."); ok && strings.EqualFold(last, method) {
			return usagef("there is no method %q; did you mean %s?", method, name)
		}
	}
	return usagef("there is no method %q; gavel help do lists them", method)
}

// methods returns the names of all methods in the order of the reference.
func methods() []string {
	actions := video.Actions()
	names := make([]string, len(actions))
	for i, a := range actions {
		names[i] = string(a.Action)
	}
	return names
}

// paramNames returns the parameters of a method by their names in the reference, the target first.
func paramNames(info *video.ActionInfo) []string {
	var names []string
	if object := info.Target.ObjectArg(); object != "" {
		names = append(names, object)
	}
	for _, arg := range info.Args {
		names = append(names, arg.Name)
	}
	return names
}

// allowedParams returns which parameters a method accepts, as text.
func allowedParams(info *video.ActionInfo) string {
	names := paramNames(info)
	if len(names) == 0 {
		return fmt.Sprintf("%s takes none", info.Action)
	}
	return fmt.Sprintf("%s takes %s", info.Action, strings.Join(names, ", "))
}

// objectHint returns which value a target's parameter accepts, and where to find it.
func objectHint(t video.Target) string {
	switch t {
	case video.OnRecording:
		return "ID; getRecordings lists them"
	case video.OnPlayback:
		return "ID; getPlaybacks lists them"
	case video.OnStream:
		return "ID; getStreams lists them"
	}
	return "ID or a member's name; gavel members ROOM lists them"
}
