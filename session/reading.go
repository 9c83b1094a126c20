package session

import (
	"errors"
	"slices"
	"time"

	"gavel/session/internal/link"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

const (
	// auditEvery is how often a room is read again without a reason, to find what events did not tell.
	auditEvery = 60 * time.Second
	// auditMembers is how many members may be read once in auditEvery; the list of a larger room, tens of megabytes for
	// the largest, is read as much less often.
	auditMembers = 2000
	// listPause is the shortest time between two questions whether a session is over.
	listPause = 2 * time.Second
	// kindBits are the low bits of a question's tag that say what was asked; the rest numbers the questions.
	kindBits = 4
)

// reading is what the loop remembers of its questions.
type reading struct {
	asks        int
	asked       map[int]time.Time // by number, of the questions without an answer
	again       [askRooms + 1]again
	subscribing bool      // the subscription has no answer yet
	gone        error     // why the session may be over: the list of the rooms decides
	listing     bool      // the list of the rooms is on its way
	listAt      time.Time // when it was last asked for
	auditAt     time.Time // when to read the room without a reason
	auditAsked  time.Time // when that was last done
	seeking     bool      // for a new session of the room
	reader      *refresh  // whose questions are being asked
}

// again is when a question is asked again that got no usable answer, and how often in a row that was so.
type again struct {
	at       time.Time
	failures int
	why      error // the last time; nil for an answer of the wrong form
}

// methods are those of the questions about one room.
var methods = [...]string{
	askRoom: "video.room.get", askMembers: "video.members.get", askRecordings: "video.recording.list",
	askPlaybacks: "video.playback.list", askStreams: "video.stream.list", askLayouts: "video.list_available_layouts",
}

// refresh is a caller that waits for a read of the room.
type refresh struct {
	done  chan error
	since time.Time
	open  map[int]struct{} // by number, its questions without an answer, those about the members left out
	whole bool             // the members have come
}

// refresh starts a reading for a caller.
func (l *loop) refresh(done chan error, start func(*loop)) {
	w := &refresh{done: done, since: time.Now(), open: map[int]struct{}{}}
	l.refreshes = append(l.refreshes, w)
	l.reader = w
	start(l)
	l.reader = nil
}

// fetch asks a question and remembers when: an answer is as old as its question.
func (l *loop) fetch(method string, p any, kind int) {
	l.asks++
	l.asked[l.asks] = time.Now()
	l.r.feed.Fetch(method, p, l.asks<<kindBits|kind)
}

func (l *loop) ask(kind int) {
	l.fetch(methods[kind], struct {
		RoomSessionID string `json:"room_session_id"`
	}{l.r.id}, kind)
	if l.reader != nil && kind != askMembers {
		l.reader.open[l.asks] = struct{}{}
	}
}

// askLater asks a question again, later and later.
func (l *loop) askLater(kind int, now time.Time) {
	g := &l.again[kind]
	if !g.at.After(now) {
		g.at = now.Add(pauseAfter(g.failures))
	}
	g.failures++
}

// answered forgets that a question has failed.
func (l *loop) answered(kind int) { l.again[kind] = again{} }

// askDue asks the questions whose time has come.
func (l *loop) askDue(now time.Time) {
	for kind := range l.again {
		if !due(l.again[kind].at, now) {
			continue
		}
		l.again[kind].at = time.Time{}
		switch kind {
		case askSubscribe:
			l.subscribe()
		case askMembers:
			l.rereadAt = now
		case askRooms:
			l.listRooms()
		default:
			l.ask(kind)
		}
	}
}

// askedAt returns when the question of an answer was asked, and its number. It leaves the kind in the answer's tag.
func (l *loop) askedAt(a *link.Answer) (at time.Time, number int) {
	number = a.Tag >> kindBits
	at = l.asked[number]
	delete(l.asked, number)
	a.Tag &= 1<<kindBits - 1
	return at, number
}

// subscribe asks for the events, and for the full state that comes with them.
func (l *loop) subscribe() {
	l.subscribing = true
	l.pic.Subscribing(time.Now())
	l.fetch(wire.MethodSubscribe, wire.SubscribeParams{
		InitialState: true, Channel: l.r.channel, Events: video.RoomSubscription(),
	}, askSubscribe)
}

// tend asks what is due.
func (l *loop) tend(now time.Time) {
	if len(l.strays) > 0 {
		l.matchStrays()
	}
	l.auditAt = time.Time{}
	switch {
	case l.d.Link().State != video.LinkLive: // there is nobody to ask
		l.fallbackAt, l.rereadAt, l.again = time.Time{}, time.Time{}, [askRooms + 1]again{}
		return
	case l.pic.Ended():
		l.fallbackAt, l.rereadAt, l.again = time.Time{}, time.Time{}, [askRooms + 1]again{askRooms: l.again[askRooms]}
		l.seekSuccessor()
		l.doubtEnd(now)
		l.askDue(now)
		return
	}
	l.askDue(now)
	if (l.pic.WantsReread() || l.d.WantsReread()) && l.rereadAt.IsZero() && l.pic.Full() {
		l.rereadAt = later(now.Add(rereadWait), l.rereadDone.Add(rereadPause))
	}
	if due(l.fallbackAt, now) || due(l.rereadAt, now) {
		l.pic.Rereading()
		l.d.Rereading()
		l.readAll()
	}
	if l.pic.Full() && !l.pic.Stale() {
		l.audit(now)
	}
}

// audit reads the room when that was not done for long.
func (l *loop) audit(now time.Time) {
	pause := auditEvery * time.Duration(1+l.pic.Len()/auditMembers)
	l.auditAt = later(l.rereadDone, l.pic.FreshAt()).Add(pause)
	if due(l.auditAt, now) {
		l.pic.Audit()
		l.readAll()
		l.auditAsked = now
		l.auditAt = now.Add(pause)
	}
}

// drift counts what an audit found: events were missed, and nobody knows which; the room is read once more.
func (l *loop) drift(asked time.Time) {
	if !l.auditAsked.IsZero() && !asked.Before(l.auditAsked) && l.pic.Drifted() {
		l.auditAsked = time.Time{}
	}
}

// room takes over the properties of the room.
func (l *loop) room(v wire.Node, now, asked time.Time) {
	if !v.IsObject() {
		l.unusable(askRoom, now)
		return
	}
	l.answered(askRoom)
	l.observe(l.pic.ReadRoom(v, now, asked))
}

// media takes over a list of what runs. A list that is missing says nothing.
func (l *loop) media(a *link.Answer, v wire.Node, now, asked time.Time) {
	name := map[int]string{askRecordings: "recordings", askPlaybacks: "playbacks", askStreams: "streams"}[a.Tag]
	list := v.Get(name)
	if !list.IsArray() {
		l.unusable(a.Tag, now)
		return
	}
	l.answered(a.Tag)
	part := map[int]video.Part{
		askRecordings: video.PartRecordings, askPlaybacks: video.PartPlaybacks, askStreams: video.PartStreams,
	}[a.Tag]
	l.observe(l.pic.ReadObjects(part, wire.Array(list), now, asked))
}

// unusable handles an answer of the wrong form.
func (l *loop) unusable(kind int, now time.Time) {
	l.pic.CountBad()
	l.askLater(kind, now)
}

// refused handles a question without an answer. What may be answered another time is asked again; what the token may
// not read stays unknown and is shown as such. A subscription is retried in any case: without it nothing is heard.
func (l *loop) refused(a *link.Answer) {
	now := time.Now()
	gone, final := errors.Is(a.Err, video.ErrNotFound), isForbidden(a.Err)
	first := l.again[a.Tag].failures == 0
	l.again[a.Tag].why = a.Err
	l.subscribing = l.subscribing && a.Tag != askSubscribe
	l.pic.Touch()
	switch {
	case a.Tag == askRooms:
		l.listing = false
		l.askLater(a.Tag, now)
	case gone && (a.Tag == askSubscribe || a.Tag == askRoom || a.Tag == askMembers):
		l.gone = a.Err
		l.askLater(a.Tag, now)
		l.listRooms()
	case a.Tag == askSubscribe:
		if first && errors.Is(a.Err, video.ErrRefused) {
			l.noteLink(video.NoteEventsRefused, a.Err)
		}
		l.askLater(a.Tag, now)
		l.readAll() // the room may still be read
	case a.Tag == askMembers:
		l.finish(a, a.Err)
		if first {
			l.noteLink(video.NoteUnread, a.Err)
		}
		if !final {
			l.askLater(a.Tag, now)
		}
	case final:
		l.pic.CountIgnored()
	default:
		l.askLater(a.Tag, now)
	}
}

func isForbidden(err error) bool {
	var refusal *video.RPCError
	return errors.As(err, &refusal) && refusal.Forbidden()
}

// begin reads the room on a new connection: subscribe first, so that nothing is missed, then the whole.
func (l *loop) begin(gen int) {
	l.gen = gen
	l.d.Reconnected()
	l.listed = false
	l.pic.Unsubscribed()
	l.fallbackAt, l.rereadAt, l.again = time.Time{}, time.Time{}, [askRooms + 1]again{}
	l.listing, l.gone, l.failure = false, nil, nil
	if l.pic.Full() {
		l.noteLink(video.NoteConnected, nil)
	}
	if l.pic.Ended() {
		l.pic.Doubt()
		l.listRooms()
		return
	}
	l.subscribe()
}

// readAll asks for the whole room. The members come last: with them everything is judged.
func (l *loop) readAll() {
	l.fallbackAt, l.rereadAt = time.Time{}, time.Time{}
	l.rereadDone = time.Now()
	l.ask(askRoom)
	l.askMedia()
	l.ask(askMembers)
}

func (l *loop) askMedia() {
	l.listed = true
	l.ask(askRecordings)
	l.ask(askPlaybacks)
	l.ask(askStreams)
	if !l.pic.HasLayouts() {
		l.ask(askLayouts)
	}
}

// answer takes over what the room said to a question.
func (l *loop) answer(a *link.Answer) {
	asked, number := l.askedAt(a)
	defer l.partRead(number)
	if a.Gen != l.gen {
		l.finish(a, video.ErrOffline)
		return
	}
	if a.Err != nil {
		l.refused(a)
		return
	}
	v, now := a.Value, time.Now()
	switch a.Tag {
	case askSubscribe:
		l.subscribing = false
		l.answered(askSubscribe)
		if !l.pic.Subscribed() {
			l.fallbackAt = now.Add(subscribedWait)
		}
	case askRoom:
		l.room(v.Get("room"), now, asked)
	case askMembers:
		l.members(a, v, now, asked)
	case askRecordings, askPlaybacks, askStreams:
		l.media(a, v, now, asked)
	case askRooms:
		l.roomsListed(v.Get("rooms"), now)
	case askLayouts:
		l.layouts(v.Get("layouts"), now)
	}
	l.pic.Touch()
}

func (l *loop) members(a *link.Answer, v wire.Node, now, asked time.Time) {
	list := v.Get("members")
	if !list.IsArray() {
		l.finish(a, wire.ErrMalformed)
		l.unusable(askMembers, now)
		return
	}
	l.answered(askMembers)
	l.observe(l.pic.ReadMembers(wire.Array(list), now, asked))
	l.drift(asked)
	l.whole(asked)
}

func (l *loop) layouts(list wire.Node, now time.Time) {
	if !list.IsArray() {
		l.unusable(askLayouts, now)
		return
	}
	l.answered(askLayouts)
	l.pic.SetLayouts(wire.LayoutNames(list))
}

// finish ends the waiting of Join and Refresh with an error, when a was the last question.
func (l *loop) finish(a *link.Answer, err error) {
	if a.Tag != askMembers {
		return
	}
	if l.failure = err; !l.pic.Full() && isForbidden(err) {
		l.r.fail(err)
		l.ready()
	}
	l.endRefresh(err, time.Now())
}

// whole is called when the full state has come that was asked for at the given time.
func (l *loop) whole(asked time.Time) {
	l.fallbackAt = time.Time{}
	if !l.listed {
		l.askMedia()
	}
	if l.pic.Full() {
		l.endRefresh(nil, asked)
		l.ready()
	}
}

// endRefresh gives the members to those who asked for a reading until then: an older reading is not what they want.
// With err their waiting ends.
func (l *loop) endRefresh(err error, asked time.Time) {
	l.refreshes = slices.DeleteFunc(l.refreshes, func(w *refresh) bool {
		if w.since.After(asked) {
			return false
		}
		if w.whole = true; err != nil {
			w.done <- err
		}
		return err != nil
	})
	l.handOver()
}

// partRead notes that a question has its answer, whatever that is: a list that the token may not read stays unknown.
func (l *loop) partRead(number int) {
	for _, w := range l.refreshes {
		delete(w.open, number)
	}
	l.handOver()
}

// handOver ends the waiting of those for whom the room was read. The snapshot of now has it.
func (l *loop) handOver() {
	ready := func(w *refresh) bool { return w.whole && len(w.open) == 0 }
	if !slices.ContainsFunc(l.refreshes, ready) {
		return
	}
	l.publish(time.Now())
	l.refreshes = slices.DeleteFunc(l.refreshes, func(w *refresh) bool {
		if ready(w) {
			w.done <- nil
		}
		return ready(w)
	})
}

func (l *loop) ready() {
	if l.isReady {
		return
	}
	l.isReady = true
	l.publish(time.Now())
	close(l.r.ready)
}

// What follows decides whether a session is over. Services say now and then that a room does not exist while its events
// continue, so that one refusal is no end: the list of the rooms in progress decides.

// listRooms asks for the rooms in progress.
func (l *loop) listRooms() {
	if l.listing {
		return
	}
	l.listing, l.listAt = true, time.Now()
	l.fetch(wire.MethodRoomsGet, nil, askRooms)
}

// doubtEnd asks for the rooms when a room was heard from after its end.
func (l *loop) doubtEnd(now time.Time) {
	if l.pic.Stirred() && !l.listing && l.again[askRooms].at.IsZero() {
		l.again[askRooms].at = later(now, l.listAt.Add(listPause))
	}
}

// roomsListed takes over the rooms in progress.
func (l *loop) roomsListed(list wire.Node, now time.Time) {
	l.listing = false
	if list.Found() && !list.IsArray() && !list.IsNull() { // an absent list is an empty one
		l.unusable(askRooms, now)
		return
	}
	l.answered(askRooms)
	rooms := roomsIn(list)
	listed := slices.ContainsFunc(rooms, func(r video.Room) bool { return r.ID == l.r.id })
	switch {
	case listed && l.pic.EndIsDoubtful():
		l.observe(l.pic.Revive(now))
		l.revived()
	case !listed && l.gone != nil:
		l.over(l.gone, now)
	}
	l.gone = nil
	l.pic.Certain()
	for _, r := range rooms {
		l.observe(l.pic.Succeed(r, now))
	}
}

// over ends the session: a question about it was answered with "not found", and it is not listed.
func (l *loop) over(why error, now time.Time) {
	l.observe(l.pic.End(now))
	if !l.pic.Full() {
		l.r.fail(why)
		l.ready()
	}
	l.publish(now) // who waits for the reading must find the end
	l.endRefresh(why, now)
}

// revived reads a session again that counted as over.
func (l *loop) revived() {
	l.noteLink(video.NoteRevived, nil)
	l.again, l.gone, l.listed = [askRooms + 1]again{}, nil, false
	l.subscribe()
}

// seekSuccessor begins to look for the session that follows one that has ended: among the rooms in progress, and by the
// events about rooms.
func (l *loop) seekSuccessor() {
	if l.seeking {
		return
	}
	l.seeking = true
	started := func(e video.Event) {
		next := *e.Room
		_ = l.r.on(l.ctx, func(l *loop) { l.observe(l.pic.Succeed(next, e.At)) })
	}
	of := l.r.client.hub(video.OnClient{})
	l.offs = append(l.offs, of.register(&handler{kind: video.RoomStarted.Name(), call: started, inner: true}))
	l.listRooms()
}
