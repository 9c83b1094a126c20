package localrelay

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

func getRoom(r *room, _ params) (result, *refusal) {
	return result{"room": r.full()}, nil
}

func getMembers(r *room, _ params) (result, *refusal) {
	return result{"members": r.memberEntities()}, nil
}

func listLayouts(*room, params) (result, *refusal) {
	return result{"layouts": layoutNames}, nil
}

// setLayout changes the layout and the given positions; positions requested earlier stay.
func setLayout(r *room, p params) (result, *refusal) {
	name, err := p.text("name")
	if err != nil {
		return nil, err
	}
	positions, err := p.positions(true)
	if err != nil {
		return nil, err
	}
	if err := r.checkLayout(name, positions, false); err != nil {
		return nil, err
	}
	r.useLayout(name)
	r.usePositions(positions)
	return nil, nil
}

func setPositions(r *room, p params) (result, *refusal) {
	positions, err := p.positions(false)
	if err != nil {
		return nil, err
	}
	if err := r.checkLayout("", positions, false); err != nil {
		return nil, err
	}
	r.usePositions(positions)
	return nil, nil
}

// checkLayout refuses an unknown layout ("" is none) and positions of unknown members. self means a playback and is
// refused elsewhere.
func (r *room) checkLayout(name string, positions map[string]string, self bool) *refusal {
	if name != "" && !IsLayout(name) {
		return bad("unknown layout %q", name)
	}
	for id := range positions {
		if id == "self" && !self {
			return bad("self has a position only in playback.start")
		}
		if id != "self" && r.members[id] == nil {
			return notFound("member not found: %s", id)
		}
	}
	return nil
}

func (r *room) useLayout(name string) {
	if r.entity.LayoutName != name {
		r.entity.LayoutName = name
		r.changeRoom("layout_name")
		r.dirtyLayout = true
	}
}

// usePositions requests all positions in join order, because maps have no order and the first request gets a slot.
func (r *room) usePositions(positions map[string]string) {
	people := make([]*member, 0, len(positions))
	for id := range positions {
		if m := r.members[id]; m != nil {
			people = append(people, m)
		}
	}
	slices.SortFunc(people, func(a, b *member) int { return int(a.joined) - int(b.joined) })
	for _, m := range people {
		r.setPosition(m, positions[m.entity.ID])
	}
}

func hideVideoMuted(hide bool) handler {
	return func(r *room, _ params) (result, *refusal) {
		r.setHideVideoMuted(hide)
		return nil, nil
	}
}

// setHideVideoMuted hides members without video, or shows them.
func (r *room) setHideVideoMuted(hide bool) {
	if change(&r.entity.HideVideoMuted, hide) {
		r.changeRoom("hide_video_muted")
	}
	r.dirtyLayout = true
}

func lock(locked bool) handler {
	return func(r *room, _ params) (result, *refusal) {
		r.setLocked(locked)
		return nil, nil
	}
}

// setLocked locks or unlocks the room.
func (r *room) setLocked(locked bool) {
	if change(&r.entity.Locked, locked) {
		r.changeRoom("locked")
	}
}

// prioritizeHandraise without enable means true: the SDK omits its default. Whether the service toggles then is not
// known (PROTOCOL.md section 9.1).
func prioritizeHandraise(r *room, p params) (result, *refusal) {
	enable := true
	if p.has("enable") {
		var err *refusal
		if enable, err = p.flag("enable"); err != nil {
			return nil, err
		}
	}
	if change(&r.entity.PrioritizeHandraise, enable) {
		r.changeRoom("prioritize_handraise")
	}
	r.dirtyLayout = true
	return nil, nil
}

func getMeta(r *room, _ params) (result, *refusal) {
	return result{"meta": r.meta}, nil
}

// metaChange computes new metadata from the current one and a request.
type metaChange func(now metadata, p params) (metadata, *refusal)

func replaceMeta(_ metadata, p params) (metadata, *refusal) { return p.meta("meta") }

// mergeMeta merges the top level: a given key replaces the whole value of that key.
func mergeMeta(now metadata, p params) (metadata, *refusal) {
	add, err := p.meta("meta")
	if err != nil {
		return nil, err
	}
	merged := maps.Clone(now)
	maps.Copy(merged, add)
	return merged, merged.tooLarge()
}

// deleteKeys removes keys; an absent key is not an error.
func deleteKeys(now metadata, p params) (metadata, *refusal) {
	keys, err := p.keys("keys")
	if err != nil {
		return nil, err
	}
	left := maps.Clone(now)
	for _, k := range keys {
		delete(left, k)
	}
	return left, nil
}

// same compares metadata as text; a different order of nested keys counts as a change.
func (m metadata) same(other metadata) bool {
	return maps.EqualFunc(m, other, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
}

func changeMeta(change metaChange) handler {
	return func(r *room, p params) (result, *refusal) {
		meta, err := change(r.meta, p)
		if err != nil {
			return nil, err
		}
		if !meta.same(r.meta) {
			r.changeRoom("meta")
		}
		r.meta = meta
		return nil, nil
	}
}
