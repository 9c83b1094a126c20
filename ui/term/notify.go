package term

import (
	"os"
	"strings"

	"gavel/ui/text"
)

// Bell returns what rings the bell.
func Bell() []byte { return []byte("\a") }

// Notification returns what shows a line on the desktop (OSC 9) and rings the bell: terminals that do not know the
// first know the second. In tmux, which keeps such a sequence to itself, it is passed on.
func Notification(line string) []byte {
	seq := "\x1b]9;" + text.Clean(line) + "\a"
	if InTmux() {
		seq = passthrough(seq)
	}
	return append([]byte(seq), '\a')
}

// InTmux reports whether this process runs in tmux.
func InTmux() bool { return os.Getenv("TMUX") != "" }

// passthrough wraps a sequence for the terminal that tmux runs in. tmux drops it unless allow-passthrough is on.
func passthrough(seq string) string {
	return "\x1bPtmux;" + strings.ReplaceAll(seq, "\x1b", "\x1b\x1b") + "\x1b\\"
}
