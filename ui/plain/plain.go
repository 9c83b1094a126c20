package plain

import (
	"bufio"
	"context"
	"time"

	"gavel/session/alarm"
	"gavel/session/video"
	"gavel/ui/people"
)

// Run writes about a room and runs typed lines until the room ends, quit is typed or ctx ends. It returns the error of
// o.Out if writing fails, else nil.
func Run(ctx context.Context, o Options) error {
	c := &console{
		o: o, ctx: ctx, out: bufio.NewWriter(o.Out), people: people.New(o.ASCII), answers: make(chan func()),
	}
	c.board = alarm.NewBoard(func(r *video.Room) (cfg alarm.Config) {
		if o.Alarms != nil {
			cfg = o.Alarms(r)
		}
		return o.Room.AlarmsOf(cfg)
	})
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c.ctx = ctx
	lines := c.read(ctx)
	c.begin()
	for !c.done && c.failed == nil {
		c.flush()
		c.wait(lines)
	}
	c.settle()
	c.flush()
	return c.failed
}

// outcomeWait is how long the end waits for the outcomes of commands.
const outcomeWait = 2 * time.Second

// settle waits for the outcomes of the commands that were typed before quit.
func (c *console) settle() {
	timer := time.NewTimer(outcomeWait)
	defer timer.Stop()
	for c.open > 0 && c.failed == nil {
		select {
		case answer := <-c.answers:
			answer()
		case <-timer.C:
			return
		case <-c.ctx.Done():
			return
		}
	}
}

// wait handles the next thing that happens.
func (c *console) wait(lines <-chan string) {
	select {
	case line := <-lines:
		c.typed(line)
	case _, more := <-c.o.Room.Changed():
		c.look()
		c.done = c.done || !more
	case answer := <-c.answers:
		answer()
	case <-time.After(c.next()):
		c.tick()
	case <-c.ctx.Done():
		c.done = true
	}
}

// next returns the time until something is due.
func (c *console) next() time.Duration {
	next := time.Minute
	for _, at := range []time.Time{c.burst.due, c.board.Due(), c.turnDue()} {
		if !at.IsZero() {
			next = min(next, time.Until(at))
		}
	}
	return max(next, time.Millisecond)
}

// read passes on typed lines. A line that is too long becomes tooLong.
func (c *console) read(ctx context.Context) <-chan string {
	lines := make(chan string)
	if c.o.In == nil {
		return lines
	}
	go func() { // ends with the process if a terminal never answers; the reader belongs to the caller
		defer func() { _ = recover() }() // of a reader: there is no more to read
		in := bufio.NewReaderSize(c.o.In, maxLine)
		long := false
		for {
			text, more, err := in.ReadLine()
			if err != nil {
				return
			}
			line := string(text)
			if long = long || more; more {
				continue
			}
			if long {
				line, long = tooLong, false
			}
			select {
			case lines <- line:
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

// begin says which room it is, and the state of its floor.
func (c *console) begin() {
	c.room = c.o.Room.State()
	s := c.room.Room
	c.people.Take(s, time.Now())
	c.seen.log, c.seen.noted = newest(s.Log), c.room.Noted
	c.say(c.roomLine(s))
	if c.room.Floor.InUse() {
		c.say(c.floorLine())
	}
	c.say("Type help for the verbs, quit to leave.")
	c.alarmed()
	c.sayNext()
}

// tick does what is due.
func (c *console) tick() {
	now := time.Now()
	c.board.Tick(now)
	c.alarmed()
	c.turns()
	if !c.burst.due.IsZero() && !now.Before(c.burst.due) {
		c.endBurst()
	}
}
