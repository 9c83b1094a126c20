package dispatch

import (
	"iter"
	"maps"
	"slices"

	"gavel/session/video"
)

// maxUndo bounds the commands that can be undone.
const maxUndo = 50

// maxUndoMembers bounds the members that all of them remember.
const maxUndoMembers = 50_000

// undoParts returns the parts of all records, including those that are being undone.
func (d *Dispatcher) undoParts() iter.Seq[*undoPart] {
	return func(yield func(*undoPart) bool) {
		for _, list := range [][]*undoRecord{d.undo, d.undoing} {
			for _, rec := range list {
				for _, part := range rec.parts {
					if !yield(part) {
						return
					}
				}
			}
		}
	}
}

// watches reports whether changes of the job's targets by others are recorded.
func (d *Dispatcher) watches(j *Job) bool { return slices.Contains(d.jobs, j) }

// remember puts an answered command onto the undo stack if it was done, or may have been, or updates its record there.
func (d *Dispatcher) remember(j *Job) {
	if j.undoes != nil || j.cmd.Automatic {
		return
	}
	rec := &undoRecord{entry: j.entry.N, cmd: j.cmd}
	done := false
	for i, s := range j.steps {
		did := s.counts[video.OutcomeAccepted]+s.counts[video.OutcomeConfirmed] > 0
		unknown := s.counts[video.OutcomeUnknown] > 0
		done = done || did || unknown
		rec.unknown, rec.unclear = rec.unknown || unknown, rec.unclear || s.unclear > 0
		if did && rec.final == "" && !s.row.Undoable() {
			rec.final = s.row.Final
		}
		if part := d.partOf(s, i); part != nil {
			rec.parts = append(rec.parts, part)
		}
	}
	at := slices.IndexFunc(d.undo, func(other *undoRecord) bool { return other.entry == rec.entry })
	switch {
	case !done && at >= 0:
		d.undo = slices.Delete(d.undo, at, at+1)
	case done && (at >= 0 || !j.stacked || len(rec.parts) > 0): // otherwise it was already undone
		j.stacked = true
		d.pushUndo(rec)
	}
}

// partOf returns the data for undoing a step, or nil. Only accepted targets count, because an effect that only a read
// shows may be someone else's.
func (d *Dispatcher) partOf(s *step, number int) *undoPart {
	if s.fresh == 0 || !s.row.Undoable() {
		return nil
	}
	s.fresh = 0
	part := &undoPart{step: number, cmd: s.cmd, room: s.room, placed: s.placed, playback: s.playback, beganSo: s.beganSo}
	accepted := false
	for i := range s.targets {
		t := &s.targets[i]
		if !t.fresh || t.Outcome != video.OutcomeAccepted && t.Outcome != video.OutcomeConfirmed {
			continue
		}
		accepted, t.fresh = true, false
		if t.before == nil || s.cmd.ChangedNothingOf(t.before, d.room) {
			continue
		}
		part.members = append(part.members, t.before)
		if t.conflict {
			part.conflict(t.Member)
		}
	}
	if !accepted || s.wasSo || (s.row.Target == video.OnMember && len(part.members) == 0) ||
		(s.row.Target == video.OnRoom && s.cmd.ChangedNothing(&s.room)) {
		return nil
	}
	return part
}

// merge adds the contents of another record of the same command.
func (r *undoRecord) merge(other *undoRecord) {
	r.final, r.unknown, r.unclear = other.final, other.unknown, other.unclear
	for _, part := range other.parts {
		i, found := slices.BinarySearchFunc(r.parts, part.step, func(p *undoPart, n int) int { return p.step - n })
		if found {
			r.parts[i].merge(part)
		} else {
			r.parts = slices.Insert(r.parts, i, part)
		}
	}
}

// size returns how many members the record remembers.
func (r *undoRecord) size() int {
	n := 0
	for _, part := range r.parts {
		n += len(part.members)
	}
	return n
}

// pushUndo puts a record onto the stack, in the order in which the commands were given. It drops the oldest records if
// there are too many, or if they hold too many members.
func (d *Dispatcher) pushUndo(rec *undoRecord) {
	i := len(d.undo)
	for i > 0 && d.undo[i-1].entry > rec.entry {
		i--
	}
	if i > 0 && d.undo[i-1].entry == rec.entry {
		d.undo[i-1].merge(rec)
	} else {
		d.undo = slices.Insert(d.undo, i, rec)
	}
	held := 0
	for i, v := range slices.Backward(d.undo) {
		held += v.size()
		if i < len(d.undo)-1 && (held > maxUndoMembers || len(d.undo)-i > maxUndo) {
			d.undo = slices.Delete(d.undo, 0, i+1)
			return
		}
	}
}

// undoEntry returns the log entry of the command that Undo would undo.
func (d *Dispatcher) undoEntry() *video.Entry {
	if len(d.undo) == 0 {
		return nil
	}
	return d.log.entry(d.undo[len(d.undo)-1].entry)
}

