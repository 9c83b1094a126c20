package people

import (
	"gavel/session/fold"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// Names of members in sentences, and their counts.

// Doubtful reports whether the name alone may be mistaken for another member's.
func (r *Roster) Doubtful(p *Person) bool {
	return p.Name.Warn || p.Here() && r.alike[p.key] > 1 || !p.Here() && r.alike[p.key] > 0
}

// ownSigns are the signs that the console puts beside names, ids, marks, states and frames, and signs that look like
// them. In a list, a name with one of them is followed by the id.
const ownSigns = "#＃﹟♯⌗✓✔☑✗✘✖☒◉◎○●◯⚫⬤◐◆◇⚠⚑⚐·•∙⋅▎▏▌│┃|└╭╮╰╯─→⇒➔➜›…"

// longestLabel is the largest width of a name in a sentence, in cells. The outcome of a command follows it, and a long
// name must not push it off the screen.
const longestLabel = 32

// label returns a clean name. The short id follows if the name is doubtful or had to be cut. In a sentence, the name is
// in quotation marks if it could be mistaken for text.
func label(name text.Name, id video.MemberID, doubtful, quoted bool) string {
	said := name
	if text.Width(said.Text) > longestLabel {
		said.Text, doubtful = text.Cut(said.Text, longestLabel), true
	}
	called := said.Text
	if quoted {
		called = said.Quoted()
	}
	if doubtful && !said.Blank {
		return text.Tagged(called, string(id))
	}
	return called
}

// labelFor returns the name for boxes and lists, with the short id if the name alone is not enough.
func (r *Roster) labelFor(p *Person) string { return label(p.Name, p.Member.ID, r.Doubtful(p), false) }

// LabelOf names a member by id, for boxes and lists. A member that was never seen is named by its id.
func (r *Roster) LabelOf(id video.MemberID) string {
	if p := r.byID[id]; p != nil {
		return r.labelFor(p)
	}
	return "#" + text.ShortID(string(id))
}

// Called names a member by id, for sentences.
func (r *Roster) Called(id video.MemberID) string {
	if p := r.byID[id]; p != nil {
		return label(p.Name, p.Member.ID, r.Doubtful(p), true)
	}
	if name := r.former(id); name != "" {
		return label(r.nameOf(name, id), id, true, true)
	}
	return "#" + text.ShortID(string(id))
}

// formerIn is the number of the newest log entries that are searched for a name.
const formerIn = 64

// former returns the name of a member that is in no list: one that was demoted, or that the log names. It is "" for
// others.
func (r *Roster) former(id video.MemberID) string {
	for _, m := range r.last.Demoted {
		if m.ID == id {
			return m.Name
		}
	}
	if r.Lists.Former != nil {
		if name := r.Lists.Former(id); name != "" {
			return name
		}
	}
	log := r.last.Log
	for _, e := range log[max(0, len(log)-formerIn):] {
		for _, who := range e.Who {
			if who.ID == id {
				return who.Name
			}
		}
	}
	return ""
}

// Tagged is Called, always with the short id.
func (r *Roster) Tagged(id video.MemberID) string {
	if p := r.byID[id]; p != nil {
		return label(p.Name, p.Member.ID, true, true)
	}
	return r.Called(id)
}

// LabelIn is Called in w cells, if possible. It cuts the end of the name, never the id.
func (r *Roster) LabelIn(id video.MemberID, w int) string {
	called, p := r.Called(id), r.byID[id]
	if p == nil || text.Width(called) <= w {
		return called
	}
	tag := " #" + text.ShortID(string(id))
	short := p.Name
	short.Text = text.Cut(short.Text, max(w-len(tag)-text.Width(short.Quoted())+text.Width(short.Text), leastOfName))
	return short.Quoted() + tag
}

// leastOfName is the smallest number of cells that a name keeps.
const leastOfName = 2

// LabelAs names a member from the log, for sentences. The member may have left since. Members that share a name in the
// log have the id with it, even if all of them have left.
func (r *Roster) LabelAs(who video.Person) string {
	key := fold.Skeleton(who.Name)
	if met, known := r.met[key]; !known || met != severalMet {
		if p := r.byID[who.ID]; p != nil && p.Member.Name == who.Name {
			return r.Called(who.ID)
		}
	}
	n := r.nameOf(who.Name, who.ID)
	return label(n, who.ID, n.Warn || r.alike[key] > 0 || r.met[key] == severalMet, true)
}

// severalMet means more than one member. It cannot be an id.
const severalMet video.MemberID = " "

// metAtMost bounds the names that are remembered from the log. Beyond it, they are learned again from the entries that
// the log still has.
const metAtMost = 4 * video.LogSize

// meet remembers names from the log. It reports whether a name has become ambiguous.
func (r *Roster) meet(people []video.Person) bool {
	several := false
	for _, who := range people {
		key := fold.Skeleton(who.Name)
		switch met, known := r.met[key]; {
		case !known:
			r.met[key] = who.ID
		case met != who.ID && met != severalMet:
			r.met[key], several = severalMet, true
		}
	}
	return several
}

// CountOf counts people and screens separately: "14 people and 2 screens".
func (r *Roster) CountOf(ids []video.MemberID) string { return r.countOf(ids, "") }

// MoreOf counts the remaining members after a list of names: "14 more people and 2 screens".
func (r *Roster) MoreOf(ids []video.MemberID) string { return r.countOf(ids, "more ") }

func (r *Roster) countOf(ids []video.MemberID, more string) string {
	people, screens, devices := r.kindsOf(ids)
	var parts []string
	for _, kind := range []struct {
		n         int
		one, many string
	}{{people, "person", "people"}, {screens, "screen", "screens"}, {devices, "device", "devices"}} {
		if kind.n > 0 || len(ids) == 0 && len(parts) == 0 {
			parts = append(parts, draw.Plural(kind.n, more+kind.one, more+kind.many))
			more = ""
		}
	}
	return draw.And(parts)
}

// Mixed reports whether members are of several kinds, so that CountOf has several numbers.
func (r *Roster) Mixed(ids []video.MemberID) bool {
	people, screens, devices := r.kindsOf(ids)
	return max(people, screens, devices) < len(ids)
}

func (r *Roster) kindsOf(ids []video.MemberID) (people, screens, devices int) {
	for _, id := range ids {
		switch p := r.byID[id]; {
		case p == nil:
		case p.Member.Type == video.TypeScreen:
			screens++
		case p.Member.Type == video.TypeDevice:
			devices++
		}
	}
	return len(ids) - screens - devices, screens, devices
}

// longestList is the largest width of a list of names in a sentence, in cells.
const longestList = 40

// Names lists members for a sentence, or counts them if they are many or their names are long.
func (r *Roster) Names(ids []video.MemberID) string {
	if len(ids) == 0 {
		return "the room"
	}
	if list, ok := r.listed(ids); ok {
		return list
	}
	return r.CountOf(ids)
}

// Counted reports whether Names counts the members.
func (r *Roster) Counted(ids []video.MemberID) bool {
	_, ok := r.listed(ids)
	return !ok && len(ids) > 0
}

// listed lists members, and reports whether they are few and the list is short.
func (r *Roster) listed(ids []video.MemberID) (list string, ok bool) {
	const most = 3
	if len(ids) > most {
		return "", false
	}
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = r.Called(id)
	}
	list = draw.And(all)
	return list, len(all) == 1 || text.Width(list) <= longestList
}

// MeetAll learns the names in the new entries of a log, whose newest entry is last. It reports whether a name has
// become ambiguous.
func (r *Roster) MeetAll(log []*video.Entry) bool {
	if len(r.met) > metAtMost {
		clear(r.met)
		r.metTo = 0
	}
	from := len(log)
	for from > 0 && log[from-1].N > r.metTo {
		from--
	}
	several := false
	for _, e := range log[from:] {
		several = r.meet(e.Who) || several
		r.metTo = e.N
	}
	return several
}

// Object returns the id that distinguishes a recording, playback or stream from others of its kind: "#1bf4". It is
// empty if there is no other.
func (r *Roster) Object(id string) string {
	s, n := r.last, 0
	switch {
	case id == "":
	case s.Recording(id) != nil:
		n = len(s.Recordings)
	case s.Playback(id) != nil:
		n = len(s.Playbacks)
	case s.Stream(id) != nil:
		n = len(s.Streams)
	}
	if n < 2 {
		return ""
	}
	return "#" + text.Clean(text.ShortID(id))
}
