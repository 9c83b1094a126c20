package typed

import (
	"errors"
	"fmt"
	"strings"

	"gavel/session/floor"
	"gavel/session/video"
)

// FloorCall is a verb of the floor in words, from a typed line or the body of a POST to …/floor of the control port.
type FloorCall struct {
	Verb string `json:"verb"`
	// Who is the id or the name of a person, or the id of a line of text in the queue. For next it is the person who is
	// expected to be next.
	Who string `json:"who,omitempty"`
	// OrText lets queue take Who as a line of text if nobody has that name.
	OrText bool `json:"or_text,omitempty"`
	// Text is the line, note, item, budget, break, length of a turn, number of guests or enforcement. Lane is "", reply or
	// point. By is how far an entry moves, negative to the front.
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

// MissingError reports a verb without a parameter that it needs.
type MissingError struct {
	Verb  floor.Verb
	Param floor.Params
}

// Error names the verb.
func (e *MissingError) Error() string { return fmt.Sprintf("the verb %s lacks a parameter", e.Verb) }

// Call returns the call that the words mean for the floor of a view. find returns the member with an id or a name, or
// [ErrNobody]. Other errors are a [*MissingError] and those of the floor.
func (c *FloorCall) Call(v *floor.View, find func(who string) (video.MemberID, error)) (floor.Call, error) {
	row, _ := verbNamed(c.Verb).verb.Row()
	call := floor.Call{Verb: row.Verb, Text: strings.TrimSpace(c.Text), By: c.By, Sure: c.Confirm}
	if row.Verb == floor.VerbOrder {
		call.Text = strings.TrimSpace(c.Order + " " + c.Key)
	}
	var err error
	switch {
	case row.Needs&floor.WithBy != 0 && c.By == 0:
		err = &MissingError{row.Verb, floor.WithBy}
	case row.Takes&floor.WithLane != 0:
		call.Lane, err = floor.ParseLane(c.Lane)
	case row.Takes&floor.WithMode != 0:
		call.Mode, err = c.Parameters()
	}
	if err != nil {
		return call, err
	}
	call.Who, err = c.who(&row, v, find)
	if row.Verb == floor.VerbQueue && c.OrText && errors.Is(err, ErrNobody) {
		call.Text, err = strings.TrimSpace(c.Who), nil
	}
	return call, err
}

// who returns whom the verb is about; "" for nobody. A verb about a turn is about the guest unless it names a person.
func (c *FloorCall) who(
	row *floor.Row, v *floor.View, find func(who string) (video.MemberID, error),
) (video.MemberID, error) {
	takes, blank := row.Takes&floor.WithWho, strings.TrimSpace(c.Who) == ""
	switch guest := v.Guest(); {
	case takes == 0, c.Who == "" && row.Needs&takes == 0:
		return "", nil
	case c.Who == "" && takes == floor.WithTurn && guest == nil:
		return "", floor.ErrNobody
	case c.Who == "" && takes == floor.WithTurn:
		return guest.ID, nil
	case blank:
		return "", &MissingError{row.Verb, takes}
	}
	if takes != floor.WithNext && takes != floor.WithEntry {
		return find(c.Who)
	}
	if line := v.Line(c.Who); line != "" {
		return line, nil
	}
	id, err := find(c.Who) // before people who have left: whoever returns with the name is meant
	if absent := v.Absent(c.Who); errors.Is(err, ErrNobody) && absent != "" {
		return absent, nil
	}
	return id, err
}

// Parameters returns the mode of the verb mode. The error is a [*floor.ArgumentError].
func (c *FloorCall) Parameters() (floor.Mode, error) {
	p, err := floor.ParsePreset(c.Mode)
	if err != nil {
		return floor.Mode{}, err
	}
	mode := p.Mode()
	if c.Max != nil {
		mode.Guests = *c.Max
	}
	if c.Enforce != "" {
		mode.Enforce = floor.Enforcement(c.Enforce)
	}
	if c.Turn != nil {
		if mode.Turn, err = floor.ParseTurn(*c.Turn); err != nil {
			return mode, err
		}
	}
	mode.Override = c.Override
	return mode, mode.Check()
}
