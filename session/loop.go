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

// The read requests of the loop. Their answers arrive in order with the events.
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

// methods are the methods of the read requests about one room.
var methods = [...]string{
	askRoom: wire.MethodRoomGet, askMembers: methodOf(video.ActGetMembers),
	askRecordings: methodOf(video.ActGetRecordings), askPlaybacks: methodOf(video.ActGetPlaybacks),
	askStreams: methodOf(video.ActGetStreams), askLayouts: methodOf(video.ActGetLayouts),
}

// methodOf returns the method of an action on the wire.
func methodOf(a video.Action) string {
	row, _ := a.Info()
	return row.Wire
}

const (
	// subscribedWait is how long after the answer to a subscription the loop waits for the full state. Then it requests
	// it.
	subscribedWait = 300 * time.Millisecond
	// rereadWait collects the reasons to read the members again, so that a burst of them costs one read.
	rereadWait = 300 * time.Millisecond
	// rereadPause is the shortest time between two such reads.
	rereadPause = 1500 * time.Millisecond
	// tickEvery is how often expired data is removed, while there is any.
	tickEvery = 250 * time.Millisecond
	// publishEvery is the shortest time between two snapshots under load: 30 per second.
	publishEvery = 33 * time.Millisecond
	// publishSlack is the fraction of publishEvery by which a snapshot may be early to include items that have just
	// arrived. A separate timer for each would wake the process twice as often.
	publishSlack = 4
	// itemsAtOnce is how many waiting items are applied before the loop checks the clock. One item holds up to a hundred
	// events.
	itemsAtOnce = 8
)

// loop is the goroutine of one room and the state that only it accesses.
type loop struct {
	r   *RoomSession
	pic *room.Picture
	d   *dispatch.Dispatcher

	gen       int  // connection on which the state is being read
	listed    bool // media and layouts were requested on it
	refreshes []*refresh
	writers   []*writer

	timer       *time.Timer
	publishedAt time.Time
	publishAt   time.Time // zero: nothing to publish
	tickAt      time.Time
	fallbackAt  time.Time // when to ask for a full state that has not arrived
	rereadAt    time.Time
	rereadDone  time.Time
	isReady     bool
	failure     error // why the members could not be read, while the session is joined

	sendAt  time.Time    // when the next request may leave; zero: no request is waiting
	ends    mailbox[end] // of requests that were sent
	reading              // read requests and their repetition
	rec     recording    // the state of recording

	ctx       context.Context // of the loop
	cancel    context.CancelFunc
	late      chan link.LateAnswer // from the client's reader, which must not wait
	unmatched []link.LateAnswer    // late answers without a known request so far
	offs      []func()             // functions to call at the end
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
		l.rec = recording{to: r.rec, of: r.id, due: true}
		l.d.SetRecorder(func(e video.Entry) {
			l.recordFacts()
			l.rec.entry(e)
		})
	}
	return l
}

// run serves items, operations and timers until the session ends.
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
			if !l.takeEnds() {
				return
			}
		case a := <-l.late:
			l.takeLate(a)
		case <-l.timer.C:
		case <-l.r.stop:
			return
		}
		l.after(time.Now())
	}
}

// take applies one item and those queued after it. It returns false if the client was closed.
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
		// A frame was rejected. Its content is unknown, so the room is read again.
		l.pic.Missed()
	}
	return true
}

