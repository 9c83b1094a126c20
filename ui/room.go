package ui

import (
	"context"
	"encoding/json"
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
	// RecordDecision passes a decision of the console to the journal; see [session.RoomSession.RecordDecision].
	RecordDecision(kind string, data json.RawMessage) error
	// Err returns the error that closed Changed, or nil.
	Err() error
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
		return nil, floor.ErrNothing // the console undoes such a verb itself; see commander.undo
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
	// Room is shown first. If it is nil, the console starts in the room picker, or waits for a room if there is none.
	Room Room
	// Opening, if not nil, finishes opening the first room while the console already shows what it waits for. The console
	// ends with its error. If it returns neither a room nor an error, the console starts as if Room were nil.
	Opening func(ctx context.Context) (Room, error)
	// OpeningWhat is the host that Opening waits for.
	OpeningWhat string
	// Rooms lists and opens rooms. If it is nil, there is only Room.
	Rooms Rooms
	Keys  *keymap.Map
	Theme *theme.Theme
	Settings
	// Addresses are the named addresses, by the kind of object that a command with the address starts.
	Addresses map[video.Target][]Address
	// Follow is the number of rooms that the console follows without showing them, so that their alarms are heard. With 0,
	// it follows only rooms that the user opens or asks to watch.
	Follow int
	// Spotlight reports that the floor places its guests in reserved-1.
	Spotlight bool
	// Reloads receives changes of the configuration; nil if there are none. The console is the only receiver.
	Reloads <-chan Reload
	// Notes are sentences to show at the start.
	Notes []string
	// ThemeFor returns the theme for a dark or a light background. If it is nil, Theme is always used.
	ThemeFor func(dark bool) *theme.Theme
	// Bidi sets how right-to-left text is ordered.
	Bidi draw.Order
	// Mouse sets whether the console gets clicks and the wheel at the start.
	Mouse bool
	// WatchOnly starts with all commands switched off.
	WatchOnly bool
	// HandOver makes the report of tonight so far.
	HandOver HandOver
	// Player plays a recorded room, instead of Room and Rooms; nil: the room is live.
	Player *player.Player
	// Demo marks the room as simulated in the header.
	Demo bool
	// Retry connects again after a refusal by the relay, a certificate check or a proxy. It uses token, or the stored
	// token if that is "". It does not wait for the result. Its error is the reason why a retry makes no sense; on
	// session.ErrCredentials the console asks for a token. If Retry is nil, a retry is not possible.
	Retry func(ctx context.Context, token video.Secret) error
	// Alarms returns the settings for the alarms of a room. If it is nil, every room has the default settings.
	Alarms func(*video.Room) alarm.Config
	// Panel reports whether a member is on the panel of the configuration; nil means that there is none.
	Panel func(*video.Member) bool
	// Now is the clock. nil means time.Now.
	Now func() time.Time
	// Copy puts an id on the clipboard and returns the outcome. It may wait half a second for tmux. If it is nil, the
	// clipboard of the terminal is used.
	Copy func(ctx context.Context, text string) term.Copied
}

// HandOver makes the report for the next moderator.
type HandOver struct {
	// Report returns the report of tonight so far. It may take seconds. If it is nil, there is no journal, and the report
	// comes from the snapshot.
	Report func(ctx context.Context, s *video.Snapshot) (string, error)
	// Save writes a report to a file and returns its path. If it is nil, no report can be saved.
	Save func(report string) (path string, err error)
}

// Settings are the options that a user may change while the console runs.
type Settings struct {
	// Sort is the order of people.
	Sort people.Sorting
	// ConfirmOver is the largest number of targets of a command that runs without showing its plan and asking; 0 means 5.
	ConfirmOver int
	// ConfirmAlso are actions that ask first, besides those that always do.
	ConfirmAlso []video.Action
	// Scenes are the scenes of the configuration.
	Scenes []scene.Scene
	// Columns are the columns of the list of people, besides the name. If empty, all are shown in their usual order.
	Columns []pane.Column
	// Macros are several commands under one name each.
	Macros []config.Macro
	// Interpreters reports whether a member talks for others, so that its talking counts in no total; nil means that no
	// member does.
	Interpreters func(*video.Member) bool
}

// Reload holds the settings that have changed in the configuration while the console runs. A nil field leaves its
// setting unchanged.
type Reload struct {
	Keys *keymap.Map
	Look *Look
	// Mouse sets whether the console gets clicks and the wheel.
	Mouse *bool
	Sort  *people.Sorting
	// ConfirmOver and ConfirmAlso are described in Settings.
	ConfirmOver *int
	ConfirmAlso *[]video.Action
	// Scenes and Columns are described in Settings.
	Scenes  *[]scene.Scene
	Columns *[]pane.Column
	Macros  *[]config.Macro
	// Interpreters is described in Settings.
	Interpreters *func(*video.Member) bool
	// Said is the sentence about the change.
	Said string
	// Refused means that the configuration is faulty and nothing has changed. Said stays in sight until it is dismissed.
	Refused bool
}

// Address is an address with a name, which a user need not type.
type Address struct {
	Name string
	// Find returns the address. It may run a program, and wait for it.
	Find func(ctx context.Context) (string, error)
}

// Look is a theme, and how it follows the background.
type Look struct {
	Theme *theme.Theme
	For   func(dark bool) *theme.Theme // nil: always Theme
}

// habits returns the questions that the user wants to be asked.
func (s Settings) habits() guard.Habits {
	return guard.Habits{Over: s.ConfirmOver, Also: s.ConfirmAlso}
}
