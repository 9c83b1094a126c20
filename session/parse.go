package session

import (
	"encoding/json"
)

// parseEntity reads one object of a result, and its id.
func parseEntity(text json.RawMessage) (node, string) {
	v, err := parseNode(text)
	if err != nil {
		return nil, ""
	}
	return v, idOf(v, "id")
}

// parseList reads an array of objects of a result.
func parseList(text json.RawMessage) []node {
	v, err := parseNode(text)
	if err != nil {
		return nil
	}
	return array(v)
}
