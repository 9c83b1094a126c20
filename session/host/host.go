package host

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"gavel/session"
	"gavel/session/alarm"
	"gavel/session/door"
	"gavel/session/floor"
	"gavel/session/video"
)

// Room is the part of a joined room that a host needs. [*session.RoomSession] implements it.
type Room interface {
	ID() string
	Snapshot() *video.Snapshot
	Changed() <-chan struct{}
	Submit(ctx context.Context, c video.Command) (*session.Submission, error)
	SubmitUrgent(ctx context.Context, c video.Command) (*session.Submission, error)
	SubmitUndo(ctx context.Context) (*session.Submission, error)
	SubmitUndoClosed(ctx context.Context) (*session.Submission, error)
	Protect(is func(*video.Member) bool)
	Refresh(ctx context.Context) (*video.Snapshot, error)
	RecordDecision(kind string, data json.RawMessage) error
	Recorded() (again uint64, ok bool)
	LogDecision(kind string, data json.RawMessage) error
	LogDecisionOf(s *session.Submission, kind string, data json.RawMessage) error
}

// Caller sends requests that are not logged, such as the shared document. [*session.Client] implements it.
type Caller interface {
	Call(ctx context.Context, method string, params any) (json.RawMessage, error)
}

// Config is the configuration of a host.
type Config struct {
	// Floor configures the engine. Sharing needs a Caller.
	Floor floor.Config
	// StateDir is the folder for the floor's state; "" stores none. Programs with the same folder share their knowledge
	// of a room: a program that starts reads what the others have saved. [Host.Resume] does not offer a floor that
	// another program is running.
	StateDir string
	// Doors are rules about people who join; see package door. They stay as they are until the host ends.
	Doors []door.Rule
	// Logger receives warnings, without secrets; nil means none.
	Logger *slog.Logger
}

// State is the room and the floor at one time. It is immutable.
type State struct {
	// Seq grows with every state of a host.
	Seq  uint64
	At   time.Time
	Room *video.Snapshot
	// Floor is the floor at the time At. Clocks that run continue from there.
	Floor floor.View
	// Notes are the newest notes of the floor, oldest first, at most 200. Noted counts all notes so far.
	Notes []floor.Note
	Noted int
	// UndoAlone reports that [Host.Undo] would undo a verb that has sent nothing. UndoPanic reports that it would restore
	// the mode, lock and layout before a panic; unmuting the people is then the next step.
	UndoAlone, UndoPanic bool
	// Tonight holds the people who were protected, or released, for this event; see [Host.Protects].
	Tonight map[video.MemberID]bool
	// Away are the people that commands of this console have sent away, oldest first, at most 500.
	Away []Away
	// Saved is a floor of an earlier run that [Host.Resume] can restore; nil if there is none.
	Saved *floor.State
}

// maxNotes is the largest number of State.Notes.
const maxNotes = 200

// sentCommand is a command of the floor. Undo uses it to find the entry in the log.
type sentCommand struct {
	sub      *session.Submission
	answered bool
}

// Host runs the floor of one room. All methods are safe for concurrent use.
type Host struct {
	room   Room
	caller Caller
	log    *slog.Logger
	file   *file
	always func(*video.Member) bool // protected people of every event; nil for nobody

	state   atomic.Pointer[State]
	changed chan struct{}
	watched atomic.Pointer[chan struct{}] // see Watch; nil: nobody watches
	ops     chan op
	stop    context.CancelFunc
	ctx     context.Context // of everything that the host starts
	done    chan struct{}
	tasks   sync.WaitGroup

	// The goroutine owns the fields below.

	engine *floor.Engine
	doors  *door.Engine // nil: no rules
	notes  []floor.Note
	noted  int
	seq    uint64
	// viewed is the last recorded view, without its clocks, and viewedIn the number that [Room].Recorded gave then.
	viewed   string
	viewedIn uint64
	saved    *floor.State
	over     time.Time // State.At of an earlier floor that was resumed or forgotten
	away     awayList
	seen     *video.Snapshot // the last one that away has seen
	alarms   alarm.Memory
	saveAt   time.Time
	sent     map[uint64]*sentCommand // by number
	timer    *time.Timer
}

