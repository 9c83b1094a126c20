package journal

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"syscall"
	"testing"
	"time"
)

const testPath = "/night/journal"

// newStore returns the store of a process.
func newStore(p *process, run string, most int64) *store {
	return &store{
		disk: p, path: testPath, most: most, keep: 3, run: run, end: -1, who: Beginning{Schema: schema, PID: 7},
		up: func() time.Duration { return time.Minute },
	}
}

// line returns one item with a body of n bytes.
func line(kind Kind, n int) []item {
	return []item{{head{At: time.Unix(1e9, 0).UTC(), Kind: kind}, fmt.Appendf(nil, `{"pad":"%0*d"}`, n, n)}}
}

// write appends lines until one cannot be written.
func write(s *store, lines int) error {
	for n := range lines {
		if _, err := s.append(line(Event, n), n%3 == 0); err != nil {
			return err
		}
	}
	return nil
}

func verdictOf(t *testing.T, m *memory) Report {
	t.Helper()
	r, err := verifyOn(&process{memory: m, steps: -1}, testPath)
	if err != nil && !errors.Is(err, ErrEmpty) { // nothing was written before the fault
		t.Fatal(err)
	}
	return r
}

// ours fails when the verdict blames someone else for what this program did.
func ours(t *testing.T, m *memory, when string) {
	t.Helper()
	if len(m.names) == 0 {
		return
	}
	if r := verdictOf(t, m); r.Verdict == Changed || r.Verdict == Missing {
		t.Fatalf("%s: %+v\n%s", when, r, show(m))
	}
}

func show(m *memory) string {
	out := ""
	for _, name := range slices.Sorted(maps.Keys(m.names)) {
		out += fmt.Sprintf("%s:\n%s\n", name, m.names[name].text)
	}
	return out
}

// flipped checks that a change of the byte is found, whatever the byte is.
func flipped(t *testing.T, files map[string][]byte, name string, at int, to byte) {
	t.Helper()
	changed := maps.Clone(files)
	changed[name] = slices.Clone(files[name])
	if changed[name][at] == to {
		to ^= 1
	}
	changed[name][at] = to
	m := with(changed)
	if r, err := verifyOn(&process{memory: m, steps: -1}, testPath); err == nil && r.Verdict != Changed {
		t.Fatalf("byte %d of %s as %q: %+v\n%s", at, name, to, r, show(m))
	}
}

// TestPremortem_Infrabroker279_KilledAtEachStep kills a process at each byte that it writes and at each step of its
// rotations. The next process, killed too or not, continues the journal.
func TestPremortem_Infrabroker279_KilledAtEachStep(t *testing.T) {
	t.Parallel()
	every := 1
	if testing.Short() {
		every = 23
	}
	for steps := 1; ; steps += every {
		m := newMemory()
		first := &process{memory: m, steps: steps}
		err := write(newStore(first, "aaaa", 900), 12)
		ours(t, m, fmt.Sprintf("killed after %d steps", steps))
		second := &process{memory: m, steps: 1 + steps*7%500}
		_ = write(newStore(second, "bbbb", 900), 4)
		ours(t, m, fmt.Sprintf("killed after %d steps, the next after %d", steps, 1+steps*7%500))
		third := newStore(&process{memory: m, steps: -1}, "cccc", 900)
		if err := errors.Join(write(third, 4), end(third)); err != nil {
			t.Fatalf("killed after %d steps: %v\n%s", steps, err, show(m))
		}
		if r := verdictOf(t, m); r.Verdict != Whole {
			t.Fatalf("killed after %d steps, and continued: %+v\n%s", steps, r, show(m))
		}
		if steps%(97*every) == 0 { // every byte of every state would take minutes
			files := m.files()
			for name, text := range files {
				for at := steps % 13; at < len(text); at += 13 {
					flipped(t, files, name, at, text[at]^byte(1+steps%255))
				}
			}
		}
		if !errors.Is(err, errKilled) {
			return
		}
	}
}

// end appends the end of a run.
func end(s *store) error {
	_, err := s.append([]item{{head{Kind: End}, nil}}, false)
	return err
}

