package session

import (
	"context"
	"flag"
	"time"

	"gavel/session/video"
)

// faultsLong runs the tests of faults at their full length.
var faultsLong = flag.Bool("faults.long", false, "run the fault tests at full length")

// Hold keeps the room's goroutine busy until release is closed.
func (r *RoomSession) Hold(release <-chan struct{}) { r.ops <- func(*loop) { <-release } }

// Dropped returns how many events were dropped because their room was blocked.
func (c *Client) Dropped() uint64 { return c.link.Counters().Dropped }

// Broken returns how many frames were rejected because of their form.
func (c *Client) Broken() uint64 { return c.link.Counters().Broken }

// FaultsLong reports whether the fault tests run at full length.
func FaultsLong() bool { return *faultsLong }

// Picture returns the room as it is now. Only the recorder of the room may call it, from Record. It is nil before the
// room is ready.
func (r *RoomSession) Picture() func(at time.Time) *video.Snapshot {
	var live *loop
	if r.on(context.Background(), func(l *loop) { live = l }) != nil {
		return nil
	}
	return func(at time.Time) *video.Snapshot {
		s := &video.Snapshot{At: at}
		live.pic.Fill(s)
		live.pic.Touch()
		s.Demoted, s.Denied, s.Link = live.d.Demoted(), live.d.Denied(), live.d.Link()
		return s
	}
}
