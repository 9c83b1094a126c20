package player

import (
	"errors"
	"slices"
	"time"

	"gavel/session/replay"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/draw"
	"gavel/ui/say"
)

// ErrNoRoom means that no session of a journal has the requested name or id.
var ErrNoRoom = errors.New("the journal has no such room")

// Open returns a player of the session with an id or name. If several sessions match, or room is "", it takes the
// longest. If at is not "", the player starts paused at that time. The error is ErrNoRoom, or about at.
func Open(night *replay.Night, room, at string, speed float64, zone *time.Location) (*Player, error) {
	fit := slices.DeleteFunc(night.Sessions(), func(s replay.Session) bool {
		return room != "" && !config.IsCalled(RoomOf(s), room)
	})
	if len(fit) == 0 {
		return nil, ErrNoRoom
	}
	longest := slices.MaxFunc(fit, func(x, y replay.Session) int { return int(x.To.Sub(x.From) - y.To.Sub(y.From)) })
	reel, _ := night.Reel(longest.ID)
	p := New(reel, zone)
	p.Verdict = say.ReplayVerdict(night.Verdict, night.Broken)
	p.SetSpeed(speed)
	if at != "" {
		t, err := p.Time(at)
		if err != nil {
			return nil, err
		}
		p.GoTo(t)
	}
	return p, nil
}

// RoomOf returns what a journal knows about the room of a session.
func RoomOf(s replay.Session) *video.Room {
	return &video.Room{ID: s.ID, Name: s.Name, DisplayName: s.Title}
}

// Notes returns the sentences that a console shows at the start of a replay.
func Notes(night *replay.Night) []string {
	if n := len(night.Sessions()); n > 1 {
		return []string{"The journal has " + draw.Plural(n, "room", "rooms") + ". gavel replay --room chooses one."}
	}
	return nil
}
