package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"gavel/session/video"
)

// Line is one line of a journal. Up is the time since its run began. A replay uses Up for its timing, never a clock of
// its own.
type Line struct {
	Run  string
	N    uint64 // number of the line in its run, from 1
	Up   time.Duration
	Kind Kind
	// Record is the record. Its addresses are masked, and its errors have only their text.
	Record video.Record
	Begin  *Beginning // set for kind Begin
	Lost   *Lost      // set for kind Gap
}

// Read returns the lines of a journal with all its files, oldest first, and stops at the first error. It skips torn
// lines. It does not verify the journal: use [Verify] for that.
func Read(path string) iter.Seq2[Line, error] { return readOn(osDisk{}, path) }

func readOn(d disk, path string) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		files, err := openAll(d, path)
		if err != nil {
			yield(Line{}, err)
			return
		}
		defer closeAll(files)
		for _, f := range files {
			if !readFile(f, yield) {
				return
			}
		}
	}
}

func readFile(f opened, yield func(Line, error) bool) bool {
	in := bufio.NewReaderSize(f.text(), tailStep)
	for n := 1; ; n++ {
		raw, err := readLine(in)
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			yield(Line{}, fmt.Errorf("%s, line %d: %w", f.name, n, err))
			return false
		}
		_, _, whole := takeApart(raw)
		switch {
		case !whole && (last || bytes.HasSuffix(raw, []byte(tornMark))):
		case !whole:
			yield(Line{}, fmt.Errorf("%s, line %d: %w", f.name, n, errNotJournal))
			return false
		default:
			line, err := decode(raw)
			if err != nil {
				yield(Line{}, fmt.Errorf("%s, line %d: %w", f.name, n, err))
				return false
			}
			if !yield(line, nil) {
				return false
			}
		}
		if last {
			return true
		}
	}
}

// decode reads a whole line. For an unknown kind it reads only the head.
func decode(raw []byte) (Line, error) {
	var l checked
	if err := json.Unmarshal(raw, &l); err != nil {
		return Line{}, err
	}
	out := Line{Run: l.Run, N: l.N, Up: l.Up, Kind: l.Kind, Record: video.Record{Room: l.Room, Seq: l.Seq, At: l.At}}
	read := decoders[l.Kind]
	if read == nil || len(l.Is) == 0 {
		return out, nil
	}
	return out, read(l.Is, &out)
}

// decoders has the function that reads the content of each kind of line.
var decoders = map[Kind]func([]byte, *Line) error{
	Begin: func(text []byte, l *Line) error { return json.Unmarshal(text, &l.Begin) },
	Gap:   func(text []byte, l *Line) error { return json.Unmarshal(text, &l.Lost) },
	Event: func(text []byte, l *Line) error {
		var e event
		err := json.Unmarshal(text, &e)
		l.Record.Event = &video.WireEvent{Type: e.Type, Params: e.Params}
		return err
	},
	Talk: func(text []byte, l *Line) error {
		var t talk
		err := json.Unmarshal(text, &t)
		l.Record.Talk = &video.TalkSpan{Member: t.Member, From: t.From, To: t.To, Since: t.Since, Open: t.Open}
		return err
	},
	Entry: decodeEntry,
	LinkLine: func(text []byte, l *Line) error {
		var k linkState
		err := json.Unmarshal(text, &k)
		l.Record.Link = &video.Link{
			State: k.State, Gen: k.Gen, Attempt: k.Attempt, RetryAt: k.RetryAt, Since: k.Since, Resumed: k.Resumed,
			Err: errorOf(k.Error),
		}
		return err
	},
	Snapshot: func(text []byte, l *Line) error {
		var r room
		err := json.Unmarshal(text, &r)
		l.Record.Snapshot = r.snapshot(l.Record.At)
		return err
	},
	Decision: func(text []byte, l *Line) error {
		var d decision
		err := json.Unmarshal(text, &d)
		l.Record.Decision = &video.Decision{Kind: d.What, Data: d.Data}
		return err
	},
}

func decodeEntry(text []byte, l *Line) error {
	var e entry
	if err := json.Unmarshal(text, &e); err != nil {
		return err
	}
	for _, t := range e.Targets {
		t.TargetResult.Err = errorOf(t.Error)
		e.Entry.Targets = append(e.Entry.Targets, t.TargetResult)
	}
	l.Record.Entry = &e.Entry
	return nil
}

// errorOf returns an error with the text, or nil if the text is empty.
func errorOf(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}
