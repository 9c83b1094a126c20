//go:build !windows

// Command bench measures a program from outside: it runs the program in a pseudo-terminal, beside a room server with
// prepared events, and prints one line of JSON. It also has the yardsticks, which are programs that do as little as
// possible.
//
//	bench drive [flags] -- PROGRAM ARGS…   measure PROGRAM
//	bench serve [flags] -- PROGRAM ARGS…   run PROGRAM, and serve a room that ends
//	bench bare                             paint one counter, without Bubble Tea's renderer
//	bench stock                            paint one counter with Bubble Tea's renderer
//	bench null URL                         read events and discard them; m sends a request
//	bench read URL                         read until the room has ended, and print the CPU time
//
// Milliseconds depend on the machine. Compare only the figures of one run.
package main

import (
	"fmt"
	"os"
)

func main() {
	args := os.Args[1:]
	if len(args) == 0 {
		fmt.Fprintln(os.Stderr, "bench: use drive, serve, bare, stock, null or read")
		os.Exit(2)
	}
	var err error
	switch args[0] {
	case "drive":
		err = drive(args[1:])
	case "serve":
		err = serve(args[1:])
	case "bare":
		err = bare()
	case "stock":
		err = stock()
	case "null":
		err = null(args[1])
	case "read":
		err = read(args[1])
	default:
		err = fmt.Errorf("unknown: %q", args[0])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