// TestPremortem_PageSpace1073_EveryFlippedByteIsFound changes each stored byte.
func TestPremortem_PageSpace1073_EveryFlippedByteIsFound(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("verifies the journal once for each byte; skipped with -short")
	}
	m := newMemory()
	a, b := newStore(&process{memory: m, steps: -1}, "aaaa", 1200), newStore(&process{memory: m, steps: -1}, "bbbb", 1200)
	for range 2 {
		if err := errors.Join(write(a, 2), write(b, 1)); err != nil {
			t.Fatal(err)
		}
	}
	_ = write(newStore(&process{memory: m, steps: 500}, "cccc", 1200), 2) // leaves a torn line
	if err := errors.Join(write(a, 1), end(a), end(b)); err != nil {
		t.Fatal(err)
	}
	r := verdictOf(t, m)
	if r.Verdict != Whole || r.Torn != 1 || r.Files < 3 || r.Runs != 3 {
		t.Fatalf("untouched: %+v\n%s", r, show(m))
	}
	files := m.files()
	for name, text := range files {
		for at, was := range text {
			flipped(t, files, name, at, was^1)
			if !testing.Short() {
				flipped(t, files, name, at, '\n')
				flipped(t, files, name, at, ' ')
			}
		}
	}
}

// TestVerifyFindsRemovedLines removes, repeats and swaps lines and files.
func TestVerifyFindsRemovedLines(t *testing.T) {
	t.Parallel()
	m := newMemory()
	s := newStore(&process{memory: m, steps: -1}, "aaaa", 1000)
	if err := errors.Join(write(s, 5), end(s)); err != nil {
		t.Fatal(err)
	}
	files := m.files()
	want := func(what string, is Verdict, changed map[string][]byte) {
		t.Helper()
		if r := verdictOf(t, with(changed)); r.Verdict != is {
			t.Errorf("%s: %+v, want %s", what, r, is)
		}
	}
	for name, text := range files {
		lines := slices.Collect(splitLines(text))
		last := name == testPath
		edit := func(what string, i int, fresh [][]byte) {
			t.Helper()
			changed := maps.Clone(files)
			changed[name] = slices.Concat(fresh...)
			want(fmt.Sprintf("%s: line %d %s", name, i+1, what), Changed, changed)
		}
		for i := range lines {
			if !last || i < len(lines)-1 {
				edit("removed", i, slices.Delete(slices.Clone(lines), i, i+1))
			}
			edit("repeated", i, slices.Insert(slices.Clone(lines), i, lines[i]))
			edit("cut", i, slices.Replace(slices.Clone(lines), i, i+1, append(slices.Clone(lines[i][:40]), '\n')))
			if i > 0 {
				swapped := slices.Clone(lines)
				swapped[i], swapped[i-1] = swapped[i-1], swapped[i]
				edit("swapped", i, swapped)
			}
		}
		if !last {
			changed := maps.Clone(files)
			delete(changed, name)
			want(name+" removed", Missing, changed)
		}
	}
	for cut := 1; cut < 300; cut++ {
		changed := maps.Clone(files)
		changed[testPath] = files[testPath][:len(files[testPath])-cut]
		if r := verdictOf(t, with(changed)); r.Verdict != Torn && r.Verdict != Live {
			t.Fatalf("%d bytes cut off: %+v", cut, r)
		}
	}
}

func splitLines(text []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		from := 0
		for i, c := range text {
			if c == '\n' {
				if !yield(text[from : i+1]) {
					return
				}
				from = i + 1
			}
		}
	}
}

// TestFullDisk leaves from 0 to 1200 bytes of space, and then makes room.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	every := 1
	if testing.Short() {
		every = 7
	}
	for room := 0; room < 1200; room += every {
		m := newMemory()
		m.room = room
		s := newStore(&process{memory: m, steps: -1}, "aaaa", 1<<20)
		err := write(s, 9)
		if !errors.Is(err, syscall.ENOSPC) {
			t.Fatalf("%d bytes: %v", room, err)
		}
		ours(t, m, fmt.Sprintf("%d bytes", room))
		m.room = -1
		if err := errors.Join(write(s, 2), end(s)); err != nil {
			t.Fatal(err)
		}
		if r := verdictOf(t, m); r.Verdict != Whole || r.Torn != 0 {
			t.Fatalf("%d bytes: %+v\n%s", room, r, show(m))
		}
	}
}

