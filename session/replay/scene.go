package replay

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"gavel/session/floor"
	"gavel/session/internal/room"
	"gavel/session/internal/wire"
	"gavel/session/video"
)

// scene is the state of a replayed room.
type scene struct {
	id      string
	pic     *room.Picture
	link    video.Link
	log     []*video.Entry
	demoted []*video.Member
	denied  map[video.Action]string
	floor   *floor.View // as it was recorded last; nil: never
	floorAt time.Time
	seen    bool // a whole snapshot was read
}

func newScene(id string) *scene {
	return &scene{id: id, pic: room.New(video.Room{ID: id}, time.Time{})}
}

// checkpoint is a picture to which a reel can jump back.
type checkpoint struct {
	shot   *video.Snapshot
	memory room.Memory
	s      scene
}

func (s *scene) keep(at time.Time) checkpoint {
	c := checkpoint{s.snapshot(at), s.pic.Memory(), *s}
	c.s.pic = nil
	c.s.log = slices.Clone(s.log)
	return c
}

func (s *scene) restore(c checkpoint) {
	pic := s.pic
	*s = c.s
	s.log = slices.Clone(c.s.log)
	if s.pic = pic; s.seen {
		s.pic.Restore(c.shot)
		s.pic.Remember(c.memory)
	}
}

// gap is the time between two runs, in which nobody watched.
func (s *scene) gap() {
	s.log, s.floor = nil, nil // the numbers of the log begin again
	s.lost()
}

func (s *scene) lost() {
	if s.seen {
		s.pic.Lost()
	}
}

// snapshot returns the room at a time. Until the first whole snapshot, nothing is known but the id.
func (s *scene) snapshot(at time.Time) *video.Snapshot {
	shot := &video.Snapshot{At: at}
	if s.seen {
		s.pic.Tick(at)
	}
	s.pic.Fill(shot)
	if !s.seen {
		shot.Room = video.Room{ID: s.id}
	}
	shot.Link, shot.Demoted, shot.Denied = s.link, s.demoted, s.denied
	shot.Log = slices.Clip(s.log)
	return shot
}

// record applies one record.
func (s *scene) record(r *video.Record) {
	switch {
	case r.Snapshot != nil:
		s.pic.Restore(r.Snapshot)
		s.demoted, s.denied, s.seen = r.Snapshot.Demoted, r.Snapshot.Denied, true
		if s.link.State == 0 {
			s.link.State = video.LinkLive
		}
	case r.Event != nil:
		s.event(r.Event, r.At)
	case r.Talk != nil:
		if !r.Talk.Open {
			s.pic.Talk(r.Talk.Member, false, r.Talk.To)
		}
	case r.Entry != nil:
		s.entry(r.Entry)
	case r.Link != nil:
		if was := s.link; was.State == video.LinkLive && (r.Link.State != video.LinkLive || r.Link.Gen != was.Gen) {
			s.lost()
		}
		s.link = *r.Link
	case r.Decision != nil:
		if n := r.Decision.Entry; n > 0 {
			s.entry(&video.Entry{N: n, At: r.At, Kind: video.EntryRoom, Note: video.NoteDecision, Decision: r.Decision})
		}
		if tell := facts[r.Decision.Kind]; tell != nil {
			tell(s, r.Decision.Data, r.At)
		}
	default: // the session was left
		s.link.State = video.LinkClosed
		s.pic.Close()
	}
	s.pic.Tick(r.At)
}

// event applies an event. The answer to a subscription is a read of the room: the whole snapshot that follows has its
// result.
func (s *scene) event(e *video.WireEvent, at time.Time) {
	kind, _ := video.KindOnWire(e.Type)
	if kind == nil || kind == video.RoomSubscribed.EventKind || !s.seen {
		return
	}
	if in, err := wire.ParseInner(e.Params); err == nil {
		_, _ = s.pic.Apply(kind, in, at) // an event that the room could not apply then is ignored now, too
	}
}

// entry appends an entry of the log, or replaces the one with its number. A published log is never written.
func (s *scene) entry(e *video.Entry) {
	i, found := slices.BinarySearchFunc(s.log, e.N, func(e *video.Entry, n uint64) int { return cmp.Compare(e.N, n) })
	if found {
		s.log = slices.Clone(s.log)
		s.log[i] = e
		return
	}
	if i < len(s.log) {
		s.log = slices.Clone(s.log)
	}
	s.log = slices.Insert(s.log, i, e)
	s.log = s.log[max(0, len(s.log)-video.LogSize):]
}

// The data of some facts.
type (
	claim struct {
		Object string
		Mine   bool
	}
	deafMuted struct {
		Member video.MemberID
		Muted  bool
	}
	handAt struct {
		Member video.MemberID
		At     time.Time
	}
)

// facts are the decisions that change the picture: data that is not on the wire.
var facts = map[string]func(s *scene, data json.RawMessage, at time.Time){
	video.FactFloor:     fact(func(s *scene, v floor.View, at time.Time) { s.floor, s.floorAt = &v, at }),
	video.FactMine:      fact(func(s *scene, id string, _ time.Time) { s.pic.Claim(id, true) }),
	video.FactClaimed:   fact(func(s *scene, c claim, _ time.Time) { s.pic.Claim(c.Object, c.Mine) }),
	video.FactDeafMuted: fact(func(s *scene, m deafMuted, _ time.Time) { s.pic.SetDeafMuted(m.Member, m.Muted) }),
	video.FactHandAt:    fact(func(s *scene, h handAt, _ time.Time) { s.pic.SetHandAt(h.Member, h.At) }),
	video.FactDenied:    fact(func(s *scene, denied map[video.Action]string, _ time.Time) { s.denied = denied }),
	video.FactDemoted:   fact(func(s *scene, ids []video.MemberID, _ time.Time) { s.demote(ids) }),
}

// fact returns a function that decodes a decision and passes it to the scene. It skips a decision that cannot be
// decoded.
func fact[T any](tell func(s *scene, v T, at time.Time)) func(s *scene, data json.RawMessage, at time.Time) {
	return func(s *scene, data json.RawMessage, at time.Time) {
		var v T
		if json.Unmarshal(data, &v) == nil {
			tell(s, v, at)
		}
	}
}

// demote sets the members that were sent to the audience, in their state on leaving, or else in their last known state.
func (s *scene) demote(ids []video.MemberID) {
	var list []*video.Member
	for _, id := range ids {
		m := s.pic.Gone(id)
		if m == nil {
			m = s.pic.Keep(id)
		}
		if i := slices.IndexFunc(s.demoted, func(was *video.Member) bool { return was.ID == id }); m == nil && i >= 0 {
			m = s.demoted[i]
		}
		if m != nil {
			list = append(list, m)
		}
	}
	s.demoted = list
}
