package session

import (
	"gavel/session/internal/wire"
)

// mustParse returns the node of a valid text.
func mustParse[T ~string | ~[]byte](text T) wire.Node {
	n, err := wire.ParseNode([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

// innerOf returns the inner params of an event whose text is params.
func innerOf(params wire.Node) wire.EventParams {
	in, err := wire.ParseInner(params.Text())
	if err != nil {
		panic(err)
	}
	return in
}
