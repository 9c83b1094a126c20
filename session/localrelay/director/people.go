package director

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gavel/session/localrelay"
)

// peopleVerbs are the actions of people in a room.
var peopleVerbs = []verb{
	{"talk", "talk Ben [5s]", "talks, for a time or until hush", func(w *words) error {
		length := w.lastDuration()
		list, err := w.people()
		w.act.do = each(list, func(r *room, p person) error { return r.relay.Talk(r.id, p.ID, length) })
		return err
	}},
	{"hush", "hush Ben", "stops talking", forPeople(func(r *room, p person) error {
		return r.relay.SetTalking(r.id, p.ID, false)
	})},
	{"converse", "converse Ann Ben 2m", "take turns talking for a time, in the background", parseConverse},
	{"open", "open Ben", "unmutes", forPeople(func(r *room, p person) error {
		return r.change(p, p.AudioMuted, "audio_muted", false)
	})},
	{"close", "close Ben", "mutes", forPeople(func(r *room, p person) error {
		return r.change(p, !p.AudioMuted, "audio_muted", true)
	})},
	{"insist", "insist Ben [3] [after 500ms]", "unmutes and talks again whenever someone mutes this person", parseInsist},
	{"camera", "camera Ben on|off", "turns the camera on or off", switched(func(r *room, p person, on bool) error {
		return r.change(p, p.VideoMuted == on, "video_muted", !on)
	})},
	{"deaf", "deaf Ben on|off", "stops hearing, or hears again", switched((*room).deafen)},
	{"hand", "hand Ben", "raises the hand", forPeople(func(r *room, p person) error {
		return r.change(p, !p.Handraised, "handraised", true)
	})},
	{"lower", "lower Ben", "lowers the hand", forPeople(func(r *room, p person) error {
		return r.change(p, p.Handraised, "handraised", false)
	})},
	{"rename", `rename Ben "Ben Fox"`, "changes the name", func(w *words) error {
		ref, err := w.person()
		if err != nil {
			return err
		}
		name, err := w.next("the new name")
		w.act.makes = []string{name.text}
		w.act.do = each(refs{ref}, func(r *room, p person) error {
			return r.change(p, p.Name != name.text, "name", name.text)
		})
		return err
	}},
	{"meta", `meta Ben {"role":"guest"}`, "replaces the metadata; null is allowed", func(w *words) error {
		ref, err := w.person()
		if err != nil {
			return err
		}
		raw, err := w.json("the metadata")
		var meta map[string]json.RawMessage
		if err == nil && json.Unmarshal(raw, &meta) != nil {
			return errors.New("the metadata is not an object")
		}
		w.act.do = each(refs{ref}, func(r *room, p person) error { return r.change(p, true, "meta", raw) })
		return err
	}},
}

// deafen also mutes the microphone, or opens it, in one event (PROTOCOL.md section 9.2).
func (r *room) deafen(p person, deaf bool) error {
	fields := map[string]any{}
	if p.Deaf != deaf {
		fields["deaf"] = deaf
	}
	if p.AudioMuted != deaf {
		fields["audio_muted"] = deaf
	}
	if len(fields) == 0 {
		return nil
	}
	return r.relay.UpdateMember(r.id, p.ID, fields)
}

// Lengths of turns in a conversation that a script asks for, in the order in which they come.
var turnLengths = [...]time.Duration{
	7 * time.Second, 4 * time.Second, 11 * time.Second, 2500 * time.Millisecond, 6 * time.Second, 9 * time.Second,
	3 * time.Second, 13 * time.Second,
}

// breath is the pause between two turns.
const breath = 400 * time.Millisecond

func parseConverse(w *words) error {
	length := w.lastDuration()
	list, err := w.people()
	if err == nil && length == 0 {
		err = errors.New("the time is missing, such as 2m")
	}
	w.act.do = inRoom(func(r *room) error {
		found, err := list.resolve(r)
		if err == nil {
			r.converse(found, 0, r.relay.Now().Add(length))
		}
		return err
	})
	return err
}

// converse gives a turn to the next person who can talk. It plans the turn after that, until the time is over or the
// room has ended.
func (r *room) converse(list []person, turn int, until time.Time) {
	left := until.Sub(r.relay.Now())
	if left <= 0 {
		return
	}
	length := turnLengths[turn%len(turnLengths)]
	for range list {
		p := list[turn%len(list)]
		turn++
		err := r.relay.Talk(r.id, p.ID, min(length, left))
		if errors.Is(err, localrelay.ErrNoRoom) {
			return
		}
		if err == nil {
			break
		}
	}
	r.relay.After(length+breath, func() { r.converse(list, turn, until) })
}

func parseInsist(w *words) error {
	ref, err := w.person()
	if err != nil {
		return err
	}
	times, after := localrelay.Always, 500*time.Millisecond
	if n := w.number(); n > 0 {
		times = n
	}
	if w.option("after") != "" {
		if after, err = w.duration("the time"); err != nil {
			return err
		}
	}
	w.act.do = each(refs{ref}, func(r *room, p person) error {
		if p.Type != typeMember {
			return fmt.Errorf("a %s cannot insist", p.Type)
		}
		return r.relay.Insist(r.id, p.ID, times, after)
	})
	return nil
}
