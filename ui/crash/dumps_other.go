//go:build !unix

package crash

// ForbidDumps does nothing on this system.
func ForbidDumps() {}
