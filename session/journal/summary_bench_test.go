package journal

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"gavel/session/video"
)

// BenchmarkSummarise reports the time per journal line, and the memory for a journal of -benchtime Nx lines.
func BenchmarkSummarise(b *testing.B) {
	path := longJournal(b, b.N)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	b.ResetTimer()
	sum, err := Summarise(path, "party")
	b.StopTimer()
	runtime.ReadMemStats(&after)
	if err != nil || len(sum.Sessions) != 1 {
		b.Fatal(len(sum.Sessions), err)
	}
	b.ReportMetric(float64(after.HeapSys-before.HeapSys)/1e6, "MB-heap")
}

// longJournal writes a night of n lines: half of them are talk spans, the other half changes of members.
func longJournal(b *testing.B, n int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "journal")
	w, err := Open(Options{Path: path, MaxBytes: 4 << 30})
	if err != nil {
		b.Fatal(err)
	}
	r := w.Room()
	r.Begin(video.Room{}, func() {})
	at := time.Now()
	for i := range n {
		at = at.Add(40 * time.Millisecond)
		rec := video.Record{Room: "room-1", Seq: uint64(i + 1), At: at}
		if id := video.MemberID(fmt.Sprintf("member-%d", i/2%300)); i%2 == 0 {
			rec.Talk = &video.TalkSpan{Member: id, From: at.Add(-2 * time.Second), To: at}
		} else {
			rec.Event = &video.WireEvent{Type: "video.member.updated", Params: json.RawMessage(fmt.Sprintf(
				`{"room_session_id":"room-1","room_id":"r","member":{"id":%q,"room_id":"r","room_session_id":"room-1",`+
					`"audio_muted":%t,"updated":["audio_muted"]}}`, id, i%4 == 1))}
		}
		r.Record(rec)
		if i%1000 == 999 {
			if err := w.Flush(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	if info, err := os.Stat(path); err == nil {
		b.ReportMetric(float64(info.Size())/float64(n), "bytes/line")
	}
	return path
}