// State returns the newest state. It is never nil.
func (h *Host) State() *State { return h.state.Load() }

// Changed returns a channel that receives a value when there is a newer state. It is closed at the end. It holds one
// value, for one reader.
func (h *Host) Changed() <-chan struct{} { return h.changed }

// Watch returns a channel that is closed when a newer state is published, or at the end. Unlike Changed, it has any
// number of readers. A reader calls Watch first, then State.
func (h *Host) Watch() <-chan struct{} {
	for {
		if c := h.watched.Load(); c != nil {
			return *c
		}
		c := make(chan struct{})
		if h.watched.CompareAndSwap(nil, &c) {
			if h.ended() { // nobody publishes any longer
				h.wake()
			}
			return c
		}
	}
}

// wake ends the waits of Watch.
func (h *Host) wake() {
	if c := h.watched.Swap(nil); c != nil {
		close(*c)
	}
}

func (h *Host) ended() bool {
	select {
	case <-h.done:
		return true
	default:
		return false
	}
}

// Done returns a channel that is closed when the host has ended.
func (h *Host) Done() <-chan struct{} { return h.done }

// Close saves the state and waits until the goroutines of the host have ended. It sends nothing and changes nothing in
// the room. The session stays open. Close may be called more than once.
func (h *Host) Close() {
	h.stop()
	<-h.done
}

// setAway replaces the list of people who were sent away. A change is saved soon.
func (h *Host) setAway(list awayList) {
	if len(list) == len(h.away) && (len(list) == 0 || &list[0] == &h.away[0]) {
		return
	}
	h.away, h.saveAt = list, time.Now().Add(saveAfter)
}

// isProtected is Protects without the owner.
func (h *Host) isProtected(m *video.Member) bool {
	return floor.IsProtected(m, h.State().Tonight, h.always)
}

// op is a function for the goroutine of the host. If done is not nil, it is closed when State shows the effect, or,
// with soon, as soon as the function has run.
type op struct {
	run  func()
	done chan struct{}
	soon bool
}

// on runs a function on the goroutine of the host, and waits until State shows its effect. It returns false if the host
// has ended.
func (h *Host) on(run func()) bool { return h.wait(op{run: run}) }

// wait runs an operation on the goroutine of the host, and waits for it. It returns false if the host has ended.
func (h *Host) wait(o op) bool {
	ran := make(chan struct{})
	o.done = ran
	select {
	case h.ops <- o:
	case <-h.done:
		return false
	}
	select {
	case <-ran:
		return true
	case <-h.done:
		return false
	}
}

// Do runs a verb of the floor, such as
//
//	h.Do(func(e *floor.Engine, now time.Time) error { return e.Next(now, painted, false) })
//
// and carries out the result. It does not wait for the network. It returns the error of the verb, or [video.ErrClosed].
func (h *Host) Do(verb func(e *floor.Engine, now time.Time) error) error {
	var err error
	if !h.on(func() { err = verb(h.engine, time.Now()) }) {
		return video.ErrClosed
	}
	return err
}

// DoOutside is Do for a verb that another program gives; see [floor.Engine.Outside].
func (h *Host) DoOutside(verb func(e *floor.Engine, now time.Time) error) error {
	return h.Do(func(e *floor.Engine, now time.Time) error { return e.Outside(now, verb) })
}

// spawn runs a task in its own goroutine. Panics are recovered, and Close waits for the task.
func (h *Host) spawn(what string, task func(ctx context.Context)) {
	h.tasks.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				h.log.Error("host: panic", "task", what, "value", fmt.Sprint(p), "stack", string(debug.Stack()))
			}
		}()
		task(h.ctx)
	})
}

// post runs a function on the goroutine of the host, on behalf of a task. It does nothing when the host ends.
func (h *Host) post(run func()) {
	select {
	case h.ops <- op{run: run}:
	case <-h.ctx.Done():
	}
}
