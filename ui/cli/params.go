package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gavel/session/fold"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/text"
)

// call is a method with its parameters as typed. Names of members are not resolved yet.
type call struct {
	info    *video.ActionInfo
	command video.Command      // without Targets
	members []string           // ids or names, in the order given
	where   *selector.Selector // chooses the members; nil without where=
	places  map[string]video.Position
	placing string            // the parameter that holds places; "" without one
	typed   map[string]string // the parameters as typed, without the target
}

// reader returns the value of name=raw, which may name a file.
type reader func(name, raw string) (string, error)

// whereParam is the parameter that chooses members instead of memberId.
const whereParam = "where"

// parseCall parses METHOD and its name=value pairs and checks everything that can be checked without a room. known is
// the data that a selector may need.
func parseCall(method string, pairs []string, known selector.Known, read reader) (call, error) {
	info, ok := video.Action(method).Info()
	if !ok {
		return call{}, unknownMethod(method)
	}
	c := call{info: info, typed: map[string]string{}}
	c.command = video.Command{Action: video.Action(method), Args: video.Args{}}
	for _, pair := range pairs {
		name, raw, ok := strings.Cut(pair, "=")
		if !ok {
			return call{}, usagef("%q is not name=value", pair).hint("%s", allowedParams(info))
		}
		if err := c.set(name, raw, known, read); err != nil {
			return call{}, err
		}
	}
	object := info.Target.ObjectArg()
	switch {
	case c.where != nil && len(c.members) > 0:
		return call{}, usagef("%s: where and %s both choose members", info.Action, object).hint("give one of them")
	case object != "" && c.command.Object == "" && len(c.members) == 0 && c.where == nil:
		return call{}, usagef("%s needs %s=%s", method, object, objectHint(info.Target))
	}
	normal, err := c.on(c.placeholders()).Normalize()
	if err != nil {
		return call{}, c.explain(err)
	}
	c.command.Args = normal.Args
	return c, nil
}

// explain returns an error of the table with the refused value as it was typed.
func (c call) explain(err error) error {
	var wrong *video.ArgumentError
	if !errors.As(err, &wrong) {
		return err
	}
	arg, raw := c.info.Arg(wrong.Name), c.typed[wrong.Name]
	_, isObject := c.command.Args[wrong.Name].(map[string]any)
	if arg == nil || c.command.Args[wrong.Name] == nil && raw == "" || arg.Type == video.ArgPositions && isObject {
		return err // it is missing, or the table names the place
	}
	return usagef("%s: %s is %s", c.info.Action, arg.Name, shownValue(arg, raw)).hint("it must be %s", arg.Allowed())
}

// shownValue returns a value for a message: the beginning of what was typed, and no key of an address.
func shownValue(arg *video.Arg, raw string) string {
	const most = 60
	switch {
	case raw == "":
		return "empty"
	case arg.Type == video.ArgURL:
		const sign = "://"
		scheme, _, _ := strings.Cut(raw, sign)
		return text.MaskURL(raw[:min(len(raw), len(scheme)+len(sign))]) // any part after it may be a key
	case strings.ContainsAny(raw[:1], "{[") && !json.Valid([]byte(raw)):
		return text.Cut(text.Clean(raw), most) + ", which is not JSON"
	}
	return text.Cut(text.Clean(raw), most)
}

// on returns the command for the members.
func (c call) on(ids []video.MemberID) video.Command {
	command := c.command
	command.Targets = ids
	return command
}

// placeholders returns ids in place of the members while they are not resolved.
func (c call) placeholders() []video.MemberID {
	if len(c.members) == 0 && c.where == nil {
		return nil
	}
	return []video.MemberID{"member"}
}

// set sets one parameter. Only memberId may be repeated; the method then runs for each of the members.
func (c *call) set(name, raw string, known selector.Known, read reader) (err error) {
	object := c.info.Target.ObjectArg()
	_, given := c.command.Args[name]
	isWhere := name == whereParam && c.info.Target == video.OnMember
	arg := c.info.Arg(name)
	switch {
	case given, name == object && c.command.Object != "", isWhere && c.where != nil:
		return usagef("%s: %s is given twice", c.info.Action, name)
	case !isWhere && (object == "" || name != object) && arg == nil:
		return usagef("%s has no parameter %q", c.info.Action, name).hint("%s", allowedParams(c.info))
	}
	if raw, err = read(name, raw); err != nil {
		return err
	}
	switch {
	case isWhere:
		c.where, err = parseWhere("where=", raw, known)
	case name == object:
		err = c.setObject(name, raw)
	default:
		err = c.setArg(arg, raw)
	}
	return err
}

