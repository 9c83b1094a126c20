package video

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
)

// The sentinels. Test for them with errors.Is.
var (
	// ErrNotSent: nothing left this process, and nothing happened. If there is a reason, the error also matches it:
	// [ErrOffline], [ErrBusy], [ErrClosed], [ErrForbidden], [ErrSuperseded], [ErrConflict], [ErrProtected],
	// [ErrUnrecorded], or the error of a context.
	ErrNotSent = errors.New("session: not sent")
	// ErrOffline: there is no connection, or it was lost before the request left. Nothing was sent.
	ErrOffline = errors.New("session: not connected")
	// ErrUnknown: the request may have reached the room, but no answer came back.
	ErrUnknown = errors.New("session: outcome unknown")
	// ErrRefused: the room refused the request, and the error is an [*RPCError]. If it is a [*StateError], the room
	// refused the same action earlier, and nothing was sent now.
	ErrRefused = errors.New("session: refused by the room")
	// ErrNotFound: the room, member, recording, playback or stream does not exist.
	ErrNotFound = errors.New("session: not found")
	// ErrAmbiguous: a name fits more than one room or member.
	ErrAmbiguous = errors.New("session: name is ambiguous")
	// ErrCredentials: project and token were refused. The client does not retry by itself.
	ErrCredentials = errors.New("session: credentials refused")
	// ErrArgument: a parameter is missing, of the wrong type or out of range. Nothing was sent.
	ErrArgument = errors.New("session: bad argument")
	// ErrRoomEnded: the room session is over. Nothing was sent.
	ErrRoomEnded = errors.New("session: the room has ended")
	// ErrClosed: the client or the room session has ended, by Close or because the client failed.
	ErrClosed = errors.New("session: closed")
	// ErrBusy: too many requests are waiting for an answer. Nothing was sent.
	ErrBusy = errors.New("session: too many requests are waiting for an answer")
	// ErrInternal: a goroutine of this package has panicked. Its value and stack are in the log, and may hold untrusted
	// text.
	ErrInternal = errors.New("session: internal error")
	// ErrNotRelay: the peer is not a SignalWire relay.
	ErrNotRelay = errors.New("session: not a relay")
	// ErrForbidden: the room has refused the same command for another target because the token lacks the permission.
	// Nothing was sent for this target.
	ErrForbidden = errors.New("session: the token may not do this")
	// ErrSuperseded: a newer command for the same member replaced this one before it was sent.
	ErrSuperseded = errors.New("session: superseded by a newer command for the same member")
	// ErrConflict: someone else has changed the property that an undo would restore, or has closed the microphone, camera
	// or ears that a command would open. Nothing was sent.
	ErrConflict = errors.New("session: changed by someone else since")
	// ErrProtected: the member is protected from commands that are not about this member alone. Nothing was sent.
	ErrProtected = errors.New("session: the member is protected")
	// ErrFinal: the newest command cannot be undone. Nothing was sent, and no older command was undone instead.
	ErrFinal = errors.New("session: this cannot be undone")
	// ErrUnrecorded: the session has a recorder, the command is destructive, and its intent could not be recorded in
	// time. Nothing was sent. Set [Command].Unrecorded to send it without a record.
	ErrUnrecorded = errors.New("session: this cannot be undone, and it could not be recorded")
)

// Reason returns the text of an error for people, without the package names that sentinels begin with.
func Reason(err error) string { return strings.ReplaceAll(err.Error(), "session: ", "") }

// Error codes with a meaning of their own. Source: PROTOCOL.md section 3.
const (
	codeForbidden = "403"
	codeNotFound  = "404"
	codeAuth      = "-32002"
	codeLimited   = "429"
	codeDenied    = "-32001" // "Permission Denied." in a test of the SDK
)

// RPCError is a refusal by the room: a JSON-RPC error, or a result whose code is not 2xx. It matches [ErrRefused] and,
// depending on its code, [ErrNotFound] or [ErrCredentials].
type RPCError struct {
	Method  string // wire method, for example video.member.audio_mute
	Code    string // as text, whether the wire had a number or a string
	Message string // from the room: untrusted text
	// RetryAfter is how long the room asks to wait before the next try, at most 5 min; 0 if it gave no time. A refused
	// command is never resent automatically; the user decides.
	RetryAfter time.Duration
}

// Error returns the refused method and the reason.
func (e *RPCError) Error() string {
	text := fmt.Sprintf("%s: refused with code %s", e.Method, e.Code)
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.RetryAfter > 0 {
		text += fmt.Sprintf(" (try again in %d s)", int(math.Ceil(e.RetryAfter.Seconds())))
	}
	return text
}

// Is reports whether the code of the error means the target sentinel.
func (e *RPCError) Is(target error) bool {
	switch target {
	case ErrRefused:
		return true
	case ErrNotFound:
		return e.Code == codeNotFound
	case ErrCredentials:
		return e.Code == codeAuth
	}
	return false
}

// Forbidden reports whether the token lacks the permission for the method.
func (e *RPCError) Forbidden() bool { return e.Code == codeForbidden || e.Code == codeDenied }

// Limited reports whether the room asks for fewer requests. RetryAfter may give the time to wait.
func (e *RPCError) Limited() bool { return e.Code == codeLimited }

// ArgumentError names a parameter, its fault and the allowed values. It matches [ErrArgument].
type ArgumentError struct {
	Action Action // empty if it is not about a method of the reference
	Name   string // the parameter's name in the reference
	Reason string // completes a sentence that begins with the name
}

// Error returns one sentence without a full stop.
func (e *ArgumentError) Error() string {
	if e.Action == "" {
		return e.Name + " " + e.Reason
	}
	return fmt.Sprintf("%s: %s %s", e.Action, e.Name, e.Reason)
}

// Is reports whether target is [ErrArgument].
func (e *ArgumentError) Is(target error) bool { return target == ErrArgument }

// StateError is the reason why a command cannot run now: the member has left, the room has ended, or the method was
// denied before. It matches the sentinel in Err.
type StateError struct {
	Reason string // a phrase for a person, such as "not connected"
	// Err is ErrOffline, ErrNotSent, ErrBusy, ErrNotFound, ErrRoomEnded, ErrRefused, ErrUnrecorded, ErrFinal,
	// ErrCredentials or ErrArgument, or a sentinel of package floor. It may be joined with another error, such as that of
	// a deadline.
	Err error
}

// Error returns the reason.
func (e *StateError) Error() string { return e.Reason }

// Unwrap returns the sentinel.
func (e *StateError) Unwrap() error { return e.Err }
