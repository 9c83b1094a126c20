package director

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"gavel/session/localrelay"
)

var mediaKinds = []string{kindRecording, kindPlayback, kindStream}

// mediaVerbs start and end rooms, recordings, playbacks and streams.
var mediaVerbs = []verb{
	{
		"start", `start room "Town hall" [12] · recording · playback URL [10s] · stream URL`,
		"starts one; a room can start with a number of people", parseStart,
	},
	{
		"pause", "pause recording|playback [2|all]",
		"pauses it; 1 is the oldest", ofMedia(kindRecording, kindPlayback),
	},
	{"resume", "resume recording|playback [2|all]", "resumes it", ofMedia(kindRecording, kindPlayback)},
	{
		"end", "end room · recording|playback|stream [2|all]",
		"ends it", ofMedia(kindRoom, kindRecording, kindPlayback, kindStream),
	},
	{"fail", "fail recording|playback|stream [2|all]", "ends it with the state failed", ofMedia(mediaKinds...)},
	{"state", "state recording stopping [2|all]", "reports any state without ending it", parseState},
	{"seek", "seek 60s", "moves the playback to that position", func(w *words) error {
		to, err := w.duration("the moment")
		w.act.do = inRoom(func(r *room) error {
			return r.media(kindPlayback, "", func(id string) error {
				_, err := r.relay.Call(r.id, "video.playback.seek_absolute", map[string]any{
					"playback_id": id, "position": to.Milliseconds(),
				})
				return err
			})
		})
		return err
	}},
}

// parseStart reads what to start.
func parseStart(w *words) error {
	kind, err := w.choice("the object", append([]string{kindRoom}, mediaKinds...)...)
	if err != nil {
		return err
	}
	switch kind {
	case kindRoom:
		return parseStartRoom(w)
	case kindRecording:
		return calling("startRecording")(w)
	}
	address, err := w.next("the address")
	if err != nil {
		return err
	}
	args := map[string]any{"url": address.text}
	length := w.lastDuration()
	w.act.do = inRoom(func(r *room) error {
		res, err := r.relay.Call(r.id, "video."+kind+".start", args)
		if err != nil || length == 0 {
			return err
		}
		return r.relay.SetPlaybackLength(r.id, idIn(res, kind), length)
	})
	return nil
}

// idIn returns the id of the started object in a result.
func idIn(res map[string]any, kind string) string {
	raw, _ := json.Marshal(res[kind]) // it came from JSON
	var entity struct{ ID string }
	_ = json.Unmarshal(raw, &entity) // without an id, "" is returned
	return entity.ID
}

func parseStartRoom(w *words) error {
	name, err := w.next("the name")
	if err != nil {
		return err
	}
	members := w.number()
	if members > mostPeople {
		return fmt.Errorf("%d people are too many; the limit is %d", members, mostPeople)
	}
	w.act.makesRooms = []string{name.text, slug(name.text)}
	if members > 0 {
		w.act.makes = localrelay.Names()
	}
	w.act.do = func(_ context.Context, d *Director) (string, error) {
		return "", plain(d.startRoom(name.text, members))
	}
	return nil
}

// ofMedia returns the parser of a verb for running media.
func ofMedia(kinds ...string) func(w *words) error {
	return func(w *words) error {
		kind, err := w.choice("the object", kinds...)
		if err != nil {
			return err
		}
		which, err := w.which()
		if err != nil {
			return err
		}
		verb := w.verb
		w.act.do = inRoom(func(r *room) error {
			if kind == kindRoom {
				return r.relay.EndRoom(r.id)
			}
			return r.media(kind, which, func(id string) error { return r.changeMedia(verb, kind, id) })
		})
		return nil
	}
}

// which reads the number of a recording, playback or stream, or all; "" for the only one.
func (w *words) which() (string, error) {
	if text := w.option(everybody); text != "" {
		return text, nil
	}
	if n := w.number(); n > 0 {
		return strconv.Itoa(n), nil
	}
	return "", w.end()
}

// changeMedia applies a verb to a recording, playback or stream.
func (r *room) changeMedia(verb, kind, id string) error {
	switch verb {
	case "end":
		return r.relay.SetMediaState(r.id, kind, id, "completed", true)
	case "fail":
		return r.relay.SetMediaState(r.id, kind, id, "failed", true)
	}
	_, err := r.relay.Call(r.id, "video."+kind+"."+verb, map[string]any{kind + "_id": id}) // pause or resume
	return err
}

// parseState reads a kind, a state and a number.
func parseState(w *words) error {
	kind, err := w.choice("the object", mediaKinds...)
	if err != nil {
		return err
	}
	state, err := w.next("the state")
	if err != nil {
		return err
	}
	which, err := w.which()
	w.act.do = inRoom(func(r *room) error {
		return r.media(kind, which, func(id string) error {
			return r.relay.SetMediaState(r.id, kind, id, state.text, false)
		})
	})
	return err
}

// inject sends an event with params that a script writes. It adds missing ids of the room. A string @Name becomes the
// id of that person.
func (r *room) inject(eventType string, raw json.RawMessage) error {
	var p map[string]any
	if json.Unmarshal(raw, &p) != nil {
		return errors.New("the params are not an object")
	}
	for name, value := range map[string]string{"room_id": r.state.Room.RoomID, "room_session_id": r.id} {
		if _, has := p[name]; !has {
			p[name] = value
		}
	}
	resolved, err := r.atNames(p)
	if err != nil {
		return err
	}
	return r.relay.Push(r.id, eventType, resolved)
}

// atNames replaces strings that start with @ by ids.
func (r *room) atNames(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		if len(v) < 2 || v[0] != '@' {
			return v, nil
		}
		p, err := reference{text: v[1:], quoted: true}.one(r)
		if err != nil {
			return nil, err
		}
		return p.ID, nil
	case map[string]any:
		for key := range v {
			if v[key], err = r.atNames(v[key]); err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range v {
			if v[i], err = r.atNames(v[i]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}
