package session

import (
	"gavel/session/internal/wire"
)

// mustParse returns a node of a test's own text.
func mustParse[T ~string | ~[]byte](text T) wire.Node {
	n, err := wire.ParseNode([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

// innerOf is the inner params of an event whose text is params.
func innerOf(params wire.Node) wire.EventParams {
	in, err := wire.ParseInner(params.Text())
	if err != nil {
		panic(err)
	}
	return in
}
