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

// This file is what the loop asks the room, and what it does with the answers.

// begin reads the room on a new connection: subscribe first, so that nothing is missed, then the whole.
func (l *loop) begin(gen int) {
	l.gen = gen
	l.d.Reconnected()
	l.listed = false
	l.pic.Unsubscribed()
	l.fallbackAt, l.resubscribeAt, l.rereadAt, l.failures = time.Time{}, time.Time{}, time.Time{}, 0
	if l.pic.Full() {
		l.noteLink("connected again", nil)
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
		l.pic.SetLayouts(wire.LayoutNames(v.Get("layouts")))
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
