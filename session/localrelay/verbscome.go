package localrelay

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// comeVerbs let people come and go.
var comeVerbs = []verb{
	{"join", `join [40] Ann "Guest %d" [muted no-camera hand deaf audience] [at POSITION] [id ID] [meta {…}] [over 8s]`,
		"people come in; a number makes so many, and %d counts them", parseJoin},
	{"leave", "leave Ann", "people leave", func(w *words) error {
		list, err := w.people()
		w.act.do = each(list, func(r *room, m *member) error {
			r.goAway(m)
			return nil
		})
		return err
	}},
	{"rejoin", "rejoin Ann [new] [late 2s]",
		"somebody drops out and comes back; new: with another id; late: the old member.left comes after that", parseRejoin},
	{"share", "share Ann", "somebody shares a screen", func(w *words) error {
		list, err := w.people()
		w.act.do = each(list, func(r *room, m *member) error {
			_, err := r.bringExtra(m, typeScreen, m.entity.Name)
			return err
		})
		return err
	}},
	{"unshare", "unshare Ann", "the screen of somebody goes", func(w *words) error {
		list, err := w.people()
		w.act.do = each(list, (*room).unshare)
		return err
	}},
	{"device", `device Ann "Ann's phone"`, "somebody adds a device, which is a member of its own", func(w *words) error {
		owner, err := w.person()
		if err != nil {
			return err
		}
		name, err := w.next("the name of the device")
		w.act.makes = []string{name.text}
		w.act.do = each(refs{owner}, func(r *room, m *member) error {
			_, err := r.bringExtra(m, typeDevice, name.text)
			return err
		})
		return err
	}},
}

// arrival is what a join line says about those who come.
type arrival struct {
	names    []string
	spec     MemberSpec
	audience bool
	over     time.Duration
}

// parseJoin reads names up to the first option.
func parseJoin(w *words) error {
	var a arrival
	n := w.number()
	for len(w.left) > 0 && !isJoinOption(w.left[0]) {
		name, _ := w.next("a name") // there is one
		if n == 0 && strings.Contains(name.text, "%d") {
			return fmt.Errorf("%q needs a number before it", name.text)
		}
		if typo := nearOption(name); typo != "" {
			return fmt.Errorf("did you mean %s? If %q is a name, write it in quotation marks", typo, name.text)
		}
		a.names = append(a.names, name.text)
	}
	if len(a.names) == 0 {
		return errors.New("a name is missing")
	}
	w.act.makes = slices.Clone(a.names)
	if n > 0 {
		if len(a.names) != 1 {
			return errors.New("a number makes people of one name")
		}
		a.names = slices.Repeat(a.names, n)
	}
	if err := a.options(w); err != nil {
		return err
	}
	if a.spec.ID != "" && len(a.names) > 1 {
		return errors.New("an id is for one person")
	}
	w.act.do = inRoom(a.come)
	return nil
}

var joinOptions = []string{"muted", "no-camera", "hand", "deaf", "audience", "at", "id", "meta", "over"}

func isJoinOption(w word) bool { return !w.quoted && slices.Contains(joinOptions, w.text) }

// nearOption returns the option that a word in small letters may have meant to be, "" for none.
func nearOption(w word) string {
	if w.quoted || w.text == "" || w.text[0] < 'a' || w.text[0] > 'z' {
		return ""
	}
	for _, option := range joinOptions {
		if len(option) > 3 && distance(w.text, option) <= 1 {
			return option
		}
	}
	return ""
}

// options reads what follows the names.
func (a *arrival) options(w *words) error {
	for len(w.left) > 0 {
		name, err := w.choice("the option", joinOptions...)
		if err != nil {
			return err
		}
		if err := a.option(name, w); err != nil {
			return err
		}
	}
	return nil
}

func (a *arrival) option(name string, w *words) error {
	var err error
	var value word
	switch name {
	case "muted":
		a.spec.AudioMuted = true
	case "no-camera":
		a.spec.VideoMuted = true
	case "hand":
		a.spec.Handraised = true
	case "deaf":
		a.spec.Deaf, a.spec.AudioMuted = true, true
	case "audience":
		a.audience = true
	case "at":
		a.spec.Position, err = w.position()
	case "id":
		value, err = w.next("the id")
		a.spec.ID = value.text
	case "meta":
		var raw json.RawMessage
		if raw, err = w.json("the metadata"); err == nil && json.Unmarshal(raw, &a.spec.Meta) != nil {
			err = errors.New("the metadata is not an object")
		}
	case "over":
		a.over, err = w.duration("the time")
	}
	return err
}

// position takes the next word as a position.
func (w *words) position() (string, error) {
	first, err := w.next("the position")
	if err == nil && !validPosition(first.text) {
		err = fmt.Errorf("the position is %q; allowed are auto, off-canvas, standard-1, reserved-1 and so on", first.text)
	}
	return first.text, err
}

