package floor

import (
	"slices"
	"time"

	"gavel/session/fold"
	"gavel/session/video"
)

// Call is a verb with its parameters, from a key, a typed line or another program. A verb ignores parameters that its
// [Row] does not take.
type Call struct {
	Verb Verb
	// Who is a person, or the id of a line of text in the queue.
	Who video.MemberID
	// Text is a line for the queue, an item or a note. For other verbs it is a value: see [ParseTurn], [ParseGuests],
	// [ParseOrder], [ParseBudget], an [Enforcement], or the words of break.
	Text string
	Lane Lane
	By   int // places to move back; a negative number moves forward
	Mode Mode
	Sure bool // answers the question of the verb
	// Seen is the floor that the moderator saw; nil if a program calls. The error is ErrChanged if a part that matters
	// to the verb has changed since.
	Seen *View
}

// Answered returns the call that confirms a question. It is about the person whom the question names.
func (c Call) Answered(a *Ask) Call {
	if c.Sure = true; a.Reason == AskMoved {
		c.Who = a.Now
	}
	return c
}

// AnswerOf returns the call that lets a person answer, or that ends the answer in the view. The view may be nil.
func (v *View) AnswerOf(id video.MemberID) Call {
	c := Call{Verb: VerbAnswer, Who: id, Seen: v}
	if v != nil && v.Answers(id) {
		c.Verb = VerbTakeBack
	}
	return c
}

// Opening returns the kind of turn for which the call may open the microphone of Who; "" if it opens none, or if the
// person has a turn in the view, which may be nil.
func (c Call) Opening(v *View) TurnKind {
	row, _ := c.Verb.Row()
	if c.Who == "" || v != nil && slices.ContainsFunc(v.Turns, func(t Turn) bool { return t.ID == c.Who }) {
		return ""
	}
	return row.Opens
}

// Params are the parameters of a verb besides Verb and Seen.
type Params uint16

// The parameters. At most one of the first four says what Who is.
const (
	WithNext   Params = 1 << iota // Who is the person that was shown as next
	WithPerson                    // Who is in the room
	WithEntry                     // Who is in the queue, or in the room
	WithTurn                      // Who has the floor
	WithText
	WithLane
	WithBy
	WithMode
)

// WithWho are the parameters that say what Who is.
const WithWho = WithNext | WithPerson | WithEntry | WithTurn

// Row describes a verb to its callers. No verb is a toggle: each has the same effect in every state, or none.
type Row struct {
	Verb  Verb
	Takes Params
	Needs Params   // the required ones of Takes
	Opens TurnKind // the kind of turn for which it may open the microphone of Who; "" opens none

	run func(e *Engine, now time.Time, c *Call) error
	// same reports whether the part of the floor that matters to the verb is unchanged; nil: no part matters.
	same func(now, seen *View, c *Call) bool
}

// Rows returns the table of the verbs.
func Rows() []Row { return slices.Clone(rows) }

// Row returns the row of the verb. Without one it returns an empty row and false.
func (v Verb) Row() (Row, bool) {
	i := slices.IndexFunc(rows, func(r Row) bool { return r.Verb == v })
	if i < 0 {
		return Row{}, false
	}
	return rows[i], true
}

// Run runs a verb. The errors are those of its method, and ErrChanged.
func (e *Engine) Run(now time.Time, c Call) error {
	row, ok := c.Verb.Row()
	if !ok {
		return &ArgumentError{Name: "verb", Value: fold.Clip(string(c.Verb)), Allowed: "a verb of the table"}
	}
	if c.Seen != nil && row.same != nil {
		if v := e.View(now); !row.same(&v, c.Seen, &c) {
			return ErrChanged
		}
	}
	return row.run(e, now, &c)
}

