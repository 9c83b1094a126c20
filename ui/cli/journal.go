package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui/filter"
	"gavel/ui/private"
	"gavel/ui/say"
)

// openJournal opens the file of --journal; nil without the flag.
func (a *app) openJournal(cfg session.Config) (*journal.Writer, error) {
	path := a.flags.journal
	if path == "" {
		return nil, nil
	}
	w, err := journal.Open(journal.Options{
		Path: path, User: userName(), Project: cfg.Project, Redact: a.redact,
		KeepFor: a.conf().JournalKeep, Pseudonyms: a.conf().JournalNames == "pseudonym",
		OpenFile: func(path string) (*os.File, error) { return openPrivate("--journal", path) },
	})
	var p *problem
	if err == nil || errors.As(err, &p) {
		return w, err
	}
	return nil, usagef("--journal %s: %s", path, private.Reason(err))
}

// userName returns the name of the user that the process runs as, or the number.
func userName() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "uid " + strconv.Itoa(os.Getuid())
}

// journalWait is how long the end of a command waits for the disk.
const journalWait = 2 * time.Second

// reportUnrecorded reports that the command was not recorded. The exit code is still that of the command.
func (a *app) reportUnrecorded(w *journal.Writer) {
	if w == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), journalWait)
	defer cancel()
	if err := w.Flush(ctx); err != nil {
		a.note("%s", say.UnrecordedMessage(a.flags.journal, private.Reason(err)))
	}
}

// explainUnrecorded adds what to do to the refusal of a command that could not be recorded.
func (a *app) explainUnrecorded(err error) error {
	var state *video.StateError
	if !errors.Is(err, video.ErrUnrecorded) || !errors.As(err, &state) {
		return err
	}
	return &problem{
		exit: exitFailed, outcome: outcomeNotSent, code: codeUnrecorded, cause: err,
		sentence: say.StateMessage(state),
		advice:   fmt.Sprintf("make %s writable, or leave --journal out", a.flags.journal),
	}
}

// unread returns the error about a journal that cannot be read or replayed. verb is read or replayed.
func unread(path, verb string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("%s does not exist", path)
	case errors.Is(err, journal.ErrEmpty):
		return failf(codeFailed, "%s is empty: nothing was recorded", path)
	}
	return failf(codeFailed, "%s cannot be %s: %s", path, verb, private.Reason(err))
}

const verifyHelp = `Reads a journal that --journal has written, with its older files FILE.1, FILE.2 and so on, and
prints one verdict:
  whole    every line follows from the one before it, and the last run has ended
  live     likewise, but the last run has not ended: it still writes, or was killed
  torn     likewise, but the last line is cut off: a crash, or a full disk
  changed  a line was changed, removed, moved or inserted; the first such line is named
  missing  a file of the journal is missing
The exit code is 1 for changed and missing, and for a file that is empty or not a journal; otherwise
0. You need no connection.

gavel verify cannot find lines that are missing at the very end, or a journal that was rewritten as a
whole. If that matters, keep a copy of the last line elsewhere. With --json, it prints one object.`

// verifyCommand is gavel verify.
func (a *app) verifyCommand() *cobra.Command {
	var j filter.Flags
	cmd := &cobra.Command{
		Use: "verify FILE", Short: "find out whether a journal was changed", Long: verifyHelp, Args: takes("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.verify(cmd.Context(), args[0], &j) },
	}
	j.Add(cmd, filter.FieldsOf(verified{}))
	return cmd
}

// verified is what --json prints.
type verified struct {
	journal.Report
	Reason string `json:"reason,omitempty"`
}

func (a *app) verify(ctx context.Context, path string, j *filter.Flags) error {
	r, err := journal.Verify(path)
	switch {
	case err != nil:
		return unread(path, "read", err)
	case j.On():
		err = a.printJSON(ctx, j, verified{r, say.JournalFault(r.Fault)})
	default:
		_, err = io.WriteString(a.out, say.Verified(r))
	}
	if r.Verdict == journal.Changed || r.Verdict == journal.Missing {
		return errors.Join(err, &problem{exit: exitFailed})
	}
	return err
}
