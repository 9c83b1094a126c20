package dialog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"gavel/session/video"
	"gavel/ui/text"
)

// metadata is a JSON object by its keys. Values stay as written, so that no digit of a long number is lost.
type metadata map[string]json.RawMessage

// parseMetadata parses typed text: a JSON object, or lines of key=value. partial is true for the latter, which hold
// only the keys to change. wrong is a clean sentence.
func parseMetadata(typed string) (m metadata, partial bool, wrong string) {
	trimmed := strings.TrimSpace(typed)
	switch {
	case trimmed == "":
		return nil, false, "type a JSON object, or lines of key=value"
	case strings.HasPrefix(trimmed, "{"):
		m, wrong = parseObject(typed)
		return m, false, wrong
	case strings.HasPrefix(trimmed, "[") || strings.HasPrefix(trimmed, `"`) && !strings.Contains(trimmed, "="):
		return nil, false, "metadata is an object: it begins with { and ends with }"
	}
	m, wrong = parsePairs(typed)
	return m, true, wrong
}

func parseObject(typed string) (metadata, string) {
	decoder := json.NewDecoder(strings.NewReader(typed))
	var m metadata
	if err := decoder.Decode(&m); err != nil {
		return nil, jsonFault(typed, err)
	}
	if rest := strings.TrimSpace(typed[decoder.InputOffset():]); rest != "" {
		return nil, "there is text after the closing }"
	}
	return m, ""
}

// jsonFault returns the position of an error in JSON, as a clean sentence.
func jsonFault(typed string, err error) string {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := typed[:min(max(int(syntax.Offset)-1, 0), len(typed))]
		line := strings.Count(before, "\n") + 1
		column := len([]rune(before[strings.LastIndexByte(before, '\n')+1:])) + 1
		return fmt.Sprintf("line %d, column %d: %s", line, column, text.Clean(syntax.Error()))
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the closing } is missing"
	}
	return text.Clean(video.Reason(err))
}

// parsePairs parses lines of key=value. A value that is valid JSON is decoded; anything else is a string.
func parsePairs(typed string) (metadata, string) {
	m := metadata{}
	for i, line := range strings.Split(typed, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, ok := strings.Cut(line, "=")
		name, value = strings.TrimSpace(name), strings.TrimSpace(value)
		if !ok || name == "" {
			return nil, fmt.Sprintf("line %d: write key=value", i+1)
		}
		if !json.Valid([]byte(value)) {
			quoted, _ := json.Marshal(value)
			value = string(quoted)
		}
		m[name] = json.RawMessage(value)
	}
	return m, ""
}

// object returns the metadata as a parameter of a command, with numbers as written.
func (m metadata) object(keys []string) map[string]any {
	out := make(map[string]any, len(keys))
	for _, name := range keys {
		decoder := json.NewDecoder(bytes.NewReader(m[name]))
		decoder.UseNumber()
		var value any
		if decoder.Decode(&value) == nil {
			out[name] = value
		}
	}
	return out
}

// pretty returns the metadata as text to edit.
func (m metadata) pretty() string {
	if len(m) == 0 {
		return "{\n  \n}"
	}
	var raw, out bytes.Buffer
	encoder := json.NewEncoder(&raw)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(m) != nil || json.Indent(&out, bytes.TrimSpace(raw.Bytes()), "", "  ") != nil {
		return "{}"
	}
	return out.String()
}

// metaDiff is the change of metadata by its keys. Each list is in alphabetical order.
type metaDiff struct{ added, changed, removed []string }

func diffMetadata(before, after metadata) metaDiff {
	var d metaDiff
	for _, name := range slices.Sorted(maps.Keys(after)) {
		old, had := before[name]
		switch {
		case !had:
			d.added = append(d.added, name)
		case !sameJSON(old, after[name]):
			d.changed = append(d.changed, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before)) {
		if _, has := after[name]; !has {
			d.removed = append(d.removed, name)
		}
	}
	return d
}

func (d metaDiff) none() bool { return len(d.added)+len(d.changed)+len(d.removed) == 0 }

// sameJSON reports whether two values are equal. The order of keys and white space do not matter.
func sameJSON(a, b json.RawMessage) bool { return bytes.Equal(canonical(a), canonical(b)) }

func canonical(raw json.RawMessage) []byte {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if decoder.Decode(&value) != nil {
		return raw
	}
	out, err := json.Marshal(value) // sorts the keys of objects
	if err != nil {
		return raw
	}
	return out
}
