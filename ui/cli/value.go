package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"gavel/session/video"
	"gavel/ui/text"
)

// printValue prints, for people, the result of a method that reads or creates.
func printValue(w io.Writer, info *video.ActionInfo, value json.RawMessage) error {
	switch info.Result {
	case "members":
		var members []*video.Member
		if json.Unmarshal(value, &members) == nil && !slices.Contains(members, nil) {
			return memberTable(w, members)
		}
	case "layouts":
		var names []string
		if json.Unmarshal(value, &names) == nil {
			return printLines(w, names)
		}
	case "recordings", "recording":
		return printObjects(w, value, "id", "state", "started_at", "ended_at", "duration")
	case "playbacks", "playback":
		return printObjects(w, value, "id", "state", "url", "volume", "position", "started_at", "ended_at")
	case "streams", "stream":
		return printObjects(w, value, "id", "state", "url", "started_at", "ended_at", "duration")
	}
	return printCleanJSON(w, value)
}

// printLines prints one untrusted text per line.
func printLines(w io.Writer, lines []string) error {
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(text.Clean(line) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printObjects prints one object, or a list of them, as a table of the given fields.
func printObjects(w io.Writer, value json.RawMessage, fields ...string) error {
	var list []map[string]any
	if json.Unmarshal(value, &list) != nil {
		var one map[string]any
		if json.Unmarshal(value, &one) != nil {
			return printCleanJSON(w, value)
		}
		list = []map[string]any{one}
	}
	heads := make([]string, len(fields))
	for i, field := range fields {
		heads[i] = strings.ToUpper(strings.TrimSuffix(field, "_at"))
	}
	rows := make([][]string, len(list))
	for i, object := range list {
		for _, field := range fields {
			rows[i] = append(rows[i], fieldText(field, object[field]))
		}
	}
	return table(w, heads, rows)
}

// fieldText returns one field of a recording, playback or stream for people. Addresses lose their stream key.
func fieldText(field string, v any) string {
	number, isNumber := v.(float64)
	switch {
	case v == nil:
		return nothing
	case field == "url":
		return text.MaskURL(fmt.Sprint(v))
	case isNumber && field == "duration":
		return seconds(number).String()
	case isNumber && field == "position":
		return (time.Duration(number) * time.Millisecond).String()
	case isNumber && strings.HasSuffix(field, "_at"):
		if number <= 0 || number > math.MaxInt32 {
			return nothing
		}
		return time.Unix(int64(number), 0).Format(time.DateTime)
	}
	return fmt.Sprint(v)
}

// seconds converts the wire's fractional seconds to a duration, rounded to a tenth.
func seconds(s float64) time.Duration {
	return time.Duration(s * float64(time.Second)).Round(100 * time.Millisecond)
}

// printCleanJSON prints JSON for people: indented, with every line cleaned.
func printCleanJSON(w io.Writer, value json.RawMessage) error {
	var b bytes.Buffer
	if err := json.Indent(&b, value, "", "  "); err != nil {
		return fmt.Errorf("read the room's answer: %w", err)
	}
	_, err := io.WriteString(w, strings.Join(text.CleanLines(b.String()), "\n")+"\n")
	return err
}
