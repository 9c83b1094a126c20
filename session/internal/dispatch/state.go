package dispatch

import "gavel/session/video"

// SetLink sets the state of the connection.
func (d *Dispatcher) SetLink(k video.Link) { d.link, d.dirty = k, true }

// Link returns the state of the connection.
func (d *Dispatcher) Link() video.Link { return d.link }

// SetRates sets how many commands, and targets of commands on several members, leave per second. A negative rate has no
// limit.
func (d *Dispatcher) SetRates(commands, bulk float64) {
	d.pace[commandLane] = newSpacing(commands, commandBurst)
	d.pace[bulkLane] = newSpacing(bulk, maxParallel)
	d.pace[urgentLane] = newSpacing(max(urgentRate, bulk), maxParallel)
	if bulk < 0 {
		d.pace[urgentLane] = spacing{}
	}
}

// SetRecorder sets the receiver of log entries. It receives the entry of a command when the command is given, when its
// outcome changes, and when its outcome is final.
func (d *Dispatcher) SetRecorder(write func(video.Entry)) { d.log.written = write }

// Dirty reports whether anything has changed since the last snapshot.
func (d *Dispatcher) Dirty() bool { return d.dirty }

// WantsReread reports whether the members must be read again.
func (d *Dispatcher) WantsReread() bool { return d.orders.Reread }

// Rereading records that the members are being read again.
func (d *Dispatcher) Rereading() { d.orders.Reread = false }

// Demoted returns the members that this session moved to the audience.
func (d *Dispatcher) Demoted() []*video.Member { return d.demoted }

// Denied returns the actions that the room has refused, with its reasons. The map never changes.
func (d *Dispatcher) Denied() map[video.Action]string { return d.denied }

// Warn adds an entry to the log, even before the room was read.
func (d *Dispatcher) Warn(e video.Entry) { d.log.add(e) }
