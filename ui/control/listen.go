package control

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// unixPrefix precedes the path of a Unix socket in an address.
const unixPrefix = "unix:"

// Check returns the error that [Listen] would return for an invalid address, or nil.
func Check(where string) error {
	if path, ok := strings.CutPrefix(where, unixPrefix); ok {
		if !filepath.IsAbs(path) {
			return fmt.Errorf("%q: the path must be absolute", where)
		}
		return nil
	}
	if err := CheckLoopback(where); err != nil {
		return fmt.Errorf("%w, or unix:PATH", err)
	}
	return nil
}

// CheckLoopback returns an error if an address is anything but a loopback literal with a port: it would offer the port
// to the network.
func CheckLoopback(address string) error {
	const allowed = "allowed are 127.0.0.1:PORT and [::1]:PORT"
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q is not ADDRESS:PORT; %s", address, allowed)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%q is not a loopback address; %s", address, allowed)
	}
	if _, err := net.LookupPort("tcp", port); err != nil {
		return fmt.Errorf("%q: the port must be 0 to 65535; %s", address, allowed)
	}
	return nil
}

// Listen opens the port. where is "unix:PATH", or a loopback address with a port; port 0 selects a free one. The
// returned address is "unix:PATH" or "http://127.0.0.1:PORT". The error is that of [Check], or the reason why the
// system or the path does not allow it: for example, another program uses the port or the socket, or PATH is not a
// socket.
func Listen(where string) (l net.Listener, address string, err error) {
	if err := Check(where); err != nil {
		return nil, "", err
	}
	if path, ok := strings.CutPrefix(where, unixPrefix); ok {
		l, err = listenUnix(path)
		return l, where, err
	}
	if l, err = net.Listen("tcp", where); err != nil {
		return nil, "", err
	}
	return l, "http://" + l.Addr().String(), nil
}

// listenUnix opens a socket for its owner only. It replaces a socket that no process serves, and nothing else.
func listenUnix(path string) (net.Listener, error) {
	old, err := os.Lstat(path)
	switch {
	case err == nil && old.Mode()&os.ModeSocket == 0:
		return nil, fmt.Errorf("%s exists and is not a socket", path)
	case err == nil:
		c, err := net.DialTimeout("unix", path, headerTimeout)
		if err == nil {
			_ = c.Close()
			return nil, fmt.Errorf("%s is in use by another program", path)
		}
		if !errors.Is(err, syscall.ECONNREFUSED) {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if err := os.Remove(path); err != nil {
			return nil, err
		}
	case !errors.Is(err, os.ErrNotExist):
		return nil, err
	}
	mask := umask(0o177) // applies from the moment of creation
	l, err := net.Listen("unix", path)
	umask(mask)
	return l, err
}

// NewToken returns a random bearer token.
func NewToken() string { return rand.Text() }
