package session_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// soakFor is the length of TestSoak; use at least -soak 10m for a real run.
var soakFor = flag.Duration("soak", 3*time.Second, "how long TestSoak breaks things")

const (
	soakMembers = 200
	soakRate    = 50 // events per second
	// soakSettle is how long the state may take to equal the room's after everything works again.
	soakSettle = 20 * time.Second
	// soakWarm is the part of a run that the slope excludes, while caches fill and the log reaches its size.
	soakWarm = 2
)

// TestSoak breaks a lively room's connection over real sockets in random ways, every 1 to 30 s (more often in a short
// run). It compares the state with the relay's each time everything works again.
func TestSoak(t *testing.T) {
	if testing.Short() {
		t.Skip("needs seconds of real time; left out with -short")
	}
	k := newSoak(t)
	defer k.close()
	for time.Since(k.began) < *soakFor {
		k.breakOnce()
		k.wait()
		k.compare()
	}
	k.endClient()
	k.report()
}

// soak is one run.
type soak struct {
	t       *testing.T
	r       *rand.Rand
	relay   *localrelay.Server
	client  *session.Client
	room    *session.RoomSession
	began   time.Time
	faults  map[string]int
	checks  int
	drift   int
	worst   time.Duration // from working again to equal
	child   *exec.Cmd     // the client whose memory is measured
	read    chan struct{} // closed when all its samples were read
	samples []sample
}

// sample is the memory of the other process at one time.
type sample struct {
	at   time.Duration
	mb   float64 // resident
	live float64 // MB in use on the heap, after a collection
}

func newSoak(t *testing.T) *soak {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	k := &soak{t: t, r: rand.New(rand.NewPCG(seed, 1)), began: time.Now(), faults: map[string]int{}}
	var err error
	if k.relay, err = localrelay.Start(
		localrelay.Options{Members: soakMembers, Rate: soakRate, Seed: int64(seed % 1000)},
	); err != nil {
		t.Fatal(err)
	}
	cfg := config(k.relay)
	cfg.NetDial = nil // real sockets
	if k.client, err = session.Dial(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if k.room, err = session.Join(t.Context(), k.client, k.relay.Rooms()[0].Name); err != nil {
		t.Fatal(err)
	}
	k.startClient()
	return k
}

func (k *soak) close() {
	_ = k.room.Close()
	_ = k.client.Close()
	if err := k.relay.Close(); err != nil {
		k.t.Error(err)
	}
}

// breakOnce causes one fault and lets it last for a moment.
func (k *soak) breakOnce() {
	harms := []struct {
		name string
		do   func()
	}{
		{"drop", k.relay.Drop},
		{"reset", k.relay.Reset},
		{"disconnect", func() { k.relay.Disconnect(k.r.IntN(2) == 0) }},
		{"close code", func() { k.relay.CloseWith([]int{1000, 1001, 1011, 1012, 4000}[k.r.IntN(5)]) }},
		{"stall", func() { k.relay.Stall(time.Duration(k.r.IntN(3000)) * time.Millisecond) }},
		{"refused dials", func() { k.relay.Reject(1+k.r.IntN(3), localrelay.Rejection{HTTPStatus: 503}); k.relay.Drop() }},
		{"garbage", func() { k.relay.PushRaw([]byte(`{"jsonrpc":"2.0","method":"signalwire.event","params":`)) }},
		{"half a frame", func() { k.relay.PushBytes([]byte{0x81, 126, 1}); k.relay.Reset() }},
		{"binary", func() { k.relay.PushFrame(2, []byte{0, 255}) }},
		{"slow answers", func() { k.relay.Delay(time.Duration(k.r.IntN(500)) * time.Millisecond) }},
	}
	h := harms[k.r.IntN(len(harms))]
	k.faults[h.name]++
	h.do()
}

// wait waits 1 to 30 s, or less in a short run, and then repairs everything.
func (k *soak) wait() {
	longest := min(30*time.Second, *soakFor/10)
	pause := time.Duration(k.r.Int64N(int64(longest))) + longest/30
	time.Sleep(min(pause, max(0, *soakFor-time.Since(k.began)))) // faults need real time, because the sockets are real
	k.relay.Unstall()
	k.relay.Delay(0)
	k.relay.Reject(0, localrelay.Rejection{})
}

// compare waits until the state equals the room. It stops the room while it compares them.
func (k *soak) compare() {
	k.t.Helper()
	from, diff := time.Now(), []string{"never live"}
	for time.Since(from) < soakSettle {
		time.Sleep(20 * time.Millisecond) // the room changes 50 times a second
		if k.room.Snapshot().Link.State != video.LinkLive || k.room.Snapshot().Stale {
			continue
		}
		before, err := k.relay.RoomState(k.room.ID())
		if err != nil {
			k.t.Fatal(err)
		}
		time.Sleep(60 * time.Millisecond) // everything sent must have arrived by now
		snap := k.room.Snapshot()
		after, _ := k.relay.RoomState(k.room.ID())
		diff = differences(snap, before)
		if len(diff) > 0 {
			diff = differences(snap, after)
		}
		if len(diff) == 0 {
			break
		}
	}
	k.checks++
	k.worst = max(k.worst, time.Since(from))
	if len(diff) > 0 {
		k.drift++
		k.t.Errorf("after %v the picture is not the room: %.1000s", time.Since(from), strings.Join(diff, "; "))
	}
	if err := k.room.Err(); err != nil {
		k.t.Fatal(err)
	}
}

// liveMB returns the size of the heap after a collection, in MB.
func liveMB() float64 {
	debug.FreeOSMemory()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / (1 << 20)
}

// residentMB returns the memory of the process after unused memory was released, in MB.
func residentMB(t *testing.T) float64 {
	t.Helper()
	debug.FreeOSMemory()
	raw, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapInuse) / (1 << 20)
	}
	var size, resident int
	if _, err := fmt.Sscan(string(raw), &size, &resident); err != nil {
		t.Fatal(err)
	}
	return float64(resident*os.Getpagesize()) / (1 << 20)
}

// report prints the figures of the run.
func (k *soak) report() {
	total := 0
	for _, n := range k.faults {
		total += n
	}
	s := k.room.Snapshot()
	k.t.Logf(
		"%v: %d faults %v, %d checks, %d with drift, slowest %v, %d connections",
		time.Since(k.began).
			Round(time.Second),
		total,
		k.faults,
		k.checks,
		k.drift,
		k.worst.Round(time.Millisecond),
		s.Link.Gen,
	)
	if len(k.samples) == 0 {
		k.t.Fatal("the client of the other process has measured nothing")
	}
	last := k.samples[len(k.samples)-1]
	k.t.Logf(
		"memory of a client alone: %.1f MB resident, slope %+.2f MB/h; %.2f MB live, slope %+.2f MB/h; %d samples, second half of the run",
		last.mb,
		k.slope(func(p sample) float64 { return p.mb }),
		last.live,
		k.slope(func(p sample) float64 { return p.live }),
		len(k.samples),
	)
}

// slope returns the growth of the memory per hour, as the least squares line through the samples after the start.
func (k *soak) slope(of func(sample) float64) float64 {
	var n, sx, sy, sxx, sxy float64
	for _, p := range k.samples {
		if p.at < *soakFor/soakWarm {
			continue
		}
		x, y := p.at.Hours(), of(p)
		n, sx, sy, sxx, sxy = n+1, sx+x, sy+y, sxx+x*x, sxy+x*y
	}
	if d := n*sxx - sx*sx; d > 0 {
		return (n*sxy - sx*sy) / d
	}
	return 0
}
