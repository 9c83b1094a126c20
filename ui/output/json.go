package output

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"gavel/session/video"
	"gavel/ui/text"
)

// Print writes a value as one line of JSON that is safe on a terminal. It does not escape HTML, because requests are
// printed exactly as on the wire.
func Print(w io.Writer, v any) error {
	encoded, err := Encode(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(encoded, '\n'))
	return err
}

// Encode returns a value as Print writes it, without the newline.
func Encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return text.JSON(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// EventFields are the keys of an event.
var EventFields = []string{"time", "type", "room_session_id", "params"}

// AppendEvent appends one event as a line of JSON with the keys time, type, room_session_id and params.
func AppendEvent(b []byte, e video.Event) []byte {
	b = append(b, `{"time":"`...)
	b = e.At.AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","type":`...)
	b = appendString(b, e.Type)
	b = append(b, `,"room_session_id":`...)
	b = appendString(b, e.RoomSessionID)
	b = append(b, `,"params":`...)
	b = appendParams(b, e.Raw)
	return append(b, '}', '\n')
}

// appendParams appends params unchanged, in one line.
func appendParams(b []byte, raw json.RawMessage) []byte {
	if len(raw) == 0 {
		return append(b, '{', '}')
	}
	if bytes.ContainsAny(raw, "\n\r") { // outside strings, where JSON allows them
		var compact bytes.Buffer
		if json.Compact(&compact, raw) == nil {
			raw = compact.Bytes()
		}
	}
	return append(b, text.JSON(raw)...)
}

// appendString appends s as a JSON string.
func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, _ := json.Marshal(s) // encoding a string never fails
			return append(b, text.JSON(quoted)...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
