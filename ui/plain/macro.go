package plain

import (
	"strings"
	"time"

	"gavel/session/selector"
	"gavel/ui/config"
	"gavel/ui/macro"
	"gavel/ui/say"
)

// macro says what a macro would do now, and runs exactly that after a yes.
func (c *console) macro(name string) {
	var names []string
	for i := range c.o.Macros {
		one := &c.o.Macros[i]
		if names = append(names, one.Name); !strings.EqualFold(one.Name, name) {
			continue
		}
		steps := c.steps(one) // a yes confirms these, and no one who has joined since
		for n, s := range steps {
			c.say(say.MacroStep(n+1, s.Command, s.Plan, s.Spared, s.Why, c.people))
		}
		command, acts := macro.Command(one.Name, steps)
		switch {
		case !acts:
			c.say(say.MacroIdle)
		case c.o.ReadOnly:
			c.say("This console only watches. Nothing was sent.")
		default:
			c.confirm("Run "+say.Quote(one.Name)+"?", "yes", func() { c.run(command) })
		}
		return
	}
	if len(names) == 0 {
		c.say(say.NoMacros)
		return
	}
	there := "The macros are "
	if len(names) == 1 {
		there = "The only macro is "
	}
	c.say("There is no macro " + say.Quote(name) + ". " + there + say.List(names, namedAtMost) + ".")
}

func (c *console) steps(one *config.Macro) []macro.Step {
	return macro.Plan(one, macro.Room{Snapshot: c.room.Room, Protected: c.protected, Facts: &selector.Facts{
		Now: time.Now(), Since: c.room.Room.Room.SeenAt, Protected: c.protected, Panel: c.o.Panel,
	}})
}
