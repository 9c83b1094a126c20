package plain

import (
	"errors"
	"slices"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
)

// verbs returns the verbs in the order of the help. A verb comes before a shorter one that it begins with.
func verbs() []verb { return slices.Concat(roomVerbs, floorVerbs, ownVerbs()) }

// ownVerbs returns the verbs about the console. It is a function and not a variable, because one of the verbs lists all
// of them.
func ownVerbs() []verb {
	return []verb{
		{names: []string{"who", "people"}, about: "who is here, and how", run: (*console).who},
		{names: []string{"room"}, about: "the room in one line", run: func(c *console, _ string) {
			c.say(c.roomLine(c.room.Room))
			c.say(c.floorLine())
		}},
		{names: []string{"hands", "waiting"}, about: "who waits for the floor", run: (*console).hands},
		{names: []string{"alarms"}, about: "the alarms that are on", run: func(c *console, _ string) {
			for _, a := range c.board.Alarms() {
				c.say("Alarm: " + say.Alarm(a, c.people.LabelAs))
			}
			if len(c.board.Alarms()) == 0 {
				c.say("There is no alarm.")
			}
		}},
		{
			names: []string{"macro"}, words: "NAME", about: "run a macro of the configuration, after its plan",
			run: (*console).macro,
		},
		{names: []string{"undo"}, about: "undo the last command", run: func(c *console, _ string) { c.undoIfAllowed() }},
		{
			names: []string{"quit", "exit", "leave"}, about: "leave the console; the room continues",
			run: func(c *console, _ string) { c.done = true },
		},
		{names: []string{"help", "?"}, about: "these verbs", run: (*console).help},
		{names: []string{"yes", "no"}, run: func(c *console, _ string) { c.say("Nothing was asked.") }},
	}
}

// roomVerbs are what people say for several commands of the reference.
var roomVerbs = []verb{
	{names: []string{"mute everybody but", "mute all but"}, words: "NAMES", about: "mute all others", run: muteAllBut},
	{names: []string{"lower all hands"}, about: "lower every hand", run: func(c *console, _ string) {
		c.propose(video.SetRaisedHand(false, c.those(func(m *video.Member) bool { return m.HandRaised })...), "", true)
	}},
	{names: []string{"lower the hand of", "lower hand", "lower"}, words: "NAMES", about: "lower hands", run: ofPeople(
		func(ids ...video.MemberID) video.Command { return video.SetRaisedHand(false, ids...) })},
	{
		names: []string{"undeafen"}, words: "NAMES", about: "let people hear the room again",
		run: ofPeople(video.UndeafKeepMuted),
	},
	{names: []string{"end the room"}, about: "remove everyone and end the session", run: func(c *console, _ string) {
		c.propose(video.RemoveAllMembers(), "", false)
	}},
}

