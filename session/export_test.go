package session

import "flag"

// faultsLong runs the tests of faults at their full length.
var faultsLong = flag.Bool("faults.long", false, "run the fault tests at full length")

// Hold keeps the room's goroutine busy until release is closed, as if it were stuck.
func (r *RoomSession) Hold(release <-chan struct{}) { r.ops <- func(*loop) { <-release } }

// Dropped is how many events were dropped because their room was stuck.
func (c *Client) Dropped() uint64 { return c.link.Counters().Dropped }

// Broken is how many frames were refused because of their form.
func (c *Client) Broken() uint64 { return c.link.Counters().Broken }

// FaultsLong is whether the fault tests run at full length.
func FaultsLong() bool { return *faultsLong }
