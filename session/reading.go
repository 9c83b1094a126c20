package session

import (
	"encoding/json"
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
	// againMin and againMax bound the wait before a question without an answer is asked again.
	againMin = time.Second
	againMax = 30 * time.Second
	// kindBits are the low bits of a question's tag that say what was asked; the rest numbers the questions.
	kindBits = 4
)

// reading is what the loop remembers of its questions.
type reading struct {
	asks          int
	asked         map[int]time.Time // by number, of the questions without an answer
	failures      int               // in a row
	resubscribeAt time.Time         // when to subscribe again after a failure
	auditAt       time.Time         // when to read the room without a reason
	auditAsked    time.Time         // when that was last done
	seeking       bool              // for a new session of the room
}

// refresh is somebody who waits for a reading of the room.
type refresh struct {
	done  chan error
	since time.Time
}

// roomParams are those of what is asked of one room.
type roomParams struct {
	RoomSessionID string `json:"room_session_id"`
}

// fetch asks a question and remembers when: an answer is as old as its question.
func (l *loop) fetch(method string, p any, kind int) {
	l.asks++
	l.asked[l.asks] = time.Now()
	l.r.feed.Fetch(method, p, l.asks<<kindBits|kind)
}

func (l *loop) ask(method string, kind int) {
	l.fetch(method, roomParams{l.r.id}, kind)
}

// askedAt returns when the question of an answer was asked, and leaves the kind in the answer's tag.
func (l *loop) askedAt(a *link.Answer) time.Time {
	n := a.Tag >> kindBits
	at := l.asked[n]
	delete(l.asked, n)
	a.Tag &= 1<<kindBits - 1
	return at
}

// subscribe asks for the events, and for the full state that comes with them.
func (l *loop) subscribe() {
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
	if l.pic.Ended() || l.d.Link().State != video.LinkLive { // there is nothing to read, or nobody to ask
		l.fallbackAt, l.rereadAt, l.resubscribeAt = time.Time{}, time.Time{}, time.Time{}
		if l.pic.Ended() {
			l.seekSuccessor()
		}
		return
	}
	if due(l.resubscribeAt, now) {
		l.resubscribeAt = time.Time{}
		l.subscribe()
	}
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
	l.observe(l.pic.ReadRoom(v, now, asked))
}

// media takes over a list of what runs. A list that is missing says nothing.
func (l *loop) media(a *link.Answer, v wire.Node, now, asked time.Time) {
	list := v.Get(map[int]string{askRecordings: "recordings", askPlaybacks: "playbacks", askStreams: "streams"}[a.Tag])
	if !list.IsArray() {
		l.pic.CountBad()
		return
	}
	part := map[int]video.Part{
		askRecordings: video.PartRecordings, askPlaybacks: video.PartPlaybacks, askStreams: video.PartStreams,
	}[a.Tag]
	l.observe(l.pic.ReadObjects(part, wire.Array(list), now, asked))
}

// refused handles a question without an answer. What may be answered another time is asked again; what the token may
// not read stays unknown and is shown as such.
func (l *loop) refused(a *link.Answer) {
	now := time.Now()
	gone, final := errors.Is(a.Err, video.ErrNotFound), isForbidden(a.Err)
	l.pic.Touch()
	switch {
	case gone && (a.Tag == askSubscribe || a.Tag == askRoom || a.Tag == askMembers):
		l.observe(l.pic.End(now))
		l.finish(a, a.Err)
	case a.Tag == askSubscribe && errors.Is(a.Err, video.ErrRefused):
		l.noteLink(video.NoteEventsRefused, a.Err)
		l.readAll() // the room may still be read
	case a.Tag == askSubscribe:
		l.resubscribeAt = now.Add(l.pauseAfterFailure())
	case a.Tag == askMembers:
		l.finish(a, a.Err)
		l.noteLink(video.NoteUnread, a.Err)
		if !final {
			l.askAgain(now)
		}
	case !final && !errors.Is(a.Err, video.ErrRefused) && a.Tag != askRooms:
		l.askAgain(now)
	default:
		l.pic.CountIgnored()
	}
}

