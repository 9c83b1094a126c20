package dispatch

import "gavel/session/video"

// SetLink takes over the state of the connection.
func (d *Dispatcher) SetLink(k video.Link) { d.link, d.dirty = k, true }

// Link returns the state of the connection.
func (d *Dispatcher) Link() video.Link { return d.link }

// SetRates sets how many commands, and targets of commands on several, leave in a second; negative: as many as there
// are.
func (d *Dispatcher) SetRates(commands, bulk float64) {
	d.pace[commandLane] = newSpacing(commands, commandBurst)
	d.pace[bulkLane] = newSpacing(bulk, maxParallel)
}

// SetRecorder has write get the entries of the log: of a command when it is given, when its outcome changes, and when
// nothing more is to be learnt of it.
func (d *Dispatcher) SetRecorder(write func(video.Entry)) { d.log.written = write }

// Dirty reports whether anything has changed since the last snapshot.
func (d *Dispatcher) Dirty() bool { return d.dirty }

// WantsReread reports whether the members must be read again.
func (d *Dispatcher) WantsReread() bool { return d.orders.Reread }

// Rereading says that the members are read again.
func (d *Dispatcher) Rereading() { d.orders.Reread = false }

// Warn adds an entry to the log, also when the room was not read yet.
func (d *Dispatcher) Warn(e video.Entry) { d.log.add(e) }
