package ui

import (
	"context"
	"time"

	"gavel/keymap"
	"gavel/session"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/term"
)

// Room is one room session as the console uses it; RoomOf makes one of a session.
type Room interface {
	// Snapshot returns the current picture. It is never nil.
	Snapshot() *video.Snapshot
	// Changed receives after each new snapshot and is closed at the end. The console is its one consumer.
	Changed() <-chan struct{}
	// Submit puts a command into the room's queue and does not wait; see [session.RoomSession.Submit].
	Submit(ctx context.Context, c video.Command) (Submission, error)
	// SubmitUndo likewise takes back the newest command that can be undone.
	SubmitUndo(ctx context.Context) (Submission, error)
	// Refresh reads the whole room again.
	Refresh(ctx context.Context) error
}

// Submission is a command in progress; *session.Submission is one.
type Submission interface {
	// Wait returns when the room has answered for every target.
	Wait(ctx context.Context) (video.Result, error)
	// Cancel keeps back what is unsent.
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

func (r sessionRoom) SubmitUndo(ctx context.Context) (Submission, error) {
	return r.RoomSession.SubmitUndo(ctx)
}

// Rooms finds and opens rooms.
type Rooms interface {
	// List returns the rooms in progress.
	List(ctx context.Context) ([]video.Room, error)
	// Open joins the room session with the id, or returns the one that is open already.
	Open(ctx context.Context, id string) (Room, error)
	// Changed receives when a room started or ended.
	Changed() <-chan struct{}
}

// Options says what a console shows and how.
type Options struct {
	// Room to show first. nil means: start in the room picker, waiting for a room when there is none.
	Room Room
	// Rooms lists and opens rooms. nil means: there is only Room.
	Rooms Rooms
	Keys  keymap.Map
	Theme theme.Theme
	// ThemeFor returns the theme for a dark or a light background. nil means: Theme whatever the terminal says of it.
	ThemeFor func(dark bool) theme.Theme
	// Bidi says who puts words that are written from right to left in order.
	Bidi draw.Order
	// Mouse is whether clicks and the wheel are for the console at the start.
	Mouse bool
	// WatchOnly starts with all commands switched off.
	WatchOnly bool
	// Demo says in the header that the room is a simulated one.
	Demo bool
	// Retry connects again after the relay, a certificate check or a proxy has refused, with the token as it is kept, or
	// with the one given. It does not wait for what comes of it. Its error says why that makes no sense; when it is
	// session.ErrCredentials, the console asks for a token. nil means: there is no way.
	Retry func(ctx context.Context, token video.Secret) error
	// Now is the clock. nil means time.Now.
	Now func() time.Time
	// Copy puts an id on the clipboard and says what came of it. It may take as long as tmux takes to answer. nil means the
	// clipboard of the terminal.
	Copy func(ctx context.Context, text string) term.Copied
}
