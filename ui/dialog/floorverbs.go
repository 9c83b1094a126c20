package dialog

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
)

// FloorVerb is a verb of the floor. sure answers its question.
type FloorVerb = func(e *floor.Engine, now time.Time, sure bool) error

// floorItem is a verb of the floor in the menu and in the palette. Its text names the effect in the state on the
// screen. The verb must have only that effect, even if the floor has changed since.
type floorItem struct {
	key, text string
	verb      FloorVerb
}

// ErrFloorChanged reports that the floor has changed since the frame on which a key was pressed.
var ErrFloorChanged = errors.New("the floor has changed: nothing was sent")

// floorItems returns the verbs without a key that have an effect in the state of a view.
func floorItems(v *floor.View) []floorItem {
	items := slices.Concat(floorStands(v), floorGuest(v), floorQueue(v))
	if v.Shared && !v.Mine {
		items = append(items, floorItem{"t", "take over the lease", plainly((*floor.Engine).TakeOver)})
	}
	switch {
	case v.Mode.Preset == floor.Open:
	case v.Mode.Enforce == floor.Hold:
		items = append(items, floorItem{"m", "only name people who speak without the floor", enforces(v, floor.Mark)})
	default:
		items = append(items, floorItem{"m", "mute people who speak without the floor", enforces(v, floor.Hold)})
	}
	return append(items, bannerItems(v)...)
}

// floorStands are the verbs that stop the floor, by an interruption or a break, and that continue it.
func floorStands(v *floor.View) (items []floorItem) {
	if v.Paused != "" || v.Interrupted {
		items = append(items, floorItem{"c", "continue", plainly((*floor.Engine).Continue)})
	}
	switch {
	case v.Interrupted:
		items = append(items, floorItem{"r", "end the interruption, and open again", plainly((*floor.Engine).Restore)})
	case len(v.Turns) > 0:
		items = append(items, floorItem{
			"x", "interrupt: mute everyone who has the floor", plainly((*floor.Engine).Interrupt),
		})
	}
	if v.Break != "" {
		return append(items, floorItem{"b", "end of the " + v.Break, halts("")})
	}
	return append(items,
		floorItem{"b", "break: the clocks stand still", halts("break")},
		floorItem{"j", "closed session: the clocks stand still", halts("closed session")})
}

// floorGuest are the verbs about the guest on the screen.
func floorGuest(v *floor.View) []floorItem {
	i := slices.IndexFunc(v.Turns, func(t floor.Turn) bool { return t.Kind == floor.Guest })
	if i < 0 || v.Interrupted {
		return nil
	}
	guest := v.Turns[i]
	pause := floorItem{"p", "pause the clock", holds(guest.ID, true)}
	if guest.Held {
		pause = floorItem{"p", "let the clock run", holds(guest.ID, false)}
	}
	return []floorItem{{"+", "30 s more", onOne(guest.ID, (*floor.Engine).Extend)}, pause}
}

// floorQueue are the verbs about the queue.
func floorQueue(v *floor.View) []floorItem {
	closing := floorItem{"k", "close the queue", plainly(func(e *floor.Engine, now time.Time) error {
		return e.CloseQueue(now, true)
	})}
	if v.Closed {
		closing = floorItem{"k", "open the queue", plainly(func(e *floor.Engine, now time.Time) error {
			return e.CloseQueue(now, false)
		})}
	}
	return []floorItem{
		closing,
		{"h", "count hands: note whose hands are up", plainly(func(e *floor.Engine, now time.Time) error {
			e.Count(now)
			return nil
		})},
		{"1", "order: by time", orders(floor.Order{By: floor.ByTime})},
		{"2", "order: people without a turn first", orders(floor.Order{By: floor.FirstFirst})},
		{"4", "order: by hand, as it is now", orders(floor.Order{By: floor.ByHand})},
	}
}

// bannerItems are the verbs about the people on the banner.
func bannerItems(v *floor.View) []floorItem {
	if len(v.Banner) == 0 {
		return nil
	}
	return []floorItem{
		{"l", "banner: let them be", SettleBanner(v.Banner, floor.LetBe)},
		{"a", "banner: send them to the audience", SettleBanner(v.Banner, floor.Audience)},
		{"z", "banner: set their sensitivity to 0", SettleBanner(v.Banner, floor.Muffle)},
	}
}

