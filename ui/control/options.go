package control

import (
	"context"
	"time"

	"gavel/session"
	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/output"
)

// Limits of the server.
const (
	headerTimeout = 5 * time.Second
	readTimeout   = 10 * time.Second
	writeTimeout  = 5 * time.Second // for one write, not for a whole stream
	idleTimeout   = 60 * time.Second
	commandWait   = 15 * time.Second
	maxHeader     = 16 << 10
	maxBody       = 128 << 10 // metadata may have 64 KiB
	maxConns      = 64
	maxReaders    = 32
	maxRooms      = 50
	maxNames      = 500
	closeWait     = 2 * time.Second
)

// Joined is a joined room with the host of its floor. All commands go through the host.
type Joined struct {
	Room  *session.RoomSession
	Floor *host.Host
	// Leave ends host and session; nil: they belong to a console.
	Leave func()
}

func (j *Joined) leave() {
	if j.Leave != nil {
		j.Leave()
	}
}

// Options configure a [Server]. Client, Find, Join, Event, Member and Problem are required, and so are Token and Host
// if a listener is on TCP. The functions are called from several goroutines at once.
type Options struct {
	Client *session.Client
	// Program is the name of this program in [About]. Joined returns the names of rooms that the program has joined
	// without the server; nil: none.
	Program string
	Joined  func() []string
	// Rooms are the names or ids of the served rooms; empty: every room in progress.
	Rooms []string
	// ReadOnly refuses commands that change a room.
	ReadOnly bool
	// Token is the bearer token of requests on TCP. A Unix socket needs none, because its mode protects it.
	Token string
	// Host is the exact Host header of requests on TCP, with its port.
	Host string
	// Find returns the room with a name or id.
	Find func(ctx context.Context, room string) (video.Room, error)
	// Join joins the room with a name or id, or returns it if it is already joined.
	Join func(ctx context.Context, room string) (Joined, error)
	// Event appends an event as one line of JSON, with its newline.
	Event func(b []byte, e video.Event) []byte
	// Member finds the member with an id or a name, for an action. The error matches [typed.ErrNobody] if no member has a
	// similar name.
	Member func(s *video.Snapshot, a *video.ActionInfo, idOrName string) (video.MemberID, error)
	// Protected and Panel report whether a member is on the list of the configuration; nil: there is no list. The floor of
	// a room has the same list, and tonight's. A command with "where" leaves protected members out.
	Protected, Panel func(*video.Member) bool
	// Problem returns the error object of an error, with a message for people.
	Problem func(err error) output.Error
	// Failed is called after a panic in a request or in the events of a room; nil: nothing is called.
	Failed func(value any, stack []byte)
}
