package localrelay

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Kinds of what starts and ends in a room.
const (
	kindRoom      = "room"
	kindRecording = "recording"
	kindPlayback  = "playback"
	kindStream    = "stream"
)

var mediaKinds = []string{kindRecording, kindPlayback, kindStream}

// mediaVerbs start and end rooms, recordings, playbacks and streams.
var mediaVerbs = []verb{
	{"start", `start room "Town hall" [12] · recording · playback URL [10s] · stream URL`,
		"begins one; a room has so many people of its own", parseStart},
	{"pause", "pause recording|playback [2|all]",
		"pauses it; a number counts from the oldest", ofMedia(kindRecording, kindPlayback)},
	{"resume", "resume recording|playback [2|all]", "resumes it", ofMedia(kindRecording, kindPlayback)},
	{"end", "end room · recording|playback|stream [2|all]",
		"ends it", ofMedia(kindRoom, kindRecording, kindPlayback, kindStream)},
	{"fail", "fail recording|playback|stream [2|all]", "ends it with the state failed", ofMedia(mediaKinds...)},
	{"state", "state recording stopping [2|all]", "reports any state of it, and goes on", parseState},
	{"seek", "seek 60s", "moves the playback to that moment", func(w *words) error {
		to, err := w.duration("the moment")
		w.act.do = inRoom(func(r *room) error {
			return r.media(kindPlayback, "", func(i int) {
				r.playbacks[i].seek(r.now(), to)
				r.mediaEvent(kindPlayback, "updated", r.playbacks[i].seen(r.now()))
			})
		})
		return err
	}},
}

// parseStart reads what begins.
func parseStart(w *words) error {
	kind, err := w.choice("what starts", append([]string{kindRoom}, mediaKinds...)...)
	if err != nil {
		return err
	}
	if kind == kindRecording {
		w.act.do = calling("startRecording", nil)
		return nil
	}
	if kind == kindRoom {
		return parseStartRoom(w)
	}
	address, err := w.next("the address")
	if err != nil {
		return err
	}
	p := params{"url": mustJSON(address.text)}
	if kind == kindStream {
		w.act.do = calling("startStream", p)
		return nil
	}
	length := w.lastDuration()
	w.act.do = func(d *Director) (string, error) {
		text, err := calling("play", p)(d)
		if err == nil && length > 0 {
			r, _ := d.room() // it plays there
			r.playbacks[len(r.playbacks)-1].length = length
			poke(r.wake)
		}
		return text, err
	}
	return nil
}

func parseStartRoom(w *words) error {
	name, err := w.next("the name")
	if err != nil {
		return err
	}
	members := w.number()
	if members > maxMembers {
		return fmt.Errorf("%d people are too many; allowed are %d", members, maxMembers)
	}
	w.act.makesRooms = []string{name.text, slug(name.text)}
	if members > 0 {
		w.act.makes = knownNames()
	}
	w.act.do = func(d *Director) (string, error) { return "", d.startRoom(name.text, members) }
	return nil
}

// calling makes the act that calls a method of the page.
func calling(name string, p params) func(d *Director) (string, error) {
	return func(d *Director) (string, error) {
		return d.command(command{name: name, method: pageMethods[name], params: p})
	}
}

// ofMedia makes the parser of a verb about what runs already.
func ofMedia(kinds ...string) func(w *words) error {
	return func(w *words) error {
		kind, err := w.choice("what it is about", kinds...)
		if err != nil {
			return err
		}
		which, err := w.which()
		if err != nil {
			return err
		}
		change := mediaChanges[w.verb]
		if kind == kindRoom {
			w.act.do = inRoom(func(r *room) error {
				r.end()
				return nil
			})
			return nil
		}
		w.act.do = inRoom(func(r *room) error {
			return r.media(kind, which, func(i int) { change(r, kind, i) })
		})
		return nil
	}
}

// which takes the number of a recording, playback or stream, or all; "" for the only one.
func (w *words) which() (string, error) {
	if text := w.option(everybody); text != "" {
		return text, nil
	}
	if n := w.number(); n > 0 {
		return strconv.Itoa(n), nil
	}
	return "", w.end()
}

