package say

import (
	"strconv"

	"gavel/session/video"
	"gavel/ui/draw"
)

// MacroStep returns a line of the plan of a macro: what a command would do and for how many people, or why it would do
// nothing. n counts from 1, spared is the number of protected people whom it leaves out, and why is a clause.
func MacroStep(n int, c video.Command, p video.Plan, spared int, why string, who People) string {
	head := strconv.Itoa(n) + ". "
	said := draw.Capital(Wish(c, who))
	if len(c.Targets) > namedAtMost || len(p.Act) < len(c.Targets) && why == "" {
		said = Plan(c, p, who)
	}
	switch {
	case why != "" && len(c.Targets) == 0 && c.Object == "":
		said = draw.Capital(wish(c, ""))
		return head + said + ": nothing to do, " + why + protectedToo(spared) + "."
	case why != "":
		return head + said + ": nothing to do, " + why + protectedToo(spared) + "."
	case spared > 0:
		return head + said + protectedToo(spared) + "."
	case c.Destructive():
		return head + said + ". " + Final
	}
	return head + said + "."
}

func protectedToo(spared int) string {
	if spared == 0 {
		return ""
	}
	return "; " + draw.Plural(spared, "person is", "people are") + " protected"
}

// NoMacros is the reply if the configuration has no macro.
const NoMacros = "The configuration has no macro. gavel help config shows how to write one."

// The clauses about a step of a macro that would do nothing.
const (
	StepDone      = "that is already done"
	NotExactlyOne = "there is none, or more than one"
)

// RunMacro asks whether to run a macro.
func RunMacro(name string) string { return "Run " + Quote(name) + "?" }

// NoMacro says that no macro has a name, and which there are.
func NoMacro(name string, all []string) string {
	there := "The macros are "
	switch len(all) {
	case 0:
		return NoMacros
	case 1:
		there = "The only macro is "
	}
	return "There is no macro " + Quote(name) + ". " + there + List(all, spokenAtMost) + "."
}

// MacroIdle is the reply to a macro that would do nothing.
const MacroIdle = "None of its commands would do anything. " + nothingSent
