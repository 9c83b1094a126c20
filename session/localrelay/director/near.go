package director

import (
	"slices"
	"strings"
)

// sentence joins words as in a sentence.
func sentence(list []string, last string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + last + " " + list[len(list)-1]
}

// nearest returns the names that a mistyped one may mean: the nearest ones, at most maxNear.
func nearest(text string, names []string) []string {
	type candidate struct {
		name string
		far  int
	}
	var list []candidate
	lower := strings.ToLower(text)
	for _, name := range names {
		whole := strings.ToLower(name)
		first, _, _ := strings.Cut(whole, " ")
		far := min(distance(lower, whole), distance(lower, first))
		limit := max(1, min(len([]rune(lower)), 6)/2) // at most half of a short word may differ
		if len(lower) > 2 && strings.HasPrefix(whole, lower) {
			far = 0
		}
		if far <= limit && !slices.ContainsFunc(list, func(c candidate) bool { return c.name == name }) {
			list = append(list, candidate{name, far})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int { return a.far - b.far })
	var near []string
	for _, c := range list[:min(len(list), maxNear)] {
		if c.far == list[0].far {
			near = append(near, c.name)
		}
	}
	return near
}

// distance returns how many letters must be changed, added, removed or swapped with their neighbour to turn a into b.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, row := []int(nil), make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(x); i++ {
		next := make([]int, len(y)+1)
		next[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row = row, next
	}
	return row[len(y)]
}

// maxNear is how many near matches a sentence names.
const maxNear = 3

// didYouMean returns the end of a sentence about an unknown word, or "" when nothing is near.
func didYouMean(text string, choices []string) string {
	if near := nearest(text, choices); len(near) > 0 {
		return "; did you mean " + sentence(near, "or") + "?"
	}
	return ""
}
