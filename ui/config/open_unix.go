//go:build unix

package config

import "syscall"

// noWait lets a named pipe be opened without waiting for a writer. It is then refused, because it is not an ordinary
// file.
const noWait = syscall.O_NONBLOCK
