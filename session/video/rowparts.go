package video

import (
	"encoding/json"
	"fmt"
	"reflect"
)

// Parts of rows: effects.

// memberIs returns the effect that a member in the room passes the test.
func memberIs(test func(*Member) bool) func(Args, subject) Verdict {
	return func(_ Args, on subject) Verdict {
		if on.member == nil {
			return CannotTell
		}
		return holdsIf(test(on.member))
	}
}

// isNow returns the effect that the present value equals the parameter.
func isNow(arg string, now func(subject) any) func(Args, subject) Verdict {
	return func(args Args, on subject) Verdict {
		value := now(on)
		if value == nil {
			return CannotTell
		}
		return holdsIf(value == args[arg])
	}
}

// flagEffect reports whether a flag of the room has the value.
func flagEffect(now Flag, want bool) Verdict {
	if now == Unknown {
		return CannotTell
	}
	return holdsIf(now == FlagOf(want))
}

// known returns a flag as a truth value, or nil.
func known(f Flag) any {
	if f == Unknown {
		return nil
	}
	return f == Yes
}

func holdsIf(b bool) Verdict {
	if b {
		return Holds
	}
	return Missing
}

// contains reports whether have holds every pair of want, compared as JSON.
func contains(have, want map[string]any) bool {
	text, err := json.Marshal(want)
	if err != nil {
		return false
	}
	var plain map[string]any
	if json.Unmarshal(text, &plain) != nil {
		return false
	}
	for key, v := range plain {
		if got, there := have[key]; !there || !reflect.DeepEqual(got, v) {
			return false
		}
	}
	return true
}

// opposite returns the inverse of an action that another action undoes without parameters.
func opposite(a Action) func(Command, *Before) []Command {
	return func(c Command, was *Before) []Command {
		back := Command{Action: a, Object: c.Object}
		if was.Member != nil {
			back.Targets = []MemberID{was.Member.ID}
		}
		return []Command{back}
	}
}

// to returns a function for the value of a parameter, as it follows a verb.
func to(arg string) func(Args) string {
	return func(args Args) string { return " to " + textOf(args[arg]) }
}

// valueOf returns the state of a target whose property has the value of a parameter.
func valueOf(property, arg string) func(Args) Standing {
	return func(args Args) Standing {
		value := textOf(args[arg])
		return Standing{Of: property, Is: "is " + value, Not: "is not " + value}
	}
}

func textOf(value any) string {
	if number, ok := value.(float64); ok {
		return plain(number)
	}
	return fmt.Sprint(value)
}

// opensMicrophone is the side effect of undeafening.
var opensMicrophone = Setting{FieldAudioMuted, No}