// TestRandomWriters has two processes that write, are killed, meet full disks, rotate, and lose their file to a rename.
// What they did is never called changed; each byte that is flipped later is.
func TestRandomWriters(t *testing.T) {
	t.Parallel()
	nights := 120
	if testing.Short() {
		nights = 20
	}
	for seed := range nights {
		rnd := rand.New(rand.NewPCG(uint64(seed), 1))
		m := newMemory()
		most := int64(600 + rnd.IntN(2000))
		var runs [2]*store
		started := 0
		begin := func(i int) {
			p := &process{memory: m, steps: -1}
			if rnd.IntN(2) == 0 {
				p.steps = 1 + rnd.IntN(3000)
			}
			started++
			runs[i] = newStore(p, fmt.Sprintf("%04d", started), most)
		}
		begin(0)
		begin(1)
		for range 40 {
			i := rnd.IntN(2)
			m.room = -1
			if rnd.IntN(4) == 0 {
				m.room = rnd.IntN(700)
			}
			_, err := runs[i].append(line(Event, rnd.IntN(200)), rnd.IntN(5) == 0)
			switch {
			case errors.Is(err, errKilled):
				begin(i)
			case err == nil && rnd.IntN(12) == 0:
				if end(runs[i]) == nil {
					begin(i)
				}
			}
			ours(t, m, fmt.Sprintf("seed %d", seed))
		}
		files := m.files()
		for name, text := range files {
			whole := len(text) - len(slices.Collect(tornTail(text))) // a line without an end may have any bytes
			for range 10 {
				if whole > 0 {
					flipped(t, files, name, rnd.IntN(whole), byte(rnd.IntN(256)))
				}
			}
		}
	}
}

// tornTail returns the bytes after the last whole line.
func tornTail(text []byte) func(func(byte) bool) {
	from := 0
	for l := range splitLines(text) {
		if _, _, ok := takeApart(l[:len(l)-1]); ok {
			from = cap(text) - cap(l) + len(l)
		}
	}
	return slices.Values(text[from:])
}

// TestNotAJournal checks that other programs' files are rejected, and that what a crash leaves of a journal is read.
func TestNotAJournal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		bad  bool
	}{
		"notes":                  {"dear diary\n", true},
		"notes without an end":   {"dear diary", true},
		"the older audit":        {`{"run":"1f","prev":"","user":"ann"}` + "\n", true},
		"nothing":                {"", false},
		"a torn first line":      {`{"prev":"00`, false},
		"a closed torn line":     {`{"pr#torn` + "\n", false},
		"half of the mark":       {`{"pr#to`, false},
		"a crash of the machine": {"\x00\x00\x00\x00", false},
		"a journal, newer":       {newer(), true},
	} {
		t.Run(name, func(t *testing.T) {
			m := with(map[string][]byte{testPath: []byte(c.text)})
			s := newStore(&process{memory: m, steps: -1}, "aaaa", 1<<20)
			if err := s.check(); (err != nil) != c.bad {
				t.Fatal(err)
			}
			if c.bad {
				return
			}
			if err := errors.Join(write(s, 1), end(s)); err != nil {
				t.Fatal(err)
			}
			if r := verdictOf(t, m); r.Verdict != Whole {
				t.Errorf("%+v\n%s", r, show(m))
			}
		})
	}
}

func newer() string {
	line, _ := appendLine(nil, origin, []byte(`,"run":"aa","n":1,"kind":"begin","is":{"schema":99,"part":1,"keep":8}`))
	return string(line) + "\n"
}

// TestPremortem_Infrabroker279_LiveWriting verifies a journal while another program is writing a line.
func TestPremortem_Infrabroker279_LiveWriting(t *testing.T) {
	t.Parallel()
	m := newMemory()
	p := &process{memory: m, steps: -1}
	if err := write(newStore(p, "aaaa", 1<<20), 3); err != nil {
		t.Fatal(err)
	}
	f, err := p.open(testPath)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.lock(); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(`{"prev":"00`)); err != nil {
		t.Fatal(err)
	}
	if r := verdictOf(t, m); r.Verdict != Live {
		t.Errorf("while it is written: %+v", r)
	}
	f.unlock()
	if r := verdictOf(t, m); r.Verdict != Torn || r.Line != 5 {
		t.Errorf("after its writer has ended: %+v", r)
	}
}
