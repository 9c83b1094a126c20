package control

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/fold"
	"gavel/session/video"
	"gavel/ui/output"
	"gavel/ui/typed"
)

// FloorCall is a verb of the floor, with its parameters. It is the body of a POST to …/floor.
type FloorCall struct {
	Verb string `json:"verb"`
	// Who is the id or the name of a person, or the id of a line of text in the queue. For next it is the person who is
	// expected to be next.
	Who string `json:"who,omitempty"`
	// OrText lets queue take Who as a line of text if nobody has that name.
	OrText bool `json:"or_text,omitempty"`
	// Text is the line, note, item or break. Lane is "", reply or point. By is how far an entry moves, negative to the
	// front.
	Text string `json:"text,omitempty"`
	Lane string `json:"lane,omitempty"`
	By   int    `json:"by,omitempty"`
	// Mode, Max, Enforce, Turn and Override are the parameters of mode. Missing ones have the values of the preset. Turn
	// is a time such as 3m, or 0 for no limit.
	Mode     string  `json:"mode,omitempty"`
	Max      *int    `json:"max,omitempty"`
	Enforce  string  `json:"enforce,omitempty"`
	Turn     *string `json:"turn,omitempty"`
	Override bool    `json:"override,omitempty"`
	// Order is time, first, alternating (by the metadata key Key) or manual.
	Order string `json:"order,omitempty"`
	Key   string `json:"key,omitempty"`
	// Confirm is the answer to the question of a verb, such as whether to take the floor back from someone who is talking.
	Confirm bool `json:"confirm,omitempty"`
}

// scene is a verb while it runs.
type scene struct {
	FloorCall
	view   *floor.View
	snap   *video.Snapshot
	member func(typed string) (video.MemberID, error)
	about  video.MemberID // the person or entry that the verb is about; "": none
}

// verb runs a verb of the engine.
type verb func(e *floor.Engine, now time.Time) error

// floorVerbs are the verbs. None is a toggle: each has the same effect in every state, or none.
var floorVerbs = map[string]func(*scene) (verb, error){
	"mode":      (*scene).mode,
	"next":      (*scene).next,
	"stop":      (*scene).stop,
	"grant":     (*scene).grant,
	"may":       (*scene).may,
	"queue":     (*scene).queue,
	"drop":      onSeat((*floor.Engine).Unqueue),
	"dismiss":   onSeat((*floor.Engine).Dismiss),
	"confirm":   onSeat((*floor.Engine).Confirm),
	"move":      (*scene).move,
	"lane":      (*scene).setLane,
	"order":     (*scene).order,
	"close":     plain(func(e *floor.Engine, now time.Time) error { return e.CloseQueue(now, true) }),
	"reopen":    plain(func(e *floor.Engine, now time.Time) error { return e.CloseQueue(now, false) }),
	"extend":    onTurn((*floor.Engine).Extend),
	"pause":     onTurn(holds(true)),
	"run":       onTurn(holds(false)),
	"continue":  plain((*floor.Engine).Continue),
	"interrupt": plain((*floor.Engine).Interrupt),
	"restore":   plain((*floor.Engine).Restore),
	"break":     (*scene).halt,
	"item":      withText((*floor.Engine).Item),
	"note":      withText((*floor.Engine).Note),
	"budget":    (*scene).budget,
	"count":     plain(func(e *floor.Engine, now time.Time) error { e.Count(now); return nil }),
	"takeover":  plain((*floor.Engine).TakeOver),
	"let-be":    settles(floor.LetBe),
	"audience":  settles(floor.Audience),
	"muffle":    settles(floor.Muffle),
}

