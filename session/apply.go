package session

import (
	"errors"
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// errMalformed: an event lacks what makes it usable.
var errMalformed = errors.New("malformed event")

// apply changes the picture by one event of this room and returns what changed; the list is valid until the next call. Events
// are absolute, so that applying one twice, or late, does no harm: a join of a known member is an update, a leave of an
// unknown member does nothing. Source: PROTOCOL.md section 10.
func (p *picture) apply(kind *video.EventKind, in wire.EventParams, at time.Time) ([]video.Change, error) {
	p.begin(video.ByEvent)
	if kind == nil || reducers[kind.Number()] == nil {
		p.stats.Ignored++
		return nil, nil
	}
	if p.room.Ended || !in.Of(p.room.ID) {
		p.stats.Ignored++ // nothing may follow room.ended
		return nil, nil
	}
	if err := reducers[kind.Number()](p, in, at); err != nil {
		p.stats.Bad++
		p.reread = true
		return p.changes, err
	}
	p.stats.Events++
	p.dirty = true
	return p.changes, nil
}

// reducer applies one event to the picture.
type reducer func(*picture, wire.EventParams, time.Time) error

// reducers has one function for each kind of event that comes over the wire, by the number of the kind.
var reducers = func() []reducer {
	table := make([]reducer, len(video.Kinds()))
	for _, row := range []struct {
		kind   *video.EventKind
		reduce reducer
	}{
		{video.RoomStarted.EventKind, (*picture).onRoomStarted},
		{video.RoomUpdated.EventKind, (*picture).onRoomUpdated},
		{video.RoomEnded.EventKind, (*picture).onRoomEnded},
		{video.RoomSubscribed.EventKind, (*picture).onSubscribed},
		{video.RoomAudienceCount.EventKind, (*picture).onAudience},
		{video.LayoutChanged.EventKind, (*picture).onLayout},
		{video.MemberJoined.EventKind, (*picture).onJoined},
		{video.MemberLeft.EventKind, (*picture).onLeft},
		{video.MemberUpdated.EventKind, (*picture).onMemberUpdated},
		{video.MemberTalking.EventKind, (*picture).onTalking},
		{video.RecordingStarted.EventKind, (*picture).onRecordingStarted},
		{video.RecordingUpdated.EventKind, (*picture).onRecordingUpdated},
		{video.RecordingEnded.EventKind, (*picture).onRecordingEnded},
		{video.PlaybackStarted.EventKind, (*picture).onPlaybackStarted},
		{video.PlaybackUpdated.EventKind, (*picture).onPlaybackUpdated},
		{video.PlaybackEnded.EventKind, (*picture).onPlaybackEnded},
		{video.StreamStarted.EventKind, (*picture).onStreamStarted},
		{video.StreamEnded.EventKind, (*picture).onStreamEnded},
	} {
		table[row.kind.Number()] = row.reduce
	}
	return table
}()

func (p *picture) onRoomStarted(in wire.EventParams, at time.Time) error {
	p.mergeRooms(in, at)
	p.about = about{event: video.RoomStarted.Name()}
	return nil
}

// mergeRooms takes over both forms in which events describe the room, the older one first. It returns the properties that
// changed, by their names on the wire.
func (p *picture) mergeRooms(in wire.EventParams, at time.Time) []string {
	before := p.room
	changed := wire.MergeRoom(&p.room, in.Room())
	for _, name := range wire.MergeRoom(&p.room, in.Session()) {
		if !slices.Contains(changed, name) {
			changed = append(changed, name)
		}
	}
	p.room.ID = before.ID // the old form's id may be the room's and not the session's
	p.doubtRecording()
	p.roomChanged(before, at)
	return changed
}

// roomChanged reports that the room may have other properties than before.
func (p *picture) roomChanged(before video.Room, at time.Time) {
	p.change(video.Change{Kind: video.ChangeRoom, At: at, Before: &before})
}

// doubtRecording keeps Room.Recording unknown until the recordings were read on this connection: it is "no" only when that is
// certain.
func (p *picture) doubtRecording() {
	if !p.recsKnown && p.room.Recording == video.No {
		p.room.Recording = video.Unknown
	}
}

func (p *picture) onRoomUpdated(in wire.EventParams, at time.Time) error {
	if !in.Room().Found() && !in.Session().Found() {
		return errMalformed
	}
	changed := p.mergeRooms(in, at)
	updated := wire.StringsOf(in.Session().Get("updated"))
	if updated == nil {
		updated = wire.StringsOf(in.Room().Get("updated"))
	}
	if updated == nil {
		updated = changed
	}
	p.about = about{event: video.RoomUpdated.Name(), updated: updated}
	return nil
}

func (p *picture) onRoomEnded(in wire.EventParams, at time.Time) error {
	p.mergeRooms(in, at)
	p.ended(at)
	p.about = about{event: video.RoomEnded.Name()}
	return nil
}

// end marks the session as over. The members stay, as the last that was known.
func (p *picture) end(at time.Time) []video.Change {
	p.begin(video.ByReading)
	p.ended(at)
	return p.changes
}

func (p *picture) ended(at time.Time) {
	if p.room.Ended {
		return
	}
	p.room.Ended = true
	p.change(video.Change{Kind: video.ChangeEnded, At: at})
}

// succeed notes that the room has a new session.
func (p *picture) succeed(next video.Room, at time.Time) []video.Change {
	p.begin(video.ByReading)
	if !p.room.Ended || p.successor != nil || next.ID == p.room.ID || next.ID == "" || !p.room.SameRoom(next) {
		return nil
	}
	p.successor = &next
	p.change(video.Change{Kind: video.ChangeSuccessor, At: at})
	return p.changes
}

func (p *picture) onAudience(in wire.EventParams, _ time.Time) error {
	total := in.Get("total")
	if !total.Found() {
		return errMalformed
	}
	wire.SetAudience(&p.room, total)
	p.about = about{event: video.RoomAudienceCount.Name()}
	return nil
}

func (p *picture) onLayout(in wire.EventParams, at time.Time) error {
	v := in.Get("layout")
	if !v.IsObject() {
		return errMalformed
	}
	before := p.layout
	p.layout = wire.DecodeLayout(v, before.Layers)
	p.readAt[video.PartPositions] = at
	if p.layout.Name != "" && p.layout.Name != p.room.LayoutName {
		old := p.room
		p.room.LayoutName = p.layout.Name
		p.roomChanged(old, at)
	}
	p.place(before.Layers)
	p.change(video.Change{Kind: video.ChangeLayout, At: at})
	p.about = about{event: video.LayoutChanged.Name()}
	return nil
}

// place keeps CurrentPosition of the members whose slot changed. A member that was on the canvas and no longer is, is off it.
// Nobody else is touched, so that the cost follows the slots and not the members.
func (p *picture) place(before []video.Layer) {
	p.layoutNo++
	for _, l := range p.layout.Layers {
		if e := p.seats[l.MemberID]; e != nil {
			e.put = p.layoutNo
			p.setCurrent(e, l.Position)
		}
	}
	for _, l := range before {
		if e := p.seats[l.MemberID]; e != nil && e.put != p.layoutNo {
			p.setCurrent(e, video.PositionOffCanvas)
		}
	}
}

// setCurrent stores where a member is.
func (p *picture) setCurrent(e *seat, at video.Position) {
	if e.m.CurrentPosition != at {
		p.own(e).CurrentPosition = at
	}
}
