package session

import (
	"flag"
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets a short run collect its garbage rarely: the collector would take a fifth of its CPU time.
func TestMain(m *testing.M) {
	flag.Parse()
	if testing.Short() {
		debug.SetGCPercent(400)
	}
	os.Exit(m.Run())
}
