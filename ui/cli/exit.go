package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gavel/session/video"
	"gavel/ui"
	"gavel/ui/say"
	"gavel/ui/text"
)

// finish prints err, unless it is nil, and returns the exit code.
func (a *app) finish(ctx context.Context, err error) int {
	sentence, code := a.verdict(err)
	if ctx.Err() != nil && code == exitFailed {
		// The signal caused the failure, so it needs no message, except for a command that may have reached the room.
		if code = codeOf(ctx); !isUnknown(err) {
			return code
		}
	}
	if sentence != "" {
		a.note("%s", sentence)
	}
	return code
}

// note prints one message to stderr: cleaned, in one line, without secrets. All messages go through it.
func (a *app) note(format string, args ...any) {
	_, _ = fmt.Fprintln(a.err, "gavel: "+text.Clean(a.redact(fmt.Sprintf(format, args...))))
}

// verdict maps an error to its sentence and exit code. No other function does.
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
	case errors.As(err, &state) && errors.Is(err, context.DeadlineExceeded): // the reason says that nothing was sent
		return text.Sanitise(state.Reason), exitFailed
	case errors.As(err, &state):
		return say.StateMessage(state), exitFailed
	case errors.Is(err, video.ErrUnknown): // of a method that only reads; see unknown
		return "no answer came from " + a.host + "; nothing was changed", exitFailed
	case errors.As(err, &refusal):
		return say.RefusedMessage(refusal), exitFailed
	case errors.As(err, &dial):
		return say.UnreachableMessage(dial, a.host), exitFailed
	case errors.Is(err, video.ErrNotSent), errors.Is(err, video.ErrOffline):
		return "not sent: there is no connection to " + a.host + "; nothing happened", exitFailed
	case errors.Is(err, context.DeadlineExceeded):
		return a.host + " did not answer in time", exitFailed
	}
	return plain(err), exitFailed
}

// unknown returns the error about a command whose outcome is unknown.
func unknown(cause error) error {
	return &problem{
		code: exitFailed, cause: cause,
		sentence: say.Unknown,
	}
}

// isUnknown reports whether a command may have been executed although no answer came.
func isUnknown(err error) bool {
	var p *problem
	return errors.As(err, &p) && errors.Is(p, video.ErrUnknown)
}

// crashed returns the sentence about a panic. The trace goes to the log only.
func (a *app) crashed(e *ui.CrashError) string {
	sentence := fmt.Sprintf("internal error: %v", e.Value)
	if a.flags.log == "" {
		return sentence + "; with --log FILE the place would be in the log"
	}
	logger, done, err := a.logger() // the connection's logger is closed by now
	if err != nil {
		return sentence
	}
	defer done()
	logger.Error("internal error", "value", fmt.Sprint(e.Value), "stack", string(e.Stack))
	return sentence + "; the place is in " + a.flags.log
}

// plain returns the error in one line, without the secret parts of addresses. Joined errors follow each other.
func plain(err error) string {
	return strings.ReplaceAll(text.Sanitise(video.Reason(err)), "\n", "; ")
}
