package ladder

import (
	"slices"
	"strings"
	"sync"
	"time"

	"gavel/session/video"
)

// params are the parameters of a request, an event, or the inner ones of an event, as far as a ladder reads them.
type params struct {
	EventType   string  `json:"event_type"`
	Params      *params `json:"params"`
	MemberID    string  `json:"member_id"`
	RecordingID string  `json:"recording_id"`
	PlaybackID  string  `json:"playback_id"`
	StreamID    string  `json:"stream_id"`
	Member      *entity `json:"member"`
	Room        *entity `json:"room"`
	RoomSession *entity `json:"room_session"`
	Recording   *entity `json:"recording"`
	Playback    *entity `json:"playback"`
	Stream      *entity `json:"stream"`
	Layout      *entity `json:"layout"`
}

type entity struct {
	ID      string   `json:"id"`
	Name    string   `json:"name"`
	State   string   `json:"state"`
	Updated []string `json:"updated"`
}

// subject returns the object that an event is about, or nil.
func (p *params) subject() *entity {
	for _, e := range []*entity{p.Member, p.Recording, p.Playback, p.Stream, p.Layout, p.RoomSession, p.Room} {
		if e != nil {
			return e
		}
	}
	return nil
}

// about returns the changed properties, the state or the name of the object of an event.
func (p *params) about() string {
	e := p.subject()
	switch {
	case e == nil:
		return ""
	case len(e.Updated) > 0:
		return strings.Join(e.Updated, ", ")
	case e.State != "":
		return e.State
	}
	return e.Name
}

// request is a request that an event may belong to.
type request struct {
	n      int
	at     time.Time
	method string
	params params
	row    *video.ActionInfo // nil for methods that are not of the reference
}

// subscribeMethod asks for the events of a room. The first is its state.
const subscribeMethod = "signalwire.subscribe"

// changes reports whether events can follow from the request.
func (q *request) changes() bool {
	return q.method == subscribeMethod || q.row != nil && q.row.Risk != video.RiskRead
}

// rowOf returns the action with a method on the wire, or nil.
func rowOf(method string) *video.ActionInfo { return rowsByMethod()[method] }

var rowsByMethod = sync.OnceValue(func() map[string]*video.ActionInfo {
	rows := map[string]*video.ActionInfo{}
	for _, row := range video.Actions() {
		if known := rows[row.Wire]; known != nil && known.Target == video.OnMember {
			continue // one method removes a member, or all
		}
		rows[row.Wire] = row
		if row.WireOff != "" {
			rows[row.WireOff] = row
		}
	}
	return rows
})

// properties are the properties of the room that show each part.
// Source: PROTOCOL.md section 11.1.
var properties = map[video.Part]string{
	video.PartLocked: "locked", video.PartHidden: "hide_video_muted", video.PartPriority: "prioritize_handraise",
	video.PartLayout: "layout_name", video.PartMeta: "meta", video.PartRecordings: "recording",
	video.PartStreams: "streaming",
}

// explains reports whether an event shows what the request changed: the same object, and a property that the table
// names. Someone else may have changed it at the same time; the wire does not say.
func (q *request) explains(event string, p *params) bool {
	if q.method == subscribeMethod {
		return event == "room.subscribed"
	}
	family, what, _ := strings.Cut(event, ".")
	part := q.row.ShownIn()
	switch family {
	case "member":
		return q.row.Target == video.OnMember && q.ofMember(what, p)
	case "room":
		return what == "updated" && p.subject() != nil && slices.Contains(p.subject().Updated, properties[part])
	case "layout":
		return part == video.PartLayout || part == video.PartPositions || q.row.Sets.Field&video.FieldRequested != 0
	case "recording":
		return part == video.PartRecordings && isSame(q.params.RecordingID, p.Recording)
	case "playback":
		return part == video.PartPlaybacks && isSame(q.params.PlaybackID, p.Playback)
	case "stream":
		return part == video.PartStreams && isSame(q.params.StreamID, p.Stream)
	}
	return false
}

// isSame reports whether an object has the id; a request that starts one has none yet.
func isSame(id string, e *entity) bool { return e != nil && (id == "" || id == e.ID) }

// ofMember reports whether an event about a member shows what the request changed.
func (q *request) ofMember(what string, p *params) bool {
	if p.Member == nil || q.params.MemberID != "all" && q.params.MemberID != p.Member.ID {
		return false
	}
	set := (q.row.Sets.Field | q.row.Besides.Field).WireNames()
	if what == "updated" {
		return slices.ContainsFunc(set, func(name string) bool { return slices.Contains(p.Member.Updated, name) })
	}
	return what != "talking" && len(set) == 0 // joined, left, promoted, demoted
}
