package text

import (
	"strings"
	"sync/atomic"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/rivo/uniseg"
	"golang.org/x/text/width"

	"gavel/session/fold"
)

// Width returns the number of cells that clean text takes on a terminal.
//
// For nearly all text, terminals and libraries agree. For Indic and similar scripts they do not;
// there, Width returns the largest answer, so a row may be too short on some
// terminal, but never wraps.
func Width(s string) int {
	if fold.IsASCII(s) {
		return len(s)
	}
	w, state := 0, -1
	for cluster := ""; s != ""; {
		cluster, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		w += clusterWidth(cluster)
	}
	return w
}

// clusterWidth returns the largest of three widths: that of x/ansi (the renderer), that of uniseg,
// and the sum that tmux and most terminals use, in which a spacing mark takes a cell.
func clusterWidth(cluster string) int {
	r, size := utf8.DecodeRuneInString(cluster)
	if size == len(cluster) && r < utf8.RuneSelf {
		return 1
	}
	w := ansi.StringWidth(cluster)
	if w == 1 && ambiguousWide.Load() && width.LookupRune(r).Kind() == width.EastAsianAmbiguous {
		w = 2
	}
	if size == len(cluster) {
		return w
	}
	return max(w, uniseg.StringWidth(cluster), summed(cluster))
}

// ambiguousWide is set on terminals for Chinese, Japanese and Korean.
var ambiguousWide atomic.Bool

// SetAmbiguousWide sets whether the terminal draws characters of ambiguous width, such as Cyrillic letters, lines and
// arrows, in two cells. Call it at the start of a program, because earlier measurements are wrong after it.
func SetAmbiguousWide(wide bool) { ambiguousWide.Store(wide) }

// AmbiguousWide reports the setting of SetAmbiguousWide.
func AmbiguousWide() bool { return ambiguousWide.Load() }

// Cut returns clean text in at most w cells, with an ellipsis if it was cut.
func Cut(s string, w int) string { return CutWith(s, w, Ellipsis) }

// CutWith is Cut with another ellipsis, such as "~" in ASCII locales.
func CutWith(s string, w int, ellipsis string) string {
	if w <= 0 {
		return ""
	}
	room := w - Width(ellipsis)
	if plain := fold.IsASCII(s[:min(len(s), w+1)]); plain && len(s) <= w {
		return s
	} else if plain && room >= 0 {
		return s[:room] + ellipsis
	}
	fit, used, state := 0, 0, -1
	for i := 0; i < len(s); {
		var cluster string
		cluster, _, _, state = uniseg.FirstGraphemeClusterInString(s[i:], state)
		used += clusterWidth(cluster)
		if used > w {
			return s[:fit] + CutWith(ellipsis, min(w, Width(ellipsis)), "")
		}
		i += len(cluster)
		if used <= room {
			fit = i
		}
	}
	return s
}

// Pad returns clean text followed by spaces up to w cells. Longer text is unchanged.
func Pad(s string, w int) string {
	if missing := w - Width(s); missing > 0 {
		return s + blanks(missing)
	}
	return s
}

// Fit returns clean text in exactly w cells, cut or padded. Negative widths count as 0.
func Fit(s string, w int) string { return Pad(Cut(s, w), w) }

// spaces provides the padding of usual screens without an allocation.
var spaces = strings.Repeat(" ", 256)

func blanks(n int) string {
	if n <= len(spaces) {
		return spaces[:n]
	}
	return strings.Repeat(" ", n)
}
