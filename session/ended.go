package session

import (
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// This file decides whether a session is over. Services say now and then that a room does not exist while its events continue,
// so that one refusal is no end: the list of the rooms in progress decides.

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

// revived reads a session anew that counted as over.
func (l *loop) revived() {
	l.noteLink("the room is in progress after all", nil)
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
	l.offs = append(l.offs, On(l.r.client, video.AnyRoomStarted, func(e video.RoomEvent) {
		next := *e.Room
		_ = l.r.on(l.ctx, func(l *loop) { l.observe(l.pic.Succeed(next, e.At)) })
	}))
	l.listRooms()
}
