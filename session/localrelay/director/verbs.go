package director

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gavel/session/localrelay"
)

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

// Help explains the verbs, one per line; with a verb, only that one. It returns "" for an unknown verb.
func Help(name string) string {
	const column = 50 // of the explanation, which follows longer lines on a line of its own
	var b strings.Builder
	for _, v := range verbs() {
		if name != "" && v.name != name {
			continue
		}
		if len([]rune(v.usage)) > column {
			fmt.Fprintf(&b, "  %s\n  %*s %s\n", v.usage, column, "", v.about)
			continue
		}
		fmt.Fprintf(&b, "  %-*s %s\n", column, v.usage, v.about)
	}
	return strings.TrimRight(b.String(), "\n")
}

// Limits of await and curtain if the line gives none.
const (
	awaitLimit   = time.Minute
	curtainLimit = time.Hour
)

// timeVerbs control the play itself.
var timeVerbs = []verb{
	{"wait", "wait 2s", "lets time pass", func(w *words) error {
		length, err := w.duration("the time")
		w.act.waits = true
		w.act.do = func(ctx context.Context, d *Director) (string, error) {
			_ = d.relay.Wait(ctx, length) // Run reports an end of ctx or relay
			return "", nil
		}
		return err
	}},
	{"await", "await audioMute [Ben] [30s]", "waits until a client has done that, for at most a minute", parseAwait},
	{"curtain", "curtain", "runs the lines above before the first client, then waits for one", parseCurtain},
	{"repeat", "repeat [5] [every 2s] [talk Ben 1s]", "repeats a line, or in a script all lines above", parseRepeat},
	{"who", "who", "answers with the people of the room", func(w *words) error {
		w.act.do = func(_ context.Context, d *Director) (string, error) {
			r, err := d.room()
			if err != nil {
				return "", err
			}
			return r.who(), nil
		}
		return nil
	}},
	{"rooms", "rooms", "answers with the rooms in progress", func(w *words) error {
		w.act.do = func(_ context.Context, d *Director) (string, error) {
			var names []string
			for _, info := range d.relay.Rooms() {
				names = append(names, fmt.Sprintf("%s (%d)", info.DisplayName, info.Members))
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
	if limit == 0 {
		limit = awaitLimit
	}
	var who refs
	if len(w.left) > 0 {
		ref, err := w.person()
		if err != nil {
			return err
		}
		who = refs{ref}
	}
	w.act.waits = true
	w.act.do = func(ctx context.Context, d *Director) (string, error) {
		ids, err := d.idsOf(who)
		if err != nil {
			return "", err
		}
		if !d.await(ctx, limit, func(r localrelay.Request) bool {
			return slices.Contains(wire, r.Method) && (who == nil || slices.Contains(ids, memberOf(r)))
		}) {
			return "", fmt.Errorf("no %s came within %v", strings.Join(wire, " or "), limit)
		}
		return "", nil
	}
	return nil
}

// await waits up to limit for a matching request that has been executed, and returns false if there was none. It starts
// after the last request that matched.
func (d *Director) await(ctx context.Context, limit time.Duration, fits func(localrelay.Request) bool) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	r, err := d.relay.Await(ctx, d.mark, fits)
	if err != nil {
		return false
	}
	d.mark = r.Seq
	return true
}

// memberOf returns the id of the member of a request, "" for none.
func memberOf(r localrelay.Request) string {
	var p struct {
		MemberID string `json:"member_id"`
	}
	_ = json.Unmarshal(r.Params, &p) // an unreadable request has no member
	return p.MemberID
}

// idsOf returns the ids of people as they are now.
func (d *Director) idsOf(list refs) ([]string, error) {
	r, err := d.room()
	if err != nil {
		return nil, err
	}
	found, err := list.resolve(r)
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, p := range found {
		ids = append(ids, p.ID)
	}
	return ids, nil
}

// parseCurtain waits for the first client that subscribes to a room.
func parseCurtain(w *words) error {
	w.act.waits, w.act.curtain = true, true
	w.act.do = func(ctx context.Context, d *Director) (string, error) {
		if !d.await(ctx, curtainLimit, func(r localrelay.Request) bool {
			return r.Method == wireSubscribe && !bytes.Contains(r.Params, []byte(`"video.rooms"`))
		}) {
			return "", errors.New("no client has subscribed to a room")
		}
		return "", nil
	}
	return nil
}

// parseRepeat reads the line to repeat, or marks the end of a round.
func parseRepeat(w *words) error {
	n := w.number()
	var every time.Duration
	if w.option("every") != "" {
		var err error
		if every, err = w.duration("the interval"); err != nil {
			return err
		}
	}
	if len(w.left) == 0 {
		if every > 0 {
			return errors.New("every needs a verb after it")
		}
		if w.act.repeat = n; n == 0 {
			w.act.repeat = localrelay.Always
		}
		return nil
	}
	inner, err := w.line(w.left)
	switch {
	case err != nil:
		return err
	case n == 0:
		return errors.New("repeating one verb needs a number")
	case inner.repeat != 0 || inner.curtain:
		return errors.New("this verb cannot be repeated")
	}
	w.left = nil
	outer := inner
	outer.waits = inner.waits || every > 0
	outer.do = func(ctx context.Context, d *Director) (string, error) {
		for i := range n {
			if i > 0 && every > 0 {
				_ = d.relay.Wait(ctx, every) // Run reports an end of ctx or relay
			}
			if _, err := inner.do(ctx, d); err != nil || d.stopped(ctx) != nil {
				return "", err
			}
		}
		return "", nil
	}
	*w.act = outer
	return nil
}

// who describes the people of a room in one line.
func (r *room) who() string {
	var list []string
	persons, others := r.cast()
	for _, p := range slices.Concat(persons, others) {
		var is []string
		for _, state := range []struct {
			on   bool
			name string
		}{
			{p.Type != typeMember, p.Type},
			{p.Talking, "talking"},
			{p.AudioMuted && p.Type == typeMember, "muted"},
			{p.VideoMuted && p.Type == typeMember, "no camera"},
			{p.Deaf, "deaf"},
			{p.Handraised, "hand"},
		} {
			if state.on {
				is = append(is, state.name)
			}
		}
		text := p.Name
		if len(is) > 0 {
			text += " (" + strings.Join(is, ", ") + ")"
		}
		list = append(list, text)
	}
	return fmt.Sprintf("%d in %s: %s", len(list), r.state.Room.DisplayName, strings.Join(list, ", "))
}
