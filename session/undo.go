package session

import (
	"maps"
	"slices"

	"gavel/session/video"
)

// maxUndo bounds how many commands can be taken back.
const maxUndo = 50

// maxUndoMembers bounds how many members all of them remember.
const maxUndoMembers = 50_000

// undoRecord is what is needed to take a command back: who really changed, and how things were before.
type undoRecord struct {
	entry    uint64
	cmd      video.Command
	members  []*video.Member             // as they were before, only those whom the command changed
	index    map[video.MemberID]int      // of members; nil until somebody is looked up
	spoilt   map[video.MemberID]struct{} // of them, those whom somebody else has changed since
	ruined   bool                        // somebody else has changed the room, or the object, since
	room     video.Room
	layers   []video.Layer
	playback video.Playback
}

// remember puts an answered command on the undo stack, when it can be taken back and changed anything. Only what the room has
// accepted counts: where a reading alone shows the effect it may be somebody else's doing.
func (s *state) remember(j *job) {
	row, _ := j.cmd.Action.Info()
	if j.fresh == 0 || !row.Undoable() || j.undoes != nil {
		return
	}
	j.fresh = 0
	rec := &undoRecord{entry: j.entry.N, cmd: j.cmd, room: j.room, layers: j.layers, playback: j.playback}
	accepted := false
	for i := range j.targets {
		t := &j.targets[i]
		if !t.fresh || t.Outcome != video.OutcomeAccepted && t.Outcome != video.OutcomeConfirmed {
			continue
		}
		accepted, t.fresh = true, false
		if t.before == nil || j.cmd.EffectOn(t.before, s) == video.Holds {
			continue
		}
		rec.members = append(rec.members, t.before)
		if t.spoilt {
			rec.spoil(t.Member)
		}
	}
	if !accepted || (row.Target == video.OnMember && len(rec.members) == 0) || (row.Target == video.OnRoom && j.cmd.ChangedNothing(&j.room)) {
		return
	}
	s.pushUndo(rec)
}

// pushUndo puts a record on the stack, in the order in which the commands were given. The oldest go when there are too many, or
// when they hold too many members.
func (s *state) pushUndo(rec *undoRecord) {
	i := len(s.undo)
	for i > 0 && s.undo[i-1].entry > rec.entry {
		i--
	}
	if i > 0 && s.undo[i-1].entry == rec.entry {
		s.undo[i-1].join(rec)
	} else {
		s.undo = slices.Insert(s.undo, i, rec)
	}
	held := 0
	for i := len(s.undo) - 1; i >= 0; i-- {
		held += len(s.undo[i].members)
		if i < len(s.undo)-1 && (held > maxUndoMembers || len(s.undo)-i > maxUndo) {
			s.undo = slices.Delete(s.undo, 0, i+1)
			return
		}
	}
}

// undoEntry is the log entry of what Undo would take back.
func (s *state) undoEntry() *video.Entry {
	if len(s.undo) == 0 {
		return nil
	}
	return s.log.entry(s.undo[len(s.undo)-1].entry)
}

// takeBack returns the commands that restore what a command changed, and those who are left alone because somebody else changed
// them since, or because they have left.
func (s *state) takeBack(rec *undoRecord) (cmds []video.Command, skipped []video.Person) {
	switch {
	case rec.row().Target == video.OnMember:
		return s.takeBackMembers(rec)
	case s.changedSince(rec, ""):
		return nil, nil
	}
	return rec.cmd.Inverse(&video.Before{Room: rec.room, Layers: rec.layers, Playback: rec.playback}), nil
}

func (s *state) takeBackMembers(rec *undoRecord) (cmds []video.Command, skipped []video.Person) {
	for _, before := range rec.members {
		if s.changedSince(rec, before.ID) {
			skipped = append(skipped, video.Person{ID: before.ID, Name: before.Name})
			continue
		}
		for _, c := range rec.cmd.Inverse(&video.Before{Member: before}) {
			cmds = addTarget(cmds, c)
		}
	}
	return cmds, skipped
}

// addTarget joins commands that differ in their target only.
func addTarget(cmds []video.Command, c video.Command) []video.Command {
	for i := range cmds {
		if cmds[i].Action == c.Action && cmds[i].KeepMuted == c.KeepMuted && maps.Equal(cmds[i].Args, c.Args) {
			cmds[i].Targets = append(cmds[i].Targets, c.Targets...)
			return cmds
		}
	}
	return append(cmds, c)
}