// lineVerb is a verb that needs a line of text.
type lineVerb func(e *floor.Engine, now time.Time, line string, sure bool) error

// floorLine is a verb of the floor that needs a line of text. In the palette, the line starts with word.
type floorLine struct {
	key, word, text, about string
	verb                   lineVerb
}

// floorLines are the verbs of the floor that need a line of text.
var floorLines = []floorLine{
	{"e", "queue", "put a line of text into the queue", "Such as: Brandt, chamber microphone", simply(enqueueText)},
	{"i", "item", "start an agenda item", "It has a queue and totals of its own", simply((*floor.Engine).Item)},
	{
		"3", "alternate", "order: alternating by metadata", "The key whose value changes from one speaker to the next",
		simply(alternate),
	},
	{"d", "length", "length of a turn", "Such as 3m or 90s; 0 for no limit", turnLength},
	{
		"u", "budget", "budget of each person or group", "Such as: 10m, 3 turns, by party; none for no limit",
		simply(budget),
	},
	{"g", "guests", "guests at a time", "1 to 20", guests},
	{",", "note", "write a note", "With the time, and the place in the recording", simply((*floor.Engine).Note)},
}

// simply returns a line verb without a question.
func simply(verb func(*floor.Engine, time.Time, string) error) lineVerb {
	return func(e *floor.Engine, now time.Time, line string, _ bool) error { return verb(e, now, line) }
}

// plainly returns a verb without a question.
func plainly(verb func(*floor.Engine, time.Time) error) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error { return verb(e, now) }
}

// onOne is a verb about one person.
func onOne(id video.MemberID, verb func(*floor.Engine, time.Time, video.MemberID) error) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error { return verb(e, now, id) }
}

func holds(id video.MemberID, on bool) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error { return e.Hold(now, id, on) }
}

func halts(what string) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error { return e.Break(now, what) }
}

// SettleBanner returns the verb that decides about the people on whom enforcement has given up, as the screen shows
// them. It returns ErrFloorChanged if the banner has changed since.
func SettleBanner(banner []floor.Who, way floor.Way) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error {
		if !slices.Equal(e.View(now).Banner, banner) {
			return ErrFloorChanged
		}
		return e.Settle(now, way)
	}
}

// orders returns a verb that orders the queue.
func orders(o floor.Order) FloorVerb {
	return func(e *floor.Engine, now time.Time, _ bool) error { return e.SetOrder(now, o) }
}

func alternate(e *floor.Engine, now time.Time, line string) error {
	return e.SetOrder(now, floor.Order{By: floor.Alternating, Key: line})
}

// enforces sets what happens to people who speak without the floor, in the mode that the screen shows.
func enforces(v *floor.View, how floor.Enforcement) FloorVerb {
	preset := v.Mode.Preset
	return func(e *floor.Engine, now time.Time, sure bool) error {
		mode := e.View(now).Mode
		if mode.Preset != preset {
			return ErrFloorChanged
		}
		mode.Enforce = how
		return e.Begin(now, mode, sure)
	}
}

func turnLength(e *floor.Engine, now time.Time, line string, sure bool) error {
	d, err := time.ParseDuration(line)
	if err != nil && line != "0" {
		return &floor.ArgumentError{Name: "turn", Value: line, Allowed: "a time such as 3m or 90s, or 0 for no limit"}
	}
	mode := e.View(now).Mode
	mode.Turn = d
	return e.Begin(now, mode, sure)
}

func guests(e *floor.Engine, now time.Time, line string, sure bool) error {
	n, err := strconv.Atoi(line)
	if err != nil {
		return &floor.ArgumentError{Name: "max", Value: line, Allowed: "1 to 20"}
	}
	mode := e.View(now).Mode
	mode.Guests = n
	return e.Begin(now, mode, sure)
}

func budget(e *floor.Engine, now time.Time, line string) error {
	b, err := floor.ParseBudget(line)
	if err != nil {
		return err
	}
	return e.SetBudget(now, b)
}

func enqueueText(e *floor.Engine, now time.Time, line string) error {
	_, err := e.EnqueueText(now, line, floor.Speakers)
	return err
}

// run returns the verb of a line.
func (l *floorLine) run(line string) FloorVerb {
	line = strings.TrimSpace(line)
	return func(e *floor.Engine, now time.Time, sure bool) error { return l.verb(e, now, line, sure) }
}
