package room

import (
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// Report passes the reference's events for the last applied event to emit, with those derived from it. It needs the
// text of the event, and is called only when there is a listener.
func (p *Picture) Report(at time.Time, emit func(video.Event)) {
	a := p.about
	e := video.Event{Type: a.event, At: at, RoomSessionID: p.room.ID}
	switch {
	case a.event == "":
		return
	case a.event == video.MemberTalking.Name():
		p.reportTalking(e, emit)
		return
	case a.event == video.MemberUpdated.Name():
		p.reportUpdated(e, emit)
		return
	case a.seat != nil:
		e.Member = p.share(a.seat)
	case a.left != nil:
		e.Member = a.left
	case a.object != "":
		e.Recording, e.Playback, e.Stream = p.Recording(a.object), p.Playback(a.object), p.Stream(a.object)
	case a.event == video.LayoutChanged.Name():
		layout := p.layout
		e.Layout = &layout
	case a.event == video.RoomAudienceCount.Name():
		e.Audience = p.room.Audience
	case a.event == video.RoomSubscribed.Name():
		e.Room, e.Members = p.roomCopy(), p.shareAll()
	default:
		e.Room, e.Updated = p.roomCopy(), wire.CamelAll(a.updated)
	}
	emit(e)
}

func (p *Picture) roomCopy() *video.Room {
	r := p.room
	return &r
}

func (p *Picture) reportTalking(e video.Event, emit func(video.Event)) {
	e.Member, e.Updated = p.share(p.about.seat), []string{"talking"}
	emit(e)
	e.Type, e.Derived = video.MemberTalkingEnded.Name(), true
	if p.about.talking {
		e.Type = video.MemberTalkingStarted.Name()
	}
	emit(e)
}

// reportUpdated reports member.updated, and one event for each property that the reference names.
func (p *Picture) reportUpdated(e video.Event, emit func(video.Event)) {
	e.Member = p.share(p.about.seat)
	if e.Updated = wire.CamelAll(wire.StringsOf(p.about.node.Get("updated"))); e.Updated == nil {
		e.Updated = p.about.fields.Names()
	}
	emit(e)
	e.Derived = true
	for _, name := range e.Updated {
		if derived := video.KindOfUpdate(name); derived != nil {
			e.Type = derived.Name()
			emit(e)
		}
	}
}
