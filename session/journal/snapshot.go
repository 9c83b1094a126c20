package journal

import (
	"time"

	"gavel/session/video"
)

// room is the content of a line of kind [Snapshot]: the state of a room, and the data that its session adds. Log,
// pending commands and undo have lines of their own.
type room struct {
	Room            session                 `json:"room"`
	Stale           bool                    `json:"stale,omitempty"`
	Members         []member                `json:"members"`
	Gone            []member                `json:"gone,omitempty"`
	Demoted         []member                `json:"demoted,omitempty"`
	Layout          video.Layout            `json:"layout"`
	Layouts         []string                `json:"layouts,omitempty"`
	Recordings      []recording             `json:"recordings,omitempty"`
	Playbacks       []playback              `json:"playbacks,omitempty"`
	Streams         []stream                `json:"streams,omitempty"`
	RecordingsKnown bool                    `json:"recordings_known,omitempty"`
	Denied          map[video.Action]string `json:"denied,omitempty"`
	Unshown         int                     `json:"unshown,omitempty"`
	Successor       *session                `json:"successor,omitempty"`
	Stats           video.Stats             `json:"stats"`
}

// session is a room session without its event channel.
type session struct {
	video.Room
	AudienceKnown bool      `json:"audience_known,omitempty"`
	SeenAt        time.Time `json:"seen_at,omitzero"`
	MetaUnknown   bool      `json:"meta_unknown,omitempty"`
}

// member is a member, with the data that the session adds.
type member struct {
	video.Member
	Order      uint64        `json:"order"`
	JoinedAt   time.Time     `json:"joined_at,omitzero"`
	JoinSeen   bool          `json:"join_seen,omitempty"`
	HandAt     time.Time     `json:"hand_at,omitzero"`
	TalkStart  time.Time     `json:"talk_start,omitzero"`
	TalkEnd    time.Time     `json:"talk_end,omitzero"`
	TalkTotal  time.Duration `json:"talk_total,omitempty"`
	LeftAt     time.Time     `json:"left_at,omitzero"`
	InputOdd   bool          `json:"input_odd,omitempty"`
	OutputOdd  bool          `json:"output_odd,omitempty"`
	DeafMuted  bool          `json:"deaf_muted,omitempty"`
	MutedSince time.Time     `json:"muted_since,omitzero"`

	MetaUnknown bool `json:"meta_unknown,omitempty"`
}

type recording struct {
	video.Recording
	Over   bool      `json:"over,omitempty"`
	SeenAt time.Time `json:"seen_at,omitzero"`
}

type playback struct {
	video.Playback
	Over   bool      `json:"over,omitempty"`
	SeenAt time.Time `json:"seen_at,omitzero"`
}

type stream struct {
	video.Stream
	Over   bool      `json:"over,omitempty"`
	SeenAt time.Time `json:"seen_at,omitzero"`
}

// each converts a list to its written form.
func each[A, B any](list []*A, convert func(*A) B) []B {
	out := make([]B, 0, len(list))
	for _, a := range list {
		out = append(out, convert(a))
	}
	return out
}

// back converts a list back from its written form.
func back[A, B any](list []A, convert func(A) *B) []*B {
	if len(list) == 0 {
		return nil
	}
	out := make([]*B, 0, len(list))
	for _, a := range list {
		out = append(out, convert(a))
	}
	return out
}

// roomOf returns the written form of a snapshot.
func roomOf(s *video.Snapshot) room {
	line := room{
		Room: sessionOf(&s.Room), Stale: s.Stale, Layout: s.Layout, Layouts: s.Layouts,
		Members: each(s.Members, memberOf), Gone: each(s.Gone, memberOf), Demoted: each(s.Demoted, memberOf),
		Recordings:      each(s.Recordings, recordingOf),
		Playbacks:       each(s.Playbacks, playbackOf),
		Streams:         each(s.Streams, streamOf),
		RecordingsKnown: s.RecordingsKnown, Denied: s.Denied, Unshown: s.Unshown, Stats: s.Stats,
	}
	if s.Successor != nil {
		next := sessionOf(s.Successor)
		line.Successor = &next
	}
	return line
}

func sessionOf(r *video.Room) session { return session{*r, r.AudienceKnown, r.SeenAt, r.MetaUnknown} }

func memberOf(m *video.Member) member {
	return member{
		*m, m.Order, m.JoinedAt, m.JoinSeen, m.HandAt, m.TalkStart, m.TalkEnd, m.TalkTotal, m.LeftAt, m.InputOdd, m.OutputOdd,
		m.DeafMuted, m.MutedSince, m.MetaUnknown,
	}
}

// snapshot returns the snapshot that was written.
func (r *room) snapshot(at time.Time) *video.Snapshot {
	s := &video.Snapshot{
		At: at, Stale: r.Stale, Room: r.Room.video(), Layouts: r.Layouts, RecordingsKnown: r.RecordingsKnown,
		Denied:  r.Denied,
		Unshown: r.Unshown, Stats: r.Stats,
		Members: back(r.Members, member.video), Gone: back(r.Gone, member.video), Demoted: back(r.Demoted, member.video),
		Recordings: back(r.Recordings, func(l recording) *video.Recording {
			l.Recording.Over, l.Recording.SeenAt = l.Over, l.SeenAt
			return &l.Recording
		}),
		Playbacks: back(r.Playbacks, func(l playback) *video.Playback {
			l.Playback.Over, l.Playback.SeenAt = l.Over, l.SeenAt
			return &l.Playback
		}),
		Streams: back(r.Streams, func(l stream) *video.Stream {
			l.Stream.Over, l.Stream.SeenAt = l.Over, l.SeenAt
			return &l.Stream
		}),
	}
	if s.Layout = r.Layout; len(s.Layout.Layers) == 0 {
		s.Layout.Layers = nil
	}
	if r.Successor != nil {
		next := r.Successor.video()
		s.Successor = &next
	}
	return s
}

func (r session) video() video.Room {
	r.Room.AudienceKnown, r.Room.SeenAt, r.Room.MetaUnknown = r.AudienceKnown, r.SeenAt, r.MetaUnknown
	return r.Room
}

func (l member) video() *video.Member {
	m := l.Member
	m.Order, m.JoinedAt, m.JoinSeen, m.HandAt = l.Order, l.JoinedAt, l.JoinSeen, l.HandAt
	m.TalkStart, m.TalkEnd, m.TalkTotal, m.LeftAt = l.TalkStart, l.TalkEnd, l.TalkTotal, l.LeftAt
	m.InputOdd, m.OutputOdd, m.DeafMuted, m.MutedSince = l.InputOdd, l.OutputOdd, l.DeafMuted, l.MutedSince
	m.MetaUnknown = l.MetaUnknown
	return &m
}

func recordingOf(r *video.Recording) recording { return recording{*r, r.Over, r.SeenAt} }

func playbackOf(p *video.Playback) playback { return playback{*p, p.Over, p.SeenAt} }

func streamOf(t *video.Stream) stream { return stream{*t, t.Over, t.SeenAt} }
