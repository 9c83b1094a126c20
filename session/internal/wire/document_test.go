package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// agree compares the outcome for a text, and every value in it, with encoding/json.
func agree(text []byte) error {
	n, err := ParseNode(text)
	switch {
	case errors.Is(err, ErrTooDeep):
		return nil
	case errors.Is(err, ErrNotUTF8):
		if utf8.Valid(text) {
			return errors.New("valid UTF-8 was refused")
		}
		return nil
	case (err == nil) != json.Valid(text):
		return fmt.Errorf("%w, but encoding/json says %v", err, json.Valid(text))
	case err != nil:
		return nil
	case string(n.Text()) != string(bytes.Trim(text, " \t\r\n")):
		return fmt.Errorf("it became %q", n.Text())
	}
	var want any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&want); err != nil {
		return err
	}
	if got := n.Value(); !reflect.DeepEqual(got, want) {
		return fmt.Errorf("read as %v, want %v", got, want)
	}
	if got := n.clone().Value(); !reflect.DeepEqual(got, want) {
		return fmt.Errorf("copied as %v, want %v", got, want)
	}
	if !getsAll(n) {
		return errors.New("Get finds another value")
	}
	return nil
}

// getsAll compares the values that Get finds in an object, and in all objects in it, with Value.
func getsAll(n Node) bool {
	same := true
	Visit(n, func(key []byte, v Node) {
		last := n.Get(string(key))
		same = same && reflect.DeepEqual(last.Value(), n.Value().(map[string]any)[string(key)]) && getsAll(v)
	})
	each(n, func(v Node) { same = same && getsAll(v) })
	return same
}

// decodingSeeds are texts with the difficult parts of JSON.
var decodingSeeds = []string{
	`{"a":[1,-2.5e+3,"\u00e9\ud83d\"\\\/\b\f\n\r\t",true,false,null],"b":{"c":{}} , "d" : [ ] }`,
	`{"a":1,"A":2,"a":3,"\u0061":4}`,
	"\t{\"é\u2028\":\"\\uD83D\\uDE00\"}\r\n", `{"meta":9007199254740993}`,
	`[[],{},[{"":[0]}],"",1E-9]`, `"x"`, `-0`, `null`, `true`,
	`{"a":{"b":[{"c":"}]"},{"d":","}]},"e":":"}`,
	`{"method":"signalwire.event","params":{"event_type":"video.member.talking","params":{"member":{"id":"m","talking":true}}}}`,
}

func TestParseNodeMatchesEncodingJSON(t *testing.T) {
	for _, seed := range decodingSeeds {
		for i := range len(seed) {
			for _, odd := range append(strings.Split("\"\\{}[],: 0-.eu\x00\x7f", ""), "", "\xc3", "\xff") {
				for _, text := range []string{seed[:i] + odd + seed[i:], seed[:i] + odd + seed[i+1:], seed[:i] + odd} {
					if err := agree([]byte(text)); err != nil {
						t.Fatalf("%q: %v", text, err)
					}
				}
			}
		}
	}
}

func FuzzDecoding(f *testing.F) {
	for _, seed := range decodingSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := agree(text); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
	})
}

func TestParseNodeBoundsDepth(t *testing.T) {
	for n, want := range map[int]error{1: nil, MaxDepth: nil, MaxDepth + 1: ErrTooDeep, 1 << 20: ErrTooDeep} {
		for _, brackets := range []string{"[]", "{}"} {
			text := strings.Repeat(brackets[:1], n) + strings.Repeat(brackets[1:], n)
			if brackets == "{}" {
				text = strings.Repeat(`{"a":`, n-1) + "{}" + strings.Repeat("}", n-1)
			}
			if _, err := ParseNode([]byte(text)); !errors.Is(err, want) {
				t.Errorf("%d levels of %s: %v, want %v", n, brackets, err, want)
			}
		}
	}
}

// TestLongTextAllocatesOneTape requires that a tape allocated for a long text holds all its values, and at most twice
// as many.
func TestLongTextAllocatesOneTape(t *testing.T) {
	for name, text := range map[string]string{
		"members":  seedList(5000),
		"numbers":  "[" + strings.Repeat("1,", 1<<20) + "1]",
		"lists":    "[" + strings.Repeat("[],", 1<<20) + "[]]",
		"one text": `{"a":"` + strings.Repeat("x", 1<<20) + `"}`,
	} {
		n, err := ParseNode([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if used, most := len(n.d.Tape), values([]byte(text)); used > most || most > 2*used+1 {
			t.Errorf("%s: %d values, room for %d", name, used, most)
		}
	}
}

// seedList returns the JSON text of a list of members, with spaces as in hand-written JSON.
func seedList(members int) string {
	var b strings.Builder
	b.WriteString("[ ")
	for i := range members {
		if i > 0 {
			b.WriteString(" ,\n")
		}
		fmt.Fprintf(&b, `{"id":%q, "name":"Member %d, \"[]{}\" ✋","type":"member","audio_muted":%v,"meta":{"a":[1,{}]}}`,
			fmt.Sprintf("00000000-0000-4000-8000-%012d", i), i, i%2 == 0)
	}
	b.WriteString(" ]")
	return b.String()
}