// takeBack returns the commands that undo a command, the last step first, each with the part that it undoes. It also
// returns the members that are skipped because someone else changed them since, or because they have left.
func (d *Dispatcher) takeBack(rec *undoRecord) (cmds []video.Command, parts []*undoPart, skipped []video.Person) {
	for _, part := range slices.Backward(rec.parts) {
		var back []video.Command
		var left []video.Person
		switch {
		case part.row().Target == video.OnMember:
			back, left = d.takeBackMembers(rec, part)
			skipped = append(skipped, left...)
		case rec.setLater(part, ""):
		case d.changedSince(part, ""):
			if len(rec.parts) > 1 { // otherwise nothing is left to undo
				skipped = append(skipped, video.Person{})
			}
		default:
			back, left = d.takeBackRoom(rec, part)
			skipped = append(skipped, left...)
		}
		for _, c := range back {
			cmds, parts = append(cmds, c), append(parts, part)
		}
	}
	return cmds, parts, skipped
}

// takeBackMembers restores members. If several steps of one command set the same property of a member, the last one
// restores it for all of them.
func (d *Dispatcher) takeBackMembers(rec *undoRecord, part *undoPart) (cmds []video.Command, skipped []video.Person) {
	for _, before := range part.members {
		if rec.setLater(part, before.ID) {
			continue
		}
		if d.changedSince(part, before.ID) {
			skipped = append(skipped, video.Person{ID: before.ID, Name: before.Name})
			continue
		}
		first := rec.setFirst(part, before)
		switch {
		case part.row().SetsHearing():
			cmds = addTarget(cmds, video.RestoreHearing(first, d.room.Member(before.ID)))
		case !part.cmd.ChangedNothingOf(first, d.room): // otherwise it is after all steps as it was before them
			cmds = addTarget(cmds, part.cmd.Inverse(&video.Before{Member: first}))
		}
	}
	return cmds, skipped
}

// takeBackRoom restores the room, or an object, to its state before the first step that set the property.
func (d *Dispatcher) takeBackRoom(rec *undoRecord, part *undoPart) (back []video.Command, left []video.Person) {
	first, placed := part, map[video.MemberID]placing{}
	for _, other := range slices.Backward(rec.parts) {
		if other != part && (other.step > part.step || !other.sameAs(part)) {
			continue
		}
		first = other
		for id, was := range other.placed {
			p, again := placed[id]
			if !again {
				p.asked = other.cmd.Placed()[id]
			}
			p.part, p.was = other, was
			placed[id] = p
		}
	}
	if part.beganSo && first != part || part.cmd.ChangedNothing(&first.room) && len(placed) == 0 {
		return nil, nil // after all steps it is as it was before them
	}
	was := &video.Before{Room: first.room, Playback: first.playback}
	was.Placed, left = d.placesBack(placed)
	return part.cmd.Inverse(was), left
}

// placing describes how steps on the room have placed a member: the state before the first step, that step, and the
// position that the last step asked for.
type placing struct {
	part  *undoPart
	was   *video.Member
	asked video.Position
}

// sameAs reports whether a later step on the room, or on the same object, has set the same property.
func (r *undoPart) sameAs(later *undoPart) bool {
	return r.cmd.Object == later.cmd.Object && r.row().Target != video.OnMember && r.row().SupersededBy(later.row())
}

// placesBack returns the positions that move the members back that steps on the room have placed, and the members that
// are skipped.
func (d *Dispatcher) placesBack(
	placed map[video.MemberID]placing,
) (back map[video.MemberID]video.Position, left []video.Person) {
	for _, id := range slices.Sorted(maps.Keys(placed)) {
		switch p := placed[id]; {
		case p.was.RequestedPosition == p.asked:
		case d.touched(p.part, id, p.was):
			left = append(left, video.Person{ID: id, Name: p.was.Name})
		default:
			if back == nil {
				back = map[video.MemberID]video.Position{}
			}
			back[id] = p.was.PositionBack()
		}
	}
	return back, left
}

// setLater reports whether a later step has set the same property of the member, or of the room if id is "".
func (r *undoRecord) setLater(part *undoPart, id video.MemberID) bool {
	return slices.ContainsFunc(r.parts, func(other *undoPart) bool {
		return other.step > part.step &&
			(id == "" && part.sameAs(other) || part.row().Overlaps(other.row()) && other.member(id) != nil)
	})
}

// setFirst returns the member as it was before the first step that set the property.
func (r *undoRecord) setFirst(part *undoPart, before *video.Member) *video.Member {
	for _, other := range r.parts {
		if other.step < part.step && other.row().Overlaps(part.row()) {
			if first := other.member(before.ID); first != nil {
				return first
			}
		}
	}
	return before
}

// addTarget adds the commands for one member in order. It joins commands that differ only in their target.
func addTarget(cmds, back []video.Command) []video.Command {
	at := 0
	for _, c := range back {
		i := slices.IndexFunc(cmds[at:], func(other video.Command) bool {
			return other.Action == c.Action && other.KeepMuted == c.KeepMuted && maps.Equal(other.Args, c.Args)
		})
		if i >= 0 {
			at += i
			cmds[at].Targets = append(cmds[at].Targets, c.Targets...)
		} else {
			at = len(cmds)
			cmds = append(cmds, c)
		}
		at++
	}
	return cmds
}
