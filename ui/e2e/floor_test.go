package e2e_test

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// hall is a room of eight people who are muted, in the order in which they joined.
const hall = `
start room "Town council"
join "Ann Keller" "Ben Osei" "Cy Brandt" "Dee Vogel" "Eve Rossi" "Fay Lund" muted
join "Gil Novak" "Hal Weber" muted
`

// calls returns the keys that call people one after the other. A second press within a second would count as the same.
func calls(names ...string) (all []press) {
	for _, name := range names {
		all = append(all, press{key: "n", sees: []string{"NEXT " + name}, after: 1100 * time.Millisecond})
	}
	return all
}

// granted checks that these people were unmuted, in this order, that only the last one is still unmuted, and that all
// their hands are down.
func granted(names ...string) func(evidence) error {
	return func(now evidence) error {
		var opened []string
		for _, r := range now.ledger {
			if r.Method != "video.member.audio_unmute" {
				continue
			}
			for _, m := range now.room().Members {
				if strings.Contains(string(r.Params), m.ID) {
					opened = append(opened, m.Name)
				}
			}
		}
		if !slices.Equal(opened, names) {
			return fmt.Errorf("opened were %q", opened)
		}
		for _, m := range now.room().Members {
			if m.Handraised && slices.Contains(names, m.Name) {
				return fmt.Errorf("the hand of %s is up", m.Name)
			}
		}
		return openAre(names[len(names)-1])(now)
	}
}

// floorScenes are the scenes of the floor.
var floorScenes = []scene{
	{
		name: "six hands in turn", play: hall + `
curtain
hand "Ann Keller"
wait 100ms
hand "Ben Osei"
wait 100ms
hand "Cy Brandt"
wait 100ms
hand "Dee Vogel"
wait 100ms
hand "Eve Rossi"
wait 100ms
hand "Fay Lund"
`,
		ready: []string{"6 hands"},
		acts: []act{
			{does: "begin queue mode", most: 2, keys: pressed("!", "Q"), done: anything, shown: []string{"NEXT Ann Keller"}},
			{
				does: "call six hands in turn", most: 6,
				keys: calls("Ann Keller", "Ben Osei", "Cy Brandt", "Dee Vogel", "Eve Rossi", "Fay Lund"),
				done: granted("Ann Keller", "Ben Osei", "Cy Brandt", "Dee Vogel", "Eve Rossi", "Fay Lund"), within: 15 * time.Second,
				shown: []string{"FLOOR Fay Lund"},
			},
		},
	},
	{
		name: "a reply beside the guest", play: hall + `
curtain
hand "Ben Osei"
wait 100ms
hand "Ann Keller"
`,
		ready: []string{"2 hands"},
		acts: []act{
			{
				does: "give Ben the floor", most: 3, keys: append(pressed("!", "Q"), calls("Ben Osei")...), within: 8 * time.Second,
				done: openAre("Ben Osei"), shown: []string{"FLOOR Ben Osei"},
			},
			{ // the cursor is on Ann, who joined first
				does: "let Ann answer", most: 1, keys: pressed("A"), done: openAre("Ann Keller", "Ben Osei"),
				shown: []string{"Ann Keller answers"},
			},
			{does: "and back", most: 1, keys: []press{{key: "A", after: time.Second}}, done: openAre("Ben Osei"), shown: []string{"FLOOR Ben Osei"}},
		},
	},
	{
		name: "a point of order", play: hall + `
curtain
hand "Ben Osei"
`,
		ready: []string{"1 hand"},
		acts: []act{
			{
				does: "give Ben the floor", most: 3, keys: append(pressed("!", "Q"), calls("Ben Osei")...), within: 8 * time.Second,
				done: openAre("Ben Osei"),
			},
			{
				does: "allow Hal, who speaks without the floor", most: 2,
				direct: "open \"Hal Weber\"\ntalk \"Hal Weber\" 1m",
				keys: []press{
					{key: ";", sees: []string{"! Hal Weber"}},
					{key: "A", sees: []string{"▎ ● Hal Weber"}},
				},
				done:  openAre("Ben Osei", "Hal Weber"),
				shown: []string{"Hal Weber answers"},
			},
		},
	},
	{
		name: "again and again", play: hall + `
curtain
wait 1s
`,
		ready: []string{"8 here"},
		acts: []act{
			{does: "nobody speaks, in hold", most: 3, keys: pressed("!", "s", "y"), done: anything, shown: []string{"FLOOR quiet"}},
			{
				does: "three closings, then an end", most: 0, within: 30 * time.Second,
				direct: "open \"Hal Weber\"\ninsist \"Hal Weber\" 8 after 500ms",
				done: func(now evidence) error {
					if n := now.count("video.member.audio_mute"); n != 3 {
						return fmt.Errorf("%d closings", n)
					}
					return openAre("Hal Weber")(now)
				},
				shown: []string{"! Hal Weber: 7 audience"},
			},
			{
				does: "send the rest to the audience", most: 2, keys: pressed("7", "y"),
				done: func(now evidence) error {
					if now.member("Hal Weber").ID != "" {
						return errors.New("Hal is still here")
					}
					return nil
				},
			},
		},
	},
	{
		name: "a connection drops", config: `identity = "user"`, play: `
start room "Town council"
join "Ann Keller" muted meta {"user":"u-1"}
join "Ben Osei" muted meta {"user":"u-2"}
join "Cy Brandt" muted
curtain
hand "Ann Keller"
wait 100ms
hand "Ben Osei"
`,
		ready: []string{"2 hands"},
		acts: []act{
			{
				does: "give Ann the floor", most: 6, within: 10 * time.Second,
				keys: append(pressed("!", "Q"), calls("Ann Keller")...), done: openAre("Ann Keller"),
			},
			{
				does: "the guest and the next one are back with new ids", most: 0, within: 20 * time.Second,
				direct: `talk "Ann Keller" 4s
wait 5s
leave "Ann Keller"
leave "Ben Osei"
wait 2s
rejoin "Ann Keller" new
rejoin "Ben Osei" new
wait 1s`,
				done: func(now evidence) error {
					if now.count("video.member.audio_unmute") != 1 {
						return errors.New("somebody was opened for the return")
					}
					return nil
				},
				shown: []string{"NEXT Ben Osei #", "is back and", "keeps the place in the queue"},
				reads: regexp.MustCompile(`FLOOR Ann Keller #\w+ \d+:\d\d `),
			},
		},
	},
}

// anything accepts every state of the room.
func anything(evidence) error { return nil }
