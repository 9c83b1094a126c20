package session

import (
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What a frame says does not depend on how long it is.

// padding makes a frame so long that its lists are handed over in parts.
func padding() string { return `,"pad":"` + strings.Repeat("x", 2*maxKeptBuffer) + `"` }

func TestEventsWithoutAnIDAreNotTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, p, room := joinLong(t, 3)
		time.Sleep(time.Second)
		for i, on := range []string{"true", "false", "true"} {
			talking := fakeEvent("q", "video.member.talking", `,"member":{"id":"`+memberName(i)+`","talking":`+on+`}`)
			p.send(strings.Replace(talking, `"id":"q"`, `"id":null`, 1))
		}
		time.Sleep(time.Second)
		if n := room.Snapshot().Counts.Talking; n != 2 || c.link.repeated.Load() != 0 {
			t.Errorf("%d talk, %d events were repeated", n, c.link.repeated.Load())
		}
	})
}

func TestRoomSessionCountsBeforeItsOlderForm(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		session := `,"room_session":{"id":"` + fakeRoom + `","name":"long","members":` + listText(5) + `}`
		old := `,"room":{"room_session_id":"` + fakeRoom + `","members":[]}`
		for name, text := range map[string]string{
			"short": session + old, "long": padding() + session + old, "the other way round": padding() + old + session,
		} {
			_, p, room := joinLong(t, 3)
			time.Sleep(time.Second)
			p.event("two", "video.room.subscribed", text)
			time.Sleep(time.Second)
			if n := len(room.Snapshot().Members); n != 5 {
				t.Errorf("%s: %d members", name, n)
			}
		}
	})
}

// What tells that a frame counts for nothing may stand behind its list: then the room is read again.
func TestListOfAFrameThatCountsForNothing(t *testing.T) {
	list := padding() + `,"room_session":{"id":"` + fakeRoom + `","members":` + listText(50) + `}`
	other := strings.Replace(fakeEvent("n", "video.room.subscribed", list), "signalwire.event", "signalwire.other", 1)
	body := other[strings.Index(other, `"params"`) : len(other)-1]
	for name, text := range map[string]string{
		"another method":              other,
		"another method, told late":   `{"jsonrpc":"2.0","id":"n",` + body + `,"method":"signalwire.other"}`,
		"an answer that nobody asked": `{"jsonrpc":"2.0","id":"n",` + body + `,"result":{}}`,
	} {
		synctest.Test(t, func(t *testing.T) {
			_, p, room := joinLong(t, 3)
			time.Sleep(time.Second)
			p.send(text)
			time.Sleep(20 * time.Second)
			if n := len(room.Snapshot().Members); n != 3 {
				t.Errorf("%s: %d members", name, n)
			}
		})
	}
}

func TestRoomLetsGoOfALargeFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, p, room := joinLong(t, 3)
		time.Sleep(time.Second)
		_ = room.Events(t.Context())
		heap := func() uint64 {
			runtime.GC()
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return m.HeapAlloc
		}
		before := heap()
		p.event("big", "video.unknown", `,"x":"`+strings.Repeat("x", 30<<20)+`"`)
		time.Sleep(time.Second)
		for _, id := range []string{"o1", "o2"} { // the reader lets go of it
			p.send(strings.ReplaceAll(fakeEvent(id, "video.member.talking", ""), fakeRoom, "other"))
		}
		time.Sleep(time.Second)
		if now := heap(); now > before+4<<20 {
			t.Errorf("%d KiB are kept", (now-before)>>10)
		}
	})
}
