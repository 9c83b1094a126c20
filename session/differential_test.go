package session

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// This file holds the scanner, the places that it notes and the nodes against encoding/json, on random texts.

// pair is one member of an object, or one element of a list.
type pair struct {
	key   []byte // as it stands in the text, without its quotes
	value json.RawMessage
}

// pairsOf takes an object or a list apart, with encoding/json only.
func pairsOf(text []byte) (list []pair) {
	dec := json.NewDecoder(bytes.NewReader(text))
	open, _ := dec.Token()
	for dec.More() {
		var p pair
		if open == json.Delim('{') {
			from := dec.InputOffset()
			_, _ = dec.Token()
			p.key = bytes.Trim(text[from:dec.InputOffset()], " \t\r\n,")
			p.key = p.key[1 : len(p.key)-1]
		}
		if err := dec.Decode(&p.value); err != nil {
			panic(fmt.Sprintf("%q: %v", text, err))
		}
		list = append(list, p)
	}
	return list
}

// mayPass says what the scanner must say of a text that is JSON.
func mayPass(text []byte, depth int, free bool) bool {
	text = bytes.TrimSpace(text)
	if text[0] != '{' && text[0] != '[' {
		return true
	}
	if depth > maxDepth {
		return false
	}
	list := pairsOf(text)
	if text[0] == '{' && !free && !keysPass(list) {
		return false
	}
	for _, p := range list {
		if !mayPass(p.value, depth+1, free || string(p.key) == "meta") {
			return false
		}
	}
	return true
}

func keysPass(list []pair) bool {
	for i, p := range list {
		if bytes.IndexByte(p.key, '\\') >= 0 || i >= maxKeys {
			return false
		}
		for _, q := range list[:i] {
			if bytes.EqualFold(p.key, q.key) {
				return false
			}
		}
	}
	return true
}

// sameValue compares a node, and all in it, with what encoding/json reads.
func sameValue(n node, text []byte) error {
	text = bytes.TrimSpace(text)
	if string(n.text()) != string(text) {
		return fmt.Errorf("text is %q, not %q", n.text(), text)
	}
	if n.isObject() != (text[0] == '{') || n.isArray() != (text[0] == '[') {
		return fmt.Errorf("%q is of another kind", text)
	}
	if !n.isObject() && !n.isArray() {
		return sameScalar(n, text)
	}
	w := walk(n, text[0])
	list := pairsOf(text)
	for _, p := range list {
		if !w.next() || string(w.key) != string(p.key) {
			return fmt.Errorf("key %q instead of %q in %q", w.key, p.key, text)
		}
		if err := sameValue(w.value, p.value); err != nil {
			return err
		}
	}
	for range 2 { // also when it is asked again
		if w.next() || w.end != len(text) {
			return fmt.Errorf("%q goes on, or ends at %d", text, w.end)
		}
	}
	return nil
}

func sameScalar(n node, text []byte) error {
	var want any
	wrong := json.Unmarshal(text, &want) // a number that is too large
	s, errS := n.StringBytes()
	f, isNumber := number(n)
	b, errB := n.Bool()
	ok := false
	switch want := want.(type) {
	case string:
		ok = errS == nil && string(s) == want && !isNumber && errB != nil
	case bool:
		ok = errB == nil && b == want && errS != nil && !isNumber
	case float64:
		ok = isNumber && f == want && errS != nil && errB != nil
	case nil:
		ok = errS != nil && errB != nil && !isNumber && n.isNull() == (wrong == nil)
	}
	if !ok {
		return fmt.Errorf("%q is read as %q, %v, %v", text, s, f, b)
	}
	return nil
}

// at returns the text under a path of keys, or nil.
func at(text []byte, path ...string) []byte {
	for _, name := range path {
		if text = bytes.TrimSpace(text); len(text) == 0 || text[0] != '{' {
			return nil
		}
		var found []byte
		for _, p := range pairsOf(text) {
			if string(p.key) == name {
				found = p.value
			}
		}
		text = found
	}
	return text
}

