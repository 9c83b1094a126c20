package director

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gavel/session/localrelay"
)

// doing runs the action of a line.
type doing = func(ctx context.Context, d *Director) (string, error)

// each applies an action to all people of a line.
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

// inRoom applies an action to the room of the lines.
func inRoom(do func(r *room) error) doing {
	return func(_ context.Context, d *Director) (string, error) {
		r, err := d.room()
		if err != nil {
			return "", err
		}
		return "", plain(do(r))
	}
}

// onRelay applies an action to the whole relay.
func onRelay(do func(relay *localrelay.Server)) doing {
	return func(_ context.Context, d *Director) (string, error) {
		do(d.relay)
		return "", nil
	}
}

// plain returns the error of a line without the relay's prefix, which does not help here.
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

// stopped returns the error of a relay or context that has ended.
func (d *Director) stopped(ctx context.Context) error { return d.relay.Wait(ctx, 0) }

// perform runs one act.
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

// errMuted reports that a person cannot talk.
var errMuted = errors.New("is muted and cannot talk; open the microphone first")
