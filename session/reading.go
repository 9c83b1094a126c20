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
	// auditEvery is how often a room is read without a reason, to find changes that no event reported.
	auditEvery = 60 * time.Second
	// auditMembers is the largest number of members that are read every auditEvery. Larger rooms are read proportionally
	// less often, because the largest list has tens of megabytes.
	auditMembers = 2000
	// listPause is the shortest time between two checks whether a session is over.
	listPause = 2 * time.Second
	// kindBits are the low bits of a request's tag, which hold its kind. The other bits number the requests.
	kindBits = 4
)

// reading is the state of the loop's read requests.
type reading struct {
	asks        int
	asked       map[int]time.Time // by number: the requests without an answer
	again       [askRooms + 1]again
	subscribing bool      // the subscription has no answer yet
	gone        error     // why the session may be over; the list of rooms decides
	listing     bool      // the list of rooms was requested
	listAt      time.Time // when it was last requested
	auditAt     time.Time // when to read the room without a reason
	auditAsked  time.Time // when that was last done
	seeking     bool      // looks for a new session of the room
	reader      *refresh  // the caller whose requests are being sent
}

// again is the time at which a request without a usable answer is repeated, and its failures in a row.
type again struct {
	at       time.Time
	failures int
	why      error // the last error; nil for an answer of the wrong form
}

// refresh is a caller that waits for a read of the room.
type refresh struct {
	done  chan error
	since time.Time
	open  map[int]struct{} // by number: its requests without an answer, except the one for the members
	whole bool             // the members have arrived
}

// refresh starts a read of the room for a caller.
func (l *loop) refresh(done chan error, start func(*loop)) {
	w := &refresh{done: done, since: time.Now(), open: map[int]struct{}{}}
	l.refreshes, l.reader = append(l.refreshes, w), w
	start(l)
	l.reader = nil
}

// fetch sends a read request and records the time, because an answer is as old as its request.
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

// askLater schedules a request again, after growing waits.
func (l *loop) askLater(kind int, now time.Time) {
	g := &l.again[kind]
	if !g.at.After(now) {
		g.at = now.Add(pauseAfter(g.failures))
	}
	g.failures++
}

// answered resets the failures of a request.
func (l *loop) answered(kind int) { l.again[kind] = again{} }

// askDue sends the requests that are due.
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

// askedAt returns the time and the number of an answer's request. It leaves only the kind in the answer's tag.
func (l *loop) askedAt(a *link.Answer) (at time.Time, number int) {
	number = a.Tag >> kindBits
	at = l.asked[number]
	delete(l.asked, number)
	a.Tag &= 1<<kindBits - 1
	return at, number
}

// subscribe subscribes to the events and to the full state that comes with them.
func (l *loop) subscribe() {
	l.subscribing = true
	l.pic.Subscribing(time.Now())
	l.fetch(wire.MethodSubscribe, wire.SubscribeParams{
		InitialState: true, Channel: l.r.channel, Events: video.RoomSubscription(),
	}, askSubscribe)
}

// poll sends everything that is due.
func (l *loop) poll(now time.Time) {
	if len(l.unmatched) > 0 {
		l.matchLate()
	}
	l.auditAt = time.Time{}
	switch {
	case l.d.Link().State != video.LinkLive: // there is no connection
		l.fallbackAt, l.rereadAt, l.again = time.Time{}, time.Time{}, [askRooms + 1]again{}
		return
	case l.pic.Ended():
		l.fallbackAt, l.rereadAt, l.again = time.Time{}, time.Time{}, [askRooms + 1]again{askRooms: l.again[askRooms]}
		l.seekSuccessor()
		l.checkEnd(now)
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

// audit reads the room if it has not been read for a long time.
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

// drift counts the differences that an audit found. Some events were missed, so the room is read once more.
func (l *loop) drift(asked time.Time) {
	if !l.auditAsked.IsZero() && !asked.Before(l.auditAsked) && l.pic.Drifted() {
		l.auditAsked = time.Time{}
	}
}

// room applies the properties of the room.
func (l *loop) room(v wire.Node, now, asked time.Time) {
	if !v.IsObject() {
		l.unusable(askRoom, now)
		return
	}
	l.answered(askRoom)
	l.observe(l.pic.ReadRoom(v, now, asked))
}

// media applies a list of recordings, playbacks or streams. A missing list means nothing.
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

// refused handles a request without an answer. It sends the request again if that may succeed. A list that the token
// may not read stays unknown. A subscription is always retried, because without it no events arrive.
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
		l.readAll() // reading the room may still work
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

// begin reads the room on a new connection. It subscribes first, so that no event is missed.
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

// readAll requests the whole room. The members come last, because they trigger the reconciliation.
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

// answer applies the room's answer to a read request.
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
		l.roomsListed(v, now)
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
	l.recordRoom()
}

// finish ends a waiting Join or Refresh with an error if a answers the last request.
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

// whole is called when the full state has arrived that was requested at the given time.
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

// endRefresh delivers the members to the callers that asked before the read was requested. An older read is not enough
// for them. With err, it ends their wait.
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
	l.finishReads()
}

// partRead records that a request was answered in any way. A list that the token may not read stays unknown.
func (l *loop) partRead(number int) {
	for _, w := range l.refreshes {
		delete(w.open, number)
	}
	l.finishReads()
}

// finishReads ends the wait of the callers whose reads are complete. The present snapshot shows the result.
func (l *loop) finishReads() {
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

// The functions below decide whether a session is over. Services sometimes report a missing room whose events continue,
// so the list of rooms in progress decides.

// listRooms asks for the rooms in progress.
func (l *loop) listRooms() {
	if l.listing {
		return
	}
	l.listing, l.listAt = true, time.Now()
	l.fetch(wire.MethodRoomsGet, nil, askRooms)
}

// checkEnd asks for the list of rooms if a room sends something after its end.
func (l *loop) checkEnd(now time.Time) {
	if l.pic.Stirred() && !l.listing && l.again[askRooms].at.IsZero() {
		l.again[askRooms].at = later(now, l.listAt.Add(listPause))
	}
}

// roomsListed applies the list of rooms in progress.
func (l *loop) roomsListed(answer wire.Node, now time.Time) {
	l.listing = false
	rooms, err := roomsIn(answer)
	if err != nil {
		l.unusable(askRooms, now)
		return
	}
	l.answered(askRooms)
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

// over ends the session, because a read of it was answered with "not found" and it is not in the list.
func (l *loop) over(why error, now time.Time) {
	l.observe(l.pic.End(now))
	if !l.pic.Full() {
		l.r.fail(why)
		l.ready()
	}
	l.publish(now) // callers that wait for the read must see the end
	l.endRefresh(why, now)
}

// revived reads a session again that was considered over.
func (l *loop) revived() {
	l.noteLink(video.NoteRevived, nil)
	l.again, l.gone, l.listed = [askRooms + 1]again{}, nil, false
	l.subscribe()
}

// seekSuccessor starts to look for the session that follows an ended one, in the list of rooms and in the events about
// rooms.
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
