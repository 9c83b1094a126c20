package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"gavel/session/internal/wire"
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
	var raw []byte
	for n := 1; ; n++ {
		var err error
		raw, err = readLine(in, raw)
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			yield(Line{}, fmt.Errorf("%s, line %d: %w", f.name, n, err))
			return false
		}
		line, ok, err := wholeLine(raw, last)
		if err != nil {
			yield(Line{}, fmt.Errorf("%s, line %d: %w", f.name, n, err))
			return false
		}
		if ok && !yield(line, nil) {
			return false
		}
		if last {
			return true
		}
	}
}

// wholeLine reads a line. ok is false for a torn one. last means that nothing follows it.
func wholeLine(raw []byte, last bool) (line Line, ok bool, err error) {
	_, _, whole := takeApart(raw)
	switch {
	case !whole && (last || bytes.HasSuffix(raw, []byte(tornMark))):
		return Line{}, false, nil
	case !whole:
		return Line{}, false, errNotJournal
	}
	line, err = decode(raw)
	return line, err == nil, err
}

// decode reads a whole line. For an unknown kind it reads only the head.
func decode(raw []byte) (Line, error) {
	line, err := wire.ParseNode(raw)
	if err != nil {
		return Line{}, err
	}
	out := Line{
		Run: textOf(line, "run"), N: countOf(line, "n"), Up: time.Duration(countOf(line, "up")),
		Kind: Kind(textOf(line, "kind")),
		Record: video.Record{
			Room: textOf(line, "room"), Seq: countOf(line, "seq"), At: wire.TimeOf(line.Get("time")),
		},
	}
	is := line.Get("is")
	read := decoders[out.Kind]
	if read == nil || !is.Found() {
		return out, nil
	}
	return out, read(is, &out)
}

// textOf returns the string under the key, or "".
func textOf(n wire.Node, key string) string { return string(n.GetStringBytes(key)) }

// countOf returns the whole number under the key, or 0.
func countOf(n wire.Node, key string) uint64 {
	v, _ := strconv.ParseUint(string(n.Get(key).Text()), 10, 64)
	return v
}

// decoders has the function that reads the content of each kind of line.
var decoders = map[Kind]func(wire.Node, *Line) error{
	Begin: func(is wire.Node, l *Line) error { return json.Unmarshal(is.Text(), &l.Begin) },
	Gap:   func(is wire.Node, l *Line) error { return json.Unmarshal(is.Text(), &l.Lost) },
	Event: func(is wire.Node, l *Line) error {
		l.Record.Event = &video.WireEvent{Type: textOf(is, "type"), Params: bytes.Clone(is.Get("params").Text())}
		return nil
	},
	Talk: func(is wire.Node, l *Line) error {
		open, _ := is.Get("open").Bool()
		l.Record.Talk = &video.TalkSpan{
			Member: video.MemberID(textOf(is, "member")), From: wire.TimeOf(is.Get("from")), To: wire.TimeOf(is.Get("to")),
			Since: countOf(is, "since"), Open: open,
		}
		return nil
	},
	Entry: decodeEntry,
	LinkLine: func(is wire.Node, l *Line) error {
		var k linkState
		err := json.Unmarshal(is.Text(), &k)
		l.Record.Link = &video.Link{
			State: k.State, Gen: k.Gen, Attempt: k.Attempt, RetryAt: k.RetryAt, Since: k.Since, Resumed: k.Resumed,
			Err: errorOf(k.Error),
		}
		return err
	},
	Snapshot: func(is wire.Node, l *Line) error {
		var r room
		err := json.Unmarshal(is.Text(), &r)
		l.Record.Snapshot = r.snapshot(l.Record.At)
		return err
	},
	Decision: func(is wire.Node, l *Line) error {
		var d decision
		err := json.Unmarshal(is.Text(), &d)
		l.Record.Decision = &video.Decision{Kind: d.What, Data: d.Data, Entry: d.Entry}
		return err
	},
}

func decodeEntry(is wire.Node, l *Line) error {
	var e entry
	if err := json.Unmarshal(is.Text(), &e); err != nil {
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
