package fakerelay

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

// readClientFrame reads one masked, unfragmented frame.
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

// ServerFrame encodes one unmasked, final frame.
func ServerFrame(op int, data []byte) []byte {
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

// BlackHole is a connection that can stop delivering in either direction without an error, like a dead network.
type BlackHole struct {
	net.Conn
	Swallow atomic.Bool // writes vanish and reads return nothing
	Stall   atomic.Bool // writes block until their deadline
	done    chan struct{}
	once    sync.Once
	mu      sync.Mutex
	until   time.Time
}

// Hide returns a Wrap function that puts a black hole around the client's end and stores it in b.
func Hide(b **BlackHole) func(net.Conn) net.Conn {
	return func(c net.Conn) net.Conn {
		*b = &BlackHole{Conn: c, done: make(chan struct{})}
		return *b
	}
}

func (b *BlackHole) Read(p []byte) (int, error) {
	n, err := b.Conn.Read(p)
	if b.Swallow.Load() && err == nil {
		<-b.done
		return 0, net.ErrClosed
	}
	return n, err
}

func (b *BlackHole) Write(p []byte) (int, error) {
	if b.Stall.Load() {
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
	if b.Swallow.Load() {
		return len(p), nil
	}
	return b.Conn.Write(p)
}

// SetWriteDeadline bounds all writes, including those that vanish.
func (b *BlackHole) SetWriteDeadline(t time.Time) error {
	b.mu.Lock()
	b.until = t
	b.mu.Unlock()
	return b.Conn.SetWriteDeadline(t)
}

// Close closes the wrapped connection.
func (b *BlackHole) Close() error {
	b.once.Do(func() { close(b.done) })
	return b.Conn.Close()
}

// RawFrame encodes a frame that may be invalid: any first byte, any width of the length, and an optional mask.
func RawFrame(first byte, width int, length uint64, masked bool, payload []byte) []byte {
	b := []byte{first, 0}
	switch width {
	case 1:
		b[1] = byte(length)
	case 2:
		b[1] = 126
		b = binary.BigEndian.AppendUint16(b, uint16(length))
	default:
		b[1] = 127
		b = binary.BigEndian.AppendUint64(b, length)
	}
	if masked {
		b[1] |= 0x80
		b = append(b, 0, 0, 0, 0) // a zero mask, so that the payload stays readable
	}
	return append(b, payload...)
}