// floorVerbs are the verbs of the floor.
var floorVerbs = []verb{
	{names: []string{"next", "n"}, about: "give the floor to the person who was named as next", run: (*console).nextOne},
	one([]string{"give the floor to", "give", "grant"}, "give the floor to a person", (*floor.Engine).Give),
	one([]string{"may answer", "may"}, "let a person answer beside the guest; again: end it",
		simply((*floor.Engine).Answer)),
	{names: []string{"take back", "stop"}, about: "take the floor back", run: func(c *console, _ string) {
		c.floor((*floor.Engine).TakeBack)
	}},
	one([]string{"queue"}, "put a person into the queue", simply(enqueue)),
	one([]string{"drop", "unqueue"}, "take a person out of the queue", simply((*floor.Engine).Unqueue)),
	one([]string{"dismiss"}, "take a person out of the queue and lower the hand", simply((*floor.Engine).Dismiss)),
	{names: []string{"mode"}, words: "open|queue|panel|quiet", about: "start a mode of the floor", run: (*console).mode},
	guest([]string{"extend", "+30"}, "30 s more", (*floor.Engine).Extend),
	guest([]string{"pause"}, "stop the clock of the turn", func(e *floor.Engine, now time.Time, id video.MemberID) error {
		return e.Hold(now, id, true)
	}),
	guest([]string{"run"}, "let the clock run again", func(e *floor.Engine, now time.Time, id video.MemberID) error {
		return e.Hold(now, id, false)
	}),
	plainly([]string{"continue"}, "continue a floor that is paused", (*floor.Engine).Continue),
	plainly([]string{"interrupt"}, "mute everyone who has the floor", (*floor.Engine).Interrupt),
	plainly([]string{"restore"}, "end the interruption, and unmute them", (*floor.Engine).Restore),
	plainly([]string{"close the queue"}, "only replies and points of order are possible", closeQueue(true)),
	plainly([]string{"open the queue"}, "open it again", closeQueue(false)),
	texted([]string{"item"}, "start an agenda item", (*floor.Engine).Item),
	texted([]string{"note"}, "write a note into the journal", (*floor.Engine).Note),
	plainly([]string{"break over"}, "end the break", takeBreak("")),
	plainly([]string{"break"}, "start a break", takeBreak("break")),
	plainly([]string{"count hands"}, "record whose hands are up", func(e *floor.Engine, now time.Time) error {
		e.Count(now)
		return nil
	}),
	settled([]string{"let be"}, "tolerate people who keep speaking without the floor", floor.LetBe),
	settled([]string{"audience"}, "send them to the audience", floor.Audience),
	settled([]string{"muffle"}, "set their sensitivity to 0", floor.Muffle),
	plainly([]string{"take over"}, "enforce the floor from here", (*floor.Engine).TakeOver),
}

// closeQueue closes the queue, or opens it.
func closeQueue(closed bool) func(*floor.Engine, time.Time) error {
	return func(e *floor.Engine, now time.Time) error { return e.CloseQueue(now, closed) }
}

// takeBreak starts a break, or ends it.
func takeBreak(what string) func(*floor.Engine, time.Time) error {
	return func(e *floor.Engine, now time.Time) error { return e.Break(now, what) }
}

func enqueue(e *floor.Engine, now time.Time, id video.MemberID) error {
	return e.Enqueue(now, id, floor.Speakers)
}

// nextOne gives the floor to the person who was announced as next.
func (c *console) nextOne(string) {
	said := c.seen.next
	c.floor(func(e *floor.Engine, now time.Time, sure bool) error {
		err := e.Next(now, said, sure)
		if ask, asks := errors.AsType[*floor.Ask](err); asks { // an answer is about the person whom the question names
			said = ask.Now
		}
		return err
	})
}

type engineVerb func(e *floor.Engine, now time.Time, sure bool) error

// floor runs a verb of the floor. The notes of the floor report its effect.
func (c *console) floor(v engineVerb) { c.floorSurely(v, false) }

func (c *console) floorSurely(v engineVerb, sure bool) {
	if c.o.ReadOnly {
		c.say("This console only watches. Nothing was sent.")
		return
	}
	err := c.o.Room.Do(func(e *floor.Engine, now time.Time) error { return v(e, now, sure) })
	if !c.asks(err, func() { c.floorSurely(v, true) }) && err != nil && !ended(err) {
		c.say(say.FloorError(err, "continue"))
	}
}

// oneVerb is a verb of the floor on one person.
type oneVerb func(e *floor.Engine, now time.Time, id video.MemberID, sure bool) error

// simply is a verb that asks nothing.
func simply(v func(*floor.Engine, time.Time, video.MemberID) error) oneVerb {
	return func(e *floor.Engine, now time.Time, id video.MemberID, _ bool) error { return v(e, now, id) }
}

// one is a verb of the floor on one person.
func one(names []string, about string, v oneVerb) verb {
	return verb{names: names, words: "NAME", about: about, run: func(c *console, rest string) {
		ids, wrong := c.find(rest)
		switch {
		case wrong != "":
			c.say(wrong)
		case len(ids) != 1:
			c.say("This verb is for one person. Nothing was sent.")
		default:
			c.floor(func(e *floor.Engine, now time.Time, sure bool) error { return v(e, now, ids[0], sure) })
		}
	}}
}

