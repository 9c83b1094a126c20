package video

import (
	"encoding/json"
	"slices"
)

// Args holds the parameters of a command, without the targets, by their names in the reference. Leave out the key of a
// parameter that is not given: nil, also a nil map or list, is an [*ArgumentError]. An empty map or list is a value.
// After [Command.Normalize] each value has the Go type that its [ArgType] names.
type Args map[string]any

// Command is one action with its targets and parameters. It is plain data that can be kept and encoded as
// JSON. Log its [Command.Redacted] form, because an argument may be a stream key.
type Command struct {
	Action  Action     `json:"action"`
	Targets []MemberID `json:"targets,omitempty"` // for actions on members
	Object  string     `json:"object,omitempty"`  // id of a recording, playback or stream
	Args    Args       `json:"args,omitempty"`
	// KeepMuted is for undeaf only. It mutes members again that were muted, or may have been, before they were deafened,
	// because the room's undeaf opens the microphone. Source: PROTOCOL.md section 9.2.
	KeepMuted bool `json:"keep_muted,omitempty"`
	// Unrecorded sends a destructive command even if a [Recorder] cannot record its intent.
	Unrecorded bool `json:"unrecorded,omitempty"`
	// Automatic marks a command that a program gave, not a person. Undo never undoes it, because people mean their own
	// newest command.
	Automatic bool `json:"automatic,omitempty"`
	// Reason is why a person gave the command, in their own words. It goes to the log and the journal, never to the room.
	Reason string `json:"reason,omitempty"`
	// Outside marks a command that came through the control port, and not from the person at the console.
	Outside bool `json:"outside,omitempty"`
	// SkipProtected skips the members that are protected at the moment when their request leaves, with [ErrProtected]. Set
	// it for every command that chooses its targets in bulk. It is not for a member that a person has named.
	SkipProtected bool `json:"sparing,omitempty"`
	// Independent is for composites. Each step is sent as soon as the previous one has been sent, whatever the answers
	// are, and a refused step ends only itself.
	Independent bool `json:"independent,omitempty"`
	// Steps make the command a composite; see [Composite]. Verb and Past are its name, and Targets are the members that it
	// is about. The other fields are then empty.
	Steps []Command `json:"steps,omitempty"`
	// Purpose is what a composite is for. Some are undone in their own way.
	Purpose Purpose `json:"purpose,omitempty"`
	Verb    string  `json:"verb,omitempty"`
	Past    string  `json:"past,omitempty"`
}

// Purpose is what a composite is for; "" is anything other than these.
type Purpose string

// The purposes of composites.
const (
	ForPanic Purpose = "panic" // to lock and silence the room
	ForScene Purpose = "scene" // to apply a scene
)

// Has reports whether c is a composite for the purpose; false for nil.
func (c *Command) Has(p Purpose) bool { return c != nil && c.Purpose == p }

// OnObject returns a command for the recording, playback or stream with the id.
func OnObject(a Action, id string, args Args) Command {
	return Command{Action: a, Object: id, Args: args}
}

// Request is one JSON-RPC request without its envelope.
type Request struct {
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Target MemberID        `json:"-"`
}

// Action is the name of a method of the RoomSession reference, or of an object that such a method returns.
type Action string

// Composite makes one command of several. It has one entry in the log and one undo step, and is repeated as one. verb
// and past precede the names of the members that it is about: "give the floor to", "gave the floor to". The steps are
// sent in order, each after the previous one was answered. If a step fails for all of its targets, the rest is not
// sent, unless Independent is set. Members that have left are skipped.
func Composite(verb, past string, about []MemberID, steps ...Command) Command {
	return Command{Verb: verb, Past: past, Targets: slices.Clone(about), Steps: slices.Clone(steps)}
}

// List returns the steps of a composite, or the command itself.
func (c Command) List() []Command {
	if len(c.Steps) > 0 {
		return c.Steps
	}
	return []Command{c}
}

// anyStep reports whether f is true for a step.
func (c Command) anyStep(f func(Command) bool) bool { return slices.ContainsFunc(c.Steps, f) }

// eachStep returns the first error of f.
func (c Command) eachStep(f func(Command) error) error {
	for _, s := range c.Steps {
		if err := f(s); err != nil {
			return err
		}
	}
	return nil
}

// flag returns a boolean parameter, true if it was omitted.
func (a Args) flag(name string) bool {
	if b, ok := a[name].(bool); ok {
		return b
	}
	return true
}
