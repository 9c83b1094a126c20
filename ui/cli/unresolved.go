package cli

import (
	"context"
	"maps"
	"slices"
	"time"

	"gavel/session"
	"gavel/ui/text"
)

// restWithin is how long the commands that the person left in the middle may take to say what has not left.
const restWithin = 700 * time.Millisecond

// remember notes the commands in progress. The console calls it before it ends: its end cancels them, and a moment later
// they look like commands that were not sent for some other reason.
func (b *lobby) remember() {
	for _, r := range b.rooms() {
		pending := map[uint64]bool{}
		for _, j := range r.Snapshot().Pending {
			pending[j.Entry] = j.State == session.OutcomePending
		}
		b.mu.Lock()
		b.pending[r] = pending
		b.mu.Unlock()
	}
}

// rooms returns the open rooms.
func (b *lobby) rooms() []*session.RoomSession {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Collect(maps.Values(b.open))
}

// unresolved returns a sentence for each command whose outcome nobody knows, and for each that the end of the console has
// cut in the middle.
func (b *lobby) unresolved() []string {
	ctx, cancel := context.WithTimeout(context.Background(), restWithin)
	defer cancel()
	var sentences []string
	for _, r := range b.rooms() {
		sentences = append(sentences, unresolvedIn(ctx, r, b.pending[r])...)
	}
	return sentences
}

// unresolvedIn returns the sentences of a room; cut holds the commands that were in progress when the console ended.
func unresolvedIn(ctx context.Context, r *session.RoomSession, cut map[uint64]bool) []string {
	rest(ctx, r)
	var sentences []string
	name := func(p session.Person) string { return text.NameOf(p.Name, string(p.ID)).Text }
	s := r.Snapshot()
	for _, e := range s.Log {
		what := ""
		switch {
		case e.Kind != session.EntryCommand:
		case e.Outcome == session.OutcomePending || e.Outcome == session.OutcomeUnknown:
			what = "outcome unknown: "
		case e.Outcome == session.OutcomeNotSent && cut[e.N]:
			what = "not finished: "
		}
		if what != "" {
			sentences = append(sentences, what+text.Clean(s.Room.Title())+": "+e.Sentence(name)+ledger(e))
		}
	}
	return sentences
}

// rest waits until commands that end with the console know for whom they were not sent.
func rest(ctx context.Context, r *session.RoomSession) {
	for slices.ContainsFunc(r.Snapshot().Pending, func(j session.Job) bool { return j.State == session.OutcomePending }) {
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
func ledger(e session.Entry) string {
	if len(e.Targets) < 2 {
		return ""
	}
	return " (" + session.CountOutcomes(e.Targets) + ")"
}
