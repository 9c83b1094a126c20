package session_test

import (
	"strings"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
	"gavel/ui/say"
)

func TestFault_C16_BulkCutInTheMiddle(t *testing.T) {
	t.Parallel()
	o := relayOptions()
	o.Members = 200
	inBubble(t, o, func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		var ids []video.MemberID
		for _, m := range room.Snapshot().Members {
			ids = append(ids, m.ID)
		}
		n := 0
		relay.SetOnRequest(func(q localrelay.Request) localrelay.Verdict {
			if q.Method != "video.member.demote" {
				return localrelay.Verdict{}
			}
			if n++; n == 50 {
				return localrelay.Verdict{Action: localrelay.RunThenDrop}
			}
			return localrelay.Verdict{}
		})
		res, err := room.Do(t.Context(), video.Demote(ids...))
		if err == nil || len(res.Targets) != len(ids) {
			t.Fatalf("got %v, %d targets", err, len(res.Targets))
		}
		time.Sleep(time.Minute)
		done := map[video.MemberID]bool{}
		for _, q := range relay.Requests("video.member.demote") {
			for _, id := range ids {
				if q.Executed && strings.Contains(string(q.Params), string(id)) {
					done[id] = true
				}
			}
		}
		e := entryOf(t, room, res.Entry)
		rest, _ := e.Remainder()
		for _, target := range e.Targets {
			sure := target.Outcome == video.OutcomeAccepted || target.Outcome == video.OutcomeConfirmed
			if sure != done[target.Member] || target.Outcome == video.OutcomeUnknown {
				t.Errorf("%s: %v, but executed %v", target.Member, target.Outcome, done[target.Member])
			}
		}
		if len(done) < 50 || len(done) > 58 || len(done)+len(rest.Targets) != len(ids) {
			t.Errorf("%d executed, %d remain, of %d", len(done), len(rest.Targets), len(ids))
		}
		if text := say.Verdict(&e, quoted); !strings.Contains(text, "done") || !strings.Contains(text, "not sent: ") {
			t.Errorf("got %q", text)
		}
	})
}

func TestFault_C18_SecondRecording(t *testing.T) {
	t.Parallel()
	inBubble(t, relayOptions(), func(t *testing.T, relay *localrelay.Server, room *session.RoomSession) {
		if got := say.Besides(video.StartRecording(), room.Snapshot()); got != "" {
			t.Errorf("warns of %q", got)
		}
		for i := range 2 {
			res, err := room.Do(t.Context(), video.StartRecording())
			if err != nil {
				t.Fatal(err)
			}
			e := entryOf(t, room, res.Entry)
			if (e.Note == video.NoteOneMore) != (i == 1) || e.Outcome != video.OutcomeConfirmed {
				t.Errorf("start %d: %v, note %q", i, e.Outcome, e.Note)
			}
		}
		s := room.Snapshot()
		if say.Besides(video.StartRecording(), s) == "" || !logged(s, "one was already running") {
			t.Error("nobody is warned")
		}
	})
}
