package keeper

import (
	"os"
	"testing"
	"time"

	"github.com/creack/pty"
)

func TestConsoleRunsWithoutKeeper(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = master.Close(), slave.Close() }()
	for _, program := range []string{"/no/such/program", os.DevNull} {
		k := New(slave, slave, "")
		k.program = program
		k.Screen(true)
		k.Screen(false)
		k.Dismiss()
		k.Dismiss()
		k.Screen(true)
		select {
		case <-k.ended:
		case <-time.After(10 * time.Second):
			t.Error("a keeper that never started has not ended")
		}
	}
	New(slave, slave, "").Dismiss() // never shown
	var none *Keeper
	none.Screen(true)
	none.Dismiss()
}
