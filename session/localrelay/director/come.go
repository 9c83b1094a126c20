package director

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/localrelay"
)

// comeVerbs make people join and leave.
var comeVerbs = []verb{
	{
		"join", `join [40] Ann "Guest %d" [muted no-camera hand deaf audience] [at POSITION] [id ID] [meta {…}] [over 8s]`,
		"adds people; a number adds that many, and %d numbers them", parseJoin,
	},
	{"leave", "leave Ann", "people leave", forPeople(func(r *room, p person) error {
		err := r.relay.RemoveMember(r.id, p.ID)
		if errors.Is(err, localrelay.ErrNoMember) {
			return nil // a screen that has left with its owner
		}
		return err
	})},
	{
		"rejoin", "rejoin Ann [new] [late 2s]",
		"drops out and comes back; new: with another id; late: the old member.left follows later", parseRejoin,
	},
	{"share", "share Ann", "starts a screen share", forPeople(func(r *room, p person) error {
		return r.bringExtra(p, typeScreen, p.Name)
	})},
	{"unshare", "unshare Ann", "ends the screen share", forPeople((*room).unshare)},
	{"device", `device Ann "Ann's phone"`, "adds a device, which is a separate member", func(w *words) error {
		owner, err := w.person()
		if err != nil {
			return err
		}
		name, err := w.next("the name of the device")
		w.act.makes = []string{name.text}
		w.act.do = each(refs{owner}, func(r *room, p person) error { return r.bringExtra(p, typeDevice, name.text) })
		return err
	}},
}

// arrival holds the options of a join line.
type arrival struct {
	names []string
	spec  localrelay.MemberSpec
	over  time.Duration
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
			return errors.New("a number needs exactly one name")
		}
		a.names = slices.Repeat(a.names, n)
	}
	if err := a.options(w); err != nil {
		return err
	}
	if a.spec.ID != "" && len(a.names) > 1 {
		return errors.New("an id needs exactly one name")
	}
	w.act.do = inRoom(a.come)
	return nil
}

var joinOptions = []string{"muted", "no-camera", "hand", "deaf", "audience", "at", "id", "meta", "over"}

func isJoinOption(w word) bool { return !w.quoted && slices.Contains(joinOptions, w.text) }

// nearOption returns the option that a lower-case word may mean, or "".
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

// options reads the words after the names.
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
		a.spec.Type = typeAudience
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

// come adds all people of the line, at once or spread over a time. A locked room admits no one; later arrivals are
// dropped silently.
func (a *arrival) come(r *room) error {
	names := r.numbered(a.names)
	for i, name := range names {
		if a.over == 0 {
			if err := a.enter(r, name); err != nil {
				return err
			}
			continue
		}
		r.relay.After(a.over*time.Duration(i)/time.Duration(len(names)), func() {
			_ = a.enter(r, name) // the room may be locked
		})
	}
	return nil
}

// enter adds one person to the room, or to the audience.
func (a *arrival) enter(r *room, name string) error {
	spec := a.spec
	spec.Name = name
	_, err := r.relay.AddMember(r.id, spec)
	if errors.Is(err, localrelay.ErrLocked) {
		return fmt.Errorf("%s cannot join: the room is locked", name)
	}
	return err
}

// numbered replaces %d with the next numbers after the highest one of such a name, including people who have left.
func (r *room) numbered(names []string) []string {
	next := map[string]int{}
	list := make([]string, len(names))
	for i, name := range names {
		before, after, counts := strings.Cut(name, "%d")
		if !counts {
			list[i] = name
			continue
		}
		if next[name] == 0 {
			next[name] = r.highest(before, after) + 1
		}
		list[i] = before + strconv.Itoa(next[name]) + after
		next[name]++
	}
	return list
}

// highest returns the highest number of a name, 0 for none.
func (r *room) highest(before, after string) int {
	top := 0
	for _, p := range slices.Concat(r.state.Members, r.state.Listeners, r.state.Left) {
		text, fits := strings.CutPrefix(p.Name, before)
		text, ends := strings.CutSuffix(text, after)
		if n, err := strconv.Atoi(text); fits && ends && err == nil {
			top = max(top, n)
		}
	}
	return top
}

// parseRejoin reads a rejoin line.
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
		return errors.New("late cannot be combined with new")
	}
	w.act.do = inRoom(func(r *room) error { return r.rejoin(ref, fresh, late) })
	return nil
}

// rejoin brings back a person, who has left or is still here, with the same state. If late is 0 or more, the
// member.left of the old connection follows after that time. A client that trusts it loses a member that is present.
func (r *room) rejoin(ref reference, fresh bool, late time.Duration) error {
	p, here, err := r.comesBack(ref)
	if err != nil {
		return err
	}
	if late >= 0 {
		r.relay.After(late, func() { _ = r.push("video.member.left", p) }) // unless the room has ended
		if here {                                                          // no member.left for the old connection
			return r.push("video.member.joined", p)
		}
	}
	if here {
		if err := r.relay.RemoveMember(r.id, p.ID); err != nil {
			return err
		}
	}
	spec := localrelay.MemberSpec{
		ID: p.ID, Name: p.Name, AudioMuted: p.AudioMuted, VideoMuted: p.VideoMuted, Deaf: p.Deaf,
		InputVolume: p.InputVolume, OutputVolume: p.OutputVolume, Position: p.RequestedPosition, Meta: map[string]any{},
	} // leaving lowers the hand
	for key, value := range p.Meta {
		spec.Meta[key] = value
	}
	if fresh {
		spec.ID = ""
	}
	_, err = r.relay.AddMember(r.id, spec)
	return err
}

// push sends an event with all fields of a member.
func (r *room) push(eventType string, p person) error {
	raw, err := json.Marshal(p)
	if err != nil {
		return err
	}
	var entity map[string]any
	if err := json.Unmarshal(raw, &entity); err != nil {
		return err
	}
	delete(entity, "current_position") // not on the wire
	delete(entity, "talking")
	return r.relay.Push(r.id, eventType, map[string]any{
		"room_id": p.RoomID, "room_session_id": p.RoomSessionID, "member": entity,
	})
}

// comesBack finds a present person, or the last one of that name who left.
func (r *room) comesBack(ref reference) (p person, here bool, err error) {
	if p, err = ref.one(r); err == nil {
		return p, true, nil
	}
	gone := slices.Clone(r.state.Left)
	slices.Reverse(gone)
	if found := ref.among(gone); len(found) > 0 {
		return found[0], false, nil
	}
	return p, false, err
}

// bringExtra adds a screen or device of a person.
func (r *room) bringExtra(owner person, kind, name string) error {
	if owner.Type != typeMember {
		return fmt.Errorf("a %s has no screen or device of its own", owner.Type)
	}
	_, err := r.relay.AddMember(r.id, localrelay.MemberSpec{
		Name: name, Type: kind, ParentID: owner.ID, AudioMuted: kind == typeScreen,
	})
	return err
}

// unshare ends the screen shares of a person.
func (r *room) unshare(owner person) error {
	screens := only(r.state.Members, func(p person) bool {
		return p.Type == typeScreen && (p.ParentID == owner.ID || p.ID == owner.ID)
	})
	if len(screens) == 0 {
		return errors.New("no screen is shared")
	}
	for _, p := range screens {
		if err := r.relay.RemoveMember(r.id, p.ID); err != nil {
			return err
		}
	}
	return nil
}