// FloorVerbs returns the names of the verbs, sorted.
func FloorVerbs() []string {
	var names []string
	for name := range floorVerbs {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func plain(v verb) func(*scene) (verb, error) { return func(*scene) (verb, error) { return v, nil } }

func settles(way floor.Way) func(*scene) (verb, error) {
	return plain(func(e *floor.Engine, now time.Time) error { return e.Settle(now, way) })
}

func withText(v func(*floor.Engine, time.Time, string) error) func(*scene) (verb, error) {
	return func(s *scene) (verb, error) {
		text := strings.TrimSpace(s.Text)
		return func(e *floor.Engine, now time.Time) error { return v(e, now, text) }, nil
	}
}

// onePerson is a verb of the engine on one person.
type onePerson func(e *floor.Engine, now time.Time, id video.MemberID) error

func (s *scene) on(v onePerson) verb {
	id := s.about
	return func(e *floor.Engine, now time.Time) error { return v(e, now, id) }
}

func holds(on bool) onePerson {
	return func(e *floor.Engine, now time.Time, id video.MemberID) error { return e.Hold(now, id, on) }
}

// onSeat is a verb on an entry of the queue, which may be a line of text or a person who is away.
func onSeat(v onePerson) func(*scene) (verb, error) {
	return func(s *scene) (verb, error) {
		err := s.seat()
		return s.on(v), err
	}
}

// onTurn is a verb on a person who has the floor: the person in Who, else the guest.
func onTurn(v onePerson) func(*scene) (verb, error) {
	return func(s *scene) (verb, error) {
		if s.Who != "" {
			err := s.person()
			return s.on(v), err
		}
		i := slices.IndexFunc(s.view.Turns, func(t floor.Turn) bool { return t.Kind == floor.Guest })
		if i < 0 {
			return nil, floor.ErrNobody
		}
		s.about = s.view.Turns[i].ID
		return s.on(v), nil
	}
}

// seat finds the entry of the queue in Who, by its id or its name.
func (s *scene) seat() error {
	var found []video.MemberID
	for _, en := range s.view.Queue {
		if string(en.ID) == s.Who {
			s.about = en.ID
			return nil
		}
		if fold.Key(en.Name) == fold.Key(s.Who) {
			found = append(found, en.ID)
		}
	}
	if len(found) == 1 {
		s.about = found[0]
		return nil
	}
	return s.person()
}

// person finds the person in Who, by id or name.
func (s *scene) person() (err error) {
	if strings.TrimSpace(s.Who) == "" {
		return usagef(`%s needs "who", the id or the name of a person`, s.Verb)
	}
	s.about, err = s.member(s.Who)
	return err
}

// Parameters returns the mode of the verb mode. The error is a [*floor.ArgumentError].
func (c *FloorCall) Parameters() (floor.Mode, error) {
	p := floor.Preset(c.Mode)
	if !slices.Contains(floor.Presets(), p) {
		return floor.Mode{}, &floor.ArgumentError{Name: "mode", Value: c.Mode, Allowed: "open, queue, panel or quiet"}
	}
	mode := p.Mode()
	if c.Max != nil {
		mode.Guests = *c.Max
	}
	if c.Enforce != "" {
		mode.Enforce = floor.Enforcement(c.Enforce)
	}
	if c.Turn != nil {
		d, err := time.ParseDuration(*c.Turn)
		if err != nil {
			return floor.Mode{}, &floor.ArgumentError{
				Name: "turn", Value: *c.Turn, Allowed: "a time such as 3m or 90s, or 0 for no limit",
			}
		}
		mode.Turn = d
	}
	mode.Override = c.Override
	return mode, mode.Check()
}

func (s *scene) mode() (verb, error) {
	mode, err := s.Parameters()
	sure := s.Confirm
	return func(e *floor.Engine, now time.Time) error { return e.Begin(now, mode, sure) }, err
}

func (s *scene) next() (verb, error) {
	if s.Who == "" {
		return nil, usagef(`next needs "who", the id of the person who is next: the key next_id of the floor`)
	}
	if err := s.seat(); err != nil {
		return nil, err
	}
	sure, id := s.Confirm, s.about
	return func(e *floor.Engine, now time.Time) error { return e.Next(now, id, sure) }, nil
}

// stop takes the floor back from everyone, or ends the answer of the person in Who.
func (s *scene) stop() (verb, error) {
	if s.Who == "" {
		sure := s.Confirm
		return func(e *floor.Engine, now time.Time) error { return e.TakeBack(now, sure) }, nil
	}
	if err := s.person(); err != nil {
		return nil, err
	}
	if s.kind() != floor.Answer {
		return nil, &usage{http.StatusConflict, `with "who", stop ends an answer, but this person is not answering`}
	}
	return s.on((*floor.Engine).Answer), nil
}

// kind returns the kind of the person's turn; "" for none.
func (s *scene) kind() floor.TurnKind {
	for _, t := range s.view.Turns {
		if t.ID == s.about {
			return t.Kind
		}
	}
	return ""
}

func (s *scene) grant() (verb, error) {
	if err := s.seat(); err != nil {
		return nil, err
	}
	sure, id := s.Confirm, s.about
	return func(e *floor.Engine, now time.Time) error { return e.Give(now, id, sure) }, nil
}

func (s *scene) may() (verb, error) {
	if err := s.person(); err != nil {
		return nil, err
	}
	if s.kind() == floor.Answer { // the engine would end the answer
		return nil, floor.ErrAlready
	}
	return s.on((*floor.Engine).Answer), nil
}

func (s *scene) lane() (floor.Lane, error) {
	for lane, name := range output.Lanes() {
		if name == s.Lane {
			return lane, nil
		}
	}
	return 0, &floor.ArgumentError{Name: "lane", Value: s.Lane, Allowed: "reply or point"}
}

func (s *scene) queue() (verb, error) {
	lane, err := s.lane()
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(s.Text)
	if s.Who != "" {
		if err := s.person(); err != nil {
			if !s.OrText || !errors.Is(err, typed.ErrNobody) {
				return nil, err
			}
			text = strings.TrimSpace(s.Who)
		}
	}
	if s.about == "" {
		return func(e *floor.Engine, now time.Time) error {
			_, err := e.EnqueueText(now, text, lane)
			return err
		}, nil
	}
	return s.on(func(e *floor.Engine, now time.Time, id video.MemberID) error { return e.Enqueue(now, id, lane) }), nil
}

func (s *scene) move() (verb, error) {
	if s.By == 0 {
		return nil, usagef(`move needs "by", the number of places back; a negative number moves forward`)
	}
	if err := s.seat(); err != nil {
		return nil, err
	}
	by := s.By
	return s.on(func(e *floor.Engine, now time.Time, id video.MemberID) error { return e.Move(now, id, by) }), nil
}

func (s *scene) setLane() (verb, error) {
	lane, err := s.lane()
	if err == nil {
		err = s.seat()
	}
	return s.on(func(e *floor.Engine, now time.Time, id video.MemberID) error { return e.SetLane(now, id, lane) }), err
}

func (s *scene) order() (verb, error) {
	if s.Order == "" {
		return nil, &floor.ArgumentError{Name: "order", Value: "", Allowed: "time, first, alternating or manual"}
	}
	o := floor.Order{By: floor.OrderBy(s.Order), Key: s.Key}
	return func(e *floor.Engine, now time.Time) error { return e.SetOrder(now, o) }, nil
}

func (s *scene) budget() (verb, error) {
	b, err := floor.ParseBudget(s.Text)
	return func(e *floor.Engine, now time.Time) error { return e.SetBudget(now, b) }, err
}

// halt starts a break or a closed session; the text "over" ends it.
func (s *scene) halt() (verb, error) {
	text := s.Text
	switch text {
	case "":
		text = "break"
	case "over":
		text = ""
	}
	return func(e *floor.Engine, now time.Time) error { return e.Break(now, text) }, nil
}

// ask returns the error object of a question, which the caller answers by repeating the request with "confirm".
func ask(a *floor.Ask, name func(video.MemberID) string) output.Error {
	said := ""
	switch a.Reason {
	case floor.AskMoved:
		said = fmt.Sprintf("%s is no longer next; %s is", name(a.Was), name(a.Now))
		if a.Was == "" || a.Was == a.Now {
			said = name(a.Now) + " has just become next; repeat the request"
		}
		return output.Error{Outcome: video.OutcomeNotSent.String(), Code: "moved", Message: said}
	case floor.AskTalking:
		said = name(a.Now) + " is talking"
	case floor.AskBudget:
		said = "the budget of " + name(a.Now) + " is used up"
	case floor.AskHold:
		said = "no other console knows of this one, and hold mutes people who speak without the floor"
	case floor.AskOpens:
		said = "this unmutes people who were muted more than 30 s ago"
	}
	return output.Error{
		Outcome: video.OutcomeNotSent.String(), Code: "confirm", Message: said,
		Hint: `repeat the request with "confirm":true`,
	}
}
