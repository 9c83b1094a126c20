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
	"gavel/session/fold"
	"gavel/session/host"
	"gavel/session/journal"
	"gavel/session/video"
	"gavel/ui/config"
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
	// Alarms returns the configuration of the room's alarms; nil: the zero configuration.
	Alarms func(*video.Room) alarm.Config
	// ReadOnly refuses every command that changes the room.
	ReadOnly bool
	ASCII    bool // names are spelled in ASCII
	// ConfirmOver is how many people a command may have before it asks, 0 means 5; ConfirmAlso are methods that ask, too.
	ConfirmOver int
	ConfirmAlso []video.Action
	// Macros are several commands under one name each; Panel reports whether a member is on the panel.
	Macros []config.Macro
	Panel  func(*video.Member) bool
}

const (
	// settle is how long a burst must be quiet before it becomes a line, and patience how long it may last.
	settle, patience = 400 * time.Millisecond, 3 * time.Second
	// maxLine bounds a typed line, in bytes. A longer one is refused.
	maxLine = 4 << 10
	// width is the width to which sentences are shortened. It is so large that hardly any is.
	width = 400
)

// tooLong stands for a line that is too long.
const tooLong = "\x00"

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
	open    int // commands without an outcome
	done    bool
}

// seen is what the console has already said.
type seen struct {
	log    uint64 // newest entry of the log
	noted  int    // notes of the floor
	learnt uint64 // by the alarms
	next   video.MemberID
	warned map[video.MemberID]int // number of the turn whose last half minute was announced
}

func newest(log []*video.Entry) uint64 {
	if len(log) == 0 {
		return 0
	}
	return log[len(log)-1].N
}

// burst collects what happens to many people at once.
type burst struct {
	first, due time.Time
	entries    []*video.Entry
}

func (b *burst) add(e *video.Entry) {
	now := time.Now()
	if b.first.IsZero() {
		b.first = now
	}
	b.due = now.Add(settle)
	if end := b.first.Add(patience); b.due.After(end) {
		b.due = end
	}
	b.entries = append(b.entries, e)
}

// question is what the next line answers.
type question struct {
	want string // what must be typed
	yes  func()
}

// confirms reports whether a line confirms. An empty line never does, even for a room whose name is accents alone.
func (q *question) confirms(line string) bool {
	key := fold.Key(line)
	return line != "" && (line == q.want || key != "" && key == fold.Key(q.want))
}

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

// confirm asks a question. want is the answer that confirms: yes, a number, or the name of the room.
func (c *console) confirm(said, want string, yes func()) {
	c.ask = &question{want, yes}
	c.say(said + say.TypeToConfirm(want))
}

// post runs a function in the loop.
func (c *console) post(f func()) {
	select {
	case c.answers <- f:
	case <-c.ctx.Done():
	}
}

// background runs wait in a goroutine, and the function that wait returns in the loop.
func (c *console) background(wait func(ctx context.Context) func()) {
	c.open++
	go func() { // ends with ctx
		defer func() {
			if recover() != nil {
				c.post(func() { c.open--; c.say(say.Crashed) })
			}
		}()
		then := wait(c.ctx)
		c.post(func() { c.open--; then() })
	}()
}

// alarmed says the new alarms, before everything else. It keeps what the alarms have learnt for a later run.
func (c *console) alarmed() {
	for _, a := range c.board.Fresh() {
		c.say("Alarm: " + say.Alarm(a, c.people.LabelAs))
		if c.o.Record == nil {
			continue
		}
		if data, err := host.AlarmRecord(&a); err == nil {
			_ = c.o.Record(journal.KindAlarm, data) // an error means that the session has ended
		}
	}
	if e := c.board.Room(c.room.Room.Room.ID); e != nil && e.Learnt() != c.seen.learnt {
		c.seen.learnt = e.Learnt()
		c.o.Room.Remember(e.Memory())
	}
}

// ended reports whether an error only says that the console or the room is over.
func ended(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, video.ErrClosed)
}
