package output

import (
	"slices"
	"strings"
	"testing"

	"gavel/session/video"
)

func TestEventLines(t *testing.T) {
	t.Parallel()
	ann := &video.Member{
		ID: "a", Name: "Ann", AudioMuted: true, HandRaised: true, InputVolume: -5,
		CurrentPosition: "standard-2",
	}
	room := &video.Room{ID: "s", DisplayName: "Stand\x1bup", Locked: video.Yes, LayoutName: "3x3"}
	for want, e := range map[string]video.Event{
		"member.joined        Ann joined":          {Type: "member.joined", Member: ann},
		"member.left          Ann left":            {Type: "member.left", Member: ann},
		"member.talking       Ann stopped talking": {Type: "member.talking", Member: ann},
		"member.updated       Ann: microphone off, hand up, input volume -5, place standard-2": {
			Type: "member.updated", Member: ann,
			Updated: []string{"audioMuted", "handraised", "inputVolume", "currentPosition"},
		},
		"room.updated         Stand<1B>up: locked, layout 3x3": {
			Type: "room.updated", Room: room,
			Updated: []string{"locked", "layoutName"},
		},
		"member.talking.started  Ann talks":          {Type: "member.talking.started", Member: &video.Member{ID: "a", Name: "Ann", Talking: true}, Updated: []string{"talking"}},
		"room.locked          Stand<1B>up":           {Type: "room.locked", Room: room},
		"room.ended           Stand<1B>up has ended": {Type: "room.ended", Room: room},
		"room.audience_count  41 in the audience":    {Type: "room.audience_count", Audience: 41},
		"layout.changed       layout 3x3, 1 of 2 places taken": {
			Type:   "layout.changed",
			Layout: &video.Layout{Name: "3x3", Layers: []video.Layer{{MemberID: "a"}, {}}},
		},
		"stream.started       stream s streaming rtmp://h/app/****": {
			Type:   "stream.started",
			Stream: &video.Stream{ID: "s", State: "streaming", URL: "rtmp://h/app/" + key},
		},
		"playback.ended       playback p completed": {
			Type: "playback.ended", Playback: &video.Playback{ID: "p", State: "completed"},
		},
		"member.waved         Ann":                {Type: "member.waved", Member: ann}, // a kind that nobody has worded yet
		"stream.ended         stream s completed": {Type: "stream.ended", Stream: &video.Stream{ID: "s", State: "completed"}},
	} {
		got := EventLine(e)
		if _, after, _ := strings.Cut(got, gap); strings.TrimSuffix(after, "\n") != want {
			t.Errorf("got %q, want %q", after, want)
		}
	}
}

// TestEveryKindHasALine holds that the line of each kind says more than whom or what it is about.
func TestEveryKindHasALine(t *testing.T) {
	t.Parallel()
	ann, room := &video.Member{ID: "a", Name: "Ann"}, &video.Room{ID: "s", Name: "standup"}
	for _, kind := range video.Kinds() {
		e := video.Event{Type: kind.Name()}
		switch kind.About() {
		case video.OnMember:
			e.Member, e.Updated = ann, updatedBy(kind)
		case video.OnRecording:
			e.Recording = &video.Recording{ID: "r", State: video.StateRecording}
		case video.OnPlayback:
			e.Playback = &video.Playback{ID: "p", State: video.StatePlaying}
		case video.OnStream:
			e.Stream = &video.Stream{ID: "s", State: video.StateStreaming}
		case video.OnRoom:
			e.Room, e.Updated = room, updatedBy(kind)
			if kind == video.LayoutChanged.EventKind {
				e.Layout = &video.Layout{Name: "3x3"}
			}
		}
		if said := eventText(e); said == "" || said == "Ann" || said == room.Title() {
			t.Errorf("the line of %s says only %q", kind.Name(), said)
		}
	}
}

// updatedBy returns the properties that an event of the kind reports.
func updatedBy(kind *video.EventKind) []string {
	switch kind {
	case video.MemberUpdated.EventKind:
		return []string{"deaf"}
	case video.RoomUpdated.EventKind:
		return []string{"locked"}
	}
	if property, ok := strings.CutPrefix(kind.Name(), "member.updated."); ok {
		return []string{property}
	}
	return nil
}

func TestEveryPropertyOfMembersHasWords(t *testing.T) {
	t.Parallel()
	all := ^video.Fields(0)
	for _, property := range all.Names() {
		if memberChange(new(video.Member), property) == property {
			t.Errorf("%s has no words", property)
		}
	}
}

// TestEveryKindHasAStateOrNone names the kinds that leave no state to look at, so that a new kind is decided about.
func TestEveryKindHasAStateOrNone(t *testing.T) {
	t.Parallel()
	stateless := []string{
		"room.updated", "room.audience_count", "layout.changed", "member.updated", "member.talking.ended",
		"recording.updated", "playback.updated",
		"room.started", "member.left", // gavel wait looks at the lists of rooms and members
	}
	for _, kind := range video.Kinds() {
		name := kind.Name()
		has := Standing[name] != nil || OfMembers[name] != nil
		if is := slices.Contains(stateless, name) || strings.HasPrefix(name, "member.updated."); has == is {
			t.Errorf("%s has a state: %v; it is listed as stateless: %v", name, has, is)
		}
	}
}
