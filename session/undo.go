package session

import (
	"maps"
	"slices"
)

// maxUndo bounds how many commands can be taken back.
const maxUndo = 50

// maxUndoMembers bounds how many members all of them remember.
const maxUndoMembers = 50_000

// undoRecord is what is needed to take a command back: who really changed, and how things were before.
type undoRecord struct {
	entry    uint64
	cmd      Command
	members  []*Member             // as they were before, only those whom the command changed
	index    map[MemberID]int      // of members; nil until somebody is looked up
	spoilt   map[MemberID]struct{} // of them, those whom somebody else has changed since
	ruined   bool                  // somebody else has changed the room, or the object, since
	room     Room
	layers   []Layer
	playback Playback
}

// opposites are the actions that take each other back by name alone.
var opposites = map[Action]Action{
	ActAudioMute: ActAudioUnmute, ActAudioUnmute: ActAudioMute,
	ActVideoMute: ActVideoUnmute, ActVideoUnmute: ActVideoMute,
	ActDeaf: ActUndeaf, ActUndeaf: ActDeaf,
	ActLock: ActUnlock, ActUnlock: ActLock,
	ActRecordingPause: ActRecordingResume, ActRecordingResume: ActRecordingPause,
	ActPlaybackPause: ActPlaybackResume, ActPlaybackResume: ActPlaybackPause,
}

// remember puts an answered command on the undo stack, when it can be taken back and changed anything. Only what the room has
// accepted counts: where a reading alone shows the effect it may be somebody else's doing.
func (s *state) remember(j *job) {
	row, _ := j.cmd.Action.Info()
	if j.fresh == 0 || !row.Undoable || j.undoes != nil {
		return
	}
	j.fresh = 0
	rec := &undoRecord{entry: j.entry.N, cmd: j.cmd, room: j.room, layers: j.layers, playback: j.playback}
	accepted := false
	for i := range j.targets {
		t := &j.targets[i]
		if !t.fresh || t.Outcome != OutcomeAccepted && t.Outcome != OutcomeConfirmed {
			continue
		}
		accepted, t.fresh = true, false
		if t.before == nil || j.cmd.memberEffect(t.before, s) == holds {
			continue
		}
		rec.members = append(rec.members, t.before)
		if t.spoilt {
			rec.spoil(t.Member)
		}
	}
	if !accepted || (row.Target == OnMember && len(rec.members) == 0) || (row.Target == OnRoom && j.cmd.wasSo(&j.room)) {
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

// wasSo reports whether a command on the room changed nothing, or may have: what was not known cannot be restored.
func (c Command) wasSo(before *Room) bool {
	switch c.Action {
	case ActLock:
		return before.Locked != No
	case ActUnlock:
		return before.Locked != Yes
	case ActSetHideVideoMuted:
		return before.HideVideoMuted != FlagOf(!c.flag("value", true))
	case ActSetPrioritizeHand:
		return before.PrioritizeHandraise != FlagOf(!c.flag("value", true))
	case ActSetLayout:
		return before.LayoutName == c.Args["name"] && c.Args["positions"] == nil
	}
	return false
}

// undoEntry is the log entry of what Undo would take back.
func (s *state) undoEntry() *Entry {
	if len(s.undo) == 0 {
		return nil
	}
	return s.log.entry(s.undo[len(s.undo)-1].entry)
}

// takeBack returns the commands that restore what a command changed, and those who are left alone because somebody else changed
// them since, or because they have left.
func (s *state) takeBack(rec *undoRecord) (cmds []Command, skipped []Person) {
	row, _ := rec.cmd.Action.Info()
	switch {
	case row.Target == OnMember:
		cmds, skipped = s.takeBackMembers(rec)
	case s.changedSince(rec, ""):
	case row.Target == OnRoom:
		cmds = takeBackRoom(rec)
	default:
		cmds = takeBackObject(rec)
	}
	return cmds, skipped
}

func (s *state) takeBackMembers(rec *undoRecord) (cmds []Command, skipped []Person) {
	for _, before := range rec.members {
		if s.changedSince(rec, before.ID) {
			skipped = append(skipped, Person{ID: before.ID, Name: before.Name})
			continue
		}
		cmds = addTarget(cmds, rec.cmd.inverseFor(before))
	}
	return cmds, skipped
}

// addTarget joins commands that differ in their target only.
func addTarget(cmds []Command, c Command) []Command {
	for i := range cmds {
		if cmds[i].Action == c.Action && cmds[i].KeepMuted == c.KeepMuted && maps.Equal(cmds[i].Args, c.Args) {
			cmds[i].Targets = append(cmds[i].Targets, c.Targets...)
			return cmds
		}
	}
	return append(cmds, c)
}

// inverseFor is the command that makes one member as it was before.
func (c Command) inverseFor(before *Member) Command {
	id := before.ID
	switch c.Action {
	case ActDeaf:
		return UndeafKeepMuted(id) // opens the microphone of those only who had it open
	case ActSetInputVolume, ActSetMicrophoneVolume:
		return SetInputVolume(before.InputVolume, id)
	case ActSetOutputVolume, ActSetSpeakerVolume:
		return SetOutputVolume(before.OutputVolume, id)
	case ActSetInputSensitivity:
		return SetInputSensitivity(before.InputSensitivity, id)
	case ActSetRaisedHand:
		return SetRaisedHand(before.HandRaised, id)
	case ActSetMemberPosition:
		return SetMemberPosition(positionBefore(before), id)
	}
	return onMembers(opposites[c.Action], []MemberID{id}, nil)
}

// positionBefore is what to ask for so that a member goes back where it was.
func positionBefore(m *Member) Position {
	switch {
	case m.RequestedPosition.Valid():
		return m.RequestedPosition
	case m.CurrentPosition.Valid():
		return m.CurrentPosition
	}
	return PositionAuto
}

// takeBackRoom restores what the command changed of the room.
func takeBackRoom(rec *undoRecord) []Command {
	switch rec.cmd.Action {
	case ActLock, ActUnlock:
		return []Command{{Action: opposites[rec.cmd.Action]}}
	case ActSetHideVideoMuted:
		return []Command{SetHideVideoMuted(rec.room.HideVideoMuted == Yes)}
	case ActSetPrioritizeHand:
		return []Command{SetPrioritizeHandraise(rec.room.PrioritizeHandraise == Yes)}
	case ActSetPositions:
		return positionsBack(rec, "")
	case ActSetLayout:
		return positionsBack(rec, rec.room.LayoutName)
	}
	return nil
}

// positionsBack is the layout as it was, with everybody whom the command placed back in their slots.
func positionsBack(rec *undoRecord, layout string) []Command {
	placed, _ := rec.cmd.Args["positions"].(map[MemberID]Position)
	back := map[MemberID]Position{}
	for id := range placed {
		back[id] = PositionAuto
		for _, l := range rec.layers {
			if l.MemberID == id {
				back[id] = l.Position
			}
		}
	}
	switch {
	case layout != "" && len(back) > 0:
		return []Command{SetLayout(layout, back)}
	case layout != "":
		return []Command{SetLayout(layout, nil)}
	case len(back) > 0:
		return []Command{SetPositions(back)}
	}
	return nil
}

func takeBackObject(rec *undoRecord) []Command {
	if rec.cmd.Action == ActPlaybackSetVolume {
		return []Command{OnObject(ActPlaybackSetVolume, rec.cmd.Object, Args{"volume": rec.playback.Volume})}
	}
	return []Command{OnObject(opposites[rec.cmd.Action], rec.cmd.Object, nil)}
}
