package link

import (
	"testing"
	"time"
)

func TestPaceWaitsOnlyInContinuousTraffic(t *testing.T) {
	at := time.Unix(0, 0)
	run := func(p *pace, n int, gap time.Duration, full bool) {
		for range n {
			at = at.Add(gap)
			p.read(at, 640, full)
		}
	}
	tests := []struct {
		name string
		do   func(p *pace)
		want bool
	}{
		{"no traffic", func(*pace) {}, false},
		{"a short burst", func(p *pace) { run(p, paceAfter, 0, false) }, false},
		{"a stream", func(p *pace) { run(p, 2*paceAfter, time.Millisecond, false) }, true},
		{"a stream with waits", func(p *pace) { run(p, 2*paceAfter, paceEvery+time.Millisecond, false) }, true},
		{"twenty a second", func(p *pace) { run(p, 100, 50*time.Millisecond, false) }, false},
		{"a stream that has stopped", func(p *pace) {
			run(p, 100, time.Millisecond, false)
			run(p, 1, time.Second, false)
		}, false},
		{"too much traffic for waits", func(p *pace) {
			run(p, 2*paceAfter, time.Millisecond, false)
			p.read(at, paceBytes/2, true)
			p.read(at, paceBytes/2, false)
		}, false},
		{"less traffic again", func(p *pace) {
			p.read(at, paceBytes, false)
			run(p, 2*paceAfter, paceRest/paceAfter/3, false)
			run(p, 2*paceAfter, paceRest/paceAfter/3, false)
		}, true},
		{"more bytes are ready", func(p *pace) { run(p, 100, 0, true) }, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var p pace
			tt.do(&p)
			if got := p.due(); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