// rows holds the verbs.
var rows = []Row{
	{Verb: VerbMode, Takes: WithMode, Needs: WithMode, run: func(e *Engine, now time.Time, c *Call) error {
		return e.Begin(now, c.Mode, c.Sure)
	}},
	{
		Verb: VerbLength, Takes: WithText, Needs: WithText,
		run: changes(func(m *Mode, text string) (err error) { m.Turn, err = ParseTurn(text); return err }),
	},
	{
		Verb: VerbGuests, Takes: WithText, Needs: WithText,
		run: changes(func(m *Mode, text string) (err error) { m.Guests, err = ParseGuests(text); return err }),
	},
	{
		Verb: VerbEnforce, Takes: WithText, Needs: WithText, same: samePreset,
		run: changes(func(m *Mode, text string) error { m.Enforce = Enforcement(text); return nil }),
	},
	{
		Verb: VerbNext, Takes: WithNext, Needs: WithNext, Opens: Guest,
		run: surely((*Engine).Next),
	},
	{Verb: VerbGive, Takes: WithEntry, Needs: WithEntry, Opens: Guest, run: surely((*Engine).Give)},
	{
		Verb: VerbAnswer, Takes: WithPerson, Needs: WithPerson, Opens: Answer, same: sameAnswer,
		run: func(e *Engine, now time.Time, c *Call) error {
			if e.answers(c.Who) { // Answer would end it
				return ErrAlready
			}
			return e.Answer(now, c.Who)
		},
	},
	{Verb: VerbTakeBack, Takes: WithPerson, same: sameTurns, run: takesBack},
	{Verb: VerbQueue, Takes: WithPerson | WithText | WithLane, run: enqueues},
	{Verb: VerbUnqueue, Takes: WithEntry, Needs: WithEntry, run: about((*Engine).Unqueue)},
	{Verb: VerbDismiss, Takes: WithEntry, Needs: WithEntry, run: about((*Engine).Dismiss)},
	{Verb: VerbConfirm, Takes: WithEntry, Needs: WithEntry, run: about((*Engine).Confirm)},
	{
		Verb: VerbMove, Takes: WithEntry | WithBy, Needs: WithEntry | WithBy,
		run: func(e *Engine, now time.Time, c *Call) error { return e.Move(now, c.Who, c.By) },
	},
	{
		Verb: VerbLane, Takes: WithEntry | WithLane, Needs: WithEntry,
		run: func(e *Engine, now time.Time, c *Call) error { return e.SetLane(now, c.Who, c.Lane) },
	},
	{Verb: VerbOrder, Takes: WithText, Needs: WithText, run: func(e *Engine, now time.Time, c *Call) error {
		o, err := ParseOrder(c.Text)
		if err != nil {
			return err
		}
		return e.SetOrder(now, o)
	}},
	{Verb: VerbBudget, Takes: WithText, Needs: WithText, run: func(e *Engine, now time.Time, c *Call) error {
		b, err := ParseBudget(c.Text)
		if err != nil {
			return err
		}
		return e.SetBudget(now, b)
	}},
	{Verb: VerbClose, run: func(e *Engine, now time.Time, _ *Call) error { return e.CloseQueue(now, true) }},
	{Verb: VerbReopen, run: func(e *Engine, now time.Time, _ *Call) error { return e.CloseQueue(now, false) }},
	{Verb: VerbExtend, Takes: WithTurn, Needs: WithTurn, run: about((*Engine).Extend)},
	{Verb: VerbPause, Takes: WithTurn, Needs: WithTurn, run: pausesClock(true)},
	{Verb: VerbRun, Takes: WithTurn, Needs: WithTurn, run: pausesClock(false)},
	{Verb: VerbContinue, run: alone((*Engine).Continue)},
	{Verb: VerbInterrupt, run: alone((*Engine).Interrupt)},
	{Verb: VerbRestore, run: alone((*Engine).Restore)},
	{Verb: VerbBreak, Takes: WithText, run: breaks},
	{Verb: VerbItem, Takes: WithText, Needs: WithText, run: written((*Engine).Item)},
	{Verb: VerbNote, Takes: WithText, Needs: WithText, run: written((*Engine).Note)},
	{Verb: VerbCount, run: func(e *Engine, now time.Time, _ *Call) error { e.Count(now); return nil }},
	{Verb: VerbTakeOver, run: alone((*Engine).TakeOver)},
	{Verb: VerbLetBe, same: sameBanner, run: settles(LetBe)},
	{Verb: VerbAudience, same: sameBanner, run: settles(Audience)},
	{Verb: VerbMuffle, same: sameBanner, run: settles(Muffle)},
}