// samePlaces compares the places that the scanner has noted with where encoding/json finds them.
func samePlaces(env *envelope, text []byte) error {
	inner := []string{"params", "params"}
	for spot, path := range map[spot][]string{
		spotID: {"id"}, spotMethod: {"method"}, spotParams: inner[:1], spotResult: {"result"}, spotInner: inner,
		spotEventType: {"params", "event_type"}, spotSessionID: append(inner[:2:2], "room_session_id"),
		spotSession: append(inner[:2:2], "room_session"), spotRoom: append(inner[:2:2], "room"),
		spotMember: append(inner[:2:2], "member"), spotMemberID: append(inner[:2:2], "member", "id"),
		spotTalking: append(inner[:2:2], "member", "talking"),
	} {
		if got, want := env[spot].in(text), at(text, path...); string(got) != string(want) {
			return fmt.Errorf("%v is %q, not %q", path, got, want)
		}
	}
	var owner []byte // of the last room session
	for _, p := range pairsOf(at(text, inner...)) {
		if key := string(p.key); (key == "room_session" || key == "room") && p.value[0] == '{' {
			if owner = at(p.value, "room_session_id"); owner == nil {
				owner = at(p.value, "id")
			}
		}
	}
	if got := env.owner().in(text); string(got) != string(owner) {
		return fmt.Errorf("owner is %q, not %q", got, owner)
	}
	return nil
}

// agree looks at one text in every way.
func agree(text []byte, pieces int) error {
	var s scanner
	err := s.scan(text)
	want := json.Valid(text) && utf8.Valid(text) && mayPass(text, 1, false)
	object := want && bytes.TrimSpace(text)[0] == '{'
	if (err == nil) != object || errors.Is(err, errNotObject) != (want && !object) {
		return fmt.Errorf("scan says %v, want pass %v, object %v", err, want, object)
	}
	if errors.Is(err, errNotJSON) && json.Valid(text) {
		return errors.New("refused as no JSON")
	}
	if _, _, e := inPieces(text, pieces); !errors.Is(e, err) {
		return fmt.Errorf("%d bytes at a time: %w, at once: %w", pieces, e, err)
	}
	if !want {
		return nil
	}
	n, err := parseNode(text)
	if err == nil {
		err = sameValue(n, text)
	}
	if err == nil && object {
		err = samePlaces(&s.env, text)
	}
	return err
}

func TestScannerAgreesWithEncodingJSON(t *testing.T) {
	for seed := range uint64(3_000) {
		m := newTextMaker(seed)
		text := m.frameText()
		if err := agree(text, 1+m.IntN(40)); err != nil {
			t.Fatalf("seed %d: %q: %v", seed, text, err)
		}
	}
}

func FuzzScannerAgreesWithEncodingJSON(f *testing.F) {
	for seed := range uint64(200) {
		if text := newTextMaker(seed).frameText(); len(text) < 500 {
			f.Add(text, uint8(seed))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte, pieces uint8) {
		if len(text) > 2000 {
			return // encoding/json is asked again for each level
		}
		if err := agree(text, int(pieces)+1); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

// Every two keys that are the same when case is ignored are found, whatever stands between them.
func TestDuplicateKeysAreFound(t *testing.T) {
	letters := []string{"k", "K", "\u212a", "s", "S", "\u017f", "\u00e9", "\u00c9", "@", "`", "[", "{", "1", " ", "\x7f", "_"}
	var keys []string
	for _, a := range letters {
		keys = append(keys, a)
		for _, b := range letters {
			keys = append(keys, a+b)
			for _, c := range letters {
				keys = append(keys, a+b+c)
			}
		}
	}
	sets := map[string][]string{}
	for _, key := range append(keys, "") {
		id := strings.ToUpper(strings.ToLower(strings.NewReplacer("\u017f", "s", "\u212a", "k").Replace(key)))
		sets[id] = append(sets[id], key)
	}
	for _, same := range sets {
		for _, a := range same {
			for _, b := range same {
				text := `{"zz":1,"` + a + `":{"k":1,"s":[{}]},"y":0,"` + b + `":3}`
				var s scanner
				if err := s.scan([]byte(text)); !errors.Is(err, errDuplicateKey) {
					t.Fatalf("%s: %v", text, err)
				}
			}
		}
	}
}
