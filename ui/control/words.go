package control

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
	Mistake string // a phrase without a full stop
	Advice  string // what is allowed, or ""
}

// Error returns the mistake.
func (e *WordsError) Error() string { return e.Mistake }

func misspoken(format string, args ...any) *WordsError {
	return &WordsError{Mistake: fmt.Sprintf(format, args...)}
}

func advised(e *WordsError, advice string) *WordsError {
	e.Advice = advice
	return e
}

// wordedVerb is a verb of gavel floor besides mode. Its words are what follows it.
type wordedVerb struct {
	name  string
	words string // in the help; "" for none, in brackets if they are optional
	set   func(c *FloorCall, words string)
	keys  []string // the parameters of the form key=value
	about string   // "" for a verb that the text of the help describes
}

func setWho(c *FloorCall, words string)  { c.Who = words }
func setText(c *FloorCall, words string) { c.Text = words }

// worded are the verbs in the order of the help.
var worded = []wordedVerb{
	{name: "next"},
	{name: "grant", words: "NAME", set: setWho},
	{name: "may", words: "NAME", set: setWho},
	{name: "stop", words: "[NAME]", set: setWho},
	{name: "queue", words: "NAME|TEXT", keys: []string{"lane"}, set: func(c *FloorCall, words string) {
		c.Who, c.OrText = words, true
	}},
	{name: "drop", words: "NAME", set: setWho},
	{name: "dismiss", words: "NAME", set: setWho, about: "takes an entry out and lowers the hand"},
	{
		name: "move", words: "NAME", set: setWho, keys: []string{"by"},
		about: "by=1 is one place back, by=-1 one place forward",
	},
	{
		name: "lane", words: "NAME", set: setWho, keys: []string{"lane"},
		about: "moves to lane=reply or lane=point, or back to the speakers",
	},
	{name: "confirm", words: "NAME", set: setWho, about: "confirms a hand that was up before the program joined"},
	{
		name: "order", words: "ORDER", keys: []string{"key"}, about: "time, first, manual, or alternating key=KEY",
		set: func(c *FloorCall, words string) { c.Order = words },
	},
	{name: "close", about: "closes the queue; replies and points of order are still possible"},
	{name: "reopen", about: "opens the queue again"},
	{name: "budget", words: "BUDGET", set: setText, about: "such as 10m, 3 turns, by party; for each person or group"},
	{name: "extend", words: "[NAME]", set: setWho, about: "30 s more"},
	{name: "pause", words: "[NAME]", set: setWho, about: "stops the clock"},
	{name: "run", words: "[NAME]", set: setWho, about: "lets the clock run again"},
	{name: "interrupt", about: "mutes everyone who has the floor"},
	{name: "restore", about: "ends the interruption, and unmutes them"},
	{name: "continue", about: "continues after a pause, and unmutes nobody"},
	{name: "break", words: "[TEXT]", set: setText, about: "starts a break, or a closed session; break over ends it"},
	{name: "item", words: "TEXT", set: setText, about: "starts an agenda item with its own queue"},
	{name: "note", words: "TEXT", set: setText, about: "writes a note with the time into the journal"},
	{name: "count", about: "records whose hands are up"},
	{name: "let-be", about: "tolerates people who keep speaking without the floor"},
	{name: "audience", about: "sends them to the audience"},
	{name: "muffle", about: "sets their sensitivity to 0"},
	{name: "takeover", about: "takes the lease: this console enforces from now on"},
}

// ModeVerb is the verb that starts a mode. Its parameters may come in any order.
const ModeVerb = "mode"

// ParseVerb reads a verb as people type it, with its words and parameters. The error is a [*WordsError].
func ParseVerb(name string, args []string) (c FloorCall, err error) {
	if name == ModeVerb {
		return parseMode(args)
	}
	i := slices.IndexFunc(worded, func(v wordedVerb) bool { return v.name == name })
	if i < 0 {
		return c, advised(misspoken("there is no verb %q", name), "the verbs are "+strings.Join(VerbNames(), ", "))
	}
	v := &worded[i]
	c.Verb = name
	var words []string
	for _, arg := range args {
		key, value, given := strings.Cut(arg, "=")
		if given && slices.Contains(v.keys, key) {
			if err := setFloorKey(&c, key, value); err != nil {
				return c, err
			}
			continue
		}
		words = append(words, arg)
	}
	said := strings.TrimSpace(strings.Join(words, " "))
	switch optional := strings.HasPrefix(v.words, "["); {
	case said == "" && v.words != "" && !optional:
		return c, misspoken("gavel floor ROOM %s needs %s", name, v.words)
	case said != "" && v.words == "":
		return c, misspoken("gavel floor ROOM %s takes nothing after it, not %q", name, said)
	case said != "":
		v.set(&c, said)
	}
	if name == "move" && c.By == 0 {
		return c, advised(misspoken("gavel floor ROOM move needs by=N"), "by=1 is one place to the back, by=-1 to the front")
	}
	return c, nil
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
			return misspoken("by is %q; allowed: a whole number that is not 0", value)
		}
		c.By = n
	}
	return nil
}

// parseMode reads mode NAME and its parameters, in any order.
func parseMode(args []string) (c FloorCall, err error) {
	c.Verb = ModeVerb
	for _, arg := range args {
		key, value, given := strings.Cut(arg, "=")
		switch {
		case given && key == "turn":
			c.Turn = &value
		case given && key == "max":
			n, err := strconv.Atoi(value)
			if err != nil {
				return c, misspoken("max is %q; allowed: 1 to 20", value)
			}
			c.Max = &n
		case given:
			return c, advised(misspoken("mode has no parameter %q", key), "the parameters are max and turn")
		case arg == "override":
			c.Override = true
		case slices.Contains([]floor.Enforcement{floor.Mark, floor.Hold, floor.Off}, floor.Enforcement(arg)):
			c.Enforce = arg
		case c.Mode == "":
			c.Mode = arg
		default:
			return c, advised(misspoken("%q is not a parameter of mode", arg),
				"the parameters are max=N, mark, hold, off, turn=TIME and override")
		}
	}
	if c.Mode == "" {
		return c, advised(misspoken("gavel floor ROOM mode needs a mode"), "the modes are open, queue, panel and quiet")
	}
	_, err = c.Parameters()
	if bad, ok := errors.AsType[*floor.ArgumentError](err); ok {
		return c, misspoken("%s is %q; allowed: %s", bad.Name, bad.Value, bad.Allowed)
	}
	return c, err
}

// VerbNames returns the verbs that ParseVerb knows, in the order of the help.
func VerbNames() []string {
	names := []string{ModeVerb}
	for _, v := range worded {
		names = append(names, v.name)
	}
	return names
}

// VerbHelp yields each verb that needs a line in the help, with its words and its description.
func VerbHelp(yield func(verb, about string) bool) {
	for _, v := range worded {
		if v.about != "" && !yield(strings.TrimSpace(v.name+" "+v.words), v.about) {
			return
		}
	}
}