func alone(verb func(*Engine, time.Time) error) func(*Engine, time.Time, *Call) error {
	return func(e *Engine, now time.Time, _ *Call) error { return verb(e, now) }
}

func about(verb func(*Engine, time.Time, video.MemberID) error) func(*Engine, time.Time, *Call) error {
	return func(e *Engine, now time.Time, c *Call) error { return verb(e, now, c.Who) }
}

func surely(verb func(*Engine, time.Time, video.MemberID, bool) error) func(*Engine, time.Time, *Call) error {
	return func(e *Engine, now time.Time, c *Call) error { return verb(e, now, c.Who, c.Sure) }
}

func written(verb func(*Engine, time.Time, string) error) func(*Engine, time.Time, *Call) error {
	return func(e *Engine, now time.Time, c *Call) error { return verb(e, now, c.Text) }
}

func pausesClock(on bool) func(*Engine, time.Time, *Call) error {
	return func(e *Engine, now time.Time, c *Call) error { return e.PauseClock(now, c.Who, on) }
}

func settles(way Way) func(*Engine, time.Time, *Call) error {
	return func(e *Engine, now time.Time, _ *Call) error { return e.Settle(now, way) }
}

// changes changes one parameter of the present mode.
func changes(set func(m *Mode, text string) error) func(*Engine, time.Time, *Call) error {
	return func(e *Engine, now time.Time, c *Call) error {
		mode := e.mode
		if err := set(&mode, c.Text); err != nil {
			return err
		}
		return e.Begin(now, mode, c.Sure)
	}
}

// takesBack takes the floor back from everyone, or ends the answer of one person.
func takesBack(e *Engine, now time.Time, c *Call) error {
	switch {
	case c.Who == "":
		return e.TakeBack(now, c.Sure)
	case !e.answers(c.Who):
		return ErrNoAnswer
	}
	return e.Answer(now, c.Who)
}

// enqueues adds a person to the queue, or without one a line of text.
func enqueues(e *Engine, now time.Time, c *Call) error {
	if c.Who != "" {
		return e.Enqueue(now, c.Who, c.Lane)
	}
	_, err := e.EnqueueText(now, c.Text, c.Lane)
	return err
}

// breaks starts a break or, as the text says, a closed session. The text "over" ends either.
func breaks(e *Engine, now time.Time, c *Call) error {
	switch c.Text {
	case "":
		return e.Break(now, "break")
	case "over":
		return e.Break(now, "")
	}
	return e.Break(now, c.Text)
}

// answers reports whether a person answers beside the guest.
func (e *Engine) answers(id video.MemberID) bool {
	t := e.turn(id)
	return t != nil && t.Kind == Answer
}

func samePreset(now, seen *View, _ *Call) bool { return now.Mode.Preset == seen.Mode.Preset }

func sameAnswer(now, seen *View, c *Call) bool { return now.Answers(c.Who) == seen.Answers(c.Who) }

// sameTurns holds if the same people have the floor or, with Who, if the person answers as before.
func sameTurns(now, seen *View, c *Call) bool {
	if c.Who != "" {
		return sameAnswer(now, seen, c)
	}
	return slices.EqualFunc(now.Turns, seen.Turns, func(a, b Turn) bool { return a.ID == b.ID })
}

func sameBanner(now, seen *View, _ *Call) bool { return slices.Equal(now.Banner, seen.Banner) }
