package cli

import (
	"context"
	"maps"
	"slices"
	"time"

	"gavel/session"
	"gavel/session/video"
	"gavel/ui/say"
	"gavel/ui/text"
)

// restWithin is how long the commands that the person left in the middle may take to say what has not left.
const restWithin = 700 * time.Millisecond

// endedWithin is how long before the end of the console a command must have stopped to count as cut by it: the console stops
// what is unsent as it ends.
const endedWithin = 3 * time.Second

// unresolved returns a sentence for each command whose outcome nobody knows, and for each that the end of the console has
// cut in the middle.
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
			what = "outcome unknown: "
		case e.Outcome == video.OutcomeNotSent && began.Sub(e.At.Add(e.Took)) < endedWithin:
			what = "not finished: "
		}
		if what != "" {
			sentences = append(sentences, what+text.Clean(s.Room.Title())+": "+say.Entry(e, say.Called)+ledger(e))
		}
	}
	return sentences
}

// rest waits until commands that end with the console know for whom they were not sent.
func rest(ctx context.Context, r *session.RoomSession) {
	for slices.ContainsFunc(r.Snapshot().Pending, func(j video.Job) bool { return j.State == video.OutcomePending }) {
		select {
		case <-r.Changed():
		case <-r.Done():
			return
		case <-ctx.Done():
			return
		}
	}
}

// ledger says for how many of the people of a command what became of it; "" for a command on one.
func ledger(e video.Entry) string {
	if len(e.Targets) < 2 {
		return ""
	}
	return " (" + say.Outcomes(e.Targets) + ")"
}
