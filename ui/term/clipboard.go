package term

import (
	"context"
	"encoding/base64"
	"os/exec"
	"strings"
	"time"
)

// Copied is the outcome of Clipboard.Copy.
type Copied int

const (
	// CopiedSent means that the text goes to the terminal. No terminal reports whether it accepted the text.
	CopiedSent Copied = iota
	// CopiedInTmux means that tmux has the text and has sent it to its own terminal. Pasting inside tmux works in any
	// case.
	CopiedInTmux
	// CopiedOnlyInTmux means that only tmux has the text, because its set-clipboard is off.
	CopiedOnlyInTmux
	// CopiedNowhere means that the text is not copied: tmux did not accept it, and does not let programs write to the
	// clipboard.
	CopiedNowhere
)

// tmuxWait bounds the time for all answers of tmux.
const tmuxWait = 500 * time.Millisecond

// Clipboard copies text to the clipboard of the person at the terminal. The zero value is ready to use; inside tmux it
// runs the program tmux.
type Clipboard struct {
	// Tmux runs tmux with args, passes stdin to its standard input, and returns its standard output. Tests replace it.
	Tmux func(ctx context.Context, stdin string, args ...string) (string, error)
}

// Copy puts text on the clipboard. It returns the bytes to pass to Terminal.Write, which may be nil, and the outcome.
// Copy waits for tmux, at most half a second, so call it in a tea.Cmd. It is safe for concurrent use if Tmux is.
func (c Clipboard) Copy(ctx context.Context, text string) (seq []byte, result Copied) {
	osc52 := "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
	if !InTmux() {
		return []byte(osc52), CopiedSent
	}
	ctx, cancel := context.WithTimeout(ctx, tmuxWait)
	defer cancel()
	run := c.Tmux
	if run == nil {
		run = runTmux
	}
	// By default, set-clipboard is external. tmux then drops OSC 52 from programs, but sends its own to its terminal.
	setting, _ := run(ctx, "", "show-options", "-gsv", "set-clipboard")
	setting = strings.TrimSpace(setting)
	if _, err := run(ctx, text, "load-buffer", "-w", "-"); err == nil {
		if setting == "off" {
			return nil, CopiedOnlyInTmux
		}
		return nil, CopiedInTmux
	}
	if setting == "on" {
		return []byte(osc52), CopiedSent
	}
	allowed, err := run(ctx, "", "show-options", "-gwv", "allow-passthrough")
	if err == nil && strings.TrimSpace(allowed) != "off" {
		return []byte(passthrough(osc52)), CopiedSent
	}
	return nil, CopiedNowhere
}

func runTmux(ctx context.Context, stdin string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "tmux", args...)
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.Output()
	return string(out), err
}
