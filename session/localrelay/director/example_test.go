package director_test

import (
	"context"
	"fmt"
	"time"

	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
)

// A scene is a script. With a clock that stands still, its five minutes take no time.
func ExampleDirect() {
	relay, err := localrelay.StartPipe(localrelay.Options{
		Members: -1, Audience: -1, Quiet: true, StandStill: time.Date(2026, 1, 2, 20, 0, 0, 0, time.UTC),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = director.Direct(context.Background(), relay, `
		join Ann "Ben Fox"
		hand Ben
		talk Ann 2m
		wait 5m
		do audioMute Ann     # another moderator
		talk Ann
	`)
	fmt.Println(err)
	fmt.Println(director.New(relay).Do(context.Background(), "who").Text)
	fmt.Println(director.Direct(context.Background(), relay, "hand Bne"))
	_ = relay.Close()
	// Output:
	// line 7: Ann: is muted and cannot talk; open the microphone first
	// 2 in Weekly standup: Ann (muted), Ben Fox (hand)
	// line 1: there is no "Bne" here; did you mean Ben Fox?
}
