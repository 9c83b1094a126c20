//go:build linux

package term

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkKeyToGlass measures from outside, through a pty: from the byte of a key, pressed at a random moment, to the
// first byte that comes back. The bare painter is Bubble Tea without its renderer and one counter, in the same run.
// Milliseconds depend on the machine; the ratio counts.
func BenchmarkKeyToGlass(b *testing.B) {
	for _, helper := range []string{"bare", "console", "bare", "console", "console 700/s"} {
		b.Run(helper, func(b *testing.B) {
			name, env := helper, ""
			if helper == "console 700/s" {
				name, env = "console", "GAVEL_TERM_RATE=1400us"
			}
			s := runHelper(b, 120, 36, name, env)
			if name == "console" {
				s.until("keys 0")
			} else {
				<-time.After(300 * time.Millisecond) // it writes nothing until a key arrives
			}
			keys := max(100, min(b.N, 1000))
			took := make([]time.Duration, keys)
			for i := range took {
				<-time.After(2*time.Millisecond + time.Duration(rand.Int64N(int64(6*time.Millisecond))))
				took[i] = s.answer(b, i)
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[keys/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[keys*99/100].Microseconds()), "p99-µs")
			b.ReportMetric(0, "ns/op")
			s.press("q")
		})
	}
}

// BenchmarkIdle measures the cost of an idle console.
func BenchmarkIdle(b *testing.B) {
	const window = 5 * time.Second
	s := runHelper(b, 120, 36, "console")
	s.until("keys 0")
	<-time.After(time.Second)
	cpu, switches := s.cost()
	said := len(s.output())
	<-time.After(window)
	cpuNow, switchesNow := s.cost()
	b.ReportMetric(100*(cpuNow-cpu).Seconds()/window.Seconds(), "%cpu")
	b.ReportMetric(float64(switchesNow-switches)/window.Seconds(), "wake-ups/s")
	b.ReportMetric(float64(len(s.output())-said), "bytes")
	b.ReportMetric(0, "ns/op")
	s.press("q")
}

// cost returns the processor time of all threads of the helper, and how often they were woken.
func (s *session) cost() (cpu time.Duration, switches int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", s.cmd.Process.Pid))
	for _, task := range tasks {
		b, _ := os.ReadFile(task + "/schedstat")
		if f := strings.Fields(string(b)); len(f) > 0 {
			n, _ := strconv.Atoi(f[0])
			cpu += time.Duration(n)
		}
		b, _ = os.ReadFile(task + "/status")
		_, rest, _ := strings.Cut(string(b), "\nvoluntary_ctxt_switches:")
		line, _, _ := strings.Cut(rest, "\n")
		n, _ := strconv.Atoi(strings.TrimSpace(line))
		switches += n
	}
	return cpu, switches
}

// answer presses a key and waits for the first byte of its effect.
func (s *session) answer(b *testing.B, i int) time.Duration {
	s.mu.Lock()
	from := s.said.Len()
	s.mu.Unlock()
	select {
	case <-s.woke:
	default:
	}
	since := time.Now()
	s.press("j")
	for {
		select {
		case <-s.woke:
		case <-time.After(patience):
		}
		now := time.Since(since)
		s.mu.Lock()
		grown := s.said.Len() > from
		s.mu.Unlock()
		if grown {
			return now
		}
		if now > patience {
			b.Fatal(fmt.Errorf("key %d had no answer", i))
		}
	}
}
