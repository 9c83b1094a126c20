package director

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gavel/session/localrelay"
)

// Director lets things happen in the rooms of a relay by lines of text: people come, talk, raise hands and leave, other
// moderators give commands, answers fail and lines break. It is not safe for concurrent use; a relay may have several.
type Director struct {
	relay  *localrelay.Server
	roomID string // the room of the lines; "" is the oldest one
	mark   int    // the last request that an await has met
	last   *line  // for repeat, outside of a script
}

// room returns the room of the lines.
func (d *Director) room() (*room, error) {
	id := d.roomID
	if id == "" {
		rooms := d.relay.Rooms()
		if len(rooms) == 0 {
			return nil, errors.New("no room is in progress; begin one with: start room NAME")
		}
		id = rooms[0].RoomSessionID
	}
	state, err := d.relay.RoomState(id)
	if err != nil {
		return nil, errors.New("this room has ended; choose another with: room NAME")
	}
	return &room{d, d.relay, id, state}, nil
}

// doing is what a line does.
type doing = func(ctx context.Context, d *Director) (string, error)

// each does something to all people of a line.
func each(list refs, do func(r *room, p person) error) doing {
	return inRoom(func(r *room) error {
		found, err := list.resolve(r)
		if err != nil {
			return err
		}
		var wrong []error
		for _, p := range found {
			if err := do(r, p); err != nil {
				wrong = append(wrong, fmt.Errorf("%s: %w", p.Name, plain(err)))
			}
		}
		return errors.Join(wrong...)
	})
}

// inRoom does something to the room of the lines.
func inRoom(do func(r *room) error) doing {
	return func(_ context.Context, d *Director) (string, error) {
		r, err := d.room()
		if err != nil {
			return "", err
		}
		return "", plain(do(r))
	}
}

// onRelay does something to the relay as a whole.
func onRelay(do func(relay *localrelay.Server)) doing {
	return func(_ context.Context, d *Director) (string, error) {
		do(d.relay)
		return "", nil
	}
}

// plain is the error of a line in words of the stage. Those of the relay begin with its name, which says nothing here.
func plain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, localrelay.ErrMuted):
		return errMuted
	case strings.HasPrefix(err.Error(), "relay: "):
		return errors.New(strings.TrimPrefix(err.Error(), "relay: "))
	}
	return err
}

// stopped is the error of a relay or context that has ended.
func (d *Director) stopped(ctx context.Context) error { return d.relay.Wait(ctx, 0) }

// perform does one act.
func (d *Director) perform(ctx context.Context, l *line) (string, error) {
	text, err := l.do(ctx, d)
	if err != nil {
		return "", err
	}
	if text == "" {
		text = "ok"
	}
	return text, nil
}

// errMuted is why somebody cannot talk.
var errMuted = errors.New("is muted, and muted people do not talk; open the microphone first")

// act is a line of a script, ready to be done.
type act struct {
	// do does it and returns the answer, "" for ok.
	do func(ctx context.Context, d *Director) (string, error)

	needs      refs     // who must be there
	makes      []string // names that it brings along, with %d where a number follows
	needsRooms []string
	makesRooms []string

	waits   bool // time may pass
	curtain bool
	repeat  int // for a line that sends the play back to its start: how often, or localrelay.Always
}

// line is one act of a script with its place.
type line struct {
	act
	number int
	text   string
}

// verb is one word that a line may begin with: a row of the language.
type verb struct {
	name  string
	usage string // the whole line
	about string // what it does, for help
	parse func(w *words) error
}
