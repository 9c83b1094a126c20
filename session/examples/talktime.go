package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/video"
)

// report adds up the talk time of the members that leave, and of those present at the end.
func report(ctx context.Context, client *session.Client, name string, out io.Writer) error {
	talked := map[string]time.Duration{}
	left := session.WithHandler(video.MemberLeft, func(_ *session.RoomSession, e video.MemberEvent) {
		talked[e.Member.Name] += e.Member.TalkTotal
	})
	room, err := session.Join(ctx, client, name, left)
	if err != nil {
		return err
	}
	select {
	case <-room.Ended():
	case <-ctx.Done():
	}
	room.Close() // no handler runs after this
	last := room.Snapshot()
	for _, m := range last.Members {
		talked[m.Name] += m.Talked(last.At)
	}
	longest := func(a, b string) int { return cmp.Or(cmp.Compare(talked[b], talked[a]), cmp.Compare(a, b)) }
	for _, name := range slices.SortedFunc(maps.Keys(talked), longest) {
		fmt.Fprintf(out, "%8v  %s\n", talked[name].Round(time.Second), name)
	}
	return nil
}
