package video

import "time"

// ChangeKind is the subject of a [Change].
type ChangeKind uint8

// The kinds of changes. Each comment names the fields of [Change] that are set.
const (
	ChangeJoined    ChangeKind = iota // Member joined
	ChangeLeft                        // Member left; its LeftAt is set
	ChangeMember                      // Fields of Member changed
	ChangeRoom                        // a property of the room changed; Before is the room before the change
	ChangeLayout                      // the room sent its canvas
	ChangeRecording                   // Object, State, WasState
	ChangePlayback                    // Object, State, WasState
	ChangeStream                      // Object, State, WasState
	ChangeRead                        // the list of recordings, playbacks or streams was read
	ChangeResync                      // the members were read as a whole: Joined, Left and Updated count the differences
	ChangeEnded                       // the room session ended
	ChangeSuccessor                   // a new session of the room that ended started
)

// Source is how a change became known.
type Source uint8

// The sources.
const (
	ByEvent Source = iota // the room reported it as it happened
	ByRead                // a read of the room shows it: it happened earlier
)

// Change is one difference that an event or a read made to the state of a room. It is valid until the state changes
// again, so copy what you keep.
type Change struct {
	Kind   ChangeKind
	Source Source
	// First is true until the room was read as a whole for the first time: the change happened before this process joined.
	First bool
	At    time.Time

	// Member is the member as it is now. Before the change, the boolean properties in Fields had the opposite value.
	Member *Member
	Fields Fields

	Before *Room

	// Object is the id of a recording, playback or stream, State is its state now. WasState is the state before; it is
	// empty for a new object. Differs reports whether more has changed than what changes as time passes: SeenAt, Position
	// and Duration.
	Object, State, WasState string
	Differs                 bool

	Joined, Left, Updated int
}
