package plain

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"
	"unicode"

	"gavel/session/alarm"
	"gavel/session/host"
	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/people"
	"gavel/ui/say"
)

// Options set what a console of lines works on, and how.
type Options struct {
	// Room is the host of the room's floor. The caller closes it.
	Room *host.Host
	// Record writes a decision into the journal; nil: there is none.
	Record func(kind string, data json.RawMessage) error
	In     io.Reader // typed lines; at its end, the room is still watched
	Out    io.Writer
	// Alarms returns what the alarms of the room depend on; nil: nothing special.
	Alarms func(*video.Room) alarm.Config
	// Protected reports whether no command for many people touches a member; nil: nobody.
	Protected func(*video.Member) bool
	// ReadOnly refuses every command that changes the room.
	ReadOnly bool
	ASCII    bool // names are spelled in ASCII
	// ConfirmOver is how many people a command may have before it asks; ConfirmAlso are methods that ask as well.
	ConfirmOver int
	ConfirmAlso []video.Action
}

const (
	// settle is how long a burst must be quiet before it becomes a line, and patience how long it may go on.
	settle, patience = 400 * time.Millisecond, 3 * time.Second
	// maxLine bounds a typed line, in bytes. A longer one is refused.
	maxLine = 4 << 10
	// width is the width for which sentences are shortened: as good as none.
	width = 400
)

// console is a console of lines while it runs. One goroutine uses it.
type console struct {
	o      Options
	ctx    context.Context
	out    *bufio.Writer
	failed error // of the writer

	room    *host.State
	people  *people.Roster
	board   *alarm.Board
	seen    seen
	burst   burst
	ask     *question // what the next line answers
	answers chan func()
	done    bool
}

// Run writes about a room and runs typed lines until the room ends, quit is typed or ctx ends. It returns the error of
// a writer that fails.
func Run(ctx context.Context, o Options) error {
	c := &console{
		o: o, ctx: ctx, out: bufio.NewWriter(o.Out), people: people.New(o.ASCII), board: alarm.NewBoard(o.Alarms),
		answers: make(chan func()),
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	c.ctx = ctx
	lines := c.read(ctx)
	c.begin()
	for !c.done && c.failed == nil {
		c.flush()
		c.wait(lines)
	}
	c.flush()
	return c.failed
}

// wait handles the next thing that happens.
func (c *console) wait(lines <-chan string) {
	timer := time.NewTimer(c.next())
	defer timer.Stop()
	select {
	case line := <-lines:
		c.typed(line)
	case _, more := <-c.o.Room.Changed():
		c.look()
		c.done = c.done || !more
	case answer := <-c.answers:
		answer()
	case <-timer.C:
		c.tick()
	case <-c.ctx.Done():
		c.done = true
	}
}

// next returns how long nothing is due.
func (c *console) next() time.Duration {
	next := time.Minute
	for _, at := range []time.Time{c.burst.due, c.board.Due(), c.turnDue()} {
		if !at.IsZero() {
			next = min(next, time.Until(at))
		}
	}
	return max(next, time.Millisecond)
}

// read passes on typed lines. A line that is too long becomes one that no command has.
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

// tooLong stands for a line that is too long.
const tooLong = "\x00"

// say writes a line. Nothing in it can be a control character.
func (c *console) say(line string) {
	if line == "" {
		return
	}
	if c.o.ASCII {
		line = draw.ASCII(line)
	}
	if _, err := c.out.WriteString(visible(line) + "\n"); err != nil && c.failed == nil {
		c.failed = err
	}
}

// visible returns a line without control characters and without those that order other text.
func visible(line string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, line)
}

func (c *console) flush() {
	if err := c.out.Flush(); err != nil && c.failed == nil {
		c.failed = err
	}
}

// begin says where one is.
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

// roomLine says which room it is and how full.
func (c *console) roomLine(s *video.Snapshot) string {
	n := s.Counts
	parts := []string{draw.Plural(n.People, "person", "people")}
	for _, part := range []struct {
		n         int
		one, many string
	}{{n.Screens, "screen", "screens"}, {n.Talking, "talking", "talking"}, {n.Hands, "hand up", "hands up"}} {
		if part.n > 0 {
			parts = append(parts, draw.Plural(part.n, part.one, part.many))
		}
	}
	return "Room " + say.Quote(s.Room.Title()) + ": " + strings.Join(parts, ", ") + "."
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

// post runs a function in the loop.
func (c *console) post(f func()) {
	select {
	case c.answers <- f:
	case <-c.ctx.Done():
	}
}

// alarmed says the alarms that are new. They come before everything else.
func (c *console) alarmed() {
	for _, a := range c.board.Fresh() {
		c.say("Alarm: " + say.Alarm(a, c.people.LabelAs))
		if c.o.Record == nil {
			continue
		}
		text, err := json.Marshal(journal.Alarmed{
			At: a.At, Kind: string(a.Kind), Object: a.Object, State: a.State, Who: a.Who, Loud: a.Loudness == alarm.Loud,
		})
		if err == nil {
			_ = c.o.Record(journal.KindAlarm, text) // the session has ended
		}
	}
}

// ended reports whether an error only says that the console or the room is over.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, video.ErrClosed)
}
