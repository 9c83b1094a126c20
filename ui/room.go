package ui

import (
	"context"
	"time"

	"gavel/keymap"
	"gavel/session"
	"gavel/session/alarm"
	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/scene"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/config"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/pane"
	"gavel/ui/people"
	"gavel/ui/player"
	"gavel/ui/term"
)

// Room is one room session as the console uses it. HostedRoom returns one for a *session.RoomSession.
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
	// Floor returns the host of the room's floor; nil: the room has none.
	Floor() *host.Host
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

// HostedRoom returns a session with its floor as the console uses it. Commands and undo go through the host.
func HostedRoom(h *host.Host, r *session.RoomSession) Room { return hostedRoom{r, h} }

type hostedRoom struct {
	*session.RoomSession
	floor *host.Host
}

func (r hostedRoom) Changed() <-chan struct{} { return r.floor.Changed() }

func (r hostedRoom) Floor() *host.Host { return r.floor }

func (r hostedRoom) Submit(ctx context.Context, c video.Command) (Submission, error) {
	sub, err := r.floor.Submit(ctx, c)
	if err != nil {
		return nil, err
	}
	return sub, nil
}

func (r hostedRoom) SubmitUndo(ctx context.Context) (Submission, error) {
	sub, err := r.floor.Undo(ctx, false)
	switch {
	case err != nil:
		return nil, err
	case sub == nil:
		return nil, floor.ErrNothing // the console takes such a verb back by itself; see commander.undo
	}
	return sub, nil
}

func (r hostedRoom) Refresh(ctx context.Context) error {
	_, err := r.RoomSession.Refresh(ctx)
	return err
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
	Keys  *keymap.Map
	Theme *theme.Theme
	Settings
	// Addresses are the named addresses that play and startStream can use.
	Addresses map[video.Action][]Address
	// Follow is how many rooms are followed without being shown, so that their alarms are heard; 0 means only those that
	// the user opens or asks to watch.
	Follow int
	// Spotlight reports that the floor places its guests in reserved-1.
	Spotlight bool
	// Reloads brings changes of the configuration; nil means that there will be none. The console is its only receiver.
	Reloads <-chan Reload
	// Notes are sentences to show at the start.
	Notes []string
	// ThemeFor returns the theme for a dark or a light background. nil means: always Theme.
	ThemeFor func(dark bool) *theme.Theme
	// Bidi sets whether gavel or the terminal orders right-to-left text.
	Bidi draw.Order
	// Mouse sets whether the console gets clicks and the wheel at the start.
	Mouse bool
	// WatchOnly starts with all commands switched off.
	WatchOnly bool
	// HandOver reports tonight so far.
	HandOver HandOver
	// Player plays a recorded room, instead of Room and Rooms; nil: the room is live.
	Player *player.Player
	// Demo marks the room as simulated in the header.
	Demo bool
	// Retry connects again after a refusal by the relay, a certificate check or a proxy. It uses token, or the stored
	// token if that is "". It does not wait for the result. Its error says why a retry makes no sense; on
	// session.ErrCredentials the console asks for a token. nil means: retry is not possible.
	Retry func(ctx context.Context, token video.Secret) error
	// Alarms returns what the alarms of a room depend on, when it is first seen. nil means: every room is alike.
	Alarms func(*video.Room) alarm.Config
	// Panel reports whether a member is on the panel of the configuration; nil means that there is none.
	Panel func(*video.Member) bool
	// Now is the clock. nil means time.Now.
	Now func() time.Time
	// Copy puts an id on the clipboard and returns the result. It may take as long as tmux takes to answer. nil means the
	// clipboard of the terminal.
	Copy func(ctx context.Context, text string) term.Copied
}

// HandOver makes the report for the next moderator.
type HandOver struct {
	// Report returns the report of tonight so far. It may take seconds. nil means: from the snapshot, because there is no
	// journal.
	Report func(ctx context.Context, s *video.Snapshot) (string, error)
	// Save writes a report to a file and returns its path. nil means that nothing can be written.
	Save func(report string) (path string, err error)
}

// Settings are what a user may change while the console runs.
type Settings struct {
	// Sort is how people are sorted.
	Sort people.Sorting
	// ConfirmOver is how many targets a command may have before it shows its plan and asks first; 0 means 5.
	ConfirmOver int
	// ConfirmAlso are actions that ask first, besides those that always do.
	ConfirmAlso []video.Action
	// Scenes are the scenes of the configuration.
	Scenes []scene.Scene
	// Columns are those of the list of people, beside the name; none means all of them in their usual order.
	Columns []pane.Column
	// Macros are several commands under one name each.
	Macros []config.Macro
	// Interpreters reports whether a member talks for others, so that its talking counts in no total; nil for nobody.
	Interpreters func(*video.Member) bool
}

// Reload is what has changed in the configuration while the console runs. nil leaves a setting as it is.
type Reload struct {
	Keys *keymap.Map
	Look *Look
	// Mouse sets whether the console gets clicks and the wheel.
	Mouse *bool
	Sort  *people.Sorting
	// ConfirmOver and ConfirmAlso are those of Settings.
	ConfirmOver *int
	ConfirmAlso *[]video.Action
	// Scenes and Columns are those of Settings.
	Scenes  *[]scene.Scene
	Columns *[]pane.Column
	Macros  *[]config.Macro
	// Interpreters is that of Settings.
	Interpreters *func(*video.Member) bool
	// Said is the sentence about the change.
	Said string
	// Refused means that the configuration is faulty and nothing has changed. Said stays in sight until it is dismissed.
	Refused bool
}

// Address is an address with a name, which a user need not type.
type Address struct {
	Name string
	// Find returns the address. It may take as long as a program does.
	Find func(ctx context.Context) (string, error)
}

// Look is a theme, and how it follows the background.
type Look struct {
	Theme *theme.Theme
	For   func(dark bool) *theme.Theme // nil: always Theme
}

// habits returns what the user is asked about.
func (s Settings) habits() guard.Habits {
	return guard.Habits{Over: s.ConfirmOver, Also: s.ConfirmAlso}
}
