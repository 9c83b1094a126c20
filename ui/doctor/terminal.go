package doctor

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"gavel/theme"
	uiterm "gavel/ui/term"
)

const (
	// answerWait is how long the terminal may take to answer; over a slow link it takes a while.
	answerWait = time.Second
	// slowEscape is the delay of Escape from which tmux makes keys feel late, in milliseconds.
	slowEscape = 100
	// Size of the smallest screen that the console can use.
	leastWidth, leastHeight = 60, 15
)

// Terminal checks what the console needs of the terminal, and rings its bell.
func (d *Doctor) Terminal(in, out *os.File, getenv func(string) string) {
	if !term.IsTerminal(in.Fd()) || !term.IsTerminal(out.Fd()) {
		d.report(Skipped, "terminal", "input or output is not a terminal", "Run gavel doctor on the terminal of the console.")
		return
	}
	if strings.EqualFold(getenv("TERM"), "dumb") {
		d.report(Fault, "terminal", "TERM is dumb: it cannot move its cursor", "Use another terminal.")
		return
	}
	d.size(out)
	answers := uiterm.Answers{}
	if runtime.GOOS != "windows" { // a read cannot be interrupted there
		answers, _ = uiterm.Ask(in, out, answerWait)
	}
	d.colours(answers, getenv)
	d.letters(answers, getenv)
	d.keys(answers)
	d.bell(out)
}

func (d *Doctor) size(out *os.File) {
	w, h, err := term.GetSize(out.Fd())
	switch {
	case err != nil:
		d.report(Skipped, "size", "unknown", "")
	case w < leastWidth || h < leastHeight:
		d.report(Fault, "size", fmt.Sprintf("%d×%d", w, h), fmt.Sprintf("The console needs %d×%d.", leastWidth, leastHeight))
	default:
		d.report(OK, "size", fmt.Sprintf("%d×%d", w, h), "")
	}
}

// colours reports how many colours gavel will use, and on which background.
func (d *Doctor) colours(answers uiterm.Answers, getenv func(string) string) {
	said := map[theme.Profile]string{
		theme.TrueColor: "16 million", theme.ANSI256: "256", theme.ANSI16: "16", theme.Plain: "none",
	}[theme.DetectProfile(getenv)] + " (TERM=" + getenv("TERM") + ")"
	switch {
	case getenv("NO_COLOR") != "":
		said += ", switched off by NO_COLOR"
	case answers.Background == nil:
		said += "; it does not report its background"
	case answers.Background.Dark():
		said += ", on a dark background"
	default:
		said += ", on a light background"
	}
	if theme.DetectProfile(getenv) == theme.ANSI16 {
		d.report(Warning, "colours", said, "If it shows more, set COLORTERM=truecolor, or a TERM with 256color.")
		return
	}
	if answers.Background == nil && getenv("COLORFGBG") == "" && getenv("NO_COLOR") == "" {
		d.report(Warning, "colours", said, "If it is light, set theme = \"light\" in the configuration.")
		return
	}
	d.report(OK, "colours", said, "")
}

// letters reports which characters the terminal shows, and how wide.
func (d *Doctor) letters(answers uiterm.Answers, getenv func(string) string) {
	_, ascii := theme.Detect(getenv)
	switch {
	case ascii:
		d.report(Warning, "letters", "ASCII only: the locale is not UTF-8",
			"Set LANG=C.UTF-8, or another locale of UTF-8, if the terminal shows it.")
	case !answers.Answered:
		d.report(Warning, "letters", "UTF-8; the terminal does not report its widths",
			"If frames look torn, use --ascii.")
	case answers.Wide:
		d.report(OK, "letters", "UTF-8, ambiguous letters in two cells: gavel draws its frames in ASCII", "")
	default:
		d.report(OK, "letters", "UTF-8, ambiguous letters in one cell", "")
	}
}

// keys reports how keys arrive.
func (d *Doctor) keys(answers uiterm.Answers) {
	said := "as terminals have always sent them"
	if answers.Kitty {
		said += "; it also supports kitty's key codes, which gavel uses"
	}
	if !uiterm.InTmux() {
		d.report(OK, "keys", said, "")
		return
	}
	delay, err := strconv.Atoi(tmuxOption("escape-time"))
	if err == nil && delay >= slowEscape {
		d.report(Warning, "keys", fmt.Sprintf("tmux holds Escape back for %d ms", delay),
			"Put set -sg escape-time 10 into ~/.tmux.conf.")
		return
	}
	d.report(OK, "keys", said+", through tmux", "")
}

// bell rings and shows a notification. Only the user knows whether that worked.
func (d *Doctor) bell(out *os.File) {
	_, _ = out.Write(uiterm.Notification("gavel doctor: this is a notification"))
	advice := "If you heard nothing, switch the bell of the terminal on. If you saw no notification, the terminal does " +
		"not know OSC 9; gavel rings anyway."
	if uiterm.InTmux() && tmuxOption("allow-passthrough") == "off" {
		d.report(Warning, "bell", "rung; tmux does not pass notifications on",
			"Put set -g allow-passthrough on into ~/.tmux.conf.")
		return
	}
	d.report(OK, "bell", "rung, and a notification sent (OSC 9)", advice)
}

// tmuxOption returns an option of the tmux around gavel, or "".
func tmuxOption(name string) string {
	ctx, cancel := context.WithTimeout(context.Background(), answerWait)
	defer cancel()
	for _, kind := range []string{"-gv", "-gsv", "-gwv"} {
		if out, err := exec.CommandContext(ctx, "tmux", "show-options", kind, name).Output(); err == nil && len(out) > 1 {
			return strings.TrimSpace(string(out))
		}
	}
	return ""
}