// askAgain reads the whole room again, later and later.
func (l *loop) askAgain(now time.Time) {
	if l.rereadAt.IsZero() || !l.rereadAt.After(now) {
		l.rereadAt = now.Add(l.pauseAfterFailure())
	}
}

func (l *loop) pauseAfterFailure() time.Duration {
	wait := min(againMin<<min(l.failures, kindBits+1), againMax)
	l.failures++
	return wait
}

func isForbidden(err error) bool {
	var refusal *video.RPCError
	return errors.As(err, &refusal) && refusal.Forbidden()
}

// seekSuccessor begins to look for the session that follows one that has ended: among the rooms in progress, and by the
// events about rooms.
func (l *loop) seekSuccessor() {
	if l.seeking || l.d.Link().State != video.LinkLive {
		return
	}
	l.seeking = true
	l.offs = append(l.offs, On(l.r.client, video.AnyRoomStarted, func(e video.RoomEvent) {
		next := *e.Room
		_ = l.r.on(l.ctx, func(l *loop) { l.observe(l.pic.Succeed(next, e.At)) })
	}))
	l.fetch("video.rooms.get", nil, askRooms)
}

func (l *loop) successor(rooms []wire.Node, now time.Time) {
	for _, v := range rooms {
		if r, ok := wire.DecodeRoom(v); ok {
			l.observe(l.pic.Succeed(r, now))
		}
	}
}

// begin reads the room on a new connection: subscribe first, so that nothing is missed, then the whole.
func (l *loop) begin(gen int) {
	l.gen = gen
	l.d.Reconnected()
	l.listed = false
	l.pic.Unsubscribed()
	l.fallbackAt, l.resubscribeAt, l.rereadAt, l.failures = time.Time{}, time.Time{}, time.Time{}, 0
	if l.pic.Full() {
		l.noteLink(video.NoteConnected, nil)
	}
	if l.pic.Ended() {
		l.fetch("video.rooms.get", nil, askRooms)
		return
	}
	l.subscribe()
}

// readAll asks for the whole room. The members come last: with them everything is judged.
func (l *loop) readAll() {
	l.fallbackAt, l.rereadAt = time.Time{}, time.Time{}
	l.rereadDone = time.Now()
	l.ask("video.room.get", askRoom)
	l.askMedia()
	l.ask("video.members.get", askMembers)
}

func (l *loop) askMedia() {
	l.listed = true
	l.ask("video.recording.list", askRecordings)
	l.ask("video.playback.list", askPlaybacks)
	l.ask("video.stream.list", askStreams)
	if !l.pic.HasLayouts() {
		l.ask("video.list_available_layouts", askLayouts)
	}
}

// answer takes over what the room said to a question.
func (l *loop) answer(a *link.Answer) {
	asked := l.askedAt(a)
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
		l.successor(wire.Array(v.Get("rooms")), now)
	case askLayouts:
		l.pic.SetLayouts(wire.StringsOf(v.Get("layouts")))
	}
	l.pic.Touch()
}

func (l *loop) members(a *link.Answer, v wire.Node, now, asked time.Time) {
	list := v.Get("members")
	if !list.IsArray() {
		l.pic.CountBad()
		l.finish(a, wire.ErrMalformed)
		l.askAgain(now)
		return
	}
	l.observe(l.pic.ReadMembers(wire.Array(list), now, asked))
	l.failures = 0
	l.drift(asked)
	l.whole(asked)
}

// finish ends the waiting of Join and Refresh with an error, when a was the last question.
func (l *loop) finish(a *link.Answer, err error) {
	if a.Tag != askMembers {
		return
	}
	if !l.pic.Full() && !errors.Is(err, video.ErrOffline) && !errors.Is(err, video.ErrUnknown) {
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

// endRefresh ends the waiting of those who asked for a reading until then: an older reading is not what they want.
func (l *loop) endRefresh(err error, asked time.Time) {
	l.refreshes = slices.DeleteFunc(l.refreshes, func(w refresh) bool {
		if w.since.After(asked) {
			return false
		}
		w.done <- err
		return true
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

// decodeValue returns the part of a result that is the method's value.
func decodeValue(row *video.ActionInfo, result wire.Node) json.RawMessage {
	if row.Result == "" {
		return nil
	}
	return result.Get(row.Result).Text()
}
