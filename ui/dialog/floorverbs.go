package dialog

import (
	"slices"
	"strings"

	"gavel/session/floor"
)

// floorItem is a verb of the floor in the menu and in the palette. Its text names the effect in the state on the
// screen. The verb must have only that effect, even if the floor has changed since.
type floorItem struct {
	key, text string
	call      floor.Call
}

// floorItems returns the verbs without a key that have an effect in the state of a view.
func floorItems(v *floor.View) []floorItem {
	items := slices.Concat(floorPauses(v), floorGuest(v), floorQueue(v))
	if v.Shared && !v.Mine {
		items = append(items, floorItem{"t", "take over enforcement", floor.Call{Verb: floor.VerbTakeOver}})
	}
	enforces := func(text string, how floor.Enforcement) floorItem {
		return floorItem{"m", text, floor.Call{Verb: floor.VerbEnforce, Text: string(how), Seen: v}}
	}
	switch {
	case v.Mode.Preset == floor.Open:
	case v.Mode.Enforce == floor.Hold:
		items = append(items, enforces("only name people who speak without the floor", floor.Mark))
	default:
		items = append(items, enforces("mute people who speak without the floor", floor.Hold))
	}
	return append(items, bannerItems(v)...)
}

// floorPauses are the verbs that stop the floor, by an interruption or a break, and that continue it.
func floorPauses(v *floor.View) (items []floorItem) {
	if v.Paused != "" || v.Interrupted {
		items = append(items, floorItem{"c", "continue", floor.Call{Verb: floor.VerbContinue}})
	}
	switch {
	case v.Interrupted:
		items = append(items, floorItem{
			"r", "end the interruption, and unmute the same people", floor.Call{Verb: floor.VerbRestore},
		})
	case len(v.Turns) > 0:
		items = append(items, floorItem{
			"x", "interrupt: mute everyone who has the floor", floor.Call{Verb: floor.VerbInterrupt},
		})
	}
	halts := func(what string) floor.Call { return floor.Call{Verb: floor.VerbBreak, Text: what} }
	if v.Break != "" {
		return append(items, floorItem{"b", "end the " + v.Break, halts("over")})
	}
	return append(items,
		floorItem{"b", "break: the clocks are paused", halts("break")},
		floorItem{"j", "closed session: the clocks are paused", halts("closed session")})
}

// floorGuest are the verbs about the guest on the screen.
func floorGuest(v *floor.View) []floorItem {
	guest := v.Guest()
	if guest == nil || v.Interrupted {
		return nil
	}
	pause := floorItem{"p", "pause the clock", floor.Call{Verb: floor.VerbPause, Who: guest.ID}}
	if guest.Paused {
		pause = floorItem{"p", "let the clock run", floor.Call{Verb: floor.VerbRun, Who: guest.ID}}
	}
	return []floorItem{{"+", "30 s more", floor.Call{Verb: floor.VerbExtend, Who: guest.ID}}, pause}
}

// floorQueue are the verbs about the queue.
func floorQueue(v *floor.View) []floorItem {
	closing := floorItem{"k", "close the queue", floor.Call{Verb: floor.VerbClose}}
	if v.Closed {
		closing = floorItem{"k", "open the queue", floor.Call{Verb: floor.VerbReopen}}
	}
	orders := func(by floor.OrderBy) floor.Call { return floor.Call{Verb: floor.VerbOrder, Text: string(by)} }
	return []floorItem{
		closing,
		{"h", "count hands: note whose hands are up", floor.Call{Verb: floor.VerbCount}},
		{"1", "order: by time", orders(floor.ByTime)},
		{"2", "order: people without a turn first", orders(floor.FirstFirst)},
		{"4", "order: manual, as it is now", orders(floor.ByHand)},
	}
}

// bannerItems are the verbs about the people on the banner.
func bannerItems(v *floor.View) []floorItem {
	if len(v.Banner) == 0 {
		return nil
	}
	return []floorItem{
		{"l", "people on the banner: let them keep speaking", floor.Call{Verb: floor.VerbLetBe, Seen: v}},
		{"a", "people on the banner: send to the audience", floor.Call{Verb: floor.VerbAudience, Seen: v}},
		{"z", "people on the banner: set their sensitivity to 0", floor.Call{Verb: floor.VerbMuffle, Seen: v}},
	}
}

// floorLine is a verb of the floor that needs a line of text. In the palette, the line starts with word.
type floorLine struct {
	key, word, text, about string
	verb                   floor.Verb
	before                 string // the text of the verb before the line
}

// floorLines are the verbs of the floor that need a line of text.
var floorLines = []floorLine{
	{"e", "queue", "put a line of text into the queue", "Such as: Brandt, chamber microphone", floor.VerbQueue, ""},
	{"i", "item", "start an agenda item", "It has a queue and totals of its own", floor.VerbItem, ""},
	{
		"3", "alternate", "order: alternating by metadata", "The key whose value changes from one speaker to the next",
		floor.VerbOrder, string(floor.Alternating) + " ",
	},
	{"d", "length", "length of a turn", "Such as 3m or 90s; 0 for no limit", floor.VerbLength, ""},
	{
		"u", "budget", "budget of each person or group", "Such as: 10m, 3 turns, by party; none for no limit",
		floor.VerbBudget, "",
	},
	{"g", "guests", "guests at a time", "1 to 20", floor.VerbGuests, ""},
	{",", "note", "write a note", "With the time, and the place in the recording", floor.VerbNote, ""},
}

// call returns the verb of a line.
func (l *floorLine) call(line string) floor.Call {
	return floor.Call{Verb: l.verb, Text: l.before + strings.TrimSpace(line)}
}
