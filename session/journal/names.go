package journal

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"gavel/session/internal/filelock"
)

// keySuffix, after the name of a journal, names the file with the key of its pseudonyms.
const keySuffix = ".key"

const (
	keyBytes = 32
	// idDigits and nameDigits are how many hexadecimal digits of a hash stand for an id and for a name.
	idDigits, nameDigits = 20, 8
	// shortestName is the shortest name that is looked for inside other texts.
	shortestName = 3
)

// pseudonyms replaces the ids, names and metadata of people. The same person has the same pseudonym in the whole
// journal, because the key is in a file beside it. Without that file, pseudonyms cannot be matched with people.
type pseudonyms struct {
	key   []byte
	ids   map[string]string
	names map[string]string
	long  []string // the names that are looked for in texts, the longest first
}

// openNames returns the pseudonyms of a journal. It creates a key if there is none.
func openNames(path string) (*pseudonyms, error) {
	path += keySuffix
	key, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		key, err = newKey(path)
	}
	switch {
	case err != nil:
		return nil, fmt.Errorf("the key of the pseudonyms: %w", err)
	case len(key) != keyBytes:
		return nil, fmt.Errorf("the key of the pseudonyms: %s is not a key", path)
	}
	return &pseudonyms{key: key, ids: map[string]string{}, names: map[string]string{}}, nil
}

// newKey writes a key. Another process may be faster; then its key counts.
func newKey(path string) ([]byte, error) {
	key := make([]byte, keyBytes)
	_, _ = rand.Read(key) // never fails
	part, err := filelock.Part(path, key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(part) }()
	if err := os.Link(part, path); err != nil && !errors.Is(err, os.ErrExist) {
		return nil, err
	}
	if err := (osDisk{}).syncNames(path); err != nil { // the journal may be older, and its name on the disk already
		return nil, err
	}
	return os.ReadFile(path)
}

func (p *pseudonyms) hash(of, s string, digits int) string {
	h := hmac.New(sha256.New, p.key)
	h.Write([]byte(of + "\x00" + s))
	return hex.EncodeToString(h.Sum(nil))[:digits]
}

// id returns the pseudonym of an id.
func (p *pseudonyms) id(id string) string {
	if id == "" || strings.HasPrefix(id, "~") { // a line of text in a queue
		return id
	}
	short := p.ids[id]
	if short == "" {
		short = "p" + p.hash("id", id, idDigits)
		p.ids[id] = short
	}
	return short
}

// name returns the pseudonym of a name. People of the same name have the same one, so that a returning person can be
// recognised.
func (p *pseudonyms) name(name string) string {
	if name == "" {
		return ""
	}
	short := p.names[name]
	if short == "" {
		short = "Person " + p.hash("name", name, nameDigits)
		p.names[name] = short
		if len(name) >= shortestName {
			at, _ := slices.BinarySearchFunc(p.long, name, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
			p.long = slices.Insert(p.long, at, name)
		}
	}
	return short
}

// text replaces ids and names inside a text. If two names match in the same place, the longer one counts.
func (p *pseudonyms) text(s string) string {
	if short := cmp.Or(p.ids[s], p.names[s]); short != "" {
		return short
	}
	for _, name := range p.long {
		s = strings.ReplaceAll(s, name, p.names[name])
	}
	return s
}

// people are the keys of objects, or lists of objects, that are people. ofPerson are the keys of strings that are the
// id of a person, and listed those of lists of such ids. free are the keys of strings that may contain names of people.
var (
	people = []string{
		"member", "members", "gone", "demoted", "who", "others", "queue", "turns", "unplanned", "banner", "closes", "Member",
	}
	ofPerson = []string{"member_id", "parent_id", "member", "Member", "away", "next", "busy"}
	listed   = []string{"targets", "demoted", "data", "pardoned"}
	free     = []string{
		"detail", "error", "text", "name", "display_name", "label", "reason", "rule", "selector", "item", "break",
	}
)

// within is where a value is.
type within struct {
	key    string // of the value, or of the list that it is in
	person bool   // the object is a person
	meta   bool   // it is in the metadata of a person or of a command
	args   bool   // it is in the arguments of a command
	ids    bool   // the keys of the object are ids
	list   bool
}

// hide returns a JSON text with pseudonyms. A text that cannot be read is left out.
func (p *pseudonyms) hide(text []byte) []byte {
	if text == nil {
		return nil
	}
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	out := bytes.NewBuffer(make([]byte, 0, len(text)))
	if err := p.value(in, out, within{}); err != nil && !errors.Is(err, io.EOF) {
		return []byte(`{"unwritable":"it could not be made pseudonymous"}`)
	}
	return escapeUnseen(out.Bytes())
}

// value copies the next value.
func (p *pseudonyms) value(in *json.Decoder, out *bytes.Buffer, at within) error {
	token, err := in.Token()
	if err != nil {
		return err
	}
	switch token := token.(type) {
	case json.Delim:
		if token == '[' {
			return p.list(in, out, at)
		}
		return p.object(in, out, at)
	case string:
		return put(out, p.string(token, at))
	default:
		return put(out, token)
	}
}

func put(out *bytes.Buffer, v any) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	out.Truncate(out.Len() - 1) // the newline
	return err
}

func (p *pseudonyms) list(in *json.Decoder, out *bytes.Buffer, at within) error {
	out.WriteByte('[')
	at.list = true
	for n := 0; in.More(); n++ {
		if n > 0 {
			out.WriteByte(',')
		}
		if err := p.value(in, out, at); err != nil {
			return err
		}
	}
	_, err := in.Token()
	out.WriteByte(']')
	return err
}

func (p *pseudonyms) object(in *json.Decoder, out *bytes.Buffer, at within) error {
	out.WriteByte('{')
	inside := within{
		person: slices.Contains(people, at.key) && !at.meta, meta: at.meta, args: at.args || at.key == "args",
		ids: at.key == "positions",
	}
	for n := 0; in.More(); n++ {
		if n > 0 {
			out.WriteByte(',')
		}
		token, err := in.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		shown := key
		if inside.ids {
			shown = p.id(key)
		} else if short := p.ids[key]; short != "" {
			shown = short
		}
		if err := put(out, shown); err != nil {
			return err
		}
		out.WriteByte(':')
		next := inside
		next.key = key
		next.meta = inside.meta || key == "meta" && (inside.person || inside.args)
		if err := p.value(in, out, next); err != nil {
			return err
		}
	}
	_, err := in.Token()
	out.WriteByte('}')
	return err
}

// string returns the replacement of a string.
func (p *pseudonyms) string(s string, at within) string {
	switch {
	case at.meta && s != "", at.key == "group" && s != "": // the group is a value of the metadata
		return p.hash("meta", s, nameDigits)
	case at.person && at.key == "id", !at.list && slices.Contains(ofPerson, at.key),
		at.list && slices.Contains(listed, at.key):
		return p.id(s)
	case at.person && at.key == "name":
		return p.name(s)
	case slices.Contains(free, at.key):
		return p.text(s)
	}
	if short := p.ids[s]; short != "" {
		return short
	}
	return s
}
