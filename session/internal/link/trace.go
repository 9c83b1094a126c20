package link

import (
	"context"
	"log/slog"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// maxTraced bounds the bytes of a frame in the trace; the state of 300 members fits.
const maxTraced = 512 << 10

// tracer writes each JSON frame of a connection to the debug log, without secrets. A nil tracer writes nothing: without
// a debug log, a frame costs one comparison.
type tracer struct {
	log     *slog.Logger
	secrets video.Redactor // a peer may echo the token
}

// newTracer returns the tracer of a connection, or nil if the debug level is off.
func newTracer(o *Options, gen int) *tracer {
	if !o.Logger.Enabled(context.Background(), slog.LevelDebug) {
		return nil
	}
	t := &tracer{log: o.Logger.With("gen", gen)}
	t.secrets.Keep(o.Token.Reveal())
	return t
}

func (t *tracer) received(frame []byte) { t.trace("in", frame) }
func (t *tracer) sent(frame []byte)     { t.trace("out", frame) }

func (t *tracer) trace(direction string, frame []byte) {
	if t == nil {
		return
	}
	text := wire.Traced(frame)
	if len(text) > maxTraced {
		text = wire.Cut(text, maxTraced) + "…"
	}
	t.log.Debug("frame", "direction", direction, "bytes", len(frame), "frame", t.secrets.Redact(text))
}
