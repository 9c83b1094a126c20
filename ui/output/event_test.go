package output

import (
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
