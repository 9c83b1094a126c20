package session

import (
	"errors"
	"time"

	"gavel/session/internal/link"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

const (
	// auditEvery is how often a room is read again without a reason, to find what events did not tell.
	auditEvery = 60 * time.Second
	// auditMembers is how many members may be read once in auditEvery; the list of a larger room, tens of megabytes for the
	// largest, is read as much less often.
	auditMembers = 2000
	// againMin and againMax bound the wait before a question without an answer is asked again.
	againMin = time.Second
	againMax = 30 * time.Second
	// againDoubled is how often the wait may double from againMin before it is againMax.
	againDoubled = 5
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

func (l *loop) ask(kind int) {
	l.fetch(methods[kind], roomParams{l.r.id}, kind)
}

// askLater asks a question again, later and later.
func (l *loop) askLater(kind int, now time.Time) {
	g := &l.again[kind]
	if !g.at.After(now) {
		g.at = now.Add(pauseAfter(g.failures))
	}
	g.failures++
}

// pauseAfter is the wait before a question is asked again that has failed so often.
func pauseAfter(failures int) time.Duration {
	return min(againMin<<min(failures, againDoubled), againMax)
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

// refused handles a question without an answer. What may be answered another time is asked again; what the token may not
// read stays unknown and is shown as such. A subscription is retried in any case: without it nothing is heard.
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
			l.noteLink("the room's events were refused", a.Err)
		}
		l.askLater(a.Tag, now)
		l.readAll() // the room may still be read
	case a.Tag == askMembers:
		l.finish(a, a.Err)
		if first {
			l.noteLink("the members could not be read", a.Err)
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
