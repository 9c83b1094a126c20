package term

import (
	"context"
	"encoding/base64"
	"os/exec"
	"strings"
	"time"
)

// Copied is what became of text for the clipboard.
type Copied int

const (
	// CopiedSent was sent to the terminal. No terminal says whether it took it.
	CopiedSent Copied = iota
	// CopiedInTmux is in tmux, and was sent to the terminal that tmux runs in. tmux pastes it in any case.
	CopiedInTmux
	// CopiedOnlyInTmux is in tmux and nowhere else: its set-clipboard is off.
	CopiedOnlyInTmux
	// CopiedNowhere was not taken: tmux does not answer, and does not let programs write to the clipboard.
	CopiedNowhere
)

// tmuxWait bounds what tmux may take to answer.
const tmuxWait = 500 * time.Millisecond

// Clipboard is a way to the clipboard of the person at the terminal. The zero value asks the tmux that this process
// runs in, if it does.
type Clipboard struct {
	// Tmux runs tmux with arguments and text for its standard input, and returns what it says. Tests replace it.
	Tmux func(ctx context.Context, stdin string, args ...string) (string, error)
}

// Copy puts text on the clipboard. It returns what must be written to the terminal for that, which may be nothing, and
// what came of it. It may take as long as tmux takes to answer, half a second at most: it belongs into a command.
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
	// set-clipboard is external in a tmux that nobody has configured: it then drops OSC 52 of programs, and sends its own.
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
