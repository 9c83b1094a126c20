package widget

import (
	"slices"
	"strings"
	"unicode"
)

// Points of the fuzzy matcher. Only their order matters: a run of letters beats word starts, word starts beat scattered
// letters, and a gap costs less than any of them wins, so that more of the query in one place is always better.
const (
	fuzzyHit       = 16
	fuzzyRun       = 12 // the letter before matched too
	fuzzyWordStart = 10 // first letter of a word, or the capital of a camelCase word
	fuzzyTextStart = 4  // the very first letter, on top of the word start
	fuzzyGap       = -1 // each letter skipped between two hits
	fuzzyNone      = -1 << 30
)

// fuzzyMax is how many runes of a text are searched: names can be as long as their owners please.
const fuzzyMax = 160

// fuzzy is how well a query fits a text.
type fuzzy struct {
	score int
	hits  []int // rune indices in the text, rising, for highlighting
}

// FuzzyMatch reports whether every word of the query occurs in the text, its letters in order but not necessarily
// together, and how well. Case does not matter. An empty query fits everything equally.
func FuzzyMatch(query, text string) (fuzzy, bool) {
	words := strings.Fields(query)
	if len(words) == 0 {
		return fuzzy{}, true
	}
	raw := []rune(text)
	if len(raw) > fuzzyMax {
		raw = raw[:fuzzyMax]
	}
	var all fuzzy
	for _, word := range words {
		one, ok := fuzzyWord([]rune(word), raw)
		if !ok {
			return fuzzy{}, false
		}
		all.score += one.score
		all.hits = append(all.hits, one.hits...)
	}
	slices.Sort(all.hits)
	all.hits = slices.Compact(all.hits)
	all.score -= len(raw) / 8 // of two equal fits the shorter text is likelier meant
	return all, true
}

// fuzzyWord finds the best way to read the word's letters in the text: best[i][j] is the score of the first i+1
// letters when the last of them is at j.
func fuzzyWord(word, text []rune) (fuzzy, bool) {
	if !inOrder(word, text) {
		return fuzzy{}, false
	}
	cells := make([]int, 2*len(word)*len(text))
	rows := make([][]int, 2*len(word))
	for i := range rows {
		rows[i] = cells[i*len(text) : (i+1)*len(text)]
	}
	best, from := rows[:len(word)], rows[len(word):]
	for i := range word {
		fillFuzzyRow(i, word, text, best, from)
	}
	last := len(word) - 1
	end, score := -1, fuzzyNone
	for j, s := range best[last] {
		if s > score {
			end, score = j, s
		}
	}
	if end < 0 {
		return fuzzy{}, false
	}
	hits := make([]int, len(word))
	for i, j := last, end; i >= 0; i-- {
		hits[i] = j
		j = from[i][j]
	}
	return fuzzy{score: score, hits: hits}, true
}

// inOrder reports whether the letters occur in the text in their order. It spares most of ten thousand names the rest.
func inOrder(word, text []rune) bool {
	i := 0
	for _, r := range text {
		if i < len(word) && sameLetter(word[i], r) {
			i++
		}
	}
	return i == len(word)
}

// fillFuzzyRow computes best[i] from best[i-1]. reach is the best earlier score with the gap up to here already paid.
func fillFuzzyRow(i int, word, text []rune, best, from [][]int) {
	reach, reachAt := fuzzyNone, -1
	for j := range text {
		if i > 0 && j > 0 {
			reach += fuzzyGap
			if prev := best[i-1][j-1]; prev > fuzzyNone && prev >= reach {
				reach, reachAt = prev, j-1
			}
		}
		best[i][j], from[i][j] = fuzzyNone, -1
		if !sameLetter(word[i], text[j]) {
			continue
		}
		points := fuzzyHit + startPoints(text, j)
		switch {
		case i == 0:
			best[i][j] = points
		case reachAt >= 0:
			best[i][j], from[i][j] = reach+points, reachAt
			run := best[i-1][j-1]
			if run > fuzzyNone && run+points+fuzzyRun > best[i][j] {
				best[i][j], from[i][j] = run+points+fuzzyRun, j-1
			}
		}
	}
}

func sameLetter(a, b rune) bool { return a == b || unicode.ToLower(a) == unicode.ToLower(b) }

func startPoints(text []rune, j int) int {
	if j == 0 {
		return fuzzyWordStart + fuzzyTextStart
	}
	before, here := text[j-1], text[j]
	word := unicode.IsLetter(before) || unicode.IsDigit(before)
	if !word || unicode.IsLower(before) && unicode.IsUpper(here) || unicode.IsLetter(before) && unicode.IsDigit(here) {
		return fuzzyWordStart
	}
	return 0
}

// fuzzyFar is the part, in percent, of the best score below which a fit is only letters that happen to be there.
const fuzzyFar = 60

// fuzzyRank returns the indices of the texts that fit, the best first; of equals, the earlier. What fits far worse
// than the best is left out.
func fuzzyRank(query string, texts []string) []int {
	type scored struct{ index, score int }
	var found []scored
	best := 0
	for i, text := range texts {
		if match, ok := FuzzyMatch(query, text); ok {
			found = append(found, scored{i, match.score})
			best = max(best, match.score)
		}
	}
	found = slices.DeleteFunc(found, func(s scored) bool { return s.score*100 < best*fuzzyFar })
	if strings.TrimSpace(query) != "" {
		slices.SortStableFunc(found, func(a, b scored) int { return b.score - a.score })
	}
	order := make([]int, len(found))
	for i, s := range found {
		order[i] = s.index
	}
	return order
}
