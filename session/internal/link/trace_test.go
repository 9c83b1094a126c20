package link

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"gavel/session/internal/fakerelay"
	"gavel/session/internal/wire"
)

// tracedFrames returns the frames in a debug log, as "in" or "out" and the method, or "answer".
func tracedFrames(t *testing.T, log string) (frames []string) {
	t.Helper()
	for line := range strings.Lines(log) {
		var record struct{ Msg, Direction, Frame string }
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if record.Msg != "frame" {
			continue
		}
		frame := struct{ Method string }{"answer"}
		if err := json.Unmarshal([]byte(record.Frame), &frame); err != nil {
			t.Fatalf("%q: %v", record.Frame, err)
		}
		frames = append(frames, record.Direction+" "+frame.Method)
	}
	return frames
}

func TestDebugLogShowsFrames(t *testing.T) {
	for name, c := range map[string]struct {
		level slog.Level
		want  []string
	}{
		"debug": {slog.LevelDebug, []string{
			"out signalwire.connect", "in answer", "in signalwire.ping", "out answer", "in signalwire.event", "out answer",
		}},
		"info": {slog.LevelInfo, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log bytes.Buffer
				k, p := dialKeeper(fakerelay.New(t), func(o *Options) {
					o.EventAcks = true
					o.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: c.level}))
				})
				p.Send(`{"jsonrpc":"2.0","id":"p1","method":"signalwire.ping","params":{}}`)
				synctest.Wait()
				p.Send(`{"jsonrpc":"2.0","id":"e1","method":"signalwire.event","params":{"event_type":"video.room.updated",` +
					`"params":{"url":"rtmp://h/app/` + fakerelay.Token + `"}}}`)
				synctest.Wait()
				_ = k.Close()
				if got := tracedFrames(t, log.String()); !slices.Equal(got, c.want) {
					t.Errorf("got  %q\nwant %q", got, c.want)
				}
				if strings.Contains(log.String(), fakerelay.Token) {
					t.Errorf("the token is in the log:\n%s", log.String())
				}
			})
		})
	}
}

func TestNoTracerWithoutDebugLog(t *testing.T) {
	o := Options{Logger: slog.New(slog.DiscardHandler)}
	frames := newTracer(&o, 1)
	if frames != nil {
		t.Fatal("there is a tracer")
	}
	frame := wire.AppendReply(nil, []byte(`"a"`), "{}")
	if n := testing.AllocsPerRun(100, func() { frames.sent(frame) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
