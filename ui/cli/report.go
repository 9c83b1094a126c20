package cli

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui"
	"gavel/ui/filter"
	"gavel/ui/private"
	"gavel/ui/say"
)

const reportHelp = `Reads a journal that --journal has written, with its older files, and reports the night: who was
present and for how long, who talked for how long, hands and how long they waited, recordings, and
every action with its outcome and its position in the recording. You need no connection.

Someone who leaves and returns under the same name is one person, unless both were there at once. A pause
of less than three seconds does not end a turn. With --by KEY, people are also counted by that key of their
metadata, for example --by party. Only what was recorded is counted; gavel verify FILE shows whether the
journal was changed.`

// reportCommand is gavel report.
func (a *app) reportCommand() *cobra.Command {
	var o reportOptions
	cmd := &cobra.Command{
		Use: "report FILE", Short: "report a night from its journal", Long: reportHelp, Args: takes("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.report(cmd.Context(), args[0], &o) },
	}
	cmd.Flags().StringVar(&o.by, "by", "", "count by this `KEY` of people's metadata, too")
	cmd.Flags().BoolVar(&o.markdown, "markdown", false, "print Markdown")
	o.json.Add(cmd, filter.FieldsOf(journal.Summary{}))
	return cmd
}

// handOver returns how a console reports the night since a time, from the journal if there is one.
func (a *app) handOver(w *journal.Writer, since time.Time) ui.HandOver {
	o := ui.HandOver{Save: private.SaveReport}
	if w == nil {
		return o
	}
	path := a.flags.journal
	o.Report = func(ctx context.Context, s *video.Snapshot) (string, error) {
		ctx, cancel := context.WithTimeout(ctx, journalWait)
		defer cancel()
		if err := w.Flush(ctx); err != nil {
			return "", err
		}
		sum, err := journal.Summarise(path, "")
		return say.Report(sum.Since(since).With(s), false, time.Local), err
	}
	return o
}

type reportOptions struct {
	by       string
	markdown bool
	json     filter.Flags
}

func (a *app) report(ctx context.Context, path string, o *reportOptions) error {
	if o.markdown && o.json.On() {
		return usagef("--markdown and --json exclude each other")
	}
	sum, err := journal.Summarise(path, strings.TrimPrefix(o.by, "meta."))
	switch {
	case err != nil:
		return unread(path, "read", err)
	case o.json.On():
		return a.printJSON(ctx, &o.json, sum)
	}
	_, err = io.WriteString(a.out, say.Report(sum, o.markdown, time.Local))
	return err
}
