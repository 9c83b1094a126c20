package ui

import (
	"context"
	"time"

	"gavel/keymap"
	"gavel/session"
	"gavel/session/alarm"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/term"
)

// Room is one room session as the console uses it. RoomOf returns one for a *session.RoomSession.
type Room interface {
	// Snapshot returns the current snapshot. It is never nil.
	Snapshot() *video.Snapshot
	// Changed receives after each new snapshot and is closed at the end. The console is its only receiver.
	Changed() <-chan struct{}
	// Submit puts a command into the room's queue and does not wait; see [session.RoomSession.Submit].
	Submit(ctx context.Context, c video.Command) (Submission, error)
	// SubmitUndo likewise undoes the newest command that can be undone.
	SubmitUndo(ctx context.Context) (Submission, error)
	// Refresh reads the whole room again.
	Refresh(ctx context.Context) error
}

// Submission is a command in progress. *session.Submission implements it.
type Submission interface {
	// Wait returns when the room has answered for every target.
	Wait(ctx context.Context) (video.Result, error)
	// Cancel stops the unsent part.
	Cancel()
	// Entry returns the number of the command's log entry, 0 while it has none.
	Entry() uint64
}

// RoomOf returns a session as the console uses it.
func RoomOf(r *session.RoomSession) Room { return sessionRoom{r} }

// sessionRoom is a session whose submissions have the type that the console knows.
type sessionRoom struct{ *session.RoomSession }

func (r sessionRoom) Submit(ctx context.Context, c video.Command) (Submission, error) {
	return r.RoomSession.Submit(ctx, c)
}

func (r sessionRoom) Refresh(ctx context.Context) error {
	_, err := r.RoomSession.Refresh(ctx)
	return err
}

func (r sessionRoom) SubmitUndo(ctx context.Context) (Submission, error) {
	return r.RoomSession.SubmitUndo(ctx)
}

// Rooms finds and opens rooms.
type Rooms interface {
	// List returns the rooms in progress.
	List(ctx context.Context) ([]video.Room, error)
	// Open joins the room session with the id, or returns it if it is open already.
	Open(ctx context.Context, id string) (Room, error)
	// Changed receives when a room started or ended.
	Changed() <-chan struct{}
}

// Options sets what a console shows, and how.
type Options struct {
	// Room to show first. nil means: start in the room picker, and wait for a room if there is none.
	Room Room
	// Opening finishes opening the first room if that takes so long that a frame must be shown before. The console shows
	// what it waits for, and ends with the error. No room and no error mean: as if Room were nil.
	Opening func(ctx context.Context) (Room, error)
	// OpeningWhat names what is being opened.
	OpeningWhat string
	// Rooms lists and opens rooms. nil means: there is only Room.
	Rooms Rooms
	Keys  keymap.Map
	Theme theme.Theme
	// ThemeFor returns the theme for a dark or a light background. nil means: always Theme.
	ThemeFor func(dark bool) theme.Theme
	// Bidi sets whether gavel or the terminal orders right-to-left text.
	Bidi draw.Order
	// Mouse sets whether the console gets clicks and the wheel at the start.
	Mouse bool
	// WatchOnly starts with all commands switched off.
	WatchOnly bool
	// Demo marks the room as simulated in the header.
	Demo bool
	// Retry connects again after a refusal by the relay, a certificate check or a proxy. It uses token, or the stored
	// token if that is "". It does not wait for the result. Its error says why a retry makes no sense; on
	// session.ErrCredentials the console asks for a token. nil means: retry is not possible.
	Retry func(ctx context.Context, token video.Secret) error
	// Alarms returns what the alarms of a room depend on, when it is first seen. nil means: every room is alike.
	Alarms func(*video.Room) alarm.Config
	// Now is the clock. nil means time.Now.
	Now func() time.Time
	// Copy puts an id on the clipboard and returns the result. It may take as long as tmux takes to answer. nil means the
	// clipboard of the terminal.
	Copy func(ctx context.Context, text string) term.Copied
}