// event applies a push, unless it belongs to an older connection and is therefore outdated.
func (l *loop) event(f *wire.Frame) {
	if f.Gen != l.gen {
		l.pic.CountIgnored()
		return
	}
	was, over := l.pic.Subscribed(), l.pic.Ended()
	l.rec.event(f)
	if f.Kind == video.RoomSubscribed.EventKind {
		l.rec.due = true // it is a read of the room, whose result is recorded
	}
	changes, _ := l.pic.Apply(f.Kind, f.Params(), f.At) // Stats.Bad counts an error; the members are then read again
	l.observe(changes)
	if over && !l.pic.Ended() {
		l.rec.due = true
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

// observe passes changes of the picture on to the dispatcher and performs its requests.
//
// Records of the room come before the records that follow from them, such as entries of the log.
func (l *loop) observe(changes []video.Change) {
	if len(changes) > 0 {
		if l.rec.wantsRoom(changes, l.pic) {
			l.recordRoom()
		}
		l.rec.talks(changes)
		l.d.Observe(changes)
		l.perform()
		if l.r.ln.wanted() {
			l.pic.Synthesise(changes, l.r.ln.emit)
		}
	}
}

// perform carries out the requests of the dispatcher.
func (l *loop) perform() {
	o := l.d.TakeOrders()
	for _, m := range o.DeafMuted {
		l.pic.SetDeafMuted(m.Member, m.Muted)
		l.rec.decision(video.FactDeafMuted, m)
	}
	for _, h := range o.HandsBack {
		l.pic.SetHandAt(h.Member, h.At)
		l.rec.decision(video.FactHandAt, h)
	}
	for _, g := range o.Guesses {
		l.pic.Claim(g.Object, g.Mine)
		l.rec.decision(video.FactClaimed, g)
	}
	for _, id := range o.Mine {
		l.pic.Claim(id, true)
		l.rec.decision(video.FactMine, id)
	}
	l.recordFacts() // before the next event; the log may follow later
	for _, again := range o.Resend {
		l.transmit(again)
	}
}

// recordFacts records what the dispatcher alone knows.
func (l *loop) recordFacts() {
	l.rec.audience(l.d.Demoted())
	l.rec.denials(l.d.Denied())
}

// link applies the state of the connection. It returns false if no other state will follow.
func (l *loop) link(k video.Link) bool {
	was := l.d.Link().State
	l.warnOfExpiry(k)
	l.rec.link(k)
	l.d.SetLink(k)
	switch {
	case k.State == video.LinkLive && k.Gen != l.gen:
		if was == video.LinkLive { // the room was blocked and received only the newest of several links
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
	l.publish(time.Now()) // show a moderator at once that the state is stale
	return true
}

// closedBecause returns the one-line error of a session whose client has ended.
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

// after publishes a snapshot if one is due, and sets the timer.
func (l *loop) after(now time.Time) {
	l.perform()
	l.recorderState()
	l.poll(now)
	l.sendDue(now)
	l.showWrites(now)
	if l.tickAt.IsZero() || due(l.tickAt, now) {
		l.tickAt = time.Time{}
		over, more := l.pic.Tick(now), l.d.Tick(now)
		if over || more {
			l.tickAt = now.Add(tickEvery)
		}
	}
	// Nobody reads a snapshot before the room is ready, and a large room would be copied for each part.
	if l.isReady && (l.pic.Dirty() || l.d.Dirty()) {
		l.publishAt = later(now, l.publishedAt.Add(publishEvery))
		if early := l.publishAt.Sub(now); early <= publishEvery/publishSlack {
			l.publish(now)
			l.publishedAt = now.Add(early) // so that the next one is not early
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

// setTimer sets the timer to the next thing that is due.
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

// snapshot returns a snapshot of the present state.
func (l *loop) snapshot(now time.Time) *video.Snapshot {
	s := &video.Snapshot{At: now}
	l.pic.Fill(s)
	l.d.Fill(s)
	return s
}

// publish makes a snapshot and notifies the consumer.
func (l *loop) publish(now time.Time) {
	l.publishedAt, l.publishAt = now, time.Time{}
	l.r.board.put(l.snapshot(now))
	l.r.setEnded(l.pic.Ended())
	select {
	case l.r.changed <- struct{}{}:
	default:
	}
}

// recordRoom sends a snapshot to the recorder, once the room is known. It does not publish it, because the consequences
// of the latest changes are still missing in it.
func (l *loop) recordRoom() {
	if l.rec.due = true; l.rec.to == nil || !l.pic.Full() {
		return // after the next read
	}
	l.rec.due = l.pic.Stale() // then again after the rest of the read
	now := time.Now()
	s := l.snapshot(now)
	l.pic.Touch()
	l.rec.hand(video.Record{At: now, Snapshot: s})
}

// recorderState reads the state of the recorder. It is read each time, so that no change is missed.
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

// leave ends all waits of callers.
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

// warnOfExpiry writes to the room's log that the authorization ends soon, once for each authorization.
func (l *loop) warnOfExpiry(k video.Link) {
	if k.Expiring && !l.d.Link().Expiring {
		l.d.Warn(video.Entry{ // even before the room was read, because a program may join in the last minutes
			At: time.Now(), Kind: video.EntryWarning,
			Note: video.NoteExpiring, Until: k.ExpiresAt,
		})
	}
}
