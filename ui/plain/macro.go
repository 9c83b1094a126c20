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
			c.say(say.ReadOnly(""))
		default:
			c.confirm(say.RunMacro(one.Name), "yes", func() { c.run(command) })
		}
		return
	}
	c.say(say.NoMacro(name, names))
}

func (c *console) steps(one *config.Macro) []macro.Step {
	return macro.Plan(one, macro.Room{Snapshot: c.room.Room, Protected: c.protected, Facts: &selector.Facts{
		Now: time.Now(), Since: c.room.Room.Room.SeenAt, Protected: c.protected, Panel: c.o.Panel,
	}})
}
