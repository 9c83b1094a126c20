package control

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"gavel/session/video"
)

// Room is the state of a room in flat keys, for programs that cannot read lists.
type Room struct {
	ID         string  `json:"id"`
	Name       string  `json:"name"`
	Title      string  `json:"display_name"`
	Link       string  `json:"link"`  // "live", or another state of the connection
	Stale      bool    `json:"stale"` // the state before the connection was lost
	Ended      bool    `json:"ended"`
	People     int     `json:"people"`
	Talking    int     `json:"talking"`
	Talkers    string  `json:"talkers"` // names, the longest turn first
	Hands      int     `json:"hands"`
	FirstHand  string  `json:"first_hand"`
	FirstID    string  `json:"first_hand_id"`
	OpenMic    int     `json:"open_microphones"`
	Audience   *int    `json:"audience"` // null while unknown
	Locked     *bool   `json:"locked"`
	Recording  *bool   `json:"recording"`
	Paused     bool    `json:"recording_paused"`
	Recorded   float64 `json:"recorded_seconds"` // length of the oldest active recording
	Streams    int     `json:"streams"`
	Playbacks  int     `json:"playbacks"`
	Layout     string  `json:"layout"`
	HideMuted  *bool   `json:"hide_video_muted"`
	HandsFirst *bool   `json:"prioritize_handraise"`
}

// RoomOf returns the state of a room in flat keys.
func RoomOf(s *video.Snapshot, now time.Time) Room {
	r := Room{
		ID: s.Room.ID, Name: s.Room.Name, Title: s.Room.DisplayName, Link: s.Link.State.String(), Stale: s.Stale,
		Ended: s.Room.Ended, People: s.Counts.People, Talking: s.Counts.Talking, Hands: s.Counts.Hands,
		OpenMic: s.Counts.OpenMic, Locked: known(s.Room.Locked), Layout: cmp.Or(s.Layout.Name, s.Room.LayoutName),
		HideMuted: known(s.Room.HideVideoMuted), HandsFirst: known(s.Room.PrioritizeHandraise),
	}
	if s.Room.AudienceKnown {
		r.Audience = &s.Room.Audience
	}
	r.media(s, now)
	r.members(s.Members)
	return r
}

func known(f video.Flag) *bool {
	if f == video.Unknown {
		return nil
	}
	yes := f == video.Yes
	return &yes
}

func (r *Room) media(s *video.Snapshot, now time.Time) {
	if s.RecordingsKnown {
		runs := false
		r.Recording = &runs
		for _, one := range s.Recordings {
			if one.Active() && !runs {
				runs, r.Paused = true, one.State == video.StatePaused
				r.Recorded = max(0, now.Sub(one.StartedAt).Round(time.Second).Seconds())
			}
		}
	}
	for _, one := range s.Streams {
		if one.Active() {
			r.Streams++
		}
	}
	for _, one := range s.Playbacks {
		if one.Active() {
			r.Playbacks++
		}
	}
}

func (r *Room) members(members []*video.Member) {
	var talkers, hands []*video.Member
	for _, m := range members {
		if m.Talking {
			talkers = append(talkers, m)
		}
		if m.HandRaised {
			hands = append(hands, m)
		}
	}
	slices.SortStableFunc(talkers, func(a, b *video.Member) int { return a.TalkStart.Compare(b.TalkStart) })
	slices.SortStableFunc(hands, func(a, b *video.Member) int { return a.HandAt.Compare(b.HandAt) })
	names := make([]string, len(talkers))
	for i, m := range talkers {
		names[i] = m.Name
	}
	r.Talkers = strings.Join(names, ", ")
	if len(hands) > 0 {
		r.FirstHand, r.FirstID = hands[0].Name, string(hands[0].ID)
	}
}
