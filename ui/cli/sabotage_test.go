//go:build linux

package cli

import (
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
)

// sabotageVariable names a fall. The tests' gavel falls in this way on SIGUSR1; the product does not know the variable.
const sabotageVariable = "GAVEL_TEST_SABOTAGE"

// falls are ways to end a program that it cannot recover from.
var falls = map[string]func(){
	"concurrent map writes": func() {
		runtime.GOMAXPROCS(2) // on one processor, writes are hardly ever concurrent
		shared := map[int]int{}
		for range 8 {
			go func() {
				for i := 0; ; i++ {
					shared[i%8]++
				}
			}()
		}
		select {}
	},
	"stack overflow":          func() { debug.SetMaxStack(1 << 20); os.Exit(deeper(1)) },
	"panic":                   func() { panic(strings.Replace(echoes(), " | ", "\npanic: ", 2)) },
	"nil pointer":             func() { var p *held; p.cmd = nil },
	"unlock of unlocked lock": func() { new(screen).mu.Unlock() },
	"os.Exit":                 func() { os.Exit(7) },
	"out of memory": func() {
		for all := [][]byte{}; ; {
			all = append(all, make([]byte, 1<<28))
		}
	},
}

// deeper calls itself until the stack overflows.
func deeper(n int) int {
	if n < 0 {
		return 0
	}
	return deeper(n+1) + n
}

// sabotage prepares the fall that the environment names.
func sabotage() {
	fall := falls[os.Getenv(sabotageVariable)]
	if fall == nil {
		return
	}
	now := make(chan os.Signal, 1)
	signal.Notify(now, syscall.SIGUSR1)
	go func() {
		<-now
		fall()
	}()
}
