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

// What this file reads are views of a frame: the bytes of its strings belong to the frame, so everything that is kept
// is copied. A value of the wrong type counts as absent: a room must not go dark because one field is odd.

// maxMetaBytes bounds the metadata kept of one entity; more than this is not kept.
const maxMetaBytes = 64 << 10

// setString stores a string value; the old one is kept, without allocating, when it is equal.
func setString[T ~string](dst *T, v Node) bool {
	b, err := v.StringBytes()
	if err != nil || string(b) == string(*dst) {
		return false
	}
	if len(b) > video.MaxNameBytes {
		b = []byte(Cut(string(b), video.MaxNameBytes))
		if string(b) == string(*dst) {
			return false
		}
	}
	*dst = T(b)
	return true
}

// setState stores the state of a recording, playback or stream. One of the known states counts in capitals as well; any
// other is kept as it is.
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

// textLike returns the text of a string value, "" for any other. When it is the same as was, nothing is copied.
func textLike[T ~string](v Node, was T) T {
	b, err := v.StringBytes()
	switch {
	case err != nil:
		return ""
	case string(b) == string(was):
		return was
	}
	return T(b[:min(len(b), video.MaxNameBytes)])
}

// setID stores an id, or "" for an empty or null value.
func setID[T ~string](dst *T, v Node) bool {
	b, err := v.StringBytes()
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
	if !IsNumber(v.kind()) {
		return 0, false
	}
	return numberIn(v.Text())
}

// numberIn returns the value of a text that is a number.
func numberIn(text []byte) (float64, bool) {
	if n, ok := smallInt(text); ok {
		return n, true
	}
	f, err := strconv.ParseFloat(string(text), 64) // too large is an error, and counts as absent
	return f, err == nil
}

// smallInt reads what most numbers of the wire are, a few digits, at a quarter of the cost.
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

// emptyMeta is metadata without a key.
const emptyMeta = "{}"

// setMeta stores an object as JSON text. Null and the empty list, as which some servers write an empty object, clear
// it. An object that is too large to be kept makes the metadata unknown: the old value is no longer true.
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
		return !known // one large object may differ from the other
	}
	*dst, *unknown = slices.Clone(text), !known
	return true
}

func isEmptyMeta(v Node) bool { return v.IsNull() || v.IsArray() && len(Array(v)) == 0 }

// setSeconds stores a length of time given in seconds.
func setSeconds(dst *time.Duration, v Node) { setSpan(dst, v, time.Second) }

// setMillis stores a length of time given in milliseconds.
func setMillis(dst *time.Duration, v Node) bool {
	return setSpan(dst, v, time.Millisecond)
}

func setSpan(dst *time.Duration, v Node, unit time.Duration) bool {
	f, ok := number(v)
	if !ok || f < 0 || f > float64(math.MaxInt64)/float64(unit)/2 {
		return false
	}
	d := time.Duration(f * float64(unit))
	if d == *dst {
		return false
	}
	*dst = d
	return true
}

// Bounds that tell a Unix time in seconds from one in milliseconds or microseconds: the year 5138 in seconds.
const (
	latestSeconds = 1e11
	latestMillis  = 1e14
	latestMicros  = 1e17
)

// timeLayouts are how a time may be written. A time without a zone is in UTC. Fractions of a second may follow in each.
var timeLayouts = [...]string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05"}

// TimeOf reads a point in time: Unix seconds with decimals as the room writes them, and also milliseconds,
// microseconds, ISO 8601 and numbers as text. Zero, null and anything odd is the zero time.
func TimeOf(v Node) time.Time {
	t, _ := timeIn(v)
	return t
}

// timeIn is TimeOf. It reports false for an odd value.
func timeIn(v Node) (time.Time, bool) {
	if v.IsNull() {
		return time.Time{}, true
	}
	f, ok := number(v)
	if text, err := v.StringBytes(); err == nil {
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

// unixTime is a time in seconds, milliseconds or microseconds since 1970; the zero time for what can be none of them.
func unixTime(f float64) time.Time {
	switch {
	case !(f > 0 && f < latestMicros): // NaN, too
		return time.Time{}
	case f < latestSeconds:
		whole, frac := math.Modf(f)
		return time.Unix(int64(whole), int64(frac*1e9))
	case f < latestMillis:
		return time.UnixMilli(int64(f))
	}
	return time.UnixMicro(int64(f))
}

// SetTime stores a point in time. Null and 0 clear it; anything odd is left out.
func SetTime(dst *time.Time, v Node) bool {
	t, ok := timeIn(v)
	if !ok || t.Equal(*dst) {
		return false
	}
	*dst = t
	return true
}

// ParseEntity reads one object of a result, and its id.
func ParseEntity(text []byte) (Node, string) {
	v, err := ParseNode(text)
	if err != nil {
		return Node{}, ""
	}
	return v, IDOf(v, "id")
}

// IDOf reads the id under key, or "".
func IDOf(v Node, key string) string {
	b := v.GetStringBytes(key)
	if !video.ValidID(b) {
		return ""
	}
	return string(b)
}

// StringsOf reads an array of strings; elements of other types are left out.
func StringsOf(v Node) []string {
	var list []string
	for _, e := range Array(v) {
		if b, err := e.StringBytes(); err == nil && len(b) <= video.MaxNameBytes {
			list = append(list, string(b))
		}
	}
	return list
}

// Cut shortens a text to n bytes at most, between two runes.
func Cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
