package cli

import (
	"context"
	"maps"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/video"
	"gavel/ui/say"
)

// restWithin is how long commands that were cut short may take to report their unsent targets.
const restWithin = 700 * time.Millisecond

// endedWithin is how long before the end of the console a command may have stopped and still count as cut short by it.
// The console stops unsent commands as it ends.
const endedWithin = 3 * time.Second

// unresolved returns a sentence for each command whose outcome is unknown, and for each that the end of the console cut
// short.
func (b *lobby) unresolved() []string {
	b.mu.Lock()
	rooms := slices.Collect(maps.Values(b.open))
	b.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), restWithin)
	defer cancel()
	var sentences []string
	for _, r := range rooms {
		sentences = append(sentences, unresolvedIn(ctx, r)...)
	}
	return sentences
}

func unresolvedIn(ctx context.Context, r *session.RoomSession) []string {
	began := time.Now()
	rest(ctx, r)
	var sentences []string
	s := r.Snapshot()
	for _, e := range s.Log {
		what := ""
		switch {
		case e.Kind != video.EntryCommand:
		case e.Outcome == video.OutcomePending || e.Outcome == video.OutcomeUnknown:
			what = say.Outcome(video.OutcomeUnknown)
		case e.Outcome == video.OutcomeNotSent && began.Sub(e.At.Add(e.Took)) < endedWithin:
			what = "not finished"
		}
		if what != "" {
			sentences = append(sentences, say.OpenMessage(what, &s.Room, e))
		}
	}
	return sentences
}

// restEvery is how often rest looks. It cannot wait for changes of the room, because they go to the host of its floor.
const restEvery = 2 * time.Millisecond

// rest waits until commands that end with the console have reported their unsent targets.
func rest(ctx context.Context, r *session.RoomSession) {
	look := time.NewTicker(restEvery)
	defer look.Stop()
	for slices.ContainsFunc(r.Snapshot().Pending, func(j video.Job) bool { return j.State == video.OutcomePending }) {
		select {
		case <-look.C:
		case <-r.Done():
			return
		case <-ctx.Done():
			return
		}
	}
}
