package localrelay_test

import (
	"context"
	"fmt"
	"time"

	"gavel/session/localrelay"
)

// A test breaks the link at the worst moment and asks the ledger what really happened.
func Example() {
	relay, err := localrelay.StartPipe(localrelay.Options{Members: 3, Quiet: true, Seed: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	relay.SetOnRequest(func(r localrelay.Request) localrelay.Verdict {
		if r.Method == "video.member.audio_mute" {
			return localrelay.Verdict{Action: localrelay.RunThenDrop}
		}
		return localrelay.Verdict{}
	})
	// … a client dials with relay.Dial and relay.URL() and mutes somebody …
	fmt.Println(relay.Rooms()[0].DisplayName, len(relay.Requests("video.member.audio_mute")))
	fmt.Println(relay.Close())
	// Output:
	// Weekly standup 0
	// <nil>
}

// A scene is a script. With a clock that stands still, its five minutes take no time.
func ExampleServer_Direct() {
	relay, err := localrelay.StartPipe(localrelay.Options{
		Members: -1, Audience: -1, Quiet: true, StandStill: time.Date(2026, 1, 2, 20, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = relay.Direct(context.Background(), `
		join Ann "Ben Fox"
		hand Ben
		talk Ann 2m
		wait 5m
		do audioMute Ann     # another moderator
		talk Ann
	`)
	fmt.Println(err)
	fmt.Println(relay.NewDirector().Do(context.Background(), "who").Text)
	fmt.Println(relay.Direct(context.Background(), "hand Bne"))
	_ = relay.Close()
	// Output:
	// line 7: Ann: is muted, and muted people do not talk; open the microphone first
	// 2 in Weekly standup: Ann (muted), Ben Fox (hand)
	// line 1: there is no "Bne" here; did you mean Ben Fox?
}
