//go:build !linux

package link

import "net"

// setLowWater does nothing: this system is not asked.
func setLowWater(net.Conn, int) bool { return false }
