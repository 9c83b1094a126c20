package deck

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
	"gavel/theme"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
	"gavel/ui/text"
)

// Card is one room in progress.
type Card struct {
	Room video.Room
	// Snap is the room's newest snapshot; nil for a room that was never opened, about which only the list of rooms is
	// known.
	Snap *video.Snapshot
	// Here reports that the room is on the screen.
	Here bool
	// Alarms are the room's alarms, the most urgent first.
	Alarms []alarm.Alarm
}

// Cards returns the cards of the rooms in progress. alarms are those of all rooms, the most urgent first, here is the
// room on the screen, and snap returns the newest snapshot of a room, or nil.
func Cards(rooms []video.Room, alarms []alarm.Alarm, here string, snap func(id string) *video.Snapshot) []Card {
	of := map[string][]alarm.Alarm{}
	for _, a := range alarms {
		of[a.Room.ID] = append(of[a.Room.ID], a)
	}
	cards := make([]Card, 0, len(rooms))
	for _, r := range rooms {
		if !r.Ended {
			cards = append(cards, Card{Room: r, Snap: snap(r.ID), Here: r.ID == here, Alarms: of[r.ID]})
		}
	}
	return cards
}

// Needs returns the alarm for which the room needs a moderator: the first that rings and that nobody has acknowledged.
// It is nil if there is none.
func (c *Card) Needs() *alarm.Alarm {
	for i := range c.Alarms {
		if a := &c.Alarms[i]; !a.Heard && a.Loudness > alarm.Quiet {
			return a
		}
	}
	return nil
}

// Needing returns the room that needs a moderator most, apart from the one on the screen, and the number of such rooms;
// nil and 0 if there is none.
func Needing(cards []Card) (first *Card, n int) {
	for i := range cards {
		c := &cards[i]
		a := c.Needs()
		if a == nil || c.Here {
			continue
		}
		if n++; first == nil || moreUrgent(a, first.Needs()) {
			first = c
		}
	}
	return first, n
}

func moreUrgent(a, b *alarm.Alarm) bool {
	return cmp.Or(cmp.Compare(b.Loudness, a.Loudness), b.At.Compare(a.At)) < 0
}

// name returns the clean title of the room.
func (c *Card) name() string { return text.Clean(c.Room.Title()) }

// pen draws cards.
type pen struct {
	th  *theme.Theme
	now time.Time
}

// counts returns how many people are in the room, are talking, and have a hand up.
func (p pen) counts(c *Card) string {
	s := c.Snap
	if s == nil {
		if c.Room.MemberCount < 0 {
			return ""
		}
		return strconv.Itoa(c.Room.MemberCount) + " here"
	}
	parts := []string{strconv.Itoa(s.Counts.People) + " here"}
	if n := s.Counts.Talking; n > 0 {
		parts = append(parts, p.th.Talking.Apply(strconv.Itoa(n)+" talking"))
	}
	if n := s.Counts.Hands; n > 0 {
		parts = append(parts, p.th.Hand.Apply(draw.Plural(n, "hand", "hands")))
	}
	return strings.Join(parts, "  ")
}

// runs returns what runs in the room, and whether it is locked.
func (p pen) runs(c *Card) string {
	room, g := &c.Room, &p.th.Glyphs
	var parts []string
	rec, stream := room.Recording, room.Streaming
	if s := c.Snap; s != nil {
		room = &s.Room
		rec, stream = room.Recording, room.Streaming
		if i := slices.IndexFunc(s.Recordings, (*video.Recording).Active); i >= 0 {
			one := s.Recordings[i]
			sign, paint := g.Rec+" REC ", p.th.Rec
			if one.State == video.StatePaused {
				sign, paint = g.Pause+" REC paused ", p.th.Warn
			}
			parts = append(parts, paint.Apply(sign+draw.RunClock(one.StartedAt, one.SeenAt, p.now)))
			rec = video.No
		}
		if slices.ContainsFunc(s.Playbacks, (*video.Playback).Active) {
			parts = append(parts, p.th.Strong.Apply(g.Play+" PLAY"))
		}
	}
	if rec == video.Yes {
		parts = append(parts, p.th.Rec.Apply(g.Rec+" REC"))
	}
	if stream == video.Yes {
		parts = append(parts, p.th.Rec.Apply(g.Rec+" STREAM"))
	}
	if room.Locked == video.Yes {
		parts = append(parts, p.th.Warn.Apply(g.Locked+" locked"))
	}
	if s := c.Snap; s != nil && !say.Quick(s, p.now) {
		parts = append(parts, p.th.Bad.Apply(g.Offline+" "+text.Cut(say.Link(s, p.now), linkWidth)))
	}
	return strings.Join(parts, "  ")
}

// linkWidth is how many cells the state of a link may take.
const linkWidth = 20

// talkers returns who talks, the longest first.
func (p pen) talkers(c *Card) string {
	if c.Snap == nil {
		return p.th.Dim.Apply("not watched yet")
	}
	var talking []*video.Member
	if c.Snap.Counts.Talking > 0 {
		for _, m := range c.Snap.Members {
			if m.Talking {
				talking = append(talking, m)
			}
		}
	}
	if len(talking) == 0 {
		return p.th.Dim.Apply(say.NobodyTalks)
	}
	slices.SortStableFunc(talking, func(a, b *video.Member) int { return a.TalkStart.Compare(b.TalkStart) })
	var names []string
	for _, m := range talking {
		names = append(names, people.NameOf(m.Name, m.ID, p.th.ASCII))
	}
	return p.th.Talking.Apply(p.th.Glyphs.Talking + " " + strings.Join(names, ", "))
}

// needs returns why the room needs a moderator, or "".
func (p pen) needs(c *Card, w int) string {
	a := c.Needs()
	if a == nil && len(c.Alarms) > 0 {
		return p.th.Warn.Apply(text.Cut(p.th.Glyphs.Warn+" "+say.Alarm(c.Alarms[0], say.Called), w))
	}
	if a == nil {
		return ""
	}
	said := text.Cut(p.th.Glyphs.Warn+" "+say.Alarm(*a, say.Called), w)
	if a.Loudness == alarm.Loud {
		return p.th.Bad.Apply(said)
	}
	return p.th.Warn.Apply(said)
}

// head returns the room's key and title, and that it is on the screen.
func (p pen) head(c *Card, key string, w int) string {
	right := ""
	if c.Here {
		right = "here"
	}
	room := w - len(key) - 1 - text.Width(right) - 1
	return draw.Spread(p.th.Key.Apply(key)+" "+p.th.Strong.Apply(text.Cut(c.name(), room)), p.th.Dim.Apply(right), w)
}

// cardLines is how many lines a card has, and briefLines a short one.
const cardLines, briefLines = 4, 2

// lines draws a card in lines of w cells.
func (p pen) lines(c *Card, key string, w int, brief bool) []string {
	head, needs := p.head(c, key, w), p.needs(c, w)
	if !brief {
		last := p.talkers(c)
		if needs != "" {
			return draw.FitAll([]string{head, " " + p.counts(c) + "  " + p.runs(c), " " + last, " " + needs}, w, cardLines)
		}
		return draw.FitAll([]string{head, " " + p.counts(c), " " + last, " " + p.runs(c)}, w, cardLines)
	}
	second := needs
	if second == "" {
		second = draw.Join(p.counts(c), " "+p.runs(c))
	}
	return draw.FitAll([]string{head, "  " + second}, w, briefLines)
}
