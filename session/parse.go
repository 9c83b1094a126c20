package session

import (
	"encoding/json"

	"github.com/valyala/fastjson"
)

// parseEntity reads one object of a result, and its id.
func parseEntity(text json.RawMessage) (*fastjson.Value, string) {
	v, err := fastjson.ParseBytes(text)
	if err != nil {
		return nil, ""
	}
	return v, idOf(v, "id")
}

// parseList reads an array of objects of a result.
func parseList(text json.RawMessage) []*fastjson.Value {
	v, err := fastjson.ParseBytes(text)
	if err != nil {
		return nil
	}
	return array(v)
}
