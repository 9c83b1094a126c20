package session

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gavel/session/internal/dispatch"
	"gavel/session/internal/link"
	"gavel/session/internal/room"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// Questions that the loop asks the room; the answers come in order with the events.
const (
	askSubscribe = iota + 1
	askRoom
	askMembers
	askRecordings
	askPlaybacks
	askStreams
	askLayouts
	askRooms
)

const (
	// subscribedWait is how long after the answer to a subscription the full state may come by itself; then it is asked
	// for.
	subscribedWait = 300 * time.Millisecond
	// rereadWait gathers the reasons to read the members again, so that a storm of them costs one read.
	rereadWait = 300 * time.Millisecond
	// rereadPause is the shortest time between two such reads.
	rereadPause = 1500 * time.Millisecond
	// tickEvery is how often what is over is forgotten, while there is anything.
	tickEvery = 250 * time.Millisecond
	// publishSlack is the part of PublishEvery by which a snapshot may come early, with what has just come: a timer of
	// its own for each would wake the process as often again.
	publishSlack = 4
	// itemsAtOnce is how many waiting items are applied before a look at the clock. One is up to a hundred events.
	itemsAtOnce = 8
)

// loop is the goroutine of one room and all that only it touches.
type loop struct {
	r   *RoomSession
	pic *room.Picture
	d   *dispatch.Dispatcher

	gen       int  // connection that the state is being read on
	listed    bool // media and layouts were asked for on it
	refreshes []*refresh
	writers   []*Submission // whose callers wait until a snapshot shows the effect

	timer       *time.Timer
	publishedAt time.Time
	publishAt   time.Time // zero: nothing to publish
	tickAt      time.Time
	fallbackAt  time.Time // when the full state is asked for that did not come by itself
	rereadAt    time.Time
	rereadDone  time.Time
	isReady     bool
	failure     error // why the members could not be read, while the session is joined

	sendAt  time.Time    // when the next request may leave; zero: none waits for its pace
	ends    mailbox[end] // of requests that were sent
	reading              // how the room is asked, and asked again
	rec     recording    // what the recorder got

	ctx    context.Context // of the loop
	cancel context.CancelFunc
	late   chan link.LateAnswer // from the client's reader, which must not wait
	strays []link.LateAnswer    // late answers that belonged to nobody yet
	offs   []func()             // what to stop at the end
}

func newLoop(r *RoomSession, pic *room.Picture) *loop {
	l := &loop{
		r:     r,
		pic:   pic,
		d:     dispatch.New(pic),
		timer: time.NewTimer(time.Hour),
		late:  make(chan link.LateAnswer, lateCapacity),
	}
	l.asked = map[int]time.Time{}
	l.ends = newMailbox[end]()
	l.d.SetRates(r.client.cfg.CommandRate, r.client.cfg.BulkRate)
	l.ctx, l.cancel = context.WithCancel(context.Background())
	l.offs = append(l.offs, r.client.link.OnLate(l.hearLate))
	if r.rec != nil {
		l.rec = recording{to: r.rec, room: r.id, due: true}
		l.d.SetRecorder(l.rec.entry)
	}
	return l
}

// run serves items, operations and the clock until the session ends.
func (l *loop) run() {
	for {
		select {
		case it := <-l.r.feed.Items():
			if !l.take(it) {
				return
			}
		case op := <-l.r.ops:
			op(l)
		case <-l.r.posts.wake:
			for _, op := range l.r.posts.take() {
				op(l)
			}
		case <-l.ends.wake:
			l.takeEnds()
		case a := <-l.late:
			l.takeLate(a)
		case <-l.timer.C:
		case <-l.r.stop:
			return
		}
		l.after(time.Now())
	}
}

// take applies one item and whatever waits behind it. It reports false when the client was closed.
func (l *loop) take(it link.Item) bool {
	for range itemsAtOnce {
		if !l.apply(it) {
			return false
		}
		select {
		case it = <-l.r.feed.Items():
		default:
			return true
		}
	}
	return l.apply(it)
}

