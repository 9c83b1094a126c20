package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/charmbracelet/x/term"

	"gavel/session/video"
	"gavel/ui"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/text"
)

// canAsk reports whether a user can answer a question.
func (a *app) canAsk() bool { return term.IsTerminal(a.stdin.Fd()) }

// confirm asks before a destructive command. It returns nil if the user agreed.
func (a *app) confirm(ctx context.Context, s *video.Snapshot, c video.Command) error {
	row, _ := c.Action.Info()
	question := say.Asked(c, targetNames(s, c.Targets), s.Room.Title())
	if row.Risk == video.RiskTyped {
		name := text.Clean(cmp.Or(s.Room.Name, s.Room.ID))
		warning := say.Warning(c, draw.Plural(len(s.Members), "member", "members"))
		return a.ask(ctx, name, "%s\n%s\nType the room's name, %s, to continue: ", question, warning, name)
	}
	return a.ask(ctx, "", "%s %s [y/N] ", question, say.Warning(c, ""))
}

// ask asks a question and waits for the answer want; "" means yes. Any other answer, an empty line included, is a no.
func (a *app) ask(ctx context.Context, want, question string, args ...any) error {
	_, _ = fmt.Fprintf(a.err, question, args...)
	answers := make(chan string, 1)
	// Reading a terminal cannot be interrupted. After a signal the process ends and takes this goroutine with it.
	ui.Start(func() {
		answer, err := bufio.NewReader(a.stdin).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			answer = ""
		}
		answers <- strings.TrimSpace(answer)
	}, func(*ui.CrashError) { answers <- "" })
	var answer string
	select {
	case <-ctx.Done():
		_, _ = fmt.Fprintln(a.err)
		return ctx.Err()
	case answer = <-answers:
	}
	switch {
	case want != "" && answer == want:
	case want == "" && (strings.EqualFold(answer, "y") || strings.EqualFold(answer, "yes")):
	default:
		return failf(codeUnconfirmed, say.NotConfirmed)
	}
	return nil
}