// mediaChanges are what the verbs do to the i-th recording, playback or stream of a room.
var mediaChanges = map[string]func(r *room, kind string, i int){
	"pause": func(r *room, kind string, i int) {
		if kind == kindRecording {
			r.pauseRecording(r.recordings[i])
			return
		}
		_ = pausePlayback(r, r.playbacks[i], nil) // never refused
		r.mediaEvent(kind, "updated", r.playbacks[i].seen(r.now()))
	},
	"resume": func(r *room, kind string, i int) {
		if kind == kindRecording {
			r.resumeRecording(r.recordings[i])
			return
		}
		_ = resumePlayback(r, r.playbacks[i], nil) // never refused
		r.mediaEvent(kind, "updated", r.playbacks[i].seen(r.now()))
	},
	"end":  func(r *room, kind string, i int) { r.endAs(kind, i, stateCompleted) },
	"fail": func(r *room, kind string, i int) { r.endAs(kind, i, stateFailed) },
}

// endAs ends the i-th recording, playback or stream in a state.
func (r *room) endAs(kind string, i int, state string) {
	switch kind {
	case kindRecording:
		r.endRecording(r.recordings[i], state)
	case kindPlayback:
		r.endPlayback(r.playbacks[i], r.now(), state)
	case kindStream:
		r.endStream(i, state)
	}
}

// media does something to one of a kind: the only one when which is "", the n-th, or all of them.
func (r *room) media(kind, which string, do func(i int)) error {
	n := len(r.mediaIDs(kind))
	switch {
	case n == 0:
		return fmt.Errorf("there is no %s in %s", kind, r.entity.DisplayName)
	case which == everybody:
		for i := n - 1; i >= 0; i-- { // from the end: ended ones are taken out
			do(i)
		}
		return nil
	case which == "" && n > 1:
		return fmt.Errorf("%d %ss run; say which, 1 to %d, or all", n, kind, n)
	case which == "":
		which = "1"
	}
	i, _ := strconv.Atoi(which) // which made it of a number
	if i > n {
		return fmt.Errorf("there is no %s %d; %d run", kind, i, n)
	}
	do(i - 1)
	return nil
}

// mediaIDs are the ids of what runs of a kind, oldest first.
func (r *room) mediaIDs(kind string) []string {
	var ids []string
	switch kind {
	case kindRecording:
		for _, m := range r.recordings {
			ids = append(ids, m.entity.ID)
		}
	case kindPlayback:
		for _, b := range r.playbacks {
			ids = append(ids, b.entity.ID)
		}
	case kindStream:
		for _, s := range r.streams {
			ids = append(ids, s.entity.ID)
		}
	}
	return ids
}

// onlyOne is the id of what runs of a kind, when only one does.
func (r *room) onlyOne(kind string) (string, error) {
	var id string
	err := r.media(kind, "", func(i int) { id = r.mediaIDs(kind)[i] })
	return id, err
}

// parseState reads a kind, any state and which one.
func parseState(w *words) error {
	kind, err := w.choice("what it is about", mediaKinds...)
	if err != nil {
		return err
	}
	state, err := w.next("the state")
	if err != nil {
		return err
	}
	which, err := w.which()
	w.act.do = inRoom(func(r *room) error {
		return r.media(kind, which, func(i int) { r.reportState(kind, i, state.text) })
	})
	return err
}

// reportState changes the state of something that goes on running. Streams have no event for that: whoever reads the
// list sees it.
func (r *room) reportState(kind string, i int, state string) {
	switch kind {
	case kindRecording:
		r.recordings[i].entity.State = state
		r.mediaEvent(kind, "updated", r.recordings[i].entity)
		r.changeRoom("recording")
	case kindPlayback:
		b := r.playbacks[i]
		b.seek(r.now(), b.offset(r.now()))
		b.entity.State = state
		r.mediaEvent(kind, "updated", b.seen(r.now()))
	case kindStream:
		r.streams[i].entity.State = state
		r.changeRoom("streaming")
	}
}

// inject sends an event with params that a script writes. The ids of the room are added where they are missing, and a
// string @Name becomes the id of that person.
func (r *room) inject(eventType string, raw json.RawMessage) error {
	var p map[string]any
	if json.Unmarshal(raw, &p) != nil {
		return errors.New("the params are not an object")
	}
	for name, value := range map[string]string{"room_id": r.entity.RoomID, "room_session_id": r.entity.ID} {
		if _, has := p[name]; !has {
			p[name] = value
		}
	}
	resolved, err := r.atNames(p)
	if err != nil {
		return err
	}
	r.emitJSON(eventType, mustJSON(resolved))
	return nil
}

// atNames replaces strings that begin with @ by ids.
func (r *room) atNames(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case string:
		if len(v) < 2 || v[0] != '@' {
			return v, nil
		}
		m, err := reference{text: v[1:], quoted: true}.one(r)
		if err != nil {
			return nil, err
		}
		return m.entity.ID, nil
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
