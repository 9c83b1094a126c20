package session

import (
	"encoding/json"
	"slices"
	"time"

	"gavel/session/internal/link"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// This file is what the loop asks the room, and what it does with the answers.

// begin reads the room on a new connection: subscribe first, so that nothing is missed, then the whole.
func (l *loop) begin(gen int) {
	l.gen = gen
	l.d.Reconnected()
	l.listed = false
	l.pic.Unsubscribed()
	l.fallbackAt, l.rereadAt, l.again = time.Time{}, time.Time{}, [askRooms + 1]again{}
	l.listing, l.gone, l.failure = false, nil, nil
	if l.pic.Full() {
		l.noteLink("connected again", nil)
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
