package session

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"gavel/session/internal/wire"
)

// benchSizes are the sizes of rooms in benchmarks. The cost of an event must not depend on them.
var benchSizes = []int{100, 1_000, 10_000}

func eventFrame(event, params string) []byte {
	return []byte(`{"jsonrpc":"2.0","id":"9050e4f8-0000-4000-8000-000000000001","method":"signalwire.event","params":{` +
		`"event_type":"` + event + `","event_channel":"EC_1","timestamp":1627374612.9585,"params":` + params + `}}`)
}

// mix returns a script of frames as a lively room sends them: 80 % talking, 15 % updated, 3 % joined or left, 2 %
// layouts.
func mix(members, frames int) [][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	ids := func(i int) string {
		return fmt.Sprintf(`"id":"%s","room_id":"r","room_session_id":"rs"`, benchMember(i))
	}
	out := make([][]byte, 0, frames)
	for n := range frames {
		i := r.IntN(members)
		wrap := func(m string) string { return `{"room_id":"r","room_session_id":"rs","member":{` + m + `}}` }
		switch p := r.IntN(100); {
		case p < 80:
			out = append(out, eventFrame("video.member.talking", wrap(ids(i)+fmt.Sprintf(`,"talking":%v`, n%2 == 0))))
		case p < 95:
			out = append(out, eventFrame("video.member.updated",
				wrap(ids(i)+fmt.Sprintf(`,"updated":["audio_muted"],"audio_muted":%v`, n%2 == 0))))
		case p < 98:
			event := []string{"video.member.left", "video.member.joined"}[n%2]
			out = append(out, eventFrame(event, wrap(ids(i)+`,"name":"Somebody","type":"member","visible":true`)))
		default:
			out = append(out, eventFrame("video.layout.changed", `{"room_session_id":"rs","layout":`+layoutJSON(r, members)+`}`))
		}
	}
	return out
}

func layoutJSON(r *rand.Rand, members int) string {
	var b strings.Builder
	b.WriteString(`{"name":"5x5","layers":[`)
	for i := range 25 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"layer_index":%d,"z_index":%d,"x":%d,"y":%d,"width":20,"height":20,"position":"standard-%d",`+
			`"reservation":"","visible":true,"playing_file":false,"member_id":"%s"}`,
			i, i, i%5*20, i/5*20, i+1, benchMember(r.IntN(members)))
	}
	b.WriteString("]}")
	return b.String()
}

// BenchmarkEvents measures one event from its bytes to the state, with a snapshot for every 300 events: 10,000 events
// and 30 snapshots per second.
func BenchmarkEvents(b *testing.B) {
	const script, perSnapshot = 5000, 300
	for _, size := range benchSizes {
		b.Run(fmt.Sprintf("mix/members=%d", size), func(b *testing.B) {
			s := newBenchRoom(b, size)
			frames := mix(size, script)
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				applyFrame(b, s, frames[i%script])
				if i%perSnapshot == 0 {
					s.snapshot(epoch)
				}
			}
		})
	}
}

var benchFrame wire.Frame

func applyFrame(b *testing.B, s *benchRoom, text []byte) {
	benchFrame.Text = append(benchFrame.Text[:0], text...)
	if err := benchFrame.Parse(); err != nil {
		b.Fatal(err)
	}
	_ = s.apply(benchFrame.EventType, benchFrame.Params(), epoch)
}

// BenchmarkTalking measures the most frequent event, which must not allocate.
func BenchmarkTalking(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(fmt.Sprintf("members=%d", size), func(b *testing.B) {
			s := newBenchRoom(b, size)
			frames := make([][]byte, 2)
			for i, on := range []bool{true, false} {
				frames[i] = eventFrame("video.member.talking", benchDelta(size/2, fmt.Sprintf(`"talking":%v`, on)))
			}
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				applyFrame(b, s, frames[i%2])
			}
		})
	}
}

// BenchmarkApplyTalking excludes the parsing.
func BenchmarkApplyTalking(b *testing.B) {
	s := newBenchRoom(b, 1000)
	p := [2]wire.EventParams{
		innerOf(mustParse(benchDelta(500, `"talking":true`))), innerOf(mustParse(benchDelta(500, `"talking":false`))),
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		_ = s.apply("video.member.talking", p[i%2], epoch)
	}
}

func BenchmarkSnapshot(b *testing.B) {
	for _, size := range benchSizes {
		b.Run(fmt.Sprintf("members=%d", size), func(b *testing.B) {
			s := newBenchRoom(b, size)
			b.ReportAllocs()
			for b.Loop() {
				s.snapshot(epoch)
			}
		})
	}
}

// BenchmarkMemory reports the memory of one member while a room is kept, with one live snapshot.
func BenchmarkMemory(b *testing.B) {
	const members = 10_000
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		s := newBenchRoom(b, members)
		snap := s.snapshot(time.Now())
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/members, "bytes/member")
		runtime.KeepAlive(snap)
		runtime.KeepAlive(s)
	}
}
