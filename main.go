// An idle console is not woken every second to see how many processors it may use now.
//
//go:debug updatemaxprocs=0

// Gavel is a terminal console for moderators of SignalWire Video rooms.
package main

import (
	"os"

	"gavel/ui/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