// guest is a verb about the guest who has the floor.
func guest(names []string, about string, v func(*floor.Engine, time.Time, video.MemberID) error) verb {
	return verb{names: names, about: about, run: func(c *console, _ string) {
		c.floor(func(e *floor.Engine, now time.Time, _ bool) error {
			for _, t := range e.View(now).Turns {
				if t.Kind == floor.Guest {
					return v(e, now, t.ID)
				}
			}
			return floor.ErrNobody
		})
	}}
}

func plainly(names []string, about string, v func(*floor.Engine, time.Time) error) verb {
	return verb{names: names, about: about, run: func(c *console, _ string) {
		c.floor(func(e *floor.Engine, now time.Time, _ bool) error { return v(e, now) })
	}}
}

func texted(names []string, about string, v func(*floor.Engine, time.Time, string) error) verb {
	return verb{names: names, words: "TEXT", about: about, run: func(c *console, rest string) {
		c.floor(func(e *floor.Engine, now time.Time, _ bool) error { return v(e, now, rest) })
	}}
}

// settled is a decision about the people who keep speaking without the floor, as the console last named them.
func settled(names []string, about string, way floor.Way) verb {
	return verb{names: names, about: about, run: func(c *console, _ string) {
		said := c.room.Floor.Banner
		settle := func() {
			c.floor(func(e *floor.Engine, now time.Time, _ bool) error {
				if !slices.Equal(e.View(now).Banner, said) {
					return errBannerChanged
				}
				return e.Settle(now, way)
			})
		}
		if way != floor.Audience || len(said) == 0 {
			settle()
			return
		}
		var ids []video.MemberID
		for _, who := range said {
			ids = append(ids, who.ID)
		}
		c.confirm(say.Question(video.Demote(ids...), c.people)+"?", "yes", settle)
	}}
}

var errBannerChanged = errors.New("other people speak without the floor now; nothing was sent")

// mode starts a mode, after a yes to its plan if that mutes someone.
func (c *console) mode(word string) {
	if c.o.ReadOnly {
		c.say("This console only watches. Nothing was sent.")
		return
	}
	preset := floor.Preset(strings.ToLower(word))
	if !slices.Contains([]floor.Preset{floor.Open, floor.Queue, floor.Panel, floor.Quiet}, preset) {
		c.say(say.Quote(word) + " is not a mode. Allowed are open, queue, panel and quiet.")
		return
	}
	mode := preset.Mode()
	var plan floor.Plan
	if err := c.o.Room.Do(func(e *floor.Engine, _ time.Time) error { plan = e.Plan(mode); return nil }); err != nil {
		return
	}
	begin := func(e *floor.Engine, now time.Time, sure bool) error { return e.Begin(now, mode, sure) }
	if len(plan.Closes) == 0 {
		c.floor(begin)
		return
	}
	c.confirm(draw.Capital(say.FloorPlan(plan))+".", "yes", func() { c.floor(begin) })
}

func (c *console) undoIfAllowed() {
	if c.o.ReadOnly {
		c.say("This console only watches. Nothing was sent.")
		return
	}
	c.undo()
}

// muteAllBut mutes all people except some.
func muteAllBut(c *console, rest string) {
	but, wrong := c.find(rest)
	if wrong != "" {
		c.say(wrong)
		return
	}
	c.propose(video.AudioMute(c.those(func(m *video.Member) bool {
		return people.OnStage(m) && !slices.Contains(but, m.ID)
	})...), "", true)
}

// ofPeople is a command on people that are named.
func ofPeople(command func(...video.MemberID) video.Command) func(*console, string) {
	return func(c *console, rest string) {
		ids, wrong := c.find(rest)
		c.propose(command(ids...), wrong, c.isMany(rest))
	}
}

