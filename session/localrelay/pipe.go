package localrelay

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// pipeBuffer is how many bytes one direction of a pipe holds before Write waits, like a socket's buffer.
const pipeBuffer = 256 << 10

// pipeAddr is the address of both ends of a pipe.
type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "127.0.0.1:1" }

// flow is one direction of a pipe: a bounded buffer with deadlines. Waiting is done on a sync.Cond, which counts as
// durably blocked inside a testing/synctest bubble.
type flow struct {
	mu         sync.Mutex // guards all fields
	cond       *sync.Cond
	buf        []byte
	err        error // what a reader gets after the buffer is empty, what a writer gets at once
	readUntil  deadline
	writeUntil deadline
}

// deadline is a point in time and the timer that wakes the goroutines waiting for it.
type deadline struct {
	at    time.Time
	timer *time.Timer
}

// passed reports whether the deadline is set and over.
func (d *deadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

func newFlow() *flow {
	f := &flow{}
	f.cond = sync.NewCond(&f.mu)
	return f
}

// read takes what is there, or waits for bytes, the end or the deadline.
func (f *flow) read(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for {
		switch {
		case f.readUntil.passed():
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case len(f.buf) > 0:
			n := copy(p, f.buf)
			f.buf = f.buf[n:]
			f.cond.Broadcast()
			return n, nil
		case f.err != nil:
			return 0, f.err
		}
		f.cond.Wait()
	}
}

// write queues p in pieces of what fits, waiting for room, the end or the deadline.
func (f *flow) write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	written := 0
	for {
		switch {
		case f.err != nil:
			return written, io.ErrClosedPipe
		case f.writeUntil.passed():
			return written, os.ErrDeadlineExceeded
		case written == len(p):
			return written, nil
		}
		if free := pipeBuffer - len(f.buf); free > 0 {
			n := min(free, len(p)-written)
			f.buf = append(f.buf, p[written:written+n]...)
			written += n
			f.cond.Broadcast()
			continue
		}
		f.cond.Wait()
	}
}

// end closes the direction; discard also loses what was not read yet, as a reset does.
func (f *flow) end(err error, discard bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err == nil {
		f.err = err
	}
	if discard {
		f.buf, f.err = nil, err
	}
	f.readUntil.stop()
	f.writeUntil.stop()
	f.cond.Broadcast()
}

// stop ends the timer; the caller holds the lock of the stream.
func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}

// setDeadline replaces one of the two deadlines.
func (f *flow) setDeadline(d *deadline, at time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	d.stop()
	d.at = at
	if left := time.Until(at); !at.IsZero() && left > 0 && f.err == nil {
		d.timer = time.AfterFunc(left, func() {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.cond.Broadcast()
		})
	}
	f.cond.Broadcast()
}

// pipeConn is one end of a pipe. It implements net.Conn.
type pipeConn struct{ in, out *flow }

// newPipe returns the two ends of a connection in memory.
func newPipe() (client, server *pipeConn) {
	a, b := newFlow(), newFlow()
	return &pipeConn{in: a, out: b}, &pipeConn{in: b, out: a}
}

func (p *pipeConn) Read(b []byte) (int, error)  { return p.in.read(b) }
func (p *pipeConn) Write(b []byte) (int, error) { return p.out.write(b) }

// Close ends both directions; the peer still reads what was written before.
func (p *pipeConn) Close() error {
	p.out.end(io.EOF, false)
	p.in.end(net.ErrClosed, true)
	return nil
}

// reset ends both directions like a TCP reset: the peer loses what it had not read.
func (p *pipeConn) reset() {
	p.out.end(syscall.ECONNRESET, true)
	p.in.end(net.ErrClosed, true)
}

func (p *pipeConn) LocalAddr() net.Addr  { return pipeAddr{} }
func (p *pipeConn) RemoteAddr() net.Addr { return pipeAddr{} }

func (p *pipeConn) SetDeadline(t time.Time) error {
	return errors.Join(p.SetReadDeadline(t), p.SetWriteDeadline(t))
}

func (p *pipeConn) SetReadDeadline(t time.Time) error {
	p.in.setDeadline(&p.in.readUntil, t)
	return nil
}

func (p *pipeConn) SetWriteDeadline(t time.Time) error {
	p.out.setDeadline(&p.out.writeUntil, t)
	return nil
}

// pipeListener hands the server's ends of pipes to the HTTP server.
type pipeListener struct {
	conns  chan net.Conn // unbuffered: a dial ends when the server has taken the connection
	closed chan struct{}
	once   sync.Once // guards closed against a second close
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

// Accept waits for a dial. It returns net.ErrClosed after Close.
func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close refuses all further dials.
func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr returns the literal under which a pipe is dialled.
func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

// dial returns the client's end of a new pipe.
func (l *pipeListener) dial(ctx context.Context) (net.Conn, error) {
	client, server := newPipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, syscall.ECONNREFUSED
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
