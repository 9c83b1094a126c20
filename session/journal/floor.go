package journal

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"gavel/session/video"
)

// chair collects the records of the floor. Two programs may record the same turn.
type chair struct {
	turns map[turnKey]*turnOf
	items []itemFrom
}

type turnKey struct {
	who     video.MemberID
	granted int64
}

type turnOf struct {
	group, item string
	from, to    time.Time // to is zero until the turn has ended
	used        time.Duration
}

// itemFrom is the start of an agenda item; "" ends the one before.
type itemFrom struct {
	name string
	at   time.Time
}

// floorNote is the part of a decision of the floor that counts.
type floorNote struct {
	Who  *video.Person
	Text string
	Turn *struct {
		Group   string
		Item    string
		Granted time.Time
		Used    time.Duration
	}
}

// note processes a decision of the floor.
func (c *chair) note(kind string, data json.RawMessage, at time.Time) {
	var n floorNote
	if json.Unmarshal(data, &n) != nil {
		return
	}
	switch {
	case kind == "floor.item":
		c.items = append(c.items, itemFrom{n.Text, at})
	case n.Turn == nil || n.Who == nil:
	case kind == "floor.granted", kind == "floor.ended":
		if c.turns == nil {
			c.turns = map[turnKey]*turnOf{}
		}
		key := turnKey{n.Who.ID, n.Turn.Granted.UnixNano()}
		t := c.turns[key]
		if t == nil {
			t = &turnOf{group: n.Turn.Group, item: n.Turn.Item, from: n.Turn.Granted}
			c.turns[key] = t
		}
		if kind == "floor.ended" {
			t.to, t.used = at, n.Turn.Used
		}
	}
}

// finish ends the turns without a recorded end. Their clock ran until the last record.
func (c *chair) finish(last time.Time) {
	for _, t := range c.turns {
		if t.to.IsZero() && last.After(t.from) {
			t.used = last.Sub(t.from)
		}
	}
}

// of returns the floor time and the turns of a person with these ids.
func (c *chair) of(ids []video.MemberID) (used time.Duration, turns int) {
	for key, t := range c.turns {
		if slices.Contains(ids, key.who) {
			used, turns = used+t.used, turns+1
		}
	}
	return used, turns
}

// agenda returns the account of each item. talks are the runs of talking, by person.
func (c *chair) agenda(talks []spans, last time.Time) []Item {
	var list []Item
	during := map[string]spans{}
	for i, from := range c.items {
		to := last
		if i+1 < len(c.items) {
			to = c.items[i+1].at
		}
		if from.name == "" {
			continue
		}
		if during[from.name] == nil {
			list = append(list, Item{Name: from.name, From: from.at})
		}
		period := during[from.name]
		period.add(from.at, to)
		during[from.name] = period
	}
	for i := range list {
		item := &list[i]
		period := during[item.Name].joined(0)
		item.Length = Seconds(period.total())
		for _, talk := range talks {
			item.Talked += Seconds(talk.during(period))
		}
		for _, t := range c.turns {
			if t.item == item.Name {
				item.Floor, item.Granted = item.Floor+Seconds(t.used), item.Granted+1
			}
		}
	}
	slices.SortStableFunc(list, func(x, y Item) int { return cmp.Compare(x.From.UnixNano(), y.From.UnixNano()) })
	return list
}

// during returns how much time of the periods is also in others, which must be in order and not overlap.
func (s spans) during(others spans) time.Duration {
	var d int64
	for _, one := range s.joined(0) {
		for _, o := range others {
			d += max(0, min(one.to, o.to)-max(one.from, o.from))
		}
	}
	return time.Duration(d)
}
