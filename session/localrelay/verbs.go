package localrelay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// verb is one word that a line may begin with: a row of the director's language.
type verb struct {
	name  string
	usage string // the whole line
	about string // what it does, for help
	parse func(w *words) error
}

// verbs returns the language in the order of its help.
func verbs() []verb {
	return slices.Concat(comeVerbs, peopleVerbs, roomVerbs, mediaVerbs, answerVerbs, linkVerbs, timeVerbs)
}

// verbNames are all first words.
func verbNames() []string {
	var names []string
	for _, v := range verbs() {
		names = append(names, v.name)
	}
	return names
}

// DirectorHelp explains the verbs of a Director, one a line; with a verb only that one, "" when there is no such verb.
func DirectorHelp(name string) string {
	var b strings.Builder
	for _, v := range verbs() {
		if name == "" || v.name == name {
			fmt.Fprintf(&b, "  %-50s %s\n", v.usage, v.about)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// awaitLimit is how long await and curtain wait when the line does not say it.
const (
	awaitLimit   = time.Minute
	curtainLimit = time.Hour
)

// timeVerbs are about the play itself.
var timeVerbs = []verb{
	{"wait", "wait 2s", "lets time pass", func(w *words) error {
		length, err := w.duration("the time")
		w.act.waits = true
		w.act.take = func(ctx context.Context, d *Director) (string, error) {
			d.wait(ctx, length)
			return "", nil
		}
		return err
	}},
	{"await", "await audioMute [Ben] [30s]", "waits until a client has done that, a minute at most", parseAwait},
	{"curtain", "curtain", "what stands above is done before the first client comes; waits for it", parseCurtain},
	{"repeat", "repeat [5] [every 2s] [talk Ben 1s]", "a line, or in a script all above, again", parseRepeat},
	{"who", "who", "answers with the people of the room", func(w *words) error {
		w.act.do = func(d *Director) (string, error) {
			r, err := d.room()
			if err != nil {
				return "", err
			}
			return r.who(), nil
		}
		return nil
	}},
	{"rooms", "rooms", "answers with the rooms in progress", func(w *words) error {
		w.act.do = func(d *Director) (string, error) {
			var names []string
			for _, r := range d.server.rooms {
				names = append(names, fmt.Sprintf("%s (%d)", r.entity.DisplayName, len(r.members)))
			}
			return fmt.Sprintf("%d in progress: %s", len(names), strings.Join(names, ", ")), nil
		}
		return nil
	}},
}

// parseAwait reads the method, a person and a limit of await.
func parseAwait(w *words) error {
	wire, err := w.method()
	if err != nil {
		return err
	}
	limit := w.lastDuration()
	setDefault(&limit, awaitLimit)
	var who refs
	if len(w.left) > 0 {
		ref, err := w.person()
		if err != nil {
			return err
		}
		who = refs{ref}
	}
	w.act.waits = true
	w.act.take = func(ctx context.Context, d *Director) (string, error) {
		ids, err := d.idsOf(who)
		if err != nil {
			return "", err
		}
		met := d.await(ctx, limit, func(r Request) bool {
			return slices.Contains(wire, r.Method) && (who == nil || slices.Contains(ids, r.memberID()))
		})
		if !met {
			return "", fmt.Errorf("no %s came within %v", strings.Join(wire, " or "), limit)
		}
		return "", nil
	}
	return nil
}

// memberID is the member that a request is about, "" for none.
func (r Request) memberID() string {
	var p struct {
		MemberID string `json:"member_id"`
	}
	_ = json.Unmarshal(r.Params, &p) // what cannot be read is about nobody
	return p.MemberID
}

// idsOf returns the ids of people as they are now.
func (d *Director) idsOf(list refs) ([]string, error) {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	r, err := d.room()
	if err != nil {
		return nil, err
	}
	found, err := list.resolve(r)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, m := range found {
		ids = append(ids, m.entity.ID)
	}
	return ids, nil
}

// parseCurtain waits for the first client that subscribes to a room.
func parseCurtain(w *words) error {
	w.act.waits, w.act.curtain = true, true
	w.act.take = func(ctx context.Context, d *Director) (string, error) {
		met := d.await(ctx, curtainLimit, func(r Request) bool {
			return r.Method == methodSubscribe && !bytes.Contains(r.Params, []byte(`"`+channelRooms+`"`))
		})
		if !met {
			return "", errors.New("no client has subscribed to a room")
		}
		return "", nil
	}
	return nil
}

// parseRepeat reads a line within the line, or marks the end of a round.
func parseRepeat(w *words) error {
	n := w.number()
	var every time.Duration
	if w.option("every") != "" {
		var err error
		if every, err = w.duration("the time between two"); err != nil {
			return err
		}
	}
	if len(w.left) == 0 {
		if every > 0 {
			return errors.New("every needs a verb after it")
		}
		if w.act.repeat = n; n == 0 {
			w.act.repeat = always
		}
		return nil
	}
	inner, err := w.line(w.left)
	switch {
	case err != nil:
		return err
	case n == 0:
		return errors.New("a verb is repeated a number of times")
	case inner.repeat != 0 || inner.curtain:
		return errors.New("this verb cannot be repeated")
	}
	w.left = nil
	inner.needs = append(w.act.needs, inner.needs...)
	act := inner
	act.do, act.waits = nil, inner.waits || every > 0
	act.take = func(ctx context.Context, d *Director) (string, error) {
		for i := range n {
			if i > 0 {
				d.wait(ctx, every)
			}
			if _, err := d.perform(ctx, &line{act: inner}); err != nil || d.stopped(ctx) != nil {
				return "", err
			}
		}
		return "", nil
	}
	*w.act = act
	return nil
}

// who describes the people of a room in one line.
func (r *room) who() string {
	var list []string
	persons, others := r.cast()
	for _, m := range append(persons, others...) {
		e := &m.entity
		var is []string
		for _, state := range []struct {
			on   bool
			name string
		}{
			{e.Type != typeMember, e.Type}, {m.talking, "talking"}, {e.AudioMuted && e.Type == typeMember, "muted"},
			{e.VideoMuted && e.Type == typeMember, "no camera"}, {e.Deaf, "deaf"}, {e.Handraised, "hand"},
		} {
			if state.on {
				is = append(is, state.name)
			}
		}
		text := e.Name
		if len(is) > 0 {
			text += " (" + strings.Join(is, ", ") + ")"
		}
		list = append(list, text)
	}
	return fmt.Sprintf("%d in %s: %s", len(list), r.entity.DisplayName, strings.Join(list, ", "))
}
