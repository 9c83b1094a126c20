package room

import (
	"bytes"
	"encoding/json"
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
		e.Member = p.share(a.seat)
		reportTalking(e, a.talking, emit)
		return
	case a.event == video.MemberUpdated.Name():
		reportUpdated(p.updated(e), emit)
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

func reportTalking(e video.Event, talking bool, emit func(video.Event)) {
	e.Type, e.Updated = video.MemberTalking.Name(), []string{"talking"}
	emit(e)
	e.Type, e.Derived = video.MemberTalkingEnded.Name(), true
	if talking {
		e.Type = video.MemberTalkingStarted.Name()
	}
	emit(e)
}

// updated completes a member.updated event with the member and the changed properties.
func (p *Picture) updated(e video.Event) video.Event {
	e.Member = p.share(p.about.seat)
	if e.Updated = wire.CamelAll(wire.StringsOf(p.about.node.Get("updated"))); e.Updated == nil {
		e.Updated = p.about.fields.Names()
	}
	return e
}

// reportUpdated reports member.updated, and one event for each property that the reference names.
func reportUpdated(e video.Event, emit func(video.Event)) {
	e.Type = video.MemberUpdated.Name()
	emit(e)
	e.Derived = true
	for _, name := range e.Updated {
		if derived := video.KindOfUpdate(name); derived != nil {
			e.Type = derived.Name()
			emit(e)
		}
	}
}

// Synthesise passes emit an event for each change that a read found. Nothing is a change until the room was read as a
// whole.
func (p *Picture) Synthesise(changes []video.Change, emit func(video.Event)) {
	for i := range changes {
		c := &changes[i]
		if c.Source != video.ByRead || c.First {
			continue
		}
		e := video.Event{At: c.At, RoomSessionID: p.room.ID, Derived: true, Synthetic: true}
		switch c.Kind {
		case video.ChangeJoined:
			e.Type, e.Member = video.MemberJoined.Name(), p.Keep(c.Member.ID)
			emit(e)
		case video.ChangeLeft:
			e.Type, e.Member = video.MemberLeft.Name(), c.Member
			emit(e)
		case video.ChangeMember:
			e.Member = p.Keep(c.Member.ID)
			synthesiseMember(e, c.Fields, emit)
		case video.ChangeRoom:
			if e.Updated = differences(c.Before, &p.room); e.Updated != nil {
				e.Type, e.Room = video.RoomUpdated.Name(), p.roomCopy()
				emit(e)
			}
		case video.ChangeEnded:
			e.Type, e.Room = video.RoomEnded.Name(), p.roomCopy()
			emit(e)
		case video.ChangeRecording, video.ChangePlayback, video.ChangeStream:
			p.synthesiseMedia(e, c, emit)
		}
	}
}

func synthesiseMember(e video.Event, changed video.Fields, emit func(video.Event)) {
	if e.Member == nil {
		return // it has left since
	}
	if changed&video.FieldTalking != 0 {
		reportTalking(e, e.Member.Talking, emit)
	}
	e.Updated = (changed &^ video.FieldTalking).Names()
	if e.Updated != nil {
		reportUpdated(e, emit)
	}
}

// mediaKinds are the events about recordings, playbacks and streams. No event reports a change of a stream.
var mediaKinds = map[video.ChangeKind]struct{ started, updated, ended string }{
	video.ChangeRecording: {
		video.RecordingStarted.Name(), video.RecordingUpdated.Name(), video.RecordingEnded.Name(),
	},
	video.ChangePlayback: {video.PlaybackStarted.Name(), video.PlaybackUpdated.Name(), video.PlaybackEnded.Name()},
	video.ChangeStream:   {video.StreamStarted.Name(), "", video.StreamEnded.Name()},
}

func (p *Picture) synthesiseMedia(e video.Event, c *video.Change, emit func(video.Event)) {
	if c.WasState == c.State {
		return
	}
	over := false
	switch c.Kind {
	case video.ChangeRecording:
		e.Recording = p.Recording(c.Object)
		over = e.Recording.HasEnded()
	case video.ChangePlayback:
		e.Playback = p.Playback(c.Object)
		over = e.Playback.HasEnded()
	case video.ChangeStream:
		e.Stream = p.Stream(c.Object)
		over = e.Stream.HasEnded()
	}
	switch names := mediaKinds[c.Kind]; {
	case over:
		e.Type = names.ended
	case c.WasState == "":
		e.Type = names.started
	default:
		e.Type = names.updated
	}
	if e.Type != "" {
		emit(e)
	}
}

// differences returns the properties of a room that have changed, in the reference's spelling. An unknown property has
// not changed.
func differences(r, now *video.Room) []string {
	var names []string
	add := func(name string, differs bool) {
		if differs {
			names = append(names, name)
		}
	}
	flag := func(was, is video.Flag) bool { return was != is && was != video.Unknown && is != video.Unknown }
	text := func(was, is string) bool { return was != is && was != "" }
	add("name", text(r.Name, now.Name))
	add("displayName", text(r.DisplayName, now.DisplayName))
	add("layoutName", text(r.LayoutName, now.LayoutName))
	add("previewUrl", text(r.PreviewURL, now.PreviewURL))
	add("recording", flag(r.Recording, now.Recording))
	add("streaming", flag(r.Streaming, now.Streaming))
	add("locked", flag(r.Locked, now.Locked))
	add("hideVideoMuted", flag(r.HideVideoMuted, now.HideVideoMuted))
	add("prioritizeHandraise", flag(r.PrioritizeHandraise, now.PrioritizeHandraise))
	add("meta", !bytes.Equal(r.Meta, now.Meta) && !(isEmpty(r.Meta) && isEmpty(now.Meta)))
	return names
}

// isEmpty reports whether metadata has no key.
func isEmpty(meta json.RawMessage) bool { return len(meta) == 0 || string(meta) == "{}" }
