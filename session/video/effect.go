package video

import (
	"encoding/json"
	"reflect"
)

// View is the room as effects look at it: the mutable state inside the session's goroutine, or a snapshot outside.
type View interface {
	Session() *Room
	Canvas() *Layout
	Member(id MemberID) *Member
	Recording(id string) *Recording
	Playback(id string) *Playback
	Stream(id string) *Stream
}

func (s *Snapshot) Session() *Room  { return &s.Room }
func (s *Snapshot) Canvas() *Layout { return &s.Layout }

func (s *Snapshot) Recording(id string) *Recording { return FindRecording(s.Recordings, id) }
func (s *Snapshot) Playback(id string) *Playback   { return FindPlayback(s.Playbacks, id) }
func (s *Snapshot) Stream(id string) *Stream       { return FindStream(s.Streams, id) }

func FindRecording(list []*Recording, id string) *Recording {
	for _, r := range list {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func FindPlayback(list []*Playback, id string) *Playback {
	for _, p := range list {
		if p.ID == id {
			return p
		}
	}
	return nil
}

func FindStream(list []*Stream, id string) *Stream {
	for _, t := range list {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// Verdict is what a look at the room says about a command's effect.
type Verdict uint8

const (
	CannotTell Verdict = iota
	Holds              // the effect is there
	Missing            // it is not
)

func holdsIf(b bool) Verdict {
	if b {
		return Holds
	}
	return Missing
}

// Effect looks whether what the command wanted of the target is so. The target is "" for actions on the room.
// The command is normalized. Source of the effects: PROTOCOL.md section 9.
func (c Command) Effect(w View, target MemberID) Verdict {
	row, _ := c.Action.Info()
	switch row.Target {
	case OnMember:
		return c.MemberEffect(w.Member(target), w)
	case OnRecording:
		return c.recordingEffect(w.Recording(c.Object))
	case OnPlayback:
		return c.playbackEffect(w.Playback(c.Object))
	case OnStream:
		if t := w.Stream(c.Object); t != nil {
			return holdsIf(t.State == StateCompleted)
		}
		return CannotTell
	}
	return c.roomEffect(w)
}

func (c Command) MemberEffect(m *Member, w View) Verdict {
	switch c.Action {
	case ActRemoveMember, ActDemote:
		return holdsIf(m == nil)
	case ActPromote:
		return holdsIf(m != nil)
	}
	if m == nil {
		return CannotTell
	}
	switch c.Action {
	case ActAudioMute:
		return holdsIf(m.AudioMuted)
	case ActAudioUnmute:
		return holdsIf(!m.AudioMuted)
	case ActVideoMute:
		return holdsIf(m.VideoMuted)
	case ActVideoUnmute:
		return holdsIf(!m.VideoMuted)
	case ActDeaf:
		return holdsIf(m.Deaf)
	case ActUndeaf:
		return holdsIf(!m.Deaf)
	case ActSetRaisedHand:
		return holdsIf(m.HandRaised == c.flag("raised", true))
	case ActSetMemberPosition:
		return c.positionEffect(m, w)
	}
	return c.valueEffect(m)
}

func (c Command) valueEffect(m *Member) Verdict {
	switch c.Action {
	case ActSetInputVolume, ActSetMicrophoneVolume:
		return holdsIf(m.InputVolume == c.Args["volume"])
	case ActSetOutputVolume, ActSetSpeakerVolume:
		return holdsIf(m.OutputVolume == c.Args["volume"])
	case ActSetInputSensitivity:
		// The scale of reported values is not known: another value says nothing.
		if m.InputSensitivity == c.Args["value"] {
			return Holds
		}
		return CannotTell
	case ActSetMemberMeta, ActUpdateMemberMeta, ActDeleteMemberMeta:
		return c.metaEffect(m.Meta)
	}
	return CannotTell
}

// positionEffect is sure only when the place is there: a slot that does not exist or is taken gives another one.
func (c Command) positionEffect(m *Member, w View) Verdict {
	want, _ := c.Args["position"].(Position)
	if m.RequestedPosition == want || m.CurrentPosition == want {
		return Holds
	}
	for _, l := range w.Canvas().Layers {
		if l.MemberID == m.ID && l.Position == want {
			return Holds
		}
	}
	return CannotTell
}

func (c Command) metaEffect(now json.RawMessage) Verdict {
	var have map[string]any
	if len(now) > 0 && json.Unmarshal(now, &have) != nil {
		return CannotTell
	}
	switch c.Action {
	case ActSetMeta, ActSetMemberMeta:
		want, _ := c.Args["meta"].(map[string]any)
		return holdsIf(len(want) == len(have) && contains(have, want))
	case ActUpdateMeta, ActUpdateMemberMeta:
		want, _ := c.Args["meta"].(map[string]any)
		return holdsIf(contains(have, want))
	}
	keys, _ := c.Args["keys"].([]string)
	for _, key := range keys {
		if _, there := have[key]; there {
			return Missing
		}
	}
	return Holds
}

// contains reports whether have holds every pair of want, compared as JSON.
func contains(have, want map[string]any) bool {
	text, err := json.Marshal(want)
	if err != nil {
		return false
	}
	var plain map[string]any
	if json.Unmarshal(text, &plain) != nil {
		return false
	}
	for key, v := range plain {
		if got, there := have[key]; !there || !reflect.DeepEqual(got, v) {
			return false
		}
	}
	return true
}

func (c Command) recordingEffect(r *Recording) Verdict {
	if r == nil {
		return CannotTell
	}
	switch c.Action {
	case ActRecordingPause:
		return holdsIf(r.State == StatePaused)
	case ActRecordingResume:
		return holdsIf(r.State == StateRecording)
	}
	return holdsIf(r.State == StateCompleted)
}

func (c Command) playbackEffect(p *Playback) Verdict {
	if p == nil {
		return CannotTell
	}
	switch c.Action {
	case ActPlaybackPause:
		return holdsIf(p.State == StatePaused)
	case ActPlaybackResume:
		return holdsIf(p.State == StatePlaying)
	case ActPlaybackStop:
		return holdsIf(p.State == StateCompleted)
	case ActPlaybackSetVolume:
		return holdsIf(p.Volume == c.Args["volume"])
	}
	return CannotTell // where a running playback stands says nothing about one seek
}

func (c Command) roomEffect(w View) Verdict {
	r := w.Session()
	flag := func(now Flag, want bool) Verdict {
		if now == Unknown {
			return CannotTell
		}
		return holdsIf(now == FlagOf(want))
	}
	switch c.Action {
	case ActLock:
		return flag(r.Locked, true)
	case ActUnlock:
		return flag(r.Locked, false)
	case ActSetHideVideoMuted:
		return flag(r.HideVideoMuted, c.flag("value", true))
	case ActSetPrioritizeHand:
		return flag(r.PrioritizeHandraise, c.flag("value", true))
	case ActSetLayout:
		return holdsIf(r.LayoutName == c.Args["name"]) // the canvas's own name may be older
	case ActSetPositions:
		if w.Canvas().Stale {
			return CannotTell
		}
		return c.positionsEffect(w.Canvas().Layers)
	case ActSetMeta, ActUpdateMeta, ActDeleteMeta:
		return c.metaEffect(r.Meta)
	case ActRemoveAllMembers:
		return holdsIf(r.Ended)
	}
	return CannotTell
}

// positionsEffect is sure only when everybody is where they were sent.
func (c Command) positionsEffect(layers []Layer) Verdict {
	want, _ := c.Args["positions"].(map[MemberID]Position)
	at := make(map[MemberID]Position, len(layers))
	for _, l := range layers {
		at[l.MemberID] = l.Position
	}
	for id, p := range want {
		is, there := at[id]
		switch {
		case p == PositionAuto:
		case p == PositionOffCanvas && there, p != PositionOffCanvas && is != p:
			return CannotTell
		}
	}
	return Holds
}

// flag returns a boolean parameter, or def when it was left out.
func (c Command) flag(name string, def bool) bool {
	if b, ok := c.Args[name].(bool); ok {
		return b
	}
	return def
}

// Opposites are the actions that take each other back by name alone.
var Opposites = map[Action]Action{
	ActAudioMute: ActAudioUnmute, ActAudioUnmute: ActAudioMute,
	ActVideoMute: ActVideoUnmute, ActVideoUnmute: ActVideoMute,
	ActDeaf: ActUndeaf, ActUndeaf: ActDeaf,
	ActLock: ActUnlock, ActUnlock: ActLock,
	ActRecordingPause: ActRecordingResume, ActRecordingResume: ActRecordingPause,
	ActPlaybackPause: ActPlaybackResume, ActPlaybackResume: ActPlaybackPause,
}
