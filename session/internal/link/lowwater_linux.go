package link

import (
	"net"
	"syscall"
)

// setLowWater sets how many bytes must arrive before the system wakes this process for a socket. It reports whether it
// succeeded. A read still returns all bytes that are there.
func setLowWater(c net.Conn, bytes int) bool {
	s, ok := c.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return false
	}
	var set error
	err = raw.Control(func(fd uintptr) {
		set = syscall.SetsockoptInt(int(fd), syscall.SOL_SOCKET, syscall.SO_RCVLOWAT, bytes)
	})
	return err == nil && set == nil
}
