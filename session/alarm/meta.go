package alarm

import "encoding/json"

// metaText returns the value of a key of a JSON object as text; "" if it is missing, or neither a text nor a number.
func metaText(object json.RawMessage, key string) string {
	var all map[string]json.RawMessage
	if json.Unmarshal(object, &all) != nil {
		return ""
	}
	var text string
	if json.Unmarshal(all[key], &text) == nil {
		return text
	}
	var number json.Number
	if json.Unmarshal(all[key], &number) == nil {
		return number.String()
	}
	return ""
}
