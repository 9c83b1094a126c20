package plain

import (
	"slices"
	"strconv"
	"strings"
	"time"

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
		{names: []string{"who", "people"}, about: "who is here, and in what state", run: (*console).who},
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
				c.say(say.NoAlarm)
			}
		}},
		{
			names: []string{"macro"}, words: "NAME", about: "show the plan of a macro, then run it",
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

func (c *console) undoIfAllowed() {
	if c.onlyWatches() {
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
		line := strconv.Itoa(i+1) + ". " + c.people.LabelAs(video.Person{ID: en.ID, Name: en.Name})
		if lane := en.Lane.String(); lane != "" {
			line += ", " + lane
		}
		if !en.Away.IsZero() {
			line += ", away"
		}
		c.say(line + ".")
	}
	if len(queue) == 0 {
		c.say(say.NobodyWaits)
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
		c.say(say.NobodyHere)
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
		c.say(say.Unsent(say.LineTooLong))
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
