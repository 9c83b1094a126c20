package widget

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	fuzzysearch "github.com/sahilm/fuzzy"
)

const (
	// fuzzyMax bounds the bytes of a string that are searched, because a name can have any length.
	fuzzyMax = 160
	// fuzzyStarts bounds the words of a string at which a search starts, for the same reason.
	fuzzyStarts = 12
	// fuzzyLetters is how many letters of a word count. The library triples its score with each letter of a run. At 40
	// letters the score overflows, and the word itself would come last.
	fuzzyLetters = 32
	// fuzzyTextStart is the advantage of a match at the start of the string over a match at the start of another word.
	fuzzyTextStart = 5
)

// fuzzy is the result of matching a query with a string.
type fuzzy struct {
	score int
	hits  []int // rune indices in the string, ascending, for highlighting
}

// fuzzyMatch matches a query with a string. Every word of the query must occur in the string, its letters in order but
// not necessarily adjacent. Case does not matter. An empty query matches everything equally.
func fuzzyMatch(query, text string) (all fuzzy, ok bool) {
	text = text[:min(len(text), fuzzyMax)]
	for word := range strings.FieldsSeq(query) {
		one, ok := fuzzyWord(word, text)
		if !ok {
			return fuzzy{}, false
		}
		all.score += one.score
		all.hits = append(all.hits, one.hits...)
	}
	slices.Sort(all.hits)
	all.hits = slices.Compact(all.hits)
	return all, true
}

// fuzzyWord searches from the start of each word of the string and returns the best match. The library matches greedily
// from the left: in "replace the metadata setMeta" it would match scattered letters of "setMeta" and not the name.
func fuzzyWord(word, text string) (best fuzzy, ok bool) {
	if letters := []rune(word); len(letters) > fuzzyLetters {
		word = string(letters[:fuzzyLetters])
	}
	if len(fuzzysearch.FindNoSort(word, []string{text})) == 0 {
		return fuzzy{}, false
	}
	starts := wordStarts(text)
	tails := make([]string, len(starts))
	for i, at := range starts {
		tails[i] = text[at:]
	}
	for _, found := range fuzzysearch.FindNoSort(word, tails) {
		// The library subtracts a point for each other letter, but the text around a name is irrelevant.
		score := found.Score + len(found.Str) - len(found.MatchedIndexes)
		if starts[found.Index]+found.MatchedIndexes[0] == 0 {
			score += fuzzyTextStart
		}
		if ok && score <= best.score {
			continue
		}
		best, ok = fuzzy{score: score}, true
		for _, at := range found.MatchedIndexes {
			best.hits = append(best.hits, utf8.RuneCountInString(text[:starts[found.Index]+at]))
		}
	}
	return best, ok
}

// wordStarts returns the byte indices at which the first words of a string start: after a sign, and at the capitals of
// camelCase.
func wordStarts(text string) []int {
	starts := []int{0}
	before := ' '
	for at, r := range text {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		inside := unicode.IsLetter(before) || unicode.IsDigit(before)
		if len(starts) == fuzzyStarts {
			break
		}
		if at > 0 && letter && (!inside || unicode.IsLower(before) && unicode.IsUpper(r)) {
			starts = append(starts, at)
		}
		before = r
	}
	return starts
}

// The ways in which a query may occur in a string. Scattered letters always rank below a word that starts with them:
// "rec" is for recordings, and not for "remove everybody …", whatever the library scores.
const (
	scattered = iota
	inOnePiece
	startsWords
)

// fuzzyPieces returns the way in which all words of the query occur in the string.
func fuzzyPieces(query, text string) int {
	way := startsWords
	text = text[:min(len(text), fuzzyMax)]
	low, starts := strings.ToLower(text), wordStarts(text)
	for word := range strings.FieldsSeq(strings.ToLower(query)) {
		begins := func(at int) bool { return strings.HasPrefix(strings.ToLower(text[at:]), word) }
		switch {
		case slices.ContainsFunc(starts, begins):
		case strings.Contains(low, word):
			way = min(way, inOnePiece)
		default:
			return scattered
		}
	}
	return way
}

// fuzzyRank returns the indices of the strings that match, the best first; equal ones keep their order. Scattered
// letters count only if no string has the words in one piece: "vol" is not for "remove everybody …".
func fuzzyRank(query string, texts []string) (order []int) {
	ways, scores := make([]int, len(texts)), make([]int, len(texts))
	for i, text := range texts {
		if match, ok := fuzzyMatch(query, text); ok {
			ways[i], scores[i] = fuzzyPieces(query, text), match.score
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(ways[b], ways[a]), cmp.Compare(scores[b], scores[a]))
	})
	if len(order) > 0 && ways[order[0]] != scattered {
		order = slices.DeleteFunc(order, func(i int) bool { return ways[i] == scattered })
	}
	return order
}

// Fits reports whether every word of the query occurs in the string, its letters in order. Case does not matter.
func Fits(query, text string) bool {
	_, ok := fuzzyMatch(query, text)
	return ok
}

// StartsWords reports whether every word of the query is the start of a word of the string. Case does not matter.
func StartsWords(query, text string) bool { return fuzzyPieces(query, text) == startsWords }
