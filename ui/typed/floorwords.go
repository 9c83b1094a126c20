package typed

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gavel/session/floor"
)

// WordsError is a mistake in a verb of the floor as a person typed it.
type WordsError struct {
	Verb    string // the name of the verb if the mistake begins with it, or ""
	Mistake string // a phrase without a full stop
	Advice  string // what is allowed, or ""
}

// Error returns the mistake.
func (e *WordsError) Error() string { return strings.TrimSpace(e.Verb + " " + e.Mistake) }

func misspoken(advice, format string, args ...any) *WordsError {
	return &WordsError{Mistake: fmt.Sprintf(format, args...), Advice: advice}
}

// ParseFloor reads a verb of the floor as people type it, with its words and parameters. The error is a [*WordsError].
func ParseFloor(name string, args []string) (c FloorCall, err error) {
	v := verbNamed(name)
	row, known := v.verb.Row()
	switch {
	case !known:
		return c, misspoken("the verbs are "+strings.Join(FloorNames(), ", "), "there is no verb %q", name)
	case row.Takes&floor.WithMode != 0:
		return parseMode(name, args)
	}
	c.Verb = name
	var words []string
	for _, arg := range args {
		key, value, given := strings.Cut(arg, "=")
		if given && takesKey(&row, key) {
			if err := setFloorKey(&c, key, value); err != nil {
				return c, err
			}
			continue
		}
		words = append(words, arg)
	}
	said, wanted := strings.TrimSpace(strings.Join(words, " ")), FloorWords(v.verb)
	switch optional := strings.HasPrefix(wanted, "["); {
	case said == "" && wanted != "" && !optional:
		return c, &WordsError{Verb: name, Mistake: "needs " + wanted}
	case said != "" && wanted == "":
		return c, &WordsError{Verb: name, Mistake: fmt.Sprintf("accepts nothing after it, not %q", said)}
	case row.Needs&floor.WithBy != 0 && c.By == 0:
		return c, &WordsError{
			Verb: name, Mistake: "needs by=N", Advice: "by=1 is one place to the back, by=-1 to the front",
		}
	}
	setFloorWords(&c, &row, said)
	return c, nil
}

// takesKey reports whether a verb has a parameter of the form key=value.
func takesKey(row *floor.Row, key string) bool {
	switch key {
	case "lane":
		return row.Takes&floor.WithLane != 0
	case "by":
		return row.Takes&floor.WithBy != 0
	}
	return key == "key" && row.Verb == floor.VerbOrder
}

// setFloorWords sets what follows a verb.
func setFloorWords(c *FloorCall, row *floor.Row, said string) {
	switch {
	case row.Verb == floor.VerbOrder:
		c.Order = said
	case row.Takes&floor.WithWho == 0:
		c.Text = said
	default:
		c.Who, c.OrText = said, row.Takes&floor.WithText != 0
	}
}

func setFloorKey(c *FloorCall, key, value string) error {
	switch key {
	case "lane":
		c.Lane = value
	case "key":
		c.Key = value
	case "by":
		n, err := strconv.Atoi(value)
		if err != nil || n == 0 {
			return misspoken("", "by is %q; allowed: a whole number that is not 0", value)
		}
		c.By = n
	}
	return nil
}

// parseMode reads the name of a mode and its parameters, in any order.
func parseMode(name string, args []string) (c FloorCall, err error) {
	c.Verb = name
	for _, arg := range args {
		key, value, given := strings.Cut(arg, "=")
		switch {
		case given && key == "turn":
			c.Turn = &value
		case given && key == "max":
			n, err := strconv.Atoi(value)
			if err != nil {
				return c, misspoken("", "max is %q; allowed: 1 to 20", value)
			}
			c.Max = &n
		case given:
			return c, misspoken("the parameters are max and turn", "mode has no parameter %q", key)
		case arg == "override":
			c.Override = true
		case slices.Contains([]floor.Enforcement{floor.Mark, floor.Hold, floor.Off}, floor.Enforcement(arg)):
			c.Enforce = arg
		case c.Mode == "":
			c.Mode = arg
		default:
			return c, misspoken("the parameters are max=N, mark, hold, off, turn=TIME and override",
				"%q is not a parameter of mode", arg)
		}
	}
	_, err = c.Parameters()
	bad, refused := errors.AsType[*floor.ArgumentError](err)
	switch {
	case !refused:
		return c, err
	case c.Mode == "":
		return c, &WordsError{Verb: name, Mistake: "needs a mode", Advice: "allowed: " + bad.Allowed}
	}
	return c, misspoken("", "%s is %q; allowed: %s", bad.Name, bad.Value, bad.Allowed)
}
