//go:build !unix

package cli

// forbidDumps does nothing on this system.
func forbidDumps() {}
