package plain

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/say"
	"gavel/ui/typed"
)

// floorVerbs are the verbs of the floor, in the order of the help.
var floorVerbs = []verb{
	{
		names: []string{"next", "n"}, about: "give the floor to the person who was named as next", floor: floor.VerbNext,
		run: func(c *console, _ string) { c.onFloor(floor.Call{Verb: floor.VerbNext, Who: c.seen.next}) },
	},
	spoken(floor.VerbGive, "give the floor to a person", "give the floor to", "give", "grant"),
	spoken(floor.VerbAnswer, "let a person answer beside the guest; again: end it", "may answer", "may"),
	means(floor.VerbTakeBack, "", "take the floor back", "take back", "stop"),
	{
		names: []string{"queue text"}, words: "TEXT", about: "put a line of text into the queue", floor: floor.VerbQueue,
		run: func(c *console, rest string) { c.onFloor(floor.Call{Verb: floor.VerbQueue, Text: rest}) },
	},
	spoken(floor.VerbQueue, "put a person into the queue; lane=reply and lane=point come first", "queue"),
	spoken(floor.VerbUnqueue, "take a person or a line of text out of the queue", "drop", "unqueue"),
	spoken(floor.VerbDismiss, "take a person out of the queue and lower the hand", "dismiss"),
	means(floor.VerbMove, "%s by=-1", "one place forward in the queue", "move forward"),
	means(floor.VerbMove, "%s by=1", "one place back in the queue", "move back"),
	spoken(floor.VerbLane, "move to lane=reply or lane=point, or back to the speakers", "lane"),
	spoken(floor.VerbConfirm, "confirm a hand that was up before gavel joined", "confirm"),
	spoken(floor.VerbOrder, "the order of the queue: time, first, manual, or alternating key=KEY", "order"),
	means(floor.VerbClose, "", "only replies and points of order are possible", "close the queue"),
	means(floor.VerbReopen, "", "open it again", "open the queue"),
	spoken(floor.VerbMode, "start a mode of the floor; max=N, turn=TIME, mark, hold, off, override", "mode"),
	spoken(floor.VerbLength, "the length of a turn, such as 3m; 0 for no limit", "length"),
	spoken(floor.VerbGuests, "how many guests have the floor at a time", "guests"),
	spoken(floor.VerbEnforce, "what happens to people who speak without the floor", "enforce"),
	spoken(floor.VerbBudget, "the budget of each person or group, such as 10m, 3 turns, by party; or none", "budget"),
	means(floor.VerbExtend, "", "30 s more", "extend", "+30"),
	means(floor.VerbPause, "", "stop the clock of the turn", "pause"),
	means(floor.VerbRun, "", "let the clock run again", "run"),
	spoken(floor.VerbContinue, "continue a floor that is paused", "continue"),
	spoken(floor.VerbInterrupt, "mute everyone who has the floor", "interrupt"),
	spoken(floor.VerbRestore, "end the interruption, and unmute them", "restore"),
	spoken(floor.VerbItem, "start an agenda item", "item"),
	spoken(floor.VerbNote, "write a note into the journal", "note"),
	means(floor.VerbBreak, "over", "end the break or the closed session", "break over"),
	means(floor.VerbBreak, "break", "start a break", "break"),
	means(floor.VerbBreak, "closed session", "start a closed session", "closed session"),
	spoken(floor.VerbCount, "record whose hands are up", "count hands"),
	spoken(floor.VerbLetBe, "tolerate people who keep speaking without the floor", "let be"),
	spoken(floor.VerbAudience, "send them to the audience", "audience"),
	spoken(floor.VerbMuffle, "set their sensitivity to 0", "muffle"),
	spoken(floor.VerbTakeOver, "enforce the floor from here", "take over"),
}

// spoken returns a verb of the floor that takes the same words as in gavel floor.
func spoken(v floor.Verb, about string, names ...string) verb { return means(v, "%s", about, names...) }

// means returns a verb of the floor, or one meaning of it. line is the words that would follow it in gavel floor; %s
// stands for the typed words.
func means(v floor.Verb, line, about string, names ...string) verb {
	words := ""
	if strings.Contains(line, "%s") {
		words = strings.TrimSuffix(typed.FloorWords(v), "|TEXT") // a line of text in the queue has a verb of its own
	}
	return verb{names: names, words: words, about: about, floor: v, run: func(c *console, rest string) {
		call, err := c.call(v, strings.Replace(line, "%s", rest, 1))
		if err != nil {
			c.say(notCalled(names[0], err))
			return
		}
		c.onFloor(call)
	}}
}

