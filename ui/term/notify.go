package term

import (
	"os"
	"strings"

	"gavel/ui/text"
)

// Bell returns the bytes that ring the bell.
func Bell() []byte { return []byte("\a") }

// Notification returns the bytes that show line on the desktop (OSC 9) and ring the bell, for terminals without OSC 9.
// Control characters in line are shown as text. Inside tmux, which drops OSC 9, the sequence is wrapped for the outer
// terminal.
func Notification(line string) []byte {
	seq := "\x1b]9;" + text.Clean(line) + "\a"
	if InTmux() {
		seq = passthrough(seq)
	}
	return append([]byte(seq), '\a')
}

// InTmux reports whether this process runs in tmux.
func InTmux() bool { return os.Getenv("TMUX") != "" }

// passthrough wraps a sequence for the terminal in which tmux runs. tmux drops it unless allow-passthrough is on.
func passthrough(seq string) string {
	return "\x1bPtmux;" + strings.ReplaceAll(seq, "\x1b", "\x1b\x1b") + "\x1b\\"
}