func (l *loop) apply(it link.Item) bool {
	switch {
	case it.Events != nil:
		for i := range it.Events.Frames {
			l.event(&it.Events.Frames[i])
		}
		it.Events.Release()
	case it.Answer != nil:
		l.answer(it.Answer)
	case it.Link != nil:
		return l.link(*it.Link)
	case it.Bad != nil:
		// A frame was refused; nobody knows what it said, so the room is read again.
		l.pic.Missed()
	}
	return true
}

// event applies a push, unless it is of an older connection: what that one said is superseded.
func (l *loop) event(f *wire.Frame) {
	if f.Gen != l.gen {
		l.pic.CountIgnored()
		return
	}
	was, over := l.pic.Subscribed(), l.pic.Ended()
	l.rec.event(f)
	changes, _ := l.pic.Apply(f.Kind, f.Params(), f.At) // an error is counted in Stats.Bad; the members are read again
	l.observe(changes)
	if over && !l.pic.Ended() {
		l.revived()
	}
	if l.r.ln.wanted() {
		l.pic.Report(f.At, func(e video.Event) {
			if !e.Derived {
				e.Raw = f.Raw()
			}
			l.r.ln.emit(e)
		})
	}
	if l.pic.Subscribed() && (!was || !l.listed) {
		l.whole(l.pic.Asked())
	}
}

// observe passes changes of the picture on to the dispatcher, and does what that wants.
func (l *loop) observe(changes []video.Change) {
	if len(changes) > 0 {
		l.d.Observe(changes)
		l.obey()
		if l.r.ln.wanted() {
			l.pic.Synthesise(changes, l.r.ln.emit)
		}
		if l.rec.changes(changes, l.pic.Session()) {
			l.recordRoom()
		}
	}
}

// obey does what the dispatcher wants.
func (l *loop) obey() {
	o := l.d.TakeOrders()
	for _, m := range o.DeafMuted {
		l.pic.SetDeafMuted(m.Member, m.Muted)
		l.rec.decision("deaf_muted", m)
	}
	for _, h := range o.HandsBack {
		l.pic.SetHandAt(h.Member, h.At)
	}
	for _, g := range o.Guesses {
		l.pic.Claim(g.Object, g.Mine)
	}
	for _, id := range o.Mine {
		l.pic.Claim(id, true)
		l.rec.decision("mine", id)
	}
	for _, again := range o.Resend {
		l.transmit(again)
	}
}

// link takes over the state of the connection. It reports false when there will be no other.
func (l *loop) link(k video.Link) bool {
	was := l.d.Link().State
	l.warnOfExpiry(k)
	l.d.SetLink(k)
	l.rec.link(k)
	switch {
	case k.State == video.LinkLive && k.Gen != l.gen:
		if was == video.LinkLive { // the room was stuck, and got the newest of several links only
			l.lose(k.Err)
		}
		l.begin(k.Gen)
	case k.State != video.LinkLive && was == video.LinkLive:
		l.lose(k.Err)
	}
	if k.State == video.LinkRefused && was != video.LinkRefused {
		l.noteLink(video.NoteGaveUp, k.Err)
	}
	if k.State == video.LinkClosed || k.State == video.LinkRefused && !(l.isReady && l.r.client.cfg.AwaitRetry) {
		l.r.fail(closedBecause(k.Err))
		l.ready()
		return false
	}
	l.publish(time.Now()) // a moderator must see at once that the picture is old
	return true
}

// closedBecause is the error of a session whose client has ended, in one line.
func closedBecause(why error) error {
	if why == nil || errors.Is(why, video.ErrClosed) {
		return video.ErrClosed
	}
	return fmt.Errorf("%w: %w", video.ErrClosed, why)
}

func (l *loop) lose(why error) {
	l.d.Cut(link.ErrCut, time.Now())
	l.pic.Lost()
	l.rec.due = true
	l.noteLink(video.NoteLost, why)
}

func (l *loop) noteLink(note video.Note, err error) {
	e := video.Entry{At: time.Now(), Kind: video.EntryLink, Note: note}
	if err != nil {
		e.Err = video.Reason(err)
	}
	l.d.Note(e)
}

