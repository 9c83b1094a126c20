package uitest

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"gavel/session/journal"
	"gavel/session/replay"
	"gavel/session/video"
)

// Night returns a recorded minute of the small room, and when it began. Ten seconds in, the first one is muted, and the
// second one talks for seven; after twenty, a moderator locks the room; after thirty, the third leaves; after forty,
// the room is unlocked.
func Night(t testing.TB) (*replay.Night, time.Time) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	w, err := journal.Open(journal.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	began, seq := time.Now(), uint64(0)
	r := w.Room()
	r.Begin(video.Room{}, func() {})
	put := func(after time.Duration, rec video.Record) {
		seq++
		rec.Room, rec.Seq, rec.At = SmallRoom().Room.ID, seq, began.Add(after)
		r.Record(rec)
	}
	event := func(after time.Duration, kind, params string) {
		put(after, video.Record{Event: &video.WireEvent{Type: kind, Params: json.RawMessage(params)}})
	}
	command := func(after time.Duration, n uint64, c video.Command) {
		put(after, video.Record{Entry: &video.Entry{N: n, At: began.Add(after), Kind: video.EntryCommand, Command: &c}})
	}
	whole := SmallRoom()
	whole.At = began
	whole.Log = nil
	const second = time.Second
	put(0, video.Record{Link: &video.Link{State: video.LinkLive, Gen: 1, Since: began}})
	put(0, video.Record{Snapshot: whole})
	event(10*second, "video.member.updated", `{"member":{"id":"`+string(whole.Members[0].ID)+`","audio_muted":true}}`)
	put(18*second, video.Record{Talk: &video.TalkSpan{
		Member: whole.Members[1].ID, From: began.Add(11 * second), To: began.Add(18 * second), Since: 3,
	}})
	command(20*second, 1, video.Lock())
	event(30*second, "video.member.left", `{"member":{"id":"`+string(whole.Members[2].ID)+`"}}`)
	command(40*second, 2, video.Unlock())
	event(60*second, "video.room.audience_count", `{"total":7}`)
	put(61*second, video.Record{})
	if err := w.Flush(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	night, err := replay.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(night.Close)
	return night, began
}
