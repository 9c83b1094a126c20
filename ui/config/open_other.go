//go:build !unix

package config

// noWait is not needed on this system.
const noWait = 0
