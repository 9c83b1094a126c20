package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"gavel/session/video"
	"gavel/ui"
	"gavel/ui/text"
)

// The exit codes of the contract.
const (
	exitDone        = 0
	exitFailed      = 1
	exitUsage       = 2
	exitCredentials = 3
	exitUnwritten   = 4
	exitInterrupted = 130
)

// problem is an error that already is a sentence for the person, together with its exit code.
type problem struct {
	code     int
	sentence string
	cause    error // or nil
}

// Error returns the sentence.
func (p *problem) Error() string { return p.sentence }

// Unwrap returns the cause.
func (p *problem) Unwrap() error { return p.cause }

// usagef is a mistake in what the person typed or set up.
func usagef(format string, args ...any) error {
	return &problem{code: exitUsage, sentence: fmt.Sprintf(format, args...)}
}

// failf is a command that could not do what it was asked for.
func failf(format string, args ...any) error {
	return &problem{code: exitFailed, sentence: fmt.Sprintf(format, args...)}
}

// finish prints what went wrong, if anything did, and returns the exit code.
func (a *app) finish(ctx context.Context, err error) int {
	sentence, code := a.verdict(err)
	if ctx.Err() != nil && code == exitFailed {
		// Whatever failed did so because of the signal. A command that may have reached a room is worth a word all the same.
		if code = codeOf(ctx); !isUnknown(err) {
			return code
		}
	}
	if sentence != "" {
		a.note("%s", sentence)
	}
	return code
}

// note prints one message to stderr. It is the door through which all of them go: cleaned, in one line, without secrets.
func (a *app) note(format string, args ...any) {
	_, _ = fmt.Fprintln(a.err, "gavel: "+text.Clean(a.redact(fmt.Sprintf(format, args...))))
}

// verdict maps an error to the one sentence that is printed and to the exit code. It is the only place that does.
func (a *app) verdict(err error) (string, int) {
	var p *problem
	var refusal *video.RPCError
	var state *video.StateError
	var dial *video.DialError
	var crash *ui.CrashError
	switch {
	case err == nil:
		return "", exitDone
	case errors.As(err, &p):
		return p.sentence, p.code
	case errors.As(err, &crash):
		return a.crashed(crash), exitFailed
	case errors.Is(err, video.ErrCredentials):
		return fmt.Sprintf("%s refused project and token; check SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN, "+
			"or --project and --token-file", a.host), exitCredentials
	case errors.Is(err, video.ErrArgument):
		return plain(err), exitUsage
	case errors.As(err, &state):
		return stateSentence(state), exitFailed
	case errors.Is(err, video.ErrUnknown): // of something that only reads; see unknown
		return "no answer came from " + a.host + "; nothing was changed", exitFailed
	case errors.As(err, &refusal):
		return refused(refusal), exitFailed
	case errors.As(err, &dial):
		return a.unreachable(dial), exitFailed
	case errors.Is(err, video.ErrNotSent), errors.Is(err, video.ErrOffline):
		return "not sent: there is no connection to " + a.host + "; nothing happened", exitFailed
	case errors.Is(err, context.DeadlineExceeded):
		return a.host + " did not answer in time", exitFailed
	}
	return plain(err), exitFailed
}

// unknown makes the sentence of a command whose outcome nobody knows.
func unknown(cause error) error {
	return &problem{
		code: exitFailed, cause: cause,
		sentence: "outcome unknown: the request was sent, but no answer came; look at the room before you try again",
	}
}

// isUnknown reports whether a command may have been executed without our knowing.
func isUnknown(err error) bool {
	var p *problem
	return errors.As(err, &p) && errors.Is(p, video.ErrUnknown)
}

// crashed says what went wrong inside. Where it did goes to the log only.
func (a *app) crashed(e *ui.CrashError) string {
	sentence := fmt.Sprintf("internal error: %v", e.Value)
	if a.flags.log == "" {
		return sentence + "; with --log FILE the place would be in the log"
	}
	logger, done, err := a.logger() // that of the connection is closed by now
	if err != nil {
		return sentence
	}
	defer done()
	logger.Error("internal error", "value", fmt.Sprint(e.Value), "stack", string(e.Stack))
	return sentence + "; the place is in " + a.flags.log
}

// unreachable says why there is no connection.
func (a *app) unreachable(e *video.DialError) string {
	if errors.Is(e, video.ErrNotRelay) {
		return fmt.Sprintf("%s is not a SignalWire relay; check --host and SIGNALWIRE_RELAY_HOST (%s)", a.host, e.Reason)
	}
	return fmt.Sprintf("cannot connect to %s: %s failed: %s", a.host, e.Step, e.Reason)
}

// stateSentence says why a command could not run: nothing was sent.
func stateSentence(e *video.StateError) string {
	kind := "not sent: "
	switch {
	case errors.Is(e, context.DeadlineExceeded): // the reason says that nothing was sent
		kind = ""
	case errors.Is(e, video.ErrNotFound):
		kind = "not found: "
	case errors.Is(e, video.ErrRefused):
		kind = "refused: "
	}
	return kind + text.Sanitise(e.Reason)
}

// refused says what the room refused and why.
func refused(e *video.RPCError) string {
	reason := text.Sanitise(e.Message)
	if reason == "" {
		reason = "no reason given"
	}
	if e.Forbidden() {
		return fmt.Sprintf("refused: the token may not call %s (%s, code %s)", e.Method, reason, e.Code)
	}
	if errors.Is(e, video.ErrNotFound) {
		return fmt.Sprintf("not found: %s: %s (code %s)", e.Method, reason, e.Code)
	}
	return fmt.Sprintf("refused: %s: %s (code %s)", e.Method, reason, e.Code)
}

// plain returns the error in one line, without the secret parts of addresses; joined errors stand behind each other.
func plain(err error) string {
	return strings.ReplaceAll(text.Sanitise(video.Reason(err)), "\n", "; ")
}

// redactingWriter is a file that never gets a secret. Every record must come in one Write.
type redactingWriter struct {
	to io.Writer
	a  *app
}

// Write writes p without secrets and reports all of it as written.
func (w redactingWriter) Write(p []byte) (int, error) {
	if _, err := io.WriteString(w.to, w.a.redact(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
