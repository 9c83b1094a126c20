package selector

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

// values is a kind of value that a word is compared with.
type values struct {
	// offers are the completions of a value.
	offers []string
	// parse parses the value into the term, or returns the fault.
	parse func(t *term, typed string) (problem string)
}

var (
	texts       = &values{parse: parseText}
	ids         = &values{parse: parseID}
	durations   = &values{parse: parseDuration, offers: []string{"30s", "2m", "5m", "10m", "30m", "1h"}}
	percentages = &values{parse: parsePercentage, offers: []string{"5%", "10%", "20%", "30%", "50%"}}
)

// maxText bounds a text in bytes. Package fold compares no more of a name.
const maxText = 1024

// parseText parses a name or a value of the metadata. It rejects a text without visible characters, because every name
// contains it.
func parseText(t *term, typed string) string {
	if len(typed) > maxText {
		return fmt.Sprintf("a text of %d bytes; the limit is %d", len(typed), maxText)
	}
	t.typed, t.want = typed, fold.Key(typed)
	if t.want == "" {
		return "an empty text; for all members, write all"
	}
	t.wantBytes = []byte(t.want)
	return ""
}

// parseID parses an id or a part of one.
func parseID(t *term, typed string) string {
	if !video.ValidID(typed) {
		return fmt.Sprintf("%q cannot be an id: an id has 1 to 64 letters, digits and . _ : @ -", fold.Clip(typed))
	}
	t.typed, t.want = typed, typed
	return ""
}

// unit is a letter after a number, with its duration.
type unit struct {
	letter byte
	size   time.Duration
}

// durationUnits are the units in the order in which a duration has them.
var durationUnits = [...]unit{{'h', time.Hour}, {'m', time.Minute}, {'s', time.Second}}

// maxDuration bounds a duration; no room lasts that long.
const maxDuration = 10_000 * time.Hour

// parseDuration parses whole hours, minutes and seconds, such as 1h30m.
func parseDuration(t *term, typed string) string {
	wrong := fmt.Sprintf("%q is not a duration such as 90s, 2m or 1h30m", fold.Clip(typed))
	units := durationUnits[:] // the units that may still follow
	for rest := typed; rest != "" || t.typed == ""; {
		digits := rest[:len(rest)-len(strings.TrimLeft(rest, "0123456789"))]
		n, err := strconv.ParseUint(digits, 10, 32)
		if digits == "" || err != nil || len(digits) == len(rest) {
			return wrong
		}
		at := slices.IndexFunc(units, func(u unit) bool { return u.letter == rest[len(digits)] })
		if at < 0 {
			return wrong
		}
		if time.Duration(n) > (maxDuration-t.span)/units[at].size {
			return fmt.Sprintf("%q is too long; the limit is %s", fold.Clip(typed), fold.Duration(maxDuration))
		}
		t.span += time.Duration(n) * units[at].size
		units, rest = units[at+1:], rest[len(digits)+1:]
		t.typed = fold.Duration(t.span)
	}
	return ""
}

// parsePercentage parses a share from 0% to 100%.
func parsePercentage(t *term, typed string) string {
	number, ok := strings.CutSuffix(typed, "%")
	share, err := strconv.ParseFloat(number, 64)
	if !ok || err != nil || strings.Trim(number, "0123456789.") != "" {
		return fmt.Sprintf("%q is not a percentage such as 20%%", fold.Clip(typed))
	}
	if share > 100 {
		return fmt.Sprintf("%q is not between 0%% and 100%%", fold.Clip(typed))
	}
	t.share, t.typed = share, strconv.FormatFloat(share, 'f', -1, 64)+"%"
	return ""
}
