package video

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ArgType is the type of a parameter.
type ArgType uint8

// The types of parameters, with the Go type of the value in Args after Normalize.
const (
	ArgString      ArgType = iota // string
	ArgBool                       // bool
	ArgNumber                     // float64
	ArgObject                     // map[string]any
	ArgStrings                    // []string
	ArgPosition                   // Position
	ArgPositions                  // map[MemberID]Position
	ArgLayout                     // string, one of Snapshot.Layouts
	ArgURL                        // string
	ArgMillis                     // float64, milliseconds
	ArgPermissions                // []string
)

// Arg describes one parameter of an action.
type Arg struct {
	Name     string // the reference's name
	Wire     string // name on the wire; "" when it chooses between two wire methods, or is sent in another form
	Label    string // for people
	Type     ArgType
	Required bool
	Min, Max float64  // for numbers, when Max > Min
	Default  any      // the room uses it if the parameter is omitted; nil for none
	Choices  []string // the only values allowed, if not nil
	Schemes  []string // for URLs
	noZero   bool     // the official SDK omits it when it is 0
}

// MinVolume and MaxVolume bound all volumes. Source: PROTOCOL.md section 9.
const (
	MinVolume = -50
	MaxVolume = 50
)

// Other ranges of the reference. Source: PROTOCOL.md section 9.
const (
	minSensitivity, maxSensitivity = 0, 100
	defaultSensitivity             = 30
	defaultSkipMillis              = 5000
	maxMillis                      = 7 * 24 * 3600 * 1000 // a week; a longer time is a typing error
)

var mediaAllowed = []string{"all", "audio-only", "video-only"}

func volumeArg(label string, required bool) Arg {
	return Arg{
		Name: "volume", Wire: "volume", Label: label, Type: ArgNumber, Required: required, Min: MinVolume, Max: MaxVolume,
		Default: 0.0,
	}
}

func metaArg(required bool) Arg {
	return Arg{Name: "meta", Wire: "meta", Label: "metadata (JSON object)", Type: ArgObject, Required: required}
}

func keysArg() Arg {
	return Arg{Name: "keys", Wire: "keys", Label: "keys to delete", Type: ArgStrings, Required: true}
}

func positionsArg(required bool) Arg {
	return Arg{Name: "positions", Wire: "positions", Label: "places by member", Type: ArgPositions, Required: required}
}

func mediaArg() Arg {
	return Arg{
		Name: "mediaAllowed", Wire: "media_allowed", Label: "media allowed", Type: ArgString, Choices: mediaAllowed,
		Default: "all",
	}
}

// skipArg returns the parameter for the time by which a playback moves. On the wire, its sign is the direction.
func skipArg() Arg {
	return Arg{
		Name: "offset", Label: "by", Type: ArgMillis, Max: maxMillis, Default: float64(defaultSkipMillis),
	}
}

// maxURLBytes bounds addresses of playbacks and streams.
const maxURLBytes = 2048

// Allowed returns a phrase for the allowed values: "a number from -50 to 50", "all, audio-only or video-only".
func (a Arg) Allowed() string {
	switch a.Type {
	case ArgBool:
		return "true or false"
	case ArgNumber:
		return fmt.Sprintf("a number from %s to %s", plain(a.Min), plain(a.Max))
	case ArgMillis:
		days := time.Duration(a.Max) * time.Millisecond / (24 * time.Hour)
		return fmt.Sprintf("%s to %s ms (%d days)", plain(a.Min), plain(a.Max), days)
	case ArgObject:
		return "a JSON object"
	case ArgStrings, ArgPermissions:
		return "a list of strings"
	case ArgPosition:
		return positionsAllowed
	case ArgPositions:
		return "an object of member ids and positions"
	case ArgLayout:
		return "the name of a layout"
	case ArgURL:
		return fmt.Sprintf("an address that begins with %s://, without spaces and with at most %d bytes",
			strings.Join(a.Schemes, ":// or "), maxURLBytes)
	}
	if last := len(a.Choices) - 1; last > 0 {
		return strings.Join(a.Choices[:last], ", ") + " or " + a.Choices[last]
	}
	return "a text"
}

// plain writes a number without an exponent.
func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// convert returns the value in the Go type of the parameter, or the reason why it is invalid.
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
		// An empty list of permissions grants none; an empty list of keys is a mistake.
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
		return nil, fmt.Sprintf("is %s; allowed is %s", plain(f), a.Allowed())
	}
	return f, ""
}

func (a Arg) convertURL(v any) (any, string) {
	s, ok := toText(v)
	blank := func(r rune) bool { return unicode.IsControl(r) || r == ' ' }
	if !ok || len(s) > maxURLBytes || strings.ContainsFunc(s, blank) {
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
			return fmt.Sprintf("has %q; %s", id, idAllowed)
		}
		if !Position(position).Valid() {
			return fmt.Sprintf("has %q; a position is %s", position, positionsAllowed)
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
		return out, m != nil
	case map[string]any:
		for id, p := range m {
			out[id], _ = toText(p)
		}
		return out, m != nil
	}
	return nil, false
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
		d.UseNumber() // keep the digits of numbers
		return out, d.Decode(&out) == nil && out != nil
	}
	return nil, false
}

func toStrings(v any) ([]string, bool) {
	switch list := v.(type) {
	case []string:
		return slices.Clone(list), list != nil
	case []any:
		out := make([]string, 0, len(list))
		for _, e := range list {
			s, ok := e.(string)
			if !ok {
				return nil, false
			}
			out = append(out, s)
		}
		return out, list != nil
	}
	return nil, false
}
