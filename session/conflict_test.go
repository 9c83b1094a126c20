package session_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session/video"
	"gavel/ui/say"
)

// TestUnsentUnmuteSkipsMembersMutedByOthers opens the microphones, or the cameras, of many members. Before the last one
// is sent, someone else opens and closes that member's.
func TestUnsentUnmuteSkipsMembersMutedByOthers(t *testing.T) {
	for _, tc := range []struct {
		field string
		shut  func(...video.MemberID) video.Command
		open  func(...video.MemberID) video.Command
		isOff func(*video.Member) bool
	}{
		{"audio_muted", video.AudioMute, video.AudioUnmute, func(m *video.Member) bool { return m.AudioMuted }},
		{"video_muted", video.VideoMute, video.VideoUnmute, func(m *video.Member) bool { return m.VideoMuted }},
		{"deaf", video.Deaf, video.UndeafKeepMuted, func(m *video.Member) bool { return m.Deaf }},
	} {
		synctest.Test(t, func(t *testing.T) {
			relay, room, ids := joinCrowd(t, 60)
			last := ids[len(ids)-1]
			_, err := room.Do(t.Context(), tc.shut(ids...))
			must(t, err)
			time.Sleep(30 * time.Second)
			time.AfterFunc(time.Second, func() {
				for _, off := range []bool{false, true} {
					must(t, relay.UpdateMember(room.ID(), string(last), map[string]any{tc.field: off}))
				}
			})
			res, _ := room.Do(t.Context(), tc.open(ids...))
			time.Sleep(time.Second)
			for _, id := range ids {
				if off := tc.isOff(room.Snapshot().Member(id)); off != (id == last) {
					t.Errorf("%s of %s is %v; the last is %s", tc.field, id, off, last)
				}
			}
			for _, e := range room.Snapshot().Log {
				said := say.Verdict(e, func(p video.Person) string { return p.Name })
				if e.N == res.Entry && !strings.Contains(said, "1 skipped") {
					t.Errorf("%s: it is reported as %q", tc.field, said)
				}
			}
		})
	}
}

func updateMeta(meta map[string]any, ids ...video.MemberID) video.Command {
	return video.Command{Action: video.ActUpdateMemberMeta, Targets: ids, Args: video.Args{"meta": meta}}
}

// TestMetadataUpdatesAddUp checks that a newer update with another key does not replace a waiting one.
func TestMetadataUpdatesAddUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, room, ids := joinCrowd(t, 30)
		last := ids[len(ids)-1]
		time.AfterFunc(time.Second, func() {
			_, err := room.Do(t.Context(), updateMeta(map[string]any{"b": 2}, last))
			must(t, err)
		})
		_, err := room.Do(t.Context(), updateMeta(map[string]any{"a": 1}, ids...))
		must(t, err)
		meta, err := room.GetMemberMeta(t.Context(), last)
		must(t, err)
		if len(meta) != 2 {
			t.Errorf("the metadata is %v", meta)
		}
	})
}
