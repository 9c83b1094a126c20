package typed

import (
	"slices"
	"strings"

	"gavel/session/floor"
)

// floorVerb is a verb of the floor as it is typed, and as programs name it.
type floorVerb struct {
	verb  floor.Verb
	name  string
	text  string // what its text is called in the help
	about string // "" for a verb that the text of the help describes
}

// floorVerbs are the verbs in the order of the help.
var floorVerbs = []floorVerb{
	{floor.VerbMode, "mode", "", ""},
	{floor.VerbNext, "next", "", ""},
	{floor.VerbGive, "grant", "", ""},
	{floor.VerbAnswer, "may", "", ""},
	{floor.VerbTakeBack, "stop", "", ""},
	{floor.VerbQueue, "queue", "TEXT", ""},
	{floor.VerbUnqueue, "drop", "", ""},
	{floor.VerbDismiss, "dismiss", "", "takes an entry out and lowers the hand"},
	{floor.VerbMove, "move", "", "by=1 is one place back, by=-1 one place forward"},
	{floor.VerbLane, "lane", "", "moves to lane=reply or lane=point, or back to the speakers"},
	{floor.VerbConfirm, "confirm", "", "confirms a hand that was up before the program joined"},
	{floor.VerbOrder, "order", "ORDER", "time, first, manual, or alternating key=KEY"},
	{floor.VerbClose, "close", "", "closes the queue; replies and points of order are still possible"},
	{floor.VerbReopen, "reopen", "", "opens the queue again"},
	{floor.VerbBudget, "budget", "BUDGET", "such as 10m, 3 turns, by party; for each person or group"},
	{floor.VerbLength, "length", "TIME", "length of a turn, such as 3m; 0 for no limit"},
	{floor.VerbGuests, "guests", "NUMBER", "how many guests have the floor at a time"},
	{floor.VerbEnforce, "enforce", "off|mark|hold", "what happens to people who speak without the floor"},
	{floor.VerbExtend, "extend", "", "30 s more"},
	{floor.VerbPause, "pause", "", "stops the clock"},
	{floor.VerbRun, "run", "", "lets the clock run again"},
	{floor.VerbInterrupt, "interrupt", "", "mutes everyone who has the floor"},
	{floor.VerbRestore, "restore", "", "ends the interruption, and unmutes them"},
	{floor.VerbContinue, "continue", "", "continues after a pause, and unmutes nobody"},
	{floor.VerbBreak, "break", "TEXT", "starts a break, or a closed session; break over ends it"},
	{floor.VerbItem, "item", "TEXT", "starts an agenda item with its own queue"},
	{floor.VerbNote, "note", "TEXT", "writes a note with the time into the journal"},
	{floor.VerbCount, "count", "", "records whose hands are up"},
	{floor.VerbLetBe, "let-be", "", "tolerates people who keep speaking without the floor"},
	{floor.VerbAudience, "audience", "", "sends them to the audience"},
	{floor.VerbMuffle, "muffle", "", "sets their sensitivity to 0"},
	{floor.VerbTakeOver, "takeover", "", "takes the lease: this console enforces from now on"},
}

// verbNamed returns the verb with a name; without one, a verb without a row.
func verbNamed(name string) floorVerb {
	i := slices.IndexFunc(floorVerbs, func(v floorVerb) bool { return v.name == name })
	if i < 0 {
		return floorVerb{}
	}
	return floorVerbs[i]
}

// FloorName returns the name of a verb of the floor, as [FloorCall] has it.
func FloorName(v floor.Verb) string {
	i := slices.IndexFunc(floorVerbs, func(row floorVerb) bool { return row.verb == v })
	return floorVerbs[i].name
}

// FloorNames returns the names of all verbs of the floor, in the order of the help.
func FloorNames() (names []string) {
	for _, v := range floorVerbs {
		names = append(names, v.name)
	}
	return names
}

// FloorHelp yields each verb that needs a line in the help, with its words and its description.
func FloorHelp(yield func(verb, about string) bool) {
	for _, v := range floorVerbs {
		if v.about != "" && !yield(strings.TrimSpace(v.name+" "+FloorWords(v.verb)), v.about) {
			return
		}
	}
}

// FloorWords returns what follows a verb, for the help: "" for nothing, in brackets if it is optional.
func FloorWords(v floor.Verb) (words string) {
	row, _ := v.Row()
	who := row.Takes & floor.WithWho &^ floor.WithNext
	text := verbNamed(FloorName(v)).text
	switch {
	case row.Takes&floor.WithMode != 0:
		var all []string
		for _, p := range floor.Presets() {
			all = append(all, string(p))
		}
		return strings.Join(all, "|")
	case who != 0 && row.Takes&floor.WithText != 0:
		return "NAME|" + text
	case who != 0 && (row.Needs&who == 0 || who == floor.WithTurn):
		return "[NAME]"
	case who != 0:
		return "NAME"
	case row.Takes&^row.Needs&floor.WithText != 0:
		return "[" + text + "]"
	}
	return text
}