// json takes the next word as JSON.
func (w *words) json(what string) (json.RawMessage, error) {
	first, err := w.next(what)
	if err == nil && !json.Valid([]byte(first.text)) {
		err = fmt.Errorf("%s %s is not JSON", what, first.text)
	}
	return json.RawMessage(first.text), err
}

// come lets everybody in, at once or spread over a time. Nobody comes into a locked room; those who would have come
// later are turned away without a word.
func (a *arrival) come(r *room) error {
	for i, name := range a.names {
		if a.over == 0 {
			if err := a.enter(r, name); err != nil {
				return err
			}
			continue
		}
		r.server.clock.after(a.over*time.Duration(i)/time.Duration(len(a.names)), func() {
			if !r.ended {
				_ = a.enter(r, name) // turned away
				r.flush()
			}
		})
	}
	return nil
}

// enter lets one person in, or into the audience.
func (a *arrival) enter(r *room, name string) error {
	spec := a.spec
	spec.Name = r.numbered(name)
	if a.audience {
		setDefault(&spec.ID, r.ids.next())
		r.enterAudience(r.newMember(spec.ID, spec.Name))
		return nil
	}
	if r.entity.Locked {
		return fmt.Errorf("%s cannot come in: the room is locked", spec.Name)
	}
	m, err := r.memberOf(spec)
	if err != nil {
		return err
	}
	m.ownMic, m.ownCam = spec.AudioMuted, spec.VideoMuted
	r.join(m)
	return nil
}

// numbered replaces %d by the next number for such names in this room.
func (r *room) numbered(name string) string {
	if !strings.Contains(name, "%d") {
		return name
	}
	if r.numbers == nil {
		r.numbers = map[string]int{}
	}
	r.numbers[name]++
	return strings.ReplaceAll(name, "%d", strconv.Itoa(r.numbers[name]))
}

// goAway takes somebody out of the room or its audience, who then can rejoin.
func (r *room) goAway(m *member) {
	if r.audience[m.entity.ID] == m {
		r.leaveAudience(m)
		return
	}
	if r.members[m.entity.ID] == m { // else it went with its owner
		r.remove(m, true)
	}
}

// parseRejoin reads how somebody comes back.
func parseRejoin(w *words) error {
	ref, err := w.person()
	if err != nil {
		return err
	}
	fresh := w.option("new") != ""
	late := time.Duration(-1)
	if w.option("late") != "" {
		if late, err = w.duration("the time"); err != nil {
			return err
		}
	}
	if fresh && late >= 0 {
		return errors.New("only an old id has an old member.left")
	}
	w.act.do = inRoom(func(r *room) error { return r.rejoin(ref, fresh, late) })
	return nil
}

// rejoin brings somebody back who has left or is still here, as they were. late of 0 or more sends the member.left of
// the old leg only then: whoever takes it at its word loses a person who is here.
func (r *room) rejoin(ref reference, fresh bool, late time.Duration) error {
	m, err := r.comesBack(ref)
	if err != nil {
		return err
	}
	here := r.members[m.entity.ID] == m
	if late >= 0 {
		r.server.clock.after(late, func() {
			if !r.ended {
				r.emit("video.member.left", r.memberEvent(m.entity))
			}
		})
		if here { // the old leg is not seen to go
			r.emit("video.member.joined", r.memberEvent(m.entity))
			return nil
		}
	}
	if here {
		r.remove(m, true)
	}
	r.left = without(r.left, m)
	id := m.entity.ID
	if fresh {
		id = r.ids.next()
	}
	again := r.newMember(id, m.entity.Name)
	own := again.entity
	again.entity, again.entity.ID = m.entity, own.ID
	again.entity.Handraised, again.entity.Visible = false, false // a hand does not survive the way out
	again.ownMic, again.ownCam = m.ownMic, m.ownCam
	r.join(again)
	return nil
}

// comesBack finds somebody who is here, or the one who left last under that name.
func (r *room) comesBack(ref reference) (*member, error) {
	m, err := ref.one(r)
	if err == nil {
		return m, nil
	}
	gone := slices.Clone(r.left)
	slices.Reverse(gone)
	if found := ref.among(gone); len(found) > 0 {
		return found[0], nil
	}
	return nil, err
}

// bringExtra adds a screen or device of somebody.
func (r *room) bringExtra(owner *member, kind, name string) (*member, error) {
	if owner.entity.Type != typeMember {
		return nil, fmt.Errorf("a %s has no screen or device of its own", owner.entity.Type)
	}
	m := r.newMember(r.ids.next(), name)
	m.entity.Type, m.entity.ParentID, m.entity.AudioMuted = kind, owner.entity.ID, kind == typeScreen
	r.join(m)
	return m, nil
}

// unshare ends the screens of somebody.
func (r *room) unshare(m *member) error {
	screens := only(r.extras, func(x *member) bool {
		return x.entity.Type == typeScreen && (x.entity.ParentID == m.entity.ID || x == m)
	})
	if len(screens) == 0 {
		return errors.New("no screen is shared")
	}
	for _, x := range screens {
		r.remove(x, true)
	}
	return nil
}