// call returns the call of a verb with the words that follow it, for the floor as the console last described it.
func (c *console) call(v floor.Verb, line string) (floor.Call, error) {
	if v == floor.VerbMode {
		line = strings.ToLower(line)
	}
	words, err := typed.ParseFloor(typed.FloorName(v), strings.Fields(line))
	if err != nil {
		return floor.Call{}, err
	}
	words.OrText = false
	said := &c.room.Floor
	call, err := words.Call(said, c.person)
	if v == floor.VerbAnswer {
		return said.AnswerOf(call.Who), err
	}
	call.Seen = said
	return call, err
}

// notCalled returns the sentence about a verb whose words are wrong.
func notCalled(name string, err error) string {
	var mistake *typed.WordsError
	var unfound *findError
	switch {
	case errors.As(err, &unfound):
		return unfound.wrong
	case errors.As(err, &mistake) && mistake.Verb != "":
		return say.Unsent(fmt.Sprintf("The verb %s %s", say.Quote(name), mistake.Mistake))
	case errors.As(err, &mistake):
		return say.Unsent(mistake.Mistake)
	}
	return say.FloorError(err, "continue")
}

// findError is the sentence about a text that does not mean one person. nobody reports that it means none.
type findError struct {
	wrong  string
	nobody bool
}

func (e *findError) Error() string { return e.wrong }

// Is reports whether nobody has the name, as [typed.ErrNobody] says.
func (e *findError) Is(target error) bool { return e.nobody && target == typed.ErrNobody }

// person returns the one member that a text means.
func (c *console) person(who string) (video.MemberID, error) {
	ids, wrong := c.find(who)
	switch {
	case wrong != "":
		return "", &findError{wrong, len(c.people.Named(who)) == 0}
	case len(ids) != 1:
		return "", &findError{wrong: say.Unsent(say.NotOnePerson)}
	}
	return ids[0], nil
}

// onlyWatches reports whether this console sends nothing, and says so.
func (c *console) onlyWatches() bool {
	if c.o.ReadOnly {
		c.say(say.ReadOnly(""))
	}
	return c.o.ReadOnly
}

// onFloor runs a verb of the floor, after its question if it has one.
func (c *console) onFloor(call floor.Call) {
	if c.onlyWatches() {
		return
	}
	if question := c.floorQuestion(call); question != "" {
		c.confirm(question, "yes", func() { c.runFloor(call) })
		return
	}
	c.runFloor(call)
}

// floorQuestion returns the question before a verb that mutes people or sends them away; "" for none. If the user wants
// to be asked before a microphone is opened, it also returns that question.
func (c *console) floorQuestion(call floor.Call) string {
	if opens := call.Opening(&c.room.Floor); opens != "" && c.habits().AsksAlso(video.AudioUnmute(call.Who)) {
		question, _ := say.FloorOpens(call.Who, opens, c.people)
		return question
	}
	switch call.Verb {
	case floor.VerbMode:
		var plan floor.Plan
		_ = c.o.Room.Do(func(e *floor.Engine, _ time.Time) error { // a host that has ended has no plan
			plan = e.Plan(call.Mode)
			return nil
		})
		if len(plan.Closes) > 0 {
			return draw.Capital(say.FloorPlan(plan)) + "."
		}
	case floor.VerbAudience:
		var ids []video.MemberID
		for _, who := range call.Seen.Banner {
			ids = append(ids, who.ID)
		}
		if len(ids) > 0 {
			return say.Question(video.Demote(ids...), c.people) + "?"
		}
	}
	return ""
}

// runFloor runs a verb of the floor. The notes of the floor report its effect, except on the order of the queue.
func (c *console) runFloor(call floor.Call) {
	err := c.o.Room.Do(func(e *floor.Engine, now time.Time) error { return e.Run(now, call) })
	ask, _ := errors.AsType[*floor.Ask](err)
	switch {
	case c.asks(err, func() { c.runFloor(call.Answered(ask)) }), err != nil && ended(err):
	case err != nil:
		c.say(say.FloorError(err, "continue"))
	case call.Verb == floor.VerbOrder, call.Verb == floor.VerbMove, call.Verb == floor.VerbConfirm:
		c.say(say.FloorQueueDone)
	}
}
