package link

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
)

func TestLargeFrameLeavesNoLargeBuffer(t *testing.T) {
	large := fakerelay.Event("e", "video.member.talking", `,"x":"`+strings.Repeat("x", 2*wire.MaxKeptBuffer)+`"`)
	f, err := parseFrame([]byte(large), time.Now(), 1)
	if err != nil {
		t.Fatal(err)
	}
	b := batches.New().(*Batch)
	b.add(f)
	if got := b.Frames[0].Params().Node().GetStringBytes("x"); len(got) != 2*wire.MaxKeptBuffer || b.fits(f) ||
		cap(b.text) > 0 {
		t.Errorf("%d bytes, fits %v, keeps %d", len(got), b.fits(f), cap(b.text))
	}
	if err := f.Fill(strings.NewReader("{}")); err != nil || cap(f.Text) > wire.MaxKeptBuffer || cap(f.Tape) > 0 {
		t.Errorf("the reader keeps %d bytes", cap(f.Text))
	}
}

func TestBatchCopiesEachFrame(t *testing.T) {
	b := batches.New().(*Batch)
	f := &wire.Frame{Gen: 1}
	for i := range 5 {
		f.Text = append(f.Text[:0], fakerelay.Event("e", "video.member.talking", fmt.Sprintf(`,"n":%d`, i))...)
		if err := f.Parse(); err != nil {
			t.Fatal(err)
		}
		b.add(f)
	}
	for i, f := range b.Frames {
		if textInt(f.Params().Get("n")) != i || f.EventType != "video.member.talking" || string(f.ID()) != `"e"` {
			t.Errorf("frame %d: %s", i, f.Text)
		}
	}
}

func TestBatchHoldsAWholeRead(t *testing.T) {
	b := batches.New().(*Batch)
	f := &wire.Frame{Document: wire.Document{Text: slices.Clone(talkingFrame)}}
	if err := f.Parse(); err != nil {
		t.Fatal(err)
	}
	n := 0
	if got := testing.AllocsPerRun(100, func() {
		b.Frames, b.text, b.tape = b.Frames[:0], b.text[:0], b.tape[:0]
		for n = 0; b.fits(f); n++ {
			b.add(f)
		}
	}); got != 0 {
		t.Errorf("%v allocations for a batch", got)
	}
	if n < 50 {
		t.Errorf("a batch holds %d events", n)
	}
}

// parseFrame returns the frame of a text, with a buffer of its own.
func parseFrame(b []byte, at time.Time, gen int) (*wire.Frame, error) {
	f := &wire.Frame{At: at, Gen: gen, Document: wire.Document{Text: slices.Clone(b)}}
	if err := f.Parse(); err != nil {
		return nil, err
	}
	return f, nil
}

// talkingFrame is a talking event as long as those of the service.
var talkingFrame = []byte(`{"jsonrpc":"2.0","id":"9050e4f8-b08e-4e39-9796-bfb6e83c2a2d","method":"signalwire.event","params":{` +
	`"params":{"room_id":"6e83849b-5cc2-4fc6-80ed-448113c8a426","room_session_id":"` + fakerelay.Room + `",` +
	`"member":{"id":"46bc8d62-a7ae-44d6-b9a4-a29c2ce9bb42","room_id":"6e83849b-5cc2-4fc6-80ed-448113c8a426",` +
	`"room_session_id":"` + fakerelay.Room + `","talking":true}},"timestamp":1627374719.9585,` +
	`"event_type":"video.member.talking","event_channel":"room.0a324e3c-5e2f-443a-a333-10bf005f249e"}}`)
