package wire

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gavel/session/video"
)

// maxTextBytes is the largest kept part of a string from the room, in bytes.
const maxTextBytes = 4096

// The functions of this file read views of a frame. The bytes of their strings belong to the frame, so every value
// that is kept is copied. A value of the wrong type counts as absent: one odd field must not hide the rest of a room.

// maxMetaBytes bounds the metadata of one entity. Larger metadata is not kept.
const maxMetaBytes = 64 << 10

// setString stores a string value. An equal value costs no allocation.
func setString[T ~string](dst *T, v Node) bool {
	b, err := v.stringBytes()
	if err != nil || string(b) == string(*dst) {
		return false
	}
	if len(b) > maxTextBytes {
		b = []byte(Cut(string(b), maxTextBytes))
		if string(b) == string(*dst) {
			return false
		}
	}
	*dst = T(b)
	return true
}

// setState stores the state of a recording, playback or stream. A known state may come in capitals. An unknown state
// is kept as received.
func setState(dst *string, v Node, known ...string) {
	if text := v.GetStringBytes(); text != nil {
		for _, state := range known {
			if strings.EqualFold(string(text), state) {
				*dst = state
				return
			}
		}
	}
	setString(dst, v)
}

// textLike returns the text of a string value, or "" for any other value. If the text equals was, it returns was
// without a copy.
func textLike[T ~string](v Node, was T) T {
	b, err := v.stringBytes()
	switch {
	case err != nil:
		return ""
	case string(b) == string(was):
		return was
	}
	return T(b[:min(len(b), maxTextBytes)])
}

// setID stores an id, or "" for an empty or null value.
func setID[T ~string](dst *T, v Node) bool {
	b, err := v.stringBytes()
	if err != nil || string(b) == string(*dst) || (len(b) > 0 && !video.ValidID(b)) {
		return false
	}
	*dst = T(b)
	return true
}

func setBool(dst *bool, v Node) bool {
	b, err := v.Bool()
	if err != nil || b == *dst {
		return false
	}
	*dst = b
	return true
}

func setFlag(dst *video.Flag, v Node) bool {
	b, err := v.Bool()
	if err != nil || video.FlagOf(b) == *dst {
		return false
	}
	*dst = video.FlagOf(b)
	return true
}

// number returns the value of a number.
func number(v Node) (float64, bool) {
	if !isNumberByte(v.kind()) {
		return 0, false
	}
	return numberIn(v.Text())
}

// numberIn returns the number in a text.
func numberIn(text []byte) (float64, bool) {
	if n, ok := smallInt(text); ok {
		return n, true
	}
	f, err := strconv.ParseFloat(string(text), 64) // a number out of range is an error and counts as absent
	return f, err == nil
}

// smallInt reads a number of a few digits, as most on the wire are, at a quarter of the cost.
func smallInt(text []byte) (float64, bool) {
	const most = 9
	n := 0
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return float64(n), len(text) > 0 && len(text) <= most
}

func setNumber(dst *float64, v Node) bool {
	f, ok := number(v)
	if !ok || f == *dst {
		return false
	}
	*dst = f
	return true
}

func setInt(dst *int, v Node) {
	if f, ok := number(v); ok && f >= math.MinInt32 && f <= math.MaxInt32 {
		*dst = int(f)
	}
}

// emptyMeta is metadata without keys.
const emptyMeta = "{}"

// setMeta stores an object as JSON text. Null and an empty list, which some servers send for an empty object, clear it.
// If the object is too large, the metadata becomes unknown, because the old value is no longer true.
func setMeta(dst *json.RawMessage, unknown *bool, v Node) (changed bool) {
	text, known := v.Text(), true
	switch {
	case isEmptyMeta(v):
		text = []byte(emptyMeta)
	case !v.IsObject():
		return false
	case len(text) > maxMetaBytes:
		text, known = nil, false
	}
	if known != *unknown && string(text) == string(*dst) {
		return !known // two large objects may differ
	}
	*dst, *unknown = slices.Clone(text), !known
	return true
}

func isEmptyMeta(v Node) bool { return v.IsNull() || v.IsArray() && len(Array(v)) == 0 }

// setSeconds stores a duration given in seconds.
func setSeconds(dst *time.Duration, v Node) {
	setSpan(dst, v, time.Second)
}

// setMillis stores a duration given in milliseconds.
func setMillis(dst *time.Duration, v Node) {
	setSpan(dst, v, time.Millisecond)
}

func setSpan(dst *time.Duration, v Node, unit time.Duration) {
	if f, ok := number(v); ok && f >= 0 && f <= float64(math.MaxInt64)/float64(unit)/2 {
		*dst = time.Duration(f * float64(unit))
	}
}

// Bounds that distinguish a Unix time in seconds from one in milliseconds or microseconds. In seconds, the first is
// the year 5138.
const (
	latestSeconds = 1e11
	latestMillis  = 1e14
	latestMicros  = 1e17
)

// timeLayouts are the accepted forms of a time. A time without a zone is in UTC. Each form accepts fractions of a
// second.
var timeLayouts = [...]string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05"}

// TimeOf reads a point in time: Unix seconds with decimals, as the room sends them, but also milliseconds,
// microseconds, ISO 8601 and numbers as text. Zero, null and odd values give the zero time.
func TimeOf(v Node) time.Time {
	t, _ := timeIn(v)
	return t
}

// timeIn is TimeOf. It returns false for an odd value.
func timeIn(v Node) (time.Time, bool) {
	if v.IsNull() {
		return time.Time{}, true
	}
	f, ok := number(v)
	if text, err := v.stringBytes(); err == nil {
		if f, ok = numberIn(text); !ok {
			return writtenTime(string(text))
		}
	}
	return unixTime(f), ok && f >= 0 && f < latestMicros
}

// writtenTime reads a time in one of timeLayouts.
func writtenTime(text string) (time.Time, bool) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, strings.Replace(text, " ", "T", 1)); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// unixTime returns the time for a number of seconds, milliseconds or microseconds since 1970; the zero time if the
// number is out of range.
func unixTime(f float64) time.Time {
	switch {
	case !(f > 0 && f < latestMicros): // also NaN
		return time.Time{}
	case f < latestSeconds:
		whole, frac := math.Modf(f)
		return time.Unix(int64(whole), int64(frac*1e9))
	case f < latestMillis:
		return time.UnixMilli(int64(f))
	}
	return time.UnixMicro(int64(f))
}

// SetTime stores a point in time. Null and 0 clear it; an odd value is ignored.
func SetTime(dst *time.Time, v Node) bool {
	t, ok := timeIn(v)
	if !ok || t.Equal(*dst) {
		return false
	}
	*dst = t
	return true
}

// ParseEntity parses one object of a result and returns it with its id.
func ParseEntity(text []byte) (Node, string) {
	v, err := ParseNode(text)
	if err != nil {
		return Node{}, ""
	}
	return v, IDOf(v, "id")
}

// IDOf returns the id under key, or "".
func IDOf(v Node, key string) string {
	b := v.GetStringBytes(key)
	if !video.ValidID(b) {
		return ""
	}
	return string(b)
}

// StringsOf returns the strings of an array. It skips elements of other types.
func StringsOf(v Node) []string {
	var list []string
	for _, e := range Array(v) {
		if b, err := e.stringBytes(); err == nil && len(b) <= maxTextBytes {
			list = append(list, string(b))
		}
	}
	return list
}

// Cut shortens a text to at most n bytes, at the boundary of a character.
func Cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
