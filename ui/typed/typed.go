// Package typed reads commands as people type them, in one line: setLayout name=3x3.
package typed

import (
	"encoding/json"
	"errors"
	"strings"

	"gavel/session/video"
)

// ErrNobody is the error about a name that nobody has. A name that is nearly right is a mistake of another kind.
var ErrNobody = errors.New("nobody has this name, or a similar one")

// Method returns the row of the method that a word names, and whether there is one. The row is never nil.
func Method(name string) (*video.ActionInfo, bool) {
	for _, row := range video.Actions() {
		if row.Called(name) {
			return row, true
		}
	}
	return &video.ActionInfo{}, false
}

// Phrase returns the action that a line begins with as people say it, "mute Ann", and the names that follow. A verb
// about the room has nothing after it. The row is never nil.
func Phrase(line string) (row *video.ActionInfo, names string, is bool) {
	row, length := &video.ActionInfo{}, 0
	low := strings.ToLower(line)
	for _, r := range video.Actions() {
		for _, name := range []string{r.Verb, r.Label} {
			name = strings.ToLower(name)
			if len(name) > length && (low == name || r.Target == video.OnMember && strings.HasPrefix(low, name+" ")) {
				row, length = r, len(name)
			}
		}
	}
	return row, strings.TrimSpace(line[min(length, len(line)):]), length > 0
}

// Words splits a line at blanks, except inside quotation marks and brackets. open reports whether the last word may
// continue.
func Words(s string) (words []string, open bool) {
	var word strings.Builder
	depth, quoted, escaped := 0, false, false
	for _, r := range s {
		switch {
		case escaped:
			escaped = false
		case quoted && r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '{' || r == '[':
			depth++
		case r == '}' || r == ']':
			depth--
		case r == ' ' && depth <= 0:
			if word.Len() > 0 {
				words = append(words, word.String())
				word.Reset()
			}
			continue
		}
		word.WriteRune(r)
	}
	if word.Len() == 0 {
		return words, false
	}
	return append(words, word.String()), true
}

// Value parses a written value by the type of its parameter; arg is nil for an unknown one. Valid JSON is decoded, but
// for a string parameter only a JSON string is. Numbers keep their digits.
func Value(arg *video.Arg, written string) any {
	if arg != nil {
		switch arg.Type {
		case video.ArgString, video.ArgLayout, video.ArgPosition, video.ArgURL:
			var s *string // null is a string like any other
			if json.Unmarshal([]byte(written), &s) == nil && s != nil {
				return *s
			}
			return written
		case video.ArgStrings, video.ArgPermissions:
			return List(written)
		}
	}
	decoder := json.NewDecoder(strings.NewReader(written))
	decoder.UseNumber()
	var v any
	if decoder.Decode(&v) == nil && strings.TrimSpace(written[decoder.InputOffset():]) == "" {
		return v
	}
	return written
}

// Names parses the names of members: a JSON list of strings, or names separated by commas. A name in quotation marks is
// a JSON string and may contain commas. Empty names stay, so that the caller can refuse them.
func Names(written string) (names []string) {
	if strings.HasPrefix(strings.TrimSpace(written), "[") && json.Unmarshal([]byte(written), &names) == nil {
		return names
	}
	for more := true; more; {
		var name string
		name, written, more = cutName(written)
		names = append(names, name)
	}
	return names
}

// cutName cuts the first of several names. A quotation mark inside a name is part of it.
func cutName(written string) (name, rest string, more bool) {
	written = strings.TrimSpace(written)
	if strings.HasPrefix(written, `"`) {
		decoder := json.NewDecoder(strings.NewReader(written))
		if decoder.Decode(&name) == nil {
			rest = strings.TrimSpace(written[decoder.InputOffset():])
			if rest, more = strings.CutPrefix(rest, ","); more || rest == "" {
				return name, rest, more
			}
		}
	}
	name, rest, more = strings.Cut(written, ",")
	return strings.TrimSpace(name), rest, more
}

// List parses a JSON list of strings, one JSON string, or words separated by commas.
func List(written string) []string {
	var list []string
	if json.Unmarshal([]byte(written), &list) == nil {
		return list
	}
	var one string
	if json.Unmarshal([]byte(written), &one) == nil && one != "" {
		return []string{one}
	}
	for word := range strings.SplitSeq(written, ",") {
		if word = strings.TrimSpace(word); word != "" {
			list = append(list, word)
		}
	}
	return list
}
