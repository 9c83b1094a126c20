package room

import (
	"slices"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// roomParts are the room properties that show the effect of a command.
var roomParts = [...]struct {
	name string
	part video.Part
}{
	{"locked", video.PartLocked},
	{"hide_video_muted", video.PartHidden},
	{"prioritize_handraise", video.PartPriority},
	{"layout_name", video.PartLayout},
	{"meta", video.PartMeta},
}

// onSubscribed applies the full state that follows a subscription. Source: PROTOCOL.md section 10.1.
func (p *Picture) onSubscribed(in wire.EventParams, at time.Time) error {
	p.source = video.ByRead
	v := in.Session()
	if !v.Found() {
		v = in.Room()
	}
	if !v.IsObject() {
		return wire.ErrMalformed
	}
	p.mergeRooms(in, at)
	p.readMedia(v, at)
	p.roomRead(v, p.asked)
	members := v.Get("members")
	if !members.IsArray() {
		return nil // not the full state: a read was requested
	}
	p.mergeMembers(wire.Array(members), at, p.asked)
	p.subscribed = true
	p.about = about{event: video.RoomSubscribed.Name()}
	return nil
}

// ReadRoom applies the room properties of an answer.
func (p *Picture) ReadRoom(v wire.Node, at, asked time.Time) []video.Change {
	p.begin(video.ByRead)
	before := p.room
	_, odd := wire.MergeRoom(&p.room, v)
	p.stats.Odd += uint64(odd)
	p.room.ID = before.ID
	p.doubtRecording()
	p.roomChanged(before, at)
	if v.Found() {
		p.roomRead(v, asked)
	}
	return p.changes
}

// roomRead records which room properties an answer had. Unknown outcomes are reconciled with them.
func (p *Picture) roomRead(v wire.Node, asked time.Time) {
	for _, of := range roomParts {
		if v.Get(of.name).Found() {
			p.readAt[of.part] = asked
		}
	}
}

// readMedia applies the lists of active media that v has.
func (p *Picture) readMedia(v wire.Node, at time.Time) {
	if list := v.Get("recordings"); list.IsArray() {
		p.readRecordings(wire.Array(list), at, p.asked)
	}
	if list := v.Get("playbacks"); list.IsArray() {
		p.readPlaybacks(wire.Array(list), at, p.asked)
	}
	if list := v.Get("streams"); list.IsArray() {
		p.readStreams(wire.Array(list), at, p.asked)
	}
}

// ReadObjects applies one list of active media from an answer.
func (p *Picture) ReadObjects(part video.Part, list []wire.Node, at, asked time.Time) []video.Change {
	p.begin(video.ByRead)
	switch part {
	case video.PartRecordings:
		p.readRecordings(list, at, asked)
	case video.PartPlaybacks:
		p.readPlaybacks(list, at, asked)
	case video.PartStreams:
		p.readStreams(list, at, asked)
	}
	p.change(video.Change{Kind: video.ChangeRead, At: at})
	return p.changes
}

// shareAll returns all members as they are now. The results never change.
func (p *Picture) shareAll() []*video.Member {
	p.compact()
	for _, e := range p.seats {
		e.seq = 0
	}
	return slices.Clone(p.order)
}

// readRecordings makes the recordings equal to the list of active ones. A missing recording has ended, unless it
// was seen when the list was requested, or later.
func (p *Picture) readRecordings(list []wire.Node, at, asked time.Time) {
	seen := p.mergeMedia((*Picture).recording, list, video.StateRecording, at)
	for _, r := range p.recordings {
		if !seen[r.ID] && !r.HasEnded() && r.SeenAt.Before(asked) {
			p.recording(wire.Node{}, r.ID, video.StateCompleted, at)
		}
	}
	p.recsKnown = true
	p.readAt[video.PartRecordings] = asked
	p.flagRecording()
	p.dirty = true
}

func (p *Picture) readPlaybacks(list []wire.Node, at, asked time.Time) {
	seen := p.mergeMedia((*Picture).playback, list, video.StatePlaying, at)
	for _, b := range p.playbacks {
		if !seen[b.ID] && !b.HasEnded() && b.SeenAt.Before(asked) {
			p.playback(wire.Node{}, b.ID, video.StateCompleted, at)
		}
	}
	p.readAt[video.PartPlaybacks] = asked
	p.dirty = true
}

func (p *Picture) readStreams(list []wire.Node, at, asked time.Time) {
	seen := p.mergeMedia((*Picture).stream, list, video.StateStreaming, at)
	for _, t := range p.streams {
		if !seen[t.ID] && !t.HasEnded() && t.SeenAt.Before(asked) {
			p.stream(wire.Node{}, t.ID, video.StateCompleted, at)
		}
	}
	p.readAt[video.PartStreams] = asked
	p.flagStreaming()
	p.dirty = true
}

// mergeMedia merges a list of active media and returns their ids.
func (p *Picture) mergeMedia(merge merger, list []wire.Node, active string, at time.Time) map[string]bool {
	seen := map[string]bool{}
	for _, v := range list {
		if id := wire.IDOf(v, "id"); id != "" {
			seen[id] = true
			merge(p, v, id, active, at)
		}
	}
	return seen
}

// Lost marks everything as stale, because the connection was lost.
func (p *Picture) Lost() {
	p.readAt = [video.PartCount]time.Time{}
	p.stale = p.full
	p.subscribed = false
	p.recsKnown = false
	p.doubts = 0
	p.layout.Stale = true
	p.room.Recording = video.Unknown
	p.dirty = true
}
