package session

import "strconv"

// mustParse returns a node of a test's own text.
func mustParse[T ~string | ~[]byte](text T) node {
	n, err := parseNode([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

// innerOf is the inner params of an event whose text is params.
func innerOf(params node) inner {
	in, err := parseInner(params.text())
	if err != nil {
		panic(err)
	}
	return in
}

// intOf is the number that a node is, or 0.
func intOf(n node) int {
	i, _ := strconv.Atoi(string(n.text()))
	return i
}
