package session

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// listText is the JSON text of a list of members, with a name and spaces as a hand would write them.
func listText(members int) string {
	var b strings.Builder
	b.WriteString("[ ")
	for i := range members {
		if i > 0 {
			b.WriteString(" ,\n")
		}
		fmt.Fprintf(&b, `{"id":%q, "name":"Member %d, \"[]{}\" ✋","type":"member","audio_muted":%v,"meta":{"a":[1,{}]}}`,
			memberName(i), i, i%2 == 0)
	}
	b.WriteString(" ]")
	return b.String()
}

// inPieces scans a text that comes n bytes at a time, and returns what was handed over.
func inPieces(text []byte, n int) (rest string, lists []string, err error) {
	var s scanner
	r := iotest.OneByteReader(bytes.NewReader(text))
	p := pieces{
		more: func(b []byte) ([]byte, error) {
			piece := make([]byte, n)
			read, err := io.ReadFull(r, piece)
			if errors.Is(err, io.ErrUnexpectedEOF) {
				err = io.EOF
			}
			return append(b, piece[:read]...), err
		},
		split: func(*scanner, level) taker {
			lists = append(lists, "")
			return func(elements []byte, members int) {
				if got := len(array(node("[" + string(elements) + "]"))); got != members {
					panic(fmt.Sprintf("%d members, %d said", got, members))
				}
				last := &lists[len(lists)-1]
				if *last != "" {
					*last += ","
				}
				*last += string(elements)
			}
		},
	}
	err = s.scanPieces(nil, p)
	return string(s.b), lists, err
}

// A text that comes in pieces is judged as if it came at once, and nothing of it is lost.
func TestPiecesAreTheWhole(t *testing.T) {
	list := listText(200)
	for name, text := range map[string]string{
		"an event":             fakeEvent("e", "video.room.subscribed", `,"room_session":{"id":"`+fakeRoom+`","members":`+list+`,"x":1}`),
		"with the older form":  fakeEvent("e", "x", `,"room":{"members":`+list+`},"room_session":{"members":`+list+`}`),
		"an answer":            `{"id":"1","result":{"code":"200","members":` + list + `}}`,
		"an answer, wrapped":   `{"id":"1","result":{"result":{"result":{"code":"200","members":` + list + `}}}}`,
		"an empty list":        `{"id":"1","result":{"members":[]}}`,
		"no list":              `{"id":"1","result":{"members":{}}}`,
		"elsewhere":            `{"id":"1","result":{"room":{"members":` + list + `}}}`,
		"cut":                  `{"id":"1","result":{"members":` + list[:len(list)-9],
		"a comma too much":     `{"id":"1","result":{"members":[{"id":"a"},]}}`,
		"a key twice":          `{"id":"1","result":{"members":[{"id":"a","ID":"b"}]}}`,
		"a key twice, outside": `{"id":"1","result":{"members":` + list + `,"members":[]}}`,
		"something behind":     `{"id":"1","result":{"members":` + list + `}}x`,
	} {
		t.Run(name, func(t *testing.T) {
			var s scanner
			want := s.scan([]byte(text))
			for _, n := range []int{1, 7, 100, 5000, 1 << 20} {
				rest, lists, err := inPieces([]byte(text), n)
				if !errors.Is(err, want) {
					t.Fatalf("%d bytes at a time: %v, at once: %v", n, err, want)
				}
				if err != nil {
					continue
				}
				const empty = `"members":[]`
				around := strings.Split(rest, empty)
				if len(around) != len(lists)+1 {
					t.Fatalf("%d lists, left is %q", len(lists), rest)
				}
				rest = around[0]
				for i, l := range lists {
					rest += `"members":[` + l + "]" + around[i+1]
				}
				if rest != text {
					t.Fatalf("%d bytes at a time: another text: %.300q", n, rest)
				}
			}
		})
	}
}

// FuzzPieces holds a text that comes in pieces against the same text at once.
func FuzzPieces(f *testing.F) {
	list := listText(3)
	f.Add([]byte(fakeEvent("e", "x", `,"room":{"members":`+list+`},"room_session":{"members":`+list+`}`)), uint8(1))
	f.Add([]byte(`{"id":"1","result":{"members":[{"id":"a"},{"a":1,"A":2}]}}`), uint8(3))
	f.Add([]byte(`{"result":{"members":[[],{},"x",1.5,null,[{"members":[1]}] ]}, "error":{}}`), uint8(2))
	f.Fuzz(func(t *testing.T, text []byte, n uint8) {
		var s scanner
		want := s.scan(slices.Clone(text))
		_, _, err := inPieces(text, int(n)+1)
		if !errors.Is(err, want) {
			t.Fatalf("%q %d bytes at a time: %v, at once: %v", text, n+1, err, want)
		}
	})
}

func TestLongListsTakeLittleMemory(t *testing.T) {
	const members = 20_000
	text := fakeEvent("e", "video.room.subscribed", longRoom(members))
	var s scanner
	var largest int
	var held []byte
	r := strings.NewReader(text)
	err := s.scanPieces(held, pieces{
		more: func(b []byte) ([]byte, error) { largest = max(largest, cap(b)); return readSome(r, slices.Grow(b, 1)) },
		split: func(*scanner, level) taker {
			return func([]byte, int) {}
		},
	})
	if err != nil || largest > 4*maxKeptBuffer || len(s.b) > firstBuffer {
		t.Errorf("%v: %d of %d bytes were held, %d are left", err, largest, len(text), len(s.b))
	}
}
