package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gavel/session/video"
	"gavel/ui"
	"gavel/ui/output"
	"gavel/ui/say"
	"gavel/ui/text"
)

// finish prints err, unless it is nil, and returns the exit code.
func (a *app) finish(ctx context.Context, err error) int {
	p := a.verdict(err)
	if p == nil {
		return exitDone
	}
	if ctx.Err() != nil && p.exit == exitFailed {
		// The signal caused the failure, so it needs no message, except for a command that may have reached the room.
		if p.exit = codeOf(ctx); !isUnknown(err) {
			return p.exit
		}
	}
	switch {
	case p.sentence == "":
	case a.json:
		_ = output.Print(a.err, a.object(p)) // there is nowhere left to report an error
	default:
		a.note("%s", p.Error())
		a.point(p.caret)
	}
	return p.exit
}

// note prints one message to stderr: cleaned, in one line, without secrets. All messages go through it.
func (a *app) note(format string, args ...any) {
	_, _ = fmt.Fprintln(a.err, "gavel: "+text.Clean(a.redact(fmt.Sprintf(format, args...))))
}

// point prints the lines that point at a fault.
func (a *app) point(caret string) {
	if caret == "" {
		return
	}
	for _, line := range text.CleanLines(a.redact(caret)) {
		_, _ = fmt.Fprintln(a.err, "  "+line)
	}
}

// object returns an error as --json prints it.
func (a *app) object(p *problem) output.Error {
	return output.Error{
		Outcome: p.outcome, Code: p.code,
		Message: text.Clean(a.redact(p.sentence)), Hint: text.Clean(a.redact(p.advice)),
	}
}

// verdict maps an error to its sentence and exit code, and nil to nil. No other function does that.
func (a *app) verdict(err error) *problem {
	var crash *ui.CrashError
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	v := &problem{exit: exitFailed, outcome: outcomeFailed, code: codeFailed, cause: err}
	switch {
	case errors.As(err, &crash):
		v.code, v.sentence = codeInternal, a.crashed(crash)
	case errors.Is(err, video.ErrCredentials):
		v.exit, v.outcome, v.code = exitCredentials, outcomeNotSent, codeCredentials
		v.sentence = fmt.Sprintf("%s refused project and token", a.host)
		v.advice = "check SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN, or --project and --token-file"
	case errors.Is(err, video.ErrArgument):
		v.exit, v.outcome, v.code, v.sentence = exitUsage, outcomeNotSent, codeUsage, plain(err)
	default:
		a.explain(v, err)
	}
	return v
}

// explain completes the verdict about an error of the session.
func (a *app) explain(v *problem, err error) {
	var state *video.StateError
	var refusal *video.RPCError
	var dial *video.DialError
	switch p := floorProblem(err); {
	case p != nil:
		*v = *p
		v.cause = err
	case errors.As(err, &state):
		v.outcome, v.code, v.sentence = outcomeNotSent, stateCode(state), say.StateMessage(state)
		if errors.Is(err, context.DeadlineExceeded) { // the reason already says that nothing was sent
			v.code, v.sentence = codeNoAnswer, text.Sanitise(state.Reason)
		}
	case errors.Is(err, video.ErrUnknown): // of a method that only reads; see unknown
		v.code, v.sentence = codeNoAnswer, "no answer came from "+a.host+"; nothing was changed"
	case errors.As(err, &refusal):
		v.outcome, v.code, v.sentence = video.OutcomeRefused.String(), refusal.Code, say.RefusedMessage(refusal)
	case errors.As(err, &dial):
		v.outcome, v.code, v.sentence = outcomeNotSent, codeUnreachable, say.UnreachableMessage(dial, a.host)
	case errors.Is(err, video.ErrNotSent), errors.Is(err, video.ErrOffline):
		v.outcome, v.code = outcomeNotSent, codeOffline
		v.sentence = say.OfflineMessage(a.host)
	case errors.Is(err, context.DeadlineExceeded):
		v.code, v.sentence = codeNoAnswer, a.host+" did not answer in time"
	default:
		v.sentence = plain(err)
	}
}

// floorProblem returns an error of the floor as a problem, and nil for any other error.
func floorProblem(err error) *problem {
	code, message := say.FloorMessage(err)
	switch code {
	case "":
		return nil
	case codeUsage:
		return usagef("%s", message)
	}
	return failf(code, "%s", message)
}

// stateCode is the code of a command that could not run.
func stateCode(e *video.StateError) string {
	for _, known := range []struct {
		is   error
		code string
	}{
		{video.ErrRoomEnded, codeEnded},
		{video.ErrNotFound, codeNotFound},
		{video.ErrRefused, codeForbidden},
		{video.ErrOffline, codeOffline},
		{video.ErrBusy, codeBusy},
		{video.ErrUnrecorded, codeUnrecorded},
	} {
		if errors.Is(e, known.is) {
			return known.code
		}
	}
	return codeFailed
}

// unknown returns the error about a command whose outcome is unknown.
func unknown(cause error) error {
	return &problem{
		exit: exitFailed, outcome: video.OutcomeUnknown.String(), code: codeNoAnswer, cause: cause,
		sentence: say.Unknown,
	}
}

// isUnknown reports whether the room may have executed a command although no answer came.
func isUnknown(err error) bool {
	var p *problem
	return errors.As(err, &p) && errors.Is(p, video.ErrUnknown)
}

// crashed returns the sentence about a panic. The trace goes to the log only.
func (a *app) crashed(e *ui.CrashError) string {
	sentence := fmt.Sprintf("internal error: %v", e.Value)
	if a.flags.log == "" {
		return sentence + "; to record the stack trace, use --log FILE"
	}
	logger, done, err := a.logger() // the connection's logger is closed by now
	if err != nil {
		return sentence
	}
	defer done()
	logger.Error("internal error", "value", fmt.Sprint(e.Value), "stack", string(e.Stack))
	return sentence + "; the stack trace is in " + a.flags.log
}

// plain returns the error in one line, without the secret parts of addresses. Joined errors follow each other.
func plain(err error) string {
	return strings.ReplaceAll(text.Sanitise(video.Reason(err)), "\n", "; ")
}
