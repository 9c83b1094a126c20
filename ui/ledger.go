package ui

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"gavel/session/video"
)

// sameWithin is how soon the same command on the same target is an accident.
const sameWithin = time.Second

// ledger remembers what was sent, to swallow what is sent twice. A command is a double only while nothing else was
// asked of the same thing since: "mute" after "unmute" is meant, however quickly it comes.
type ledger struct {
	recent map[string]time.Time
	flying map[string]int
	latest map[string]latest // the last command on each thing, such as a microphone
}

// latest is a command that was the last one on some thing.
type latest struct {
	name string
	done <-chan struct{} // closed when the room has answered it
}

// deedKey is one command on one target, as the ledger knows it.
type deedKey struct {
	name   string   // the same for the same command on the same target
	things []string // what it changes
}

func (l *ledger) double(d deedKey, now time.Time) bool {
	for _, thing := range d.things {
		if last, known := l.latest[thing]; known && last.name != d.name {
			return false
		}
	}
	at, ok := l.recent[d.name]
	return l.flying[d.name] > 0 || ok && now.Sub(at) < sameWithin
}

// unsettled reports whether another command on one of the same things was sent just now or is on its way: what the room
// last said of them may be over by the time it hears of this one.
func (l *ledger) unsettled(d deedKey, now time.Time) bool {
	for _, thing := range d.things {
		last, known := l.latest[thing]
		if !known {
			continue
		}
		name := last.name
		at, recent := l.recent[name]
		if l.flying[name] > 0 || recent && name != d.name && now.Sub(at) < sameWithin {
			return true
		}
	}
	return false
}

// sent notes commands that are about to go out, and returns what they must wait for: see sending.
func (l *ledger) sent(deeds []deedKey, now time.Time) sending {
	if l.recent == nil {
		l.recent, l.flying, l.latest = map[string]time.Time{}, map[string]int{}, map[string]latest{}
	}
	done := make(chan struct{})
	order := sending{done: done}
	for key, at := range l.recent {
		if now.Sub(at) >= sameWithin {
			delete(l.recent, key)
		}
	}
	for thing, last := range l.latest {
		if _, fresh := l.recent[last.name]; !fresh && l.flying[last.name] == 0 {
			delete(l.latest, thing)
		}
	}
	for _, d := range deeds {
		for _, thing := range d.things {
			if last, known := l.latest[thing]; known && l.flying[last.name] > 0 && last.done != done {
				order.after = append(order.after, last.done)
			}
			l.latest[thing] = latest{d.name, done}
		}
		l.recent[d.name] = now
		l.flying[d.name]++
	}
	return order
}

// busy reports whether a command is on its way.
func (l *ledger) busy() bool { return len(l.flying) > 0 }

// sending keeps two commands on the same thing in the order of their keys: each runs on a goroutine of its own, and
// "open" and "mute" typed in one breath must not overtake each other.
type sending struct {
	after []<-chan struct{}
	done  chan struct{}
}

// orderWait is how long a command waits at most for the answer to the one before it: by then that one has long been
// written, and a mute must not wait for a room that is slow to answer.
const orderWait = 300 * time.Millisecond

// wait returns when the command may go out.
func (o sending) wait(ctx context.Context) {
	if len(o.after) == 0 {
		return
	}
	limit := time.NewTimer(orderWait)
	defer limit.Stop()
	for _, before := range o.after {
		select {
		case <-before:
		case <-limit.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

func (l *ledger) landed(deeds []deedKey) {
	for _, d := range deeds {
		switch n := l.flying[d.name]; { // none, when the room has changed since
		case n > 1:
			l.flying[d.name] = n - 1
		case n == 1:
			delete(l.flying, d.name)
		}
	}
}

// deedsOf names a command once for each target.
func deedsOf(c video.Command) []deedKey {
	base := fmt.Sprint(c.Action, c.Object, c.Args, c.KeepMuted)
	targets := c.Targets
	if len(targets) == 0 {
		targets = []video.MemberID{""}
	}
	keys := make([]deedKey, len(targets))
	for i, id := range targets {
		where := "\x00" + string(id) + "\x00" + c.Object
		keys[i].name = base + where
		for _, thing := range thingsOf(c.Action) {
			keys[i].things = append(keys[i].things, thing+where)
		}
	}
	return keys
}

// thingsOf names what an action changes, so that opposites are seen as such. Deafening also mutes, its end also
// unmutes.
func thingsOf(a video.Action) []string {
	row, _ := a.Info()
	if row.Sets.Field == 0 {
		return []string{string(a)}
	}
	things := []string{strconv.Itoa(int(row.Sets.Field))}
	if row.Besides.Field != 0 {
		things = append(things, strconv.Itoa(int(row.Besides.Field)))
	}
	return things
}
