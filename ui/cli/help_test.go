package cli

import (
	"errors"
	"strings"
	"testing"
)

// fullDisk is a writer that always fails.
type fullDisk struct{}

var errFull = errors.New("no space left on device")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestHelpFailsOnFullDisk(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"help", "help do", "--help", "rooms --help", "version", "completion bash"} {
		var said strings.Builder
		a := &app{out: fullDisk{}, err: &said, getenv: func(string) string { return "" }}
		if code := a.run(t.Context(), strings.Fields(args)); code != exitFailed ||
			!strings.Contains(said.String(), "no space") {
			t.Errorf("gavel %s ends with %d and says %q", args, code, said.String())
		}
	}
}
