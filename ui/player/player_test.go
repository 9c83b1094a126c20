package player

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"gavel/ui/uitest"
)

// start returns a player of the recorded minute, in the time zone of UTC.
func start(t *testing.T) (*Player, time.Time) {
	t.Helper()
	night, began := uitest.Night(t)
	reel, ok := night.Reel(night.Sessions()[0].ID)
	if !ok {
		t.Fatal("no reel")
	}
	return New(reel, time.UTC), began
}

func TestPlaysAtEverySpeed(t *testing.T) {
	for _, speed := range Speeds {
		synctest.Test(t, func(t *testing.T) {
			p, began := start(t)
			p.SetSpeed(speed)
			ctx, stop := context.WithCancel(t.Context())
			defer stop()
			go p.Run(ctx)
			muted := func() bool { return p.Snapshot().Members[0].AudioMuted }
			time.Sleep(time.Duration(float64(9*time.Second) / speed))
			if muted() || p.Now().Before(began.Add(7*time.Second)) {
				t.Errorf("×%v: before ten seconds: %v, muted %t", speed, p.Now().Sub(began), muted())
			}
			time.Sleep(time.Duration(float64(5*time.Second)/speed) + 2*still)
			if !muted() {
				t.Errorf("×%v: not muted after %v", speed, p.Now().Sub(began))
			}
			time.Sleep(time.Duration(float64(2*time.Minute) / speed))
			if now := p.Now().Sub(began); now != 61*time.Second {
				t.Errorf("×%v: it ends at %v", speed, now)
			}
		})
	}
}

func TestPauseStopsTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, _ := start(t)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		go p.Run(ctx)
		time.Sleep(3 * time.Second)
		p.toggle()
		at := p.Now()
		time.Sleep(time.Hour)
		if p.Now() != at {
			t.Errorf("it went on by %v", p.Now().Sub(at))
		}
		p.toggle()
		time.Sleep(2 * time.Second)
		if moved := p.Now().Sub(at); moved < time.Second || moved > 3*time.Second {
			t.Errorf("after the pause it moved by %v in two seconds", moved)
		}
	})
}

func TestStepAndAction(t *testing.T) {
	p, began := start(t)
	var at []time.Duration
	for p.Action(1) {
		at = append(at, p.Now().Sub(began).Round(time.Second))
	}
	if len(at) != 2 || at[0] != 20*time.Second || at[1] != 40*time.Second {
		t.Errorf("actions at %v", at)
	}
	p.Step(-1)
	if now := p.Now().Sub(began).Round(time.Second); now != 30*time.Second {
		t.Errorf("the record before is at %v", now)
	}
	if p.Action(-1); p.Now().Sub(began).Round(time.Second) != 20*time.Second {
		t.Errorf("the previous action is at %v", p.Now().Sub(began))
	}
}

func TestTime(t *testing.T) {
	p, began := start(t)
	p.GoTo(began.Add(20 * time.Second))
	clock := func(d time.Duration) string { return began.Add(d).UTC().Format(time.TimeOnly) }
	tests := []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{clock(30 * time.Second), 30 * time.Second, true},
		{began.UTC().Format("15:04"), 0, true},
		{began.Add(40 * time.Second).UTC().Format(time.DateTime), 40 * time.Second, true},
		{"+10s", 30 * time.Second, true},
		{" -5s ", 15 * time.Second, true},
		{"+5h", 61 * time.Second, true},
		{"-5h", 0, true},
		{clock(3 * time.Hour), 0, false},
		{"noon", 0, false},
		{"", 0, false},
		{"25:00", 0, false},
		{"+", 0, false},
	}
	for _, test := range tests {
		got, err := p.Time(test.text)
		if (err == nil) != test.ok {
			t.Errorf("%q: %v", test.text, err)
		}
		if off := got.Sub(began.Add(test.want)).Abs(); test.ok && off > time.Minute {
			t.Errorf("%q is %v after the start", test.text, got.Sub(began))
		}
	}
}

func TestStatus(t *testing.T) {
	p, began := start(t)
	clock := began.UTC().Format(time.TimeOnly)
	if got := p.Status(); got != clock+" ×1" {
		t.Errorf("at the start: %q", got)
	}
	p.Faster(2)
	if got := p.Status(); got != clock+" ×4" {
		t.Errorf("faster: %q", got)
	}
	if p.Faster(-9); p.Status() != clock+" ×0.5" {
		t.Errorf("slower: %q", p.Status())
	}
	if p.GoTo(began.Add(20 * time.Second)); p.Status() != began.Add(20*time.Second).UTC().Format(time.TimeOnly)+" paused" {
		t.Errorf("paused: %q", p.Status())
	}
	if p.Step(100); p.Status() != began.Add(61*time.Second).UTC().Format(time.TimeOnly)+" end" {
		t.Errorf("at the end: %q", p.Status())
	}
}
