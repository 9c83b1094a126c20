package session

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

// readClientFrame takes one masked, unfragmented frame.
func readClientFrame(br *bufio.Reader) (op int, data []byte, err error) {
	var h [2]byte
	if _, err := io.ReadFull(br, h[:]); err != nil {
		return 0, nil, err
	}
	n := uint64(h[1] & 0x7f)
	switch n {
	case 126:
		var b [2]byte
		_, err = io.ReadFull(br, b[:])
		n = uint64(binary.BigEndian.Uint16(b[:]))
	case 127:
		var b [8]byte
		_, err = io.ReadFull(br, b[:])
		n = binary.BigEndian.Uint64(b[:])
	}
	if err != nil {
		return 0, nil, err
	}
	if h[0]&0x80 == 0 || h[1]&0x80 == 0 {
		return 0, nil, errors.New("fragmented or unmasked frame")
	}
	var mask [4]byte
	if _, err := io.ReadFull(br, mask[:]); err != nil {
		return 0, nil, err
	}
	data = make([]byte, n)
	if _, err := io.ReadFull(br, data); err != nil {
		return 0, nil, err
	}
	for i := range data {
		data[i] ^= mask[i%4]
	}
	return int(h[0] & 0x0f), data, nil
}

// serverFrame encodes one unmasked, final frame.
func serverFrame(op int, data []byte) []byte {
	b := []byte{0x80 | byte(op)}
	switch n := len(data); {
	case n < 126:
		b = append(b, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 127), uint64(n))
	}
	return append(b, data...)
}

// blackHole is a connection that can stop delivering in either direction without an error, as a dead network does.
type blackHole struct {
	net.Conn
	swallow atomic.Bool // writes vanish, nothing is read any more
	stall   atomic.Bool // writes wait for their deadline
	done    chan struct{}
	once    sync.Once
	mu      sync.Mutex
	until   time.Time
}

// hide returns a wrap that puts a black hole around the client's end and stores it in the variable.
func hide(b **blackHole) func(net.Conn) net.Conn {
	return func(c net.Conn) net.Conn {
		*b = &blackHole{Conn: c, done: make(chan struct{})}
		return *b
	}
}

func (b *blackHole) Read(p []byte) (int, error) {
	n, err := b.Conn.Read(p)
	if b.swallow.Load() && err == nil {
		<-b.done
		return 0, net.ErrClosed
	}
	return n, err
}

func (b *blackHole) Write(p []byte) (int, error) {
	if b.stall.Load() {
		b.mu.Lock()
		wait := time.Until(b.until)
		b.mu.Unlock()
		select {
		case <-b.done:
			return 0, net.ErrClosed
		case <-time.After(wait):
			return 0, os.ErrDeadlineExceeded
		}
	}
	if b.swallow.Load() {
		return len(p), nil
	}
	return b.Conn.Write(p)
}

func (b *blackHole) SetWriteDeadline(t time.Time) error {
	b.mu.Lock()
	b.until = t
	b.mu.Unlock()
	return b.Conn.SetWriteDeadline(t)
}

func (b *blackHole) Close() error {
	b.once.Do(func() { close(b.done) })
	return b.Conn.Close()
}
