package e2e_test

import (
	"errors"
	"fmt"

	"gavel/session/localrelay"
)

// panelTalk is a room with a big box, in which Ben Carter is.
const panelTalk = `
start room "Panel talk"
join "Ada Berg" "Ben Carter" "Chloe Davis" "Daniel Osei" "Elena Rossi" "Grace Lee"
layout highlight-1-responsive
place "Ben Carter" reserved-1
curtain
`

// deskScenes are the scenes of stage, rooms, and recordings.
var deskScenes = []scene{
	{
		name: "the big box goes to who talks", play: panelTalk + `
talk "Elena Rossi" 10m
`,
		ready: []string{"● Elena Rossi"},
		acts: []act{{
			does: "swap the big box", most: 4,
			keys: []press{{key: ";"}, {key: "o", sees: []string{"▎ ● Elena Rossi"}}, {key: "r", sees: []string{"Place Elena Rossi"}}},
			done: func(now evidence) error {
				elena, ben := now.member("Elena Rossi").CurrentPosition, now.member("Ben Carter").CurrentPosition
				if elena != "reserved-1" || ben == "reserved-1" || ben == "off-canvas" {
					return fmt.Errorf("Elena is at %s, Ben at %s", elena, ben)
				}
				return nil
			},
			shown: []string{"swapped the places of"},
		}},
	},
	{
		name: "the other room's recording is stopped", play: lecture + `
start room "Town hall" 4
start recording
curtain
wait 4s
room "Town hall"
end recording
`,
		rings: true,
		ready: []string{"Open lecture", "I Town hall needs you", `In "Town hall": The recording has ended.`},
		acts: []act{{
			does: "go to the room that needs you", most: 1,
			keys:  []press{{key: "I"}},
			done:  func(evidence) error { return nil },
			shown: []string{"Town hall", "4 here", "The recording has ended."},
		}},
	},
	{
		name: "a layout with places", config: `
[scenes.panel]
key = 1
layout = "highlight-1-responsive"
places = { reserved-1 = "meta.role=host", standard-1 = "meta.role=interpreter" }
`, play: `
start room "Panel talk"
join "Ada Berg" "Ben Carter" "Chloe Davis" "Daniel Osei"
join "Elena Rossi" meta {"role":"host"}
join "Iris Klein" meta {"role":"interpreter"}
curtain
wait 1s
`,
		ready: []string{"6 here"},
		acts: []act{{
			does: "apply the scene", most: 3,
			keys: []press{{key: "'"}, {key: "1", sees: []string{"1 panel"}}, {key: "Enter", sees: []string{
				"Elena Rossi at reserved-1", "Iris Klein at standard-1",
			}}},
			done: func(now evidence) error {
				host, interpreter := now.member("Elena Rossi").CurrentPosition, now.member("Iris Klein").CurrentPosition
				if now.room().Room.LayoutName != "highlight-1-responsive" || host != "reserved-1" || interpreter != "standard-1" {
					return fmt.Errorf("layout %s, host at %s, interpreter at %s", now.room().Room.LayoutName, host, interpreter)
				}
				if n := now.count("video.set_layout"); n != 1 {
					return fmt.Errorf("%d requests for a layout", n)
				}
				return nil
			},
			shown: []string{`applied the scene "panel"`},
		}},
	},
	{
		name: "a recording", play: lecture + `
curtain
wait 1s
`,
		ready: []string{"18 here", "not recording"},
		acts: []act{{
			does: "record, pause, resume, stop", most: 6,
			keys: []press{
				{key: "r"},
				{key: "4", sees: []string{"REC 0:"}},
				{key: "Space", sees: []string{"Media", "recording"}},
				{key: "Space", sees: []string{"REC paused"}},
				{key: "x", sees: []string{"● REC"}},
				{key: "y", sees: []string{"Stop the recording?"}},
			},
			done:  recordedOnce,
			shown: []string{"you stopped the recording"},
		}},
	},
}

// recordedOnce checks that one recording was started, paused, resumed and stopped.
func recordedOnce(now evidence) error {
	for _, method := range []string{"start", "pause", "resume", "stop"} {
		if n := now.count("video.recording." + method); n != 1 {
			return fmt.Errorf("%d requests to %s", n, method)
		}
	}
	if recording(now.room()) {
		return errors.New("it still runs")
	}
	return nil
}

func recording(r localrelay.RoomState) bool { return r.Room.Recording }
