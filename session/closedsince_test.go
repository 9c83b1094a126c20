package session_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"gavel/session"
)

// TestAWaitingUnmuteLeavesWhomSomebodyElseCloses opens the microphones of a crowd; before the turn of the last one somebody else
// has opened and closed that microphone.
func TestAWaitingUnmuteLeavesWhomSomebodyElseCloses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay, room, ids := joinCrowd(t, 60)
		ids = micsOpen(room, ids)
		last := ids[len(ids)-1]
		_, err := room.Do(t.Context(), session.AudioMute(ids...))
		must(t, err)
		time.Sleep(10 * time.Second)
		time.AfterFunc(time.Second, func() {
			for _, muted := range []bool{false, true} {
				must(t, relay.UpdateMember(room.ID(), string(last), map[string]any{"audio_muted": muted}))
			}
		})
		res, _ := room.Do(t.Context(), session.AudioUnmute(ids...))
		time.Sleep(time.Second)
		if n := len(micsOpen(room, ids)); n != len(ids)-1 || !room.Snapshot().Member(last).AudioMuted {
			t.Errorf("%d of %d are open, the last one among them: %v", n, len(ids), !room.Snapshot().Member(last).AudioMuted)
		}
		for _, e := range room.Snapshot().Log {
			said := e.Verdict(func(p session.Person) string { return p.Name })
			if e.N == res.Entry && !strings.Contains(said, "1 left alone") {
				t.Errorf("it is told as %q", said)
			}
		}
	})
}

func updateMeta(meta map[string]any, ids ...session.MemberID) session.Command {
	return session.Command{Action: session.ActUpdateMemberMeta, Targets: ids, Args: session.Args{"meta": meta}}
}

// TestMetadataOfSeveralAddsUp: an update that waits is not dropped for a newer one with another key.
func TestMetadataOfSeveralAddsUp(t *testing.T) {
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
