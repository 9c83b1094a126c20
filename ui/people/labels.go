package people

import (
	"strings"

	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/text"
)

// What members are called in sentences, and how many of them there are.

// Doubtful reports whether the name alone may be taken for somebody else's.
func (r *Roster) Doubtful(p *Person) bool {
	return p.Name.Warn || p.Here() && r.alike[p.key] > 1 || !p.Here() && r.alike[p.key] > 0
}

// ownSigns are what the console puts beside names, ids, marks, states and frames, and what looks like them: in a list, a
// name with one of them has the id behind it.
const ownSigns = "#＃﹟♯⌗✓✔☑✗✘✖☒◉◎○●◯⚫⬤◐◆◇⚠⚑⚐·•∙⋅▎▏▌│┃|└╭╮╰╯─→⇒➔➜›…"

// longestLabel is how many cells a name may take in a sentence. What became of a command stands behind it, and must not
// be pushed off the screen by who likes.
const longestLabel = 32

// label is a clean name with the short id where the name alone, or what is left of it, is not enough. In a sentence it is in
// quotation marks where it could be taken for text.
func label(name text.Name, id video.MemberID, doubtful, quoted bool) string {
	said := name
	if text.Width(said.Text) > longestLabel {
		said.Text, doubtful = text.Cut(said.Text, longestLabel), true
	}
	called := said.Text
	if quoted {
		called = said.Quoted()
	}
	if doubtful {
		return text.Tagged(called, string(id))
	}
	return called
}

// LabelFor returns the name for boxes and lists, with the short id where the name alone is not enough.
func (r *Roster) LabelFor(p *Person) string { return label(p.Name, p.Member.ID, r.Doubtful(p), false) }

// LabelOf names a member by id, for boxes and lists. One that was never seen goes by its id.
func (r *Roster) LabelOf(id video.MemberID) string {
	if p := r.byID[id]; p != nil {
		return r.LabelFor(p)
	}
	return "#" + text.ShortID(string(id))
}

// Called names a member by id in a sentence.
func (r *Roster) Called(id video.MemberID) string {
	if p := r.byID[id]; p != nil {
		return label(p.Name, p.Member.ID, r.Doubtful(p), true)
	}
	return "#" + text.ShortID(string(id))
}

// Tagged is Called, always with the short id.
func (r *Roster) Tagged(id video.MemberID) string {
	if p := r.byID[id]; p != nil {
		return label(p.Name, p.Member.ID, true, true)
	}
	return "#" + text.ShortID(string(id))
}

// LabelIn is Called in w cells, as far as that is possible. Of the name the end is missing, never the id.
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

// leastOfName is how many cells of a name are left at least.
const leastOfName = 2

// LabelAs names someone from the log in a sentence, who may have left since. A name that another one in the log has, too, has
// the id with it, also when both have left.
func (r *Roster) LabelAs(who video.Person) string {
	key := text.Skeleton(who.Name)
	if met, known := r.met[key]; !known || met != severalMet {
		if p := r.byID[who.ID]; p != nil && p.Member.Name == who.Name {
			return r.Called(who.ID)
		}
	}
	n := r.nameOf(who.Name, who.ID)
	return label(n, who.ID, n.Warn || r.alike[key] > 0 || r.met[key] == severalMet, true)
}

// severalMet stands for more than one member; it cannot be an id.
const severalMet video.MemberID = " "

// metAtMost bounds the names that are remembered from the log; past it, they are learned anew from what the log still
// has.
const metAtMost = 4 * video.LogSize

// meet remembers names from the log. It reports whether a name has become that of several.
func (r *Roster) meet(people []video.Person) bool {
	several := false
	for _, who := range people {
		key := text.Skeleton(who.Name)
		switch met, known := r.met[key]; {
		case !known:
			r.met[key] = who.ID
		case met != who.ID && met != severalMet:
			r.met[key], several = severalMet, true
		}
	}
	return several
}

// CountOf counts members, people and screens apart: "14 people and 2 screens".
func (r *Roster) CountOf(ids []video.MemberID) string { return r.countOf(ids, "") }

// MoreOf counts the members below others: "14 more people and 2 screens".
func (r *Roster) MoreOf(ids []video.MemberID) string { return r.countOf(ids, "more ") }

func (r *Roster) countOf(ids []video.MemberID, more string) string {
	screens, devices := 0, 0
	for _, id := range ids {
		switch p := r.byID[id]; {
		case p == nil:
		case p.Member.Type == video.TypeScreen:
			screens++
		case p.Member.Type == video.TypeDevice:
			devices++
		}
	}
	var parts []string
	if people := len(ids) - screens - devices; people > 0 || len(ids) == 0 {
		parts = append(parts, draw.Plural(people, more+"person", more+"people"))
		more = ""
	}
	if screens > 0 {
		parts = append(parts, draw.Plural(screens, more+"screen", more+"screens"))
		more = ""
	}
	if devices > 0 {
		parts = append(parts, draw.Plural(devices, more+"device", more+"devices"))
	}
	if last := len(parts) - 1; last > 0 {
		return strings.Join(parts[:last], ", ") + " and " + parts[last]
	}
	return parts[0]
}

// longestList is how many cells a list of names may take in a sentence.
const longestList = 40

// Names lists people for a sentence, or counts them when they are many or their names are long.
func (r *Roster) Names(ids []video.MemberID) string {
	const listed = 3
	switch {
	case len(ids) == 0:
		return "the room"
	case len(ids) > listed:
		return r.CountOf(ids)
	}
	all := make([]string, len(ids))
	for i, id := range ids {
		all[i] = r.Called(id)
	}
	last := len(all) - 1
	if last == 0 {
		return all[0]
	}
	if list := strings.Join(all[:last], ", ") + " and " + all[last]; text.Width(list) <= longestList {
		return list
	}
	return r.CountOf(ids)
}

// MeetAll learns the names in those entries of a log that are new, the newest last. It reports whether a name that was
// enough has become that of several.
func (r *Roster) MeetAll(log []video.Entry) bool {
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

// Object tells a recording, playback or stream from others of its kind by its id: "#1bf4". It is empty where there is no
// other.
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
