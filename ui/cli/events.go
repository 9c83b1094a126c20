package cli

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
	"gavel/ui/output"
)

// eventNames returns the reference's names of all events of a room, derived ones included.
func eventNames() []string {
	var names []string
	for _, k := range video.Kinds() {
		if k.InRoom() {
			names = append(names, k.Name())
		}
	}
	return names
}

// allOf ends a type that stands for all types with the part before it.
const allOf = ".*"

// eventTypes returns the set of the types that were typed, nil for none. member.* stands for every type that starts
// with "member.".
func eventTypes(typed []string) (map[string]bool, error) {
	var wanted map[string]bool
	for _, t := range typed {
		names, err := eventType(t)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if wanted == nil {
				wanted = map[string]bool{}
			}
			wanted[name] = true
		}
	}
	return wanted, nil
}

// eventType returns the names that a type stands for.
func eventType(typed string) (names []string, err error) {
	head, isMany := strings.CutSuffix(typed, allOf)
	for _, name := range eventNames() {
		if name == typed || isMany && strings.HasPrefix(name, head+".") {
			names = append(names, name)
		}
	}
	if names != nil {
		return names, nil
	}
	if started := video.RoomStarted.Name(); typed == started {
		return nil, usagef("%s cannot be watched: it comes before a room can be watched", started).
			hint("gavel wait ROOM %s waits for it", started)
	}
	return nil, unknownEvent(typed, eventNames())
}

// unknownEvent returns the error about an unknown name.
func unknownEvent(typed string, known []string) error {
	p := usagef("there is no event %q", typed)
	bare := strings.TrimPrefix(typed, "video.") // as on the wire
	if near := fold.Nearest(bare, known); near != "" {
		return p.hint("did you mean %s?", near)
	}
	for _, name := range known { // "talking" for "member.talking"
		if strings.HasSuffix(strings.ToLower(name), "."+strings.ToLower(bare)) {
			return p.hint("did you mean %s?", name)
		}
	}
	return p.hint("gavel help watch lists them")
}

// wrapped lists names for the help, several in a line.
func wrapped(names []string) string {
	const width = 96
	var b strings.Builder
	line := " "
	for _, name := range names {
		if len(line)+1+len(name) > width {
			b.WriteString(line + "\n")
			line = " "
		}
		line += " " + name
	}
	return b.String() + line
}

// errTimeUp is why a command with --timeout ends.
var errTimeUp = errors.New("--timeout has expired")

// deadlineSlack is how long before the deadline an error may come that the deadline has caused: a socket may see it
// before the context does.
const deadlineSlack = 5 * time.Millisecond

// checkTimeout checks --timeout.
func checkTimeout(d time.Duration, given bool) error {
	if given && d <= 0 {
		return usagef("--timeout is %v", d).hint("allowed is more than 0, such as 90s or 2m")
	}
	return nil
}

// limited runs a command for a limited time; 0 is no limit. Connecting and joining count.
func limited(ctx context.Context, limit time.Duration, run func(context.Context) error) error {
	if limit <= 0 {
		return run(ctx)
	}
	bounded, cancel := context.WithTimeoutCause(ctx, limit, errTimeUp)
	defer cancel()
	err := run(bounded)
	end, _ := bounded.Deadline()
	if err == nil || ctx.Err() != nil || time.Until(end) > deadlineSlack {
		return err
	}
	return &problem{
		exit: exitTimeout, outcome: outcomeFailed, code: codeTimeout, cause: err,
		sentence: fmt.Sprintf("--timeout %v has expired", limit),
	}
}

// waitNames returns what can be waited for: the start of a room, its events, then states.
func waitNames() []string {
	names := append([]string{video.RoomStarted.Name()}, eventNames()...)
	return append(names, stateNames()...)
}

// stateNames returns the names of the states.
func stateNames() []string { return slices.Sorted(maps.Keys(output.States)) }

// withState returns the events and states for which --is works.
func withState() []string {
	var names []string
	for _, name := range waitNames() {
		if output.Standing[name] != nil || output.States[name] != nil || output.OfMembers[name] != nil ||
			name == video.MemberLeft.Name() || name == video.RoomStarted.Name() {
			names = append(names, name)
		}
	}
	return names
}
