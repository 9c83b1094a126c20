package link

import (
	"errors"
	"fmt"
	"net"
	"sync"
)

// handshakeLimit bounds the bytes read before the upgrade: certificates and headers. The HTTP library sets no limit.
const handshakeLimit = 256 << 10

var errLongHello = errors.New("the answer to the upgrade is too long")

// corkConn is a connection that can hold back writes to send them together. It also limits the handshake.
type corkConn struct {
	net.Conn
	left int // bytes that may still be read in the handshake; negative: no limit

	before func()                 // called before each read; nil until the reader starts
	after  func(n int, full bool) // called after each read; full means that the buffer was filled

	mu   sync.Mutex // guards held and buf; TLS may write while reading
	held bool
	buf  []byte
}

func (c *corkConn) Read(p []byte) (int, error) {
	if c.before != nil {
		c.before()
		n, err := c.Conn.Read(p)
		if n > 0 {
			c.after(n, n == len(p))
		}
		return n, err
	}
	if c.left < 0 {
		return c.Conn.Read(p)
	}
	if c.left == 0 {
		return 0, errLongHello
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}

func (c *corkConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held {
		c.buf = append(c.buf, p...)
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// hold keeps all writes back until flush.
func (c *corkConn) hold() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = true
}

// flush sends the writes held back. The deadline of the last write applies.
func (c *corkConn) flush() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = false
	if len(c.buf) == 0 {
		return nil
	}
	_, err := c.Conn.Write(c.buf)
	c.buf = c.buf[:0]
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	return nil
}
