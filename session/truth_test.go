package session_test

import (
	"encoding/json"
	"fmt"
	"reflect"

	"gavel/session/localrelay"
	"gavel/session/video"
)

// differences lists where a snapshot differs from the relay's state, except talking, which no list contains.
func differences(s *video.Snapshot, truth localrelay.RoomState) []string {
	var out []string
	differ := func(what string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			out = append(out, fmt.Sprintf("%s: got %v, want %v", what, got, want))
		}
	}
	r, w := s.Room, truth.Room
	differ("layout name", r.LayoutName, w.LayoutName)
	differ("locked", r.Locked, video.FlagOf(w.Locked))
	differ("recording", r.Recording, video.FlagOf(w.Recording))
	differ("hide_video_muted", r.HideVideoMuted, video.FlagOf(w.HideVideoMuted))
	differ("prioritize_handraise", r.PrioritizeHandraise, video.FlagOf(w.PrioritizeHandraise))
	differ("room meta", metaOf(r.Meta), rawMeta(w.Meta))
	differ("members", len(s.Members), len(truth.Members))
	for _, want := range truth.Members {
		m := s.Member(video.MemberID(want.ID))
		if m == nil {
			out = append(out, "missing "+want.ID)
			continue
		}
		got := localrelay.MemberState{
			ID: string(m.ID), RoomID: m.RoomID, RoomSessionID: m.RoomSessionID, Name: m.Name, Type: m.Type,
			ParentID: string(m.ParentID), RequestedPosition: string(m.RequestedPosition), Visible: m.Visible,
			AudioMuted: m.AudioMuted, VideoMuted: m.VideoMuted, Deaf: m.Deaf, InputVolume: m.InputVolume,
			OutputVolume: m.OutputVolume, InputSensitivity: m.InputSensitivity, Handraised: m.HandRaised,
		}
		differ("meta of "+want.ID, metaOf(m.Meta), rawMeta(want.Meta))
		want.Meta, want.Talking, want.CurrentPosition = nil, false, ""
		differ("member "+want.ID, got, want)
	}
	active := map[string]string{}
	for _, rec := range s.Recordings {
		if rec.State != video.StateCompleted {
			active[rec.ID] = rec.State
		}
	}
	wanted := map[string]string{}
	for _, rec := range truth.Recordings {
		wanted[rec.ID] = rec.State
	}
	differ("recordings", active, wanted)
	return append(out, layoutDifferences(s, truth)...)
}

func layoutDifferences(s *video.Snapshot, truth localrelay.RoomState) []string {
	var layout video.Layout
	if err := json.Unmarshal(truth.Layout, &layout); err != nil {
		return []string{err.Error()}
	}
	if !reflect.DeepEqual(s.Layout.Layers, layout.Layers) {
		return []string{fmt.Sprintf("layers: got %v, want %v", s.Layout.Layers, layout.Layers)}
	}
	return nil
}

func metaOf(raw json.RawMessage) map[string]any {
	m := map[string]any{}
	_ = json.Unmarshal(raw, &m)
	return m
}

func rawMeta(raw map[string]json.RawMessage) map[string]any {
	text, _ := json.Marshal(raw)
	return metaOf(text)
}
