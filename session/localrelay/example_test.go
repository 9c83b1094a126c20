package localrelay_test

import (
	"fmt"

	"gavel/session/localrelay"
)

// A test breaks the connection at the worst moment and reads from the ledger what really ran.
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
	// … a client dials with relay.Dial and relay.URL() and mutes a member …
	fmt.Println(relay.Rooms()[0].DisplayName, len(relay.Requests("video.member.audio_mute")))
	fmt.Println(relay.Close())
	// Output:
	// Weekly standup 0
	// <nil>
}
