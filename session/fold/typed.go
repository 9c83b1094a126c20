package fold

import (
	"strings"
	"time"
)

// Nearest returns the choice that a mistyped word most likely meant, or "". Up to a third of its characters may be
// wrong. Case is ignored.
func Nearest(word string, choices []string) string {
	best, least := "", max(1, len(word)/3)+1
	for _, choice := range choices {
		if d := Distance(strings.ToLower(word), strings.ToLower(choice)); d < least {
			best, least = choice, d
		}
	}
	return best
}

// Clip shortens a text that a message repeats.
func Clip(text string) string {
	const most = 40
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// Duration returns a duration as people type it: 90s is 1m30s, and 3600s is 1h.
func Duration(d time.Duration) string { return withoutZeros.Replace(d.String()) }

var withoutZeros = strings.NewReplacer("h0m0s", "h", "h0m", "h", "m0s", "m")

// Distance returns how many characters must be inserted, deleted, replaced or swapped with their neighbour to turn a
// into b.
func Distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	before, last := make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := range s {
		row := make([]int, len(t)+1)
		row[0] = i + 1
		for j := range t {
			cost := 1
			if s[i] == t[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && s[i] == t[j-1] && s[i-1] == t[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last = last, row
	}
	return last[len(t)]
}
