package journal

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"gavel/session/internal/filelock"
)

// memory is a disk in memory. Several processes may use it.
type memory struct {
	mu    sync.Mutex // guards the fields below
	names map[string]*node
	room  int // bytes left; negative means no limit
	fault error
	stuck chan struct{} // writes wait until it is closed; nil means no wait
}

type node struct {
	text []byte
	held *process
}

func newMemory() *memory { return &memory{names: map[string]*node{}, room: -1} }

// files returns a copy of all files, by name.
func (m *memory) files() map[string][]byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string][]byte{}
	for name, n := range m.names {
		out[name] = slices.Clone(n.text)
	}
	return out
}

// with returns a disk that holds copies of the files.
func with(files map[string][]byte) *memory {
	m := newMemory()
	for name, text := range files {
		m.names[name] = &node{text: slices.Clone(text)}
	}
	return m
}

// set changes the disk under its lock.
func (m *memory) set(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f()
}

// errKilled is the error of every call after the process was killed.
var errKilled = errors.New("killed")

// process is one process that uses the disk. It is killed after a number of steps. Each byte of a write is one step.
type process struct {
	*memory
	steps int // negative means that it is never killed
}

// step takes n steps, and reports how many were done before the process was killed.
func (p *process) step(n int) (int, error) {
	if p.steps < 0 {
		return n, nil
	}
	done := min(n, p.steps)
	p.steps -= done
	if done < n || p.steps == 0 {
		p.steps = 0
		for _, n := range p.names { // the system releases its locks
			if n.held == p {
				n.held = nil
			}
		}
		return done, errKilled
	}
	return done, nil
}

func (p *process) dead() bool { return p.steps == 0 }

func (p *process) open(path string) (file, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := p.names[path]
	if n == nil {
		if _, err := p.step(1); err != nil {
			return nil, err
		}
		n = &node{}
		p.names[path] = n
	}
	return &memFile{p, n}, nil
}

func (p *process) read(path string) (file, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := p.names[path]; n != nil {
		return &memFile{p, n}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
}

func (p *process) move(from, to string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.names[to] != nil {
		return fs.ErrExist
	}
	if p.dead() {
		return errKilled
	}
	p.names[to] = p.names[from]
	delete(p.names, from)
	_, err := p.step(1)
	return err
}

func (p *process) remove(path string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dead() {
		return errKilled
	}
	delete(p.names, path)
	_, err := p.step(1)
	return err
}

func (p *process) syncNames(string) error { return nil }

func (p *process) parts(path string) ([]int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var parts []int
	for name := range p.names {
		if n, ok := partOf(filepath.Base(name), filepath.Base(path)); ok {
			parts = append(parts, n)
		}
	}
	return parts, nil
}

type memFile struct {
	*process
	node *node
}

func (f *memFile) Write(b []byte) (int, error) {
	f.mu.Lock()
	stuck := f.stuck
	f.mu.Unlock()
	if stuck != nil {
		<-stuck
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead() {
		return 0, errKilled
	}
	if f.fault != nil {
		return 0, f.fault
	}
	fits := len(b)
	if f.room >= 0 {
		fits = min(fits, f.room)
	}
	done, err := f.step(fits)
	f.node.text = append(f.node.text, b[:done]...)
	if f.room >= 0 {
		f.room -= done
	}
	if err == nil && done < len(b) {
		err = syscall.ENOSPC
	}
	return done, err
}

func (f *memFile) ReadAt(b []byte, at int64) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if at >= int64(len(f.node.text)) {
		return 0, io.EOF
	}
	n := copy(b, f.node.text[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

func (f *memFile) Size() (int64, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return int64(len(f.node.text)), nil
}

func (f *memFile) Truncate(size int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead() {
		return errKilled
	}
	if f.room >= 0 {
		f.room += len(f.node.text) - int(size)
	}
	f.node.text = f.node.text[:size]
	_, err := f.step(1)
	return err
}

func (f *memFile) Sync() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return f.fault
	}
	return nil
}

func (f *memFile) Close() error { return nil }

func (f *memFile) isNamed(path string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.names[path] == f.node
}

func (f *memFile) lock() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead() {
		return errKilled
	}
	if f.node.held != nil {
		return filelock.ErrHeld
	}
	f.node.held = f.process
	return nil
}

func (f *memFile) unlock() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.node.held == f.process {
		f.node.held = nil
	}
}