// setObject sets the target.
func (c *call) setObject(name, raw string) error {
	id, err := parseID(raw)
	if err != nil {
		return usagef("%s: %s %v", c.info.Action, name, err)
	}
	if c.info.Target == video.OnMember {
		c.members = append(c.members, id)
	} else {
		c.command.Object = id
	}
	return nil
}

// setArg sets a parameter that is not the target.
func (c *call) setArg(arg *video.Arg, raw string) error {
	if key, twice := repeatedKey(raw); twice {
		return usagef("%s: %s has the key %q twice", c.info.Action, arg.Name, key).hint("write each key once")
	}
	value := parseValue(raw)
	if list, ok := value.([]any); ok && len(list) == 0 && arg.Type == video.ArgStrings {
		return usagef("%s: %s is an empty list", c.info.Action, arg.Name).hint(`name at least one, such as '["topic"]'`)
	}
	if places, ok := value.(map[string]any); ok && arg.Type == video.ArgPositions {
		if len(places) == 0 {
			return usagef("%s: %s is empty", c.info.Action, arg.Name).
				hint(`place at least one member, such as '{"Ann":"standard-1"}'`)
		}
		value = c.setPlaces(arg.Name, places)
	}
	c.command.Args[arg.Name], c.typed[arg.Name] = value, raw
	return nil
}

// setPlaces keeps places by names or ids, and returns them with placeholders for names, which need not look like ids.
func (c *call) setPlaces(name string, typed map[string]any) map[string]any {
	c.placing, c.places = name, map[string]video.Position{}
	checked := map[string]any{}
	for i, who := range slices.Sorted(maps.Keys(typed)) {
		place, _ := typed[who].(string)
		c.places[who] = video.Position(place)
		if !video.ValidID(who) {
			checked[fmt.Sprintf("member-%d", i)] = typed[who]
			continue
		}
		checked[who] = typed[who]
	}
	return checked
}

// repeatedKey returns the first key that an object in a JSON text has twice. encoding/json would take the last one.
func repeatedKey(raw string) (key string, twice bool) {
	if !json.Valid([]byte(raw)) {
		return "", false
	}
	d := json.NewDecoder(strings.NewReader(raw))
	var open []map[string]bool // the keys of each object around, nil for a list
	isKey := false             // whether a string here is a key
	for {
		t, err := d.Token()
		if err != nil {
			return "", false
		}
		switch t := t.(type) {
		case json.Delim:
			switch t {
			case '{':
				open = append(open, map[string]bool{})
			case '[':
				open = append(open, nil)
			default:
				open = open[:len(open)-1]
			}
		case string:
			if isKey {
				keys := open[len(open)-1]
				if keys[t] {
					return t, true
				}
				keys[t], isKey = true, false
				continue
			}
		}
		isKey = len(open) > 0 && open[len(open)-1] != nil
	}
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
	if meant := meantMethod(method); meant != "" {
		return usagef("there is no method %q", method).hint("did you mean %s?", meant)
	}
	return usagef("there is no method %q", method).hint("gavel help do lists them")
}

// meantMethod returns the method that the user most likely means, or "". An everyday name of a method comes before a
// similar name: stopRecording is recording.stop, and not startRecording.
func meantMethod(word string) string {
	for _, a := range video.Actions() {
		object, last, dotted := strings.Cut(string(a.Action), ".")
		if strings.EqualFold(word, a.Verb) || dotted && strings.EqualFold(word, last+object) {
			return string(a.Action)
		}
	}
	if near := fold.Nearest(word, methods()); near != "" {
		return near
	}
	for _, a := range video.Actions() {
		_, last, _ := strings.Cut(string(a.Action), ".") // "pause" for "recording.pause"
		if strings.EqualFold(word, last) || slices.Contains(strings.Fields(a.Synonyms), strings.ToLower(word)) {
			return string(a.Action)
		}
	}
	return ""
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
	names := info.ArgNames()
	if info.Target == video.OnMember {
		names = append(names, whereParam)
	}
	return names
}

// allowedParams returns which parameters a method accepts, as text.
func allowedParams(info *video.ActionInfo) string {
	names := paramNames(info)
	if len(names) == 0 {
		return fmt.Sprintf("%s accepts no parameters", info.Action)
	}
	return fmt.Sprintf("%s accepts %s", info.Action, strings.Join(names, ", "))
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
	return "ID or a member's name, or where=SELECTOR; gavel members ROOM lists the members"
}