// after publishes and sets the clock.
func (l *loop) after(now time.Time) {
	l.obey()
	l.recorderState()
	l.tend(now)
	l.sendDue(now)
	l.showWrites(now)
	if l.tickAt.IsZero() || due(l.tickAt, now) {
		l.tickAt = time.Time{}
		over, more := l.pic.Tick(now), l.d.Tick(now)
		if over || more {
			l.tickAt = now.Add(tickEvery)
		}
	}
	if (l.pic.Dirty() || l.d.Dirty()) &&
		l.isReady { // before that nobody looks, and a large room would be copied for each part of it
		every := l.r.client.cfg.PublishEvery
		l.publishAt = later(now, l.publishedAt.Add(every))
		if early := l.publishAt.Sub(now); early <= every/publishSlack {
			l.publish(now)
			l.publishedAt = now.Add(early) // the one after it is no earlier
		}
	}
	l.setTimer(now)
}

func due(at, now time.Time) bool { return !at.IsZero() && !at.After(now) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// setTimer wakes the loop at the next thing that is due.
func (l *loop) setTimer(now time.Time) {
	next := now.Add(time.Hour)
	for _, at := range [...]time.Time{
		l.publishAt, l.tickAt, l.fallbackAt, l.rereadAt, l.auditAt, l.sendAt,
		l.again[askSubscribe].at, l.again[askRoom].at, l.again[askMembers].at, l.again[askRecordings].at,
		l.again[askPlaybacks].at, l.again[askStreams].at, l.again[askLayouts].at, l.again[askRooms].at,
	} {
		if !at.IsZero() && at.Before(next) {
			next = at
		}
	}
	l.timer.Reset(next.Sub(now))
}

// snapshot makes the picture of now.
func (l *loop) snapshot(now time.Time) *video.Snapshot {
	s := &video.Snapshot{At: now}
	l.pic.Fill(s)
	l.d.Fill(s)
	return s
}

// publish makes a snapshot and tells the consumer.
func (l *loop) publish(now time.Time) {
	l.publishedAt, l.publishAt = now, time.Time{}
	l.r.board.put(l.snapshot(now))
	l.r.setEnded(l.pic.Ended())
	select {
	case l.r.changed <- struct{}{}:
	default:
	}
}

// recordRoom publishes the room as it is, and hands that to the recorder, once it is known.
func (l *loop) recordRoom() {
	if l.rec.to == nil || !l.pic.Full() || l.pic.Stale() {
		return
	}
	l.rec.due = false
	now := time.Now()
	l.publish(now)
	l.rec.hand(video.Record{At: now, Snapshot: l.r.Snapshot()})
}

// recorderState takes over the state of the recorder. It is read each time, so that no change of it can be missed.
func (l *loop) recorderState() {
	if l.rec.to == nil {
		return
	}
	s := l.rec.to.State()
	why := ""
	if s.Err != nil {
		why = video.Reason(s.Err)
	}
	l.d.JournalState(why, s.Missing, time.Now())
	if s.Wanted != l.rec.wanted {
		l.rec.wanted, l.rec.due = s.Wanted, true
		l.recordRoom()
	}
}

// leave ends what others wait for.
func (l *loop) leave() {
	for _, off := range l.offs {
		off()
	}
	l.cancel()
	l.ends.close()
	l.r.posts.close()
	l.r.board.close()
	l.endRefresh(video.ErrClosed, time.Now())
	l.d.Abandon(time.Now())
	if k := l.d.Link(); k.State != video.LinkRefused || l.r.client.cfg.AwaitRetry {
		k.State = video.LinkClosed
		l.d.SetLink(k)
	}
	l.pic.Close()
	l.publish(time.Now())
	l.rec.end(l.r.Snapshot(), time.Now())
}

// warnOfExpiry writes into the room's log, once for each authorization, that it ends soon.
func (l *loop) warnOfExpiry(k video.Link) {
	if k.Expiring && !l.d.Link().Expiring {
		l.d.Warn(video.Entry{ // also when the room was not read yet: who joins in the last minutes must know
			At: time.Now(), Kind: video.EntryWarning,
			Note: video.NoteExpiring, Until: k.ExpiresAt,
		})
	}
}
