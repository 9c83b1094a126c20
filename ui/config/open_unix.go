//go:build unix

package config

import "syscall"

// noWait keeps opening a named pipe from waiting for a writer, before it can be refused.
const noWait = syscall.O_NONBLOCK
