//go:build !linux

package link

import "net"

// setLowWater does nothing, because this system has no such setting in Go.
func setLowWater(net.Conn, int) bool { return false }
