package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/text"
)

const (
	// A command that reads the room once knows who is talking if it listens first. knownOnce is that data. Such a command
	// has no history and has seen nobody join. Lists of people come from the configuration; see knownWith.
	knownOnce = selector.Talking
	// knownListening is the data of a command that listens until it ends.
	knownListening = selector.Talking | selector.History | selector.Joins
)

// lists are the words whose list of people comes from the configuration.
const lists = selector.ProtectedList | selector.PanelList

// knownWith returns base, which has no lists, with the lists of the configuration.
func knownWith(base selector.Known, v *config.Values) selector.Known {
	if v.Protected != nil {
		base |= selector.ProtectedList
	}
	if v.Panel != nil {
		base |= selector.PanelList
	}
	return base
}

// factsOf returns the lists of the configuration, at this moment.
func factsOf(v *config.Values) *selector.Facts {
	return &selector.Facts{Now: time.Now(), Protected: config.ChosenBy(v.Protected), Panel: config.ChosenBy(v.Panel)}
}

// parseWhere parses a selector. flag is what the user typed before it, for messages. An empty one is an error: it never
// means everyone.
func parseWhere(flag, typed string, known selector.Known) (*selector.Selector, error) {
	s, err := selector.Parse(typed, known)
	var wrong *selector.Error
	if err == nil || !errors.As(err, &wrong) {
		return s, err
	}
	p := usagef("%s column %d: %s", flag, wrong.Column(), wrong.Problem)
	switch {
	case wrong.Nearest != "":
		p.advice = fmt.Sprintf("did you mean %q?", wrong.Nearest)
	case wrong.Lacks&lists != 0:
		p.advice = "set the list in the configuration: gavel help config"
	}
	if strings.TrimSpace(typed) != "" {
		p.caret = text.Underline(wrong.Text, wrong.Offset, wrong.Length)
	}
	return nil, p
}

// defaultListen is how long a command that reads the room once listens before it decides who is talking. The room
// reports only when members start and stop.
const defaultListen = 2 * time.Second

// addListen adds --listen to a command that chooses members once.
func addListen(cmd *cobra.Command, d *time.Duration) {
	cmd.Flags().DurationVar(d, "listen", defaultListen, "listen for this `TIME` before a selector with talking chooses")
}

// checkListen checks --listen.
func checkListen(d time.Duration) error {
	if d < 0 {
		return usagef("--listen is %v", d).hint("allowed is 0 or more, such as 2s")
	}
	return nil
}

// listen waits if the selector asks who is talking.
func listen(ctx context.Context, r *session.RoomSession, s *selector.Selector, d time.Duration) error {
	if s.Needs()&selector.Talking == 0 {
		return nil
	}
	select {
	case <-time.After(d):
		return nil
	case <-r.Done():
		return r.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// chosen returns the members that certainly match. A member whose talking was not reported in that time may still be
// talking.
func chosen(s *video.Snapshot, where *selector.Selector, facts *selector.Facts) []video.MemberID {
	var ids []video.MemberID
	for _, m := range s.Members {
		if where.Match(m, facts) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// spareProtected returns the targets of a bulk command without protected members, with those that it leaves out.
func spareProtected(s *video.Snapshot, ids []video.MemberID, facts *selector.Facts) (act, spared []video.MemberID) {
	for _, id := range ids {
		m := s.Member(id)
		owner := s.Member(m.ParentID)
		if facts.Protected != nil && (facts.Protected(m) || owner != nil && facts.Protected(owner)) {
			spared = append(spared, id)
			continue
		}
		act = append(act, id)
	}
	return act, spared
}

// wordsHelp lists the words of selectors that ask for no more than known.
func wordsHelp(known selector.Known) string {
	var b strings.Builder
	for _, w := range selector.Words() {
		if w.Needs&^(known|lists) != 0 {
			continue
		}
		if w.Needs&lists != 0 {
			w.Means += ", if the configuration has the list"
		}
		name := w.Name
		if len(w.Operators) > 0 {
			name = w.Example
		}
		fmt.Fprintf(&b, "  %s%s\n", text.Pad(name, 18), w.Means)
	}
	return strings.TrimRight(b.String(), "\n")
}