// hands says who waits.
func (c *console) hands(string) {
	queue := c.room.Floor.Queue
	for i, en := range queue {
		line := draw.Plural(i+1, "", "")
		line = strings.TrimSpace(line) + ". " + c.people.LabelAs(video.Person{ID: en.ID, Name: en.Name})
		if !en.Away.IsZero() {
			line += ", away"
		}
		c.say(line + ".")
	}
	if len(queue) == 0 {
		c.say("Nobody waits.")
	}
}

// help lists all verbs.
func (c *console) help(string) {
	c.say("Anything that the palette knows can be typed: mute Ann, remove Ben, lock the room, setLayout name=3x3. " +
		"People are names, several with commas, or everybody, or where and a selector, as in mute where talking. " +
		`A name with a comma needs "quotation marks".`)
	for _, v := range verbs() {
		if v.about == "" {
			continue
		}
		line := v.names[0]
		if v.words != "" {
			line += " " + v.words
		}
		c.say(line + ": " + v.about + ".")
	}
}

// verb is a typed verb that is not a method of the reference.
type verb struct {
	names []string // the first is shown
	words string   // what follows it, for the help
	about string
	run   func(c *console, rest string)
}

// is reports whether a line begins with the verb, and returns what follows.
func (v *verb) is(line string) (rest string, is bool) {
	low := strings.ToLower(line)
	for _, name := range v.names {
		if low == name {
			return "", true
		}
		if v.words != "" && strings.HasPrefix(low, name+" ") {
			return strings.TrimSpace(line[len(name):]), true
		}
	}
	return "", false
}

// who says who is here, as one line for each.
func (c *console) who(string) {
	now := time.Now()
	for _, m := range c.room.Room.Members {
		var is []string
		if m.Talking {
			is = append(is, "talking")
		}
		is = append(is, states(m)...)
		if m.HandRaised {
			is = append(is, "hand up"+waiting(m.HandAt, now))
		}
		line := c.people.LabelOf(m.ID)
		if len(is) > 0 {
			line += ": " + strings.Join(is, ", ")
		}
		c.say(line + ".")
	}
	if len(c.room.Room.Members) == 0 {
		c.say("Nobody is here.")
	}
}

// waiting returns how long a hand has been up.
func waiting(since, now time.Time) string {
	if since.IsZero() {
		return ""
	}
	return " for " + draw.Clock(now.Sub(since))
}

// states returns what is unusual about a member.
func states(m *video.Member) []string {
	var is []string
	for _, row := range []struct {
		so   bool
		word string
	}{
		{m.Type != video.TypeMember && m.Type != "", m.Type},
		{m.AudioMuted, "muted"},
		{m.VideoMuted, "no camera"},
		{m.Deaf, "deaf"},
	} {
		if row.so {
			is = append(is, row.word)
		}
	}
	return is
}

// typed runs a typed line.
func (c *console) typed(line string) {
	if line == tooLong {
		c.ask = nil
		c.say("That line is too long. Nothing was sent.")
		return
	}
	written := strings.TrimSpace(line) // blanks inside a value count
	line = strings.Join(strings.Fields(line), " ")
	if q := c.ask; q != nil {
		c.ask = nil
		if q.confirms(line) {
			q.yes()
		} else {
			c.say(say.Cancelled)
		}
		return
	}
	if line == "" {
		return
	}
	word, rest, _ := strings.Cut(written, " ")
	for _, v := range verbs() {
		if rest, is := v.is(line); is {
			v.run(c, rest)
			return
		}
	}
	for _, read := range []func() (video.Command, bool, string){
		func() (video.Command, bool, string) { return c.phrase(line) },
		func() (video.Command, bool, string) { return c.methodLine(word, rest) },
	} {
		if command, is, wrong := read(); is {
			c.propose(command, wrong, c.isMany(line))
			return
		}
	}
	c.say("There is no verb like " + say.Quote(line) + ". Type help for the verbs.")
}
