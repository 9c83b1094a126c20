package localrelay

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// errMuted is why somebody cannot talk.
var errMuted = errors.New("is muted, and muted people do not talk; open the microphone first")

// peopleVerbs are what people in a room do by themselves.
var peopleVerbs = []verb{
	{"talk", "talk Ben [5s]", "talks, for a time or until hush", func(w *words) error {
		length := w.lastDuration()
		list, err := w.people()
		w.act.do = each(list, func(r *room, m *member) error { return r.say(m, length) })
		return err
	}},
	{"hush", "hush Ben", "stops talking", byThemselves(func(r *room, m *member) { r.setTalking(m, false) })},
	{"converse", "converse Ann Ben 2m", "they take turns talking for a time, in the background", parseConverse},
	{"open", "open Ben", "opens his own microphone", byThemselves(func(r *room, m *member) { r.setAudioMuted(m, false) })},
	{"close", "close Ben", "mutes himself", byThemselves(func(r *room, m *member) {
		r.setAudioMuted(m, true)
		m.ownMic = true
	})},
	{"insist", "insist Ben [3] [after 500ms]", "opens his microphone again and talks whenever he is muted", parseInsist},
	{"camera", "camera Ben on|off", "turns his camera on or off", switched(func(r *room, m *member, on bool) {
		r.setVideoMuted(m, !on)
		m.ownCam = !on
	})},
	{"deaf", "deaf Ben on|off", "stops hearing, or hears again", switched(func(r *room, m *member, on bool) {
		r.setDeaf(m, on)
	})},
	{"hand", "hand Ben", "raises a hand", byThemselves(func(r *room, m *member) { r.setHand(m, true) })},
	{"lower", "lower Ben", "lowers it", byThemselves(func(r *room, m *member) { r.setHand(m, false) })},
	{"rename", `rename Ben "Ben Fox"`, "changes his name", func(w *words) error {
		ref, err := w.person()
		if err != nil {
			return err
		}
		name, err := w.next("the new name")
		w.act.makes = []string{name.text}
		w.act.do = each(refs{ref}, func(r *room, m *member) error {
			if change(&m.entity.Name, name.text) {
				r.touch(m, "name")
			}
			return nil
		})
		return err
	}},
	{"meta", `meta Ben {"role":"guest"}`, "replaces his metadata; null is possible, too", func(w *words) error {
		ref, err := w.person()
		if err != nil {
			return err
		}
		raw, err := w.json("the metadata")
		var meta metadata
		if err == nil && json.Unmarshal(raw, &meta) != nil {
			return errors.New("the metadata is not an object")
		}
		w.act.do = each(refs{ref}, func(r *room, m *member) error {
			m.entity.Meta = meta
			r.touch(m, "meta")
			return nil
		})
		return err
	}},
}

// byThemselves makes the parser of a verb that is about people and nothing else.
func byThemselves(do func(r *room, m *member)) func(w *words) error {
	return func(w *words) error {
		list, err := w.people()
		w.act.do = each(list, func(r *room, m *member) error {
			do(r, m)
			return nil
		})
		return err
	}
}

// switched makes the parser of a verb that ends with on or off.
func switched(do func(r *room, m *member, on bool)) func(w *words) error {
	return func(w *words) error {
		if len(w.left) < 2 {
			return errors.New("a name, and on or off, are missing")
		}
		last := words{left: w.left[len(w.left)-1:]}
		w.left = w.left[:len(w.left)-1]
		state, err := last.choice("the end of the line", "on", "off")
		if err != nil {
			return err
		}
		return byThemselves(func(r *room, m *member) { do(r, m, state == "on") })(w)
	}
}

// say lets somebody talk for a time, 0 for until further notice.
func (r *room) say(m *member, length time.Duration) error {
	if m.entity.AudioMuted {
		return errMuted
	}
	r.turns++
	turn := r.turns
	m.turn = turn
	r.setTalking(m, true)
	if length > 0 {
		r.server.clock.after(length, func() {
			if m.talking && m.turn == turn {
				r.setTalking(m, false)
			}
		})
	}
	return nil
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
			r.converse(found, 0, r.now().Add(length))
		}
		return err
	})
	return err
}

// converse gives the next one of those who can talk a turn, and plans the turn after it, until the time is over.
func (r *room) converse(list []*member, turn int, until time.Time) {
	if r.ended || !r.now().Before(until) {
		return
	}
	length := turnLengths[turn%len(turnLengths)]
	for range list {
		m := list[turn%len(list)]
		turn++
		if r.members[m.entity.ID] == m && !m.talking && r.say(m, min(length, until.Sub(r.now()))) == nil {
			break
		}
	}
	r.flush()
	r.server.clock.after(length+breath, func() { r.converse(list, turn, until) })
}

// insistence is how somebody takes being muted.
type insistence struct {
	left  int // how often the microphone is opened again, or always
	after time.Duration
}

func parseInsist(w *words) error {
	in := insistence{left: always, after: 500 * time.Millisecond}
	ref, err := w.person()
	if err != nil {
		return err
	}
	if n := w.number(); n > 0 {
		in.left = n
	}
	if w.option("after") != "" {
		if in.after, err = w.duration("the time"); err != nil {
			return err
		}
	}
	w.act.do = each(refs{ref}, func(_ *room, m *member) error {
		if m.entity.Type != typeMember {
			return fmt.Errorf("a %s has no will", m.entity.Type)
		}
		m.insists = in
		return nil
	})
	return nil
}

// insist opens a microphone again that somebody else has closed, if its owner does so.
func (r *room) insist(m *member) {
	if m.insists.left == 0 {
		return
	}
	if m.insists.left != always {
		m.insists.left--
	}
	r.server.clock.after(m.insists.after, func() {
		if r.ended || r.members[m.entity.ID] != m || m.entity.Deaf {
			return
		}
		r.setAudioMuted(m, false)
		_ = r.say(m, 0) // it is open
		r.flush()
	})
}
