package wire

import (
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"gavel/session/video"
)

// What this file reads are views of a frame: the bytes of its strings belong to the frame, so everything that is kept is
// copied. A value of the wrong type counts as absent: a room must not go dark because one field is odd.

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
	text := v.Text()
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
	return float64(n), len(text) <= most
}

func setNumber(dst *float64, v Node) bool {
	f, ok := number(v)
	if !ok || f == *dst {
		return false
	}
	*dst = f
	return true
}

func setInt(dst *int, v Node) bool {
	f, ok := number(v)
	if !ok || f < math.MinInt32 || f > math.MaxInt32 || int(f) == *dst {
		return false
	}
	*dst = int(f)
	return true
}

// setMeta stores an object as JSON text.
func setMeta(dst *[]byte, v Node) bool {
	if !v.IsObject() {
		return false
	}
	text := v.Text()
	if len(text) > maxMetaBytes || string(text) == string(*dst) {
		return false
	}
	*dst = slices.Clone(text)
	return true
}

// setSeconds stores a length of time given in seconds.
func setSeconds(dst *time.Duration, v Node) bool {
	return setSpan(dst, v, time.Second)
}

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

// TimeOf reads a point in time: Unix seconds with decimals as the room writes them, and also milliseconds, microseconds and
// RFC 3339. Zero, null and anything odd is the zero time.
func TimeOf(v Node) time.Time {
	if b, err := v.StringBytes(); err == nil {
		t, err := time.Parse(time.RFC3339Nano, string(b))
		if err != nil {
			return time.Time{}
		}
		return t
	}
	f, ok := number(v)
	switch {
	case !ok || f <= 0 || f >= latestMicros:
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
	t := TimeOf(v)
	if t.IsZero() && !v.IsNull() && string(v.Text()) != "0" {
		return false
	}
	if t.Equal(*dst) {
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
	return v, IdOf(v, "id")
}

// IdOf reads the id under key, or "".
func IdOf(v Node, key string) string {
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
