package room

import (
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// Apply applies one event of this room and returns the changes. The list is valid until the next call. Events are
// absolute, so applying one twice or late does no harm: a join of a known member is an update, and a leave of an
// unknown member does nothing. Source: PROTOCOL.md section 10.
func (p *Picture) Apply(kind *video.EventKind, in wire.EventParams, at time.Time) ([]video.Change, error) {
	p.begin(video.ByEvent)
	if kind == nil || reducers[kind.Number()] == nil {
		p.stats.Ignored++
		return nil, nil
	}
	if !in.Of(p.room.ID) || p.room.Ended && !p.revives(kind, at) {
		p.stats.Ignored++
		return p.changes, nil
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

// reducer applies one event.
type reducer func(*Picture, wire.EventParams, time.Time) error

// reducers has one function for each kind of event on the wire, indexed by the number of the kind.
var reducers = func() []reducer {
	table := make([]reducer, len(video.Kinds()))
	for _, row := range []struct {
		kind   *video.EventKind
		reduce reducer
	}{
		{video.RoomStarted.EventKind, (*Picture).onRoomStarted},
		{video.RoomUpdated.EventKind, (*Picture).onRoomUpdated},
		{video.RoomEnded.EventKind, (*Picture).onRoomEnded},
		{video.RoomSubscribed.EventKind, (*Picture).onSubscribed},
		{video.RoomAudienceCount.EventKind, (*Picture).onAudience},
		{video.LayoutChanged.EventKind, (*Picture).onLayout},
		{video.MemberJoined.EventKind, (*Picture).onJoined},
		{video.MemberLeft.EventKind, (*Picture).onLeft},
		{video.MemberUpdated.EventKind, (*Picture).onMemberUpdated},
		{video.MemberTalking.EventKind, (*Picture).onTalking},
	} {
		table[row.kind.Number()] = row.reduce
	}
	for _, row := range []struct {
		kind       *video.EventKind
		key, state string
		merge      merger
	}{
		{video.RecordingStarted.EventKind, "recording", video.StateRecording, (*Picture).recording},
		{video.RecordingUpdated.EventKind, "recording", video.StateRecording, (*Picture).recording},
		{video.RecordingEnded.EventKind, "recording", video.StateCompleted, (*Picture).recording},
		{video.PlaybackStarted.EventKind, "playback", video.StatePlaying, (*Picture).playback},
		{video.PlaybackUpdated.EventKind, "playback", video.StatePlaying, (*Picture).playback},
		{video.PlaybackEnded.EventKind, "playback", video.StateCompleted, (*Picture).playback},
		{video.StreamStarted.EventKind, "stream", video.StateStreaming, (*Picture).stream},
		{video.StreamEnded.EventKind, "stream", video.StateCompleted, (*Picture).stream},
	} {
		table[row.kind.Number()] = mediaReducer(row.kind, row.key, row.state, row.merge)
	}
	return table
}()

// mediaReducer returns the reducer of a kind of event about the object under key.
func mediaReducer(kind *video.EventKind, key, state string, merge merger) reducer {
	return func(p *Picture, in wire.EventParams, at time.Time) error {
		v := in.Get(key)
		id := wire.IDOf(v, "id")
		if id == "" {
			return wire.ErrMalformed
		}
		merge(p, v, id, state, at)
		p.about = about{event: kind.Name(), object: id}
		return nil
	}
}

func (p *Picture) onRoomStarted(in wire.EventParams, at time.Time) error {
	p.mergeRooms(in, at)
	p.about = about{event: video.RoomStarted.Name()}
	return nil
}

// mergeRooms merges both forms in which events describe the room, the older one first. It returns the properties that
// changed, by their names on the wire.
func (p *Picture) mergeRooms(in wire.EventParams, at time.Time) []string {
	before := p.room
	changed, odd := wire.MergeRoom(&p.room, in.Room())
	more, oddToo := wire.MergeRoom(&p.room, in.Session())
	p.stats.Odd += uint64(odd + oddToo)
	for _, name := range more {
		if !slices.Contains(changed, name) {
			changed = append(changed, name)
		}
	}
	p.room.ID = before.ID // the id of the old form may be that of the room, not of the session
	p.doubtMedia(changed)
	p.doubtRecording()
	p.roomChanged(before, at)
	return changed
}

// roomChanged reports a room event, whose properties may differ from before.
func (p *Picture) roomChanged(before video.Room, at time.Time) {
	p.change(video.Change{Kind: video.ChangeRoom, At: at, Before: &before})
}

// doubtRecording keeps Room.Recording unknown until the recordings were read on this connection, because "no" must be
// certain. If the only recording has failed or is being processed, nothing is recorded, whatever the room's own flag
// says.
func (p *Picture) doubtRecording() {
	switch {
	case !p.recsKnown && p.room.Recording == video.No:
		p.room.Recording = video.Unknown
	case p.recsKnown && slices.ContainsFunc(p.recordings, func(r *video.Recording) bool { return !r.HasEnded() }):
		p.flagRecording()
	}
}

// doubtMedia requests a read of the room when its own flag for recording or streaming has changed and contradicts the
// lists: the event of a start or an end was lost.
func (p *Picture) doubtMedia(changed []string) {
	recording, streaming := slices.Contains(changed, "recording"), slices.Contains(changed, "streaming")
	if !p.full || !recording && !streaming {
		return
	}
	var runs, streams, unclear bool
	for _, r := range p.recordings {
		runs, unclear = runs || r.Active(), unclear || !r.Active() && !r.HasEnded()
	}
	for _, s := range p.streams {
		streams, unclear = streams || s.Active(), unclear || !s.Active() && !s.HasEnded()
	}
	lost := recording && p.recsKnown && (p.room.Recording == video.Yes) != runs ||
		streaming && (p.room.Streaming == video.Yes) != streams
	p.reread = p.reread || lost && !unclear
}

func (p *Picture) onRoomUpdated(in wire.EventParams, at time.Time) error {
	if !in.Room().Found() && !in.Session().Found() {
		return wire.ErrMalformed
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

func (p *Picture) onRoomEnded(in wire.EventParams, at time.Time) error {
	p.mergeRooms(in, at)
	p.ended(at)
	p.said = true
	p.about = about{event: video.RoomEnded.Name()}
	return nil
}

func (p *Picture) onAudience(in wire.EventParams, _ time.Time) error {
	total := in.Get("total")
	if !total.Found() {
		return wire.ErrMalformed
	}
	if _, ok := wire.SetAudience(&p.room, total); !ok {
		p.stats.Odd++
		return nil // there is no number to report
	}
	p.about = about{event: video.RoomAudienceCount.Name()}
	return nil
}

func (p *Picture) onLayout(in wire.EventParams, at time.Time) error {
	v := in.Get("layout")
	if !v.IsObject() {
		return wire.ErrMalformed
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

// place updates CurrentPosition of the members whose slot changed. A member that lost its slot is now off the canvas.
// Other members are not touched, so the cost follows the slots and not the members.
func (p *Picture) place(before []video.Layer) {
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

// setCurrent stores the position of a member.
func (p *Picture) setCurrent(e *seat, at video.Position) {
	if e.m.CurrentPosition != at {
		p.own(e).CurrentPosition = at
	}
}
