//go:build !windows

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/creack/pty"
)

// patience is how long a step may take.
const patience = 15 * time.Second

// plan is what drive measures.
type plan struct {
	cols, rows, members, events, active int
	rate                                float64
	talking, updated, joins             int
	warmup, window                      time.Duration
	glass, request, news                int // how many keys or events
	keys                                string
	want                                string
	mute                                bool
}

func (p *plan) parse(args []string) (program []string, err error) {
	f := flag.NewFlagSet("drive", flag.ContinueOnError)
	f.IntVar(&p.cols, "cols", 80, "columns")
	f.IntVar(&p.rows, "rows", 24, "rows")
	f.IntVar(&p.members, "members", 1000, "members of the room")
	f.IntVar(&p.events, "events", 0, "events that the server sends")
	f.Float64Var(&p.rate, "rate", 0, "events a second")
	f.IntVar(&p.active, "active", 0, "how many members talk; 0 for all")
	f.IntVar(&p.talking, "talking", 80, "percent of events")
	f.IntVar(&p.updated, "updated", 15, "percent of events")
	f.IntVar(&p.joins, "joins", 3, "percent of events; the rest are layouts")
	f.DurationVar(&p.warmup, "settle", 1500*time.Millisecond, "wait before the measurement")
	f.DurationVar(&p.window, "win", 4*time.Second, "time in which cost and bytes are measured")
	f.IntVar(&p.glass, "glass", 0, "number of keys for the time to the first byte")
	f.IntVar(&p.request, "request", 0, "number of keys for the time to the request")
	f.IntVar(&p.news, "news", 0, "number of events for the time to the first byte")
	f.StringVar(&p.keys, "keys", "jk", "keys for -glass, in turn, or the keys for each -request")
	f.StringVar(&p.want, "want", ready, "text in the first frame")
	f.BoolVar(&p.mute, "mute", false, "the terminal answers no query")
	err = f.Parse(args)
	return f.Args(), err
}

// prepare parses the flags and starts the server. In the arguments of the program, URL is its address.
func (p *plan) prepare(args []string) (program []string, s *server, err error) {
	if program, err = p.parse(args); err != nil {
		return nil, nil, err
	}
	if len(program) == 0 {
		return nil, nil, errors.New("a program is missing after --")
	}
	s, err = newServer(newFrames(p.members, p.active, mix{p.talking, p.updated, p.joins}), p.events, p.rate)
	if err != nil {
		return nil, nil, err
	}
	for i, arg := range program {
		program[i] = strings.ReplaceAll(arg, "URL", s.url)
	}
	return program, s, nil
}

// drive measures one program and prints the figures.
func drive(args []string) error {
	var p plan
	program, s, err := p.prepare(args)
	if err != nil {
		return err
	}
	c, err := start(&p, s, program)
	if err != nil {
		return err
	}
	found := map[string]float64{}
	if found["first_frame_ms"], err = c.first(p.want); err != nil {
		return err
	}
	time.Sleep(p.warmup)
	switch {
	case p.glass > 0:
		err = quantiles(found, p.glass, func(i int) (time.Duration, error) { return c.glass(p.keys[i%len(p.keys)]) })
	case p.news > 0:
		err = quantiles(found, p.news, func(i int) (time.Duration, error) { return c.news(s, i) })
	case p.request > 0:
		err = quantiles(found, p.request, func(int) (time.Duration, error) { return c.request(s, p.keys) })
	default:
		c.cost(found, p.window)
	}
	found["rss_mb"] = c.peak()
	c.end()
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(found)
}

// environment returns the environment with which a program finds the server.
func environment(url string) []string {
	return append(os.Environ(), "SIGNALWIRE_PROJECT_ID=bench", "SIGNALWIRE_API_TOKEN=bench", "SIGNALWIRE_RELAY_HOST="+url)
}

// serve runs a program until it ends.
func serve(args []string) error {
	var p plan
	program, s, err := p.prepare(args)
	if err != nil {
		return err
	}
	s.finish = true
	cmd := exec.Command(program[0], program[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = environment(s.url), os.Stdout, os.Stderr
	return cmd.Run()
}

// child is a program in a pseudo-terminal.
type child struct {
	cmd   *exec.Cmd
	tty   *os.File
	began time.Time

	mu   sync.Mutex
	said int       // bytes
	at   time.Time // of the last byte
	head []byte
	more chan struct{} // capacity 1
}

func start(p *plan, s *server, program []string) (*child, error) {
	c := &child{cmd: exec.Command(program[0], program[1:]...), more: make(chan struct{}, 1)}
	c.cmd.Env = append(environment(s.url), "TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8")
	c.began = time.Now()
	var err error
	c.tty, err = pty.StartWithSize(c.cmd, &pty.Winsize{Rows: uint16(p.rows), Cols: uint16(p.cols)})
	if err != nil {
		return nil, err
	}
	go c.read(p.mute)
	return c, nil
}

// read records the output of the program, and answers its queries as a terminal does.
func (c *child) read(mute bool) {
	b := make([]byte, 64<<10)
	for {
		n, err := c.tty.Read(b)
		if err != nil {
			return
		}
		now := time.Now()
		if !mute && bytes.Contains(b[:n], []byte("\x1b[6n")) {
			_, _ = c.tty.WriteString("\x1b[1;2R")
		}
		if !mute && bytes.Contains(b[:n], []byte("\x1b]11;?")) {
			_, _ = c.tty.WriteString("\x1b]11;rgb:0000/0000/0000\x1b\\")
		}
		c.mu.Lock()
		c.said, c.at = c.said+n, now
		if len(c.head) < 1<<20 {
			c.head = append(c.head, b[:n]...)
		}
		c.mu.Unlock()
		select {
		case c.more <- struct{}{}:
		default:
		}
	}
}

// first waits for the first frame and returns how long it took.
func (c *child) first(want string) (ms float64, err error) {
	for deadline := time.After(patience); ; {
		select {
		case <-c.more:
		case <-deadline:
			return 0, fmt.Errorf("%q was never shown", want)
		}
		c.mu.Lock()
		found, at := bytes.Contains(c.head, []byte(want)), c.at
		c.mu.Unlock()
		if found {
			return float64(at.Sub(c.began).Microseconds()) / 1000, nil
		}
	}
}

// quantiles measures n times, at random moments.
func quantiles(found map[string]float64, n int, measure func(i int) (time.Duration, error)) error {
	took := make([]time.Duration, n)
	for i := range took {
		var err error
		if took[i], err = measure(i); err != nil {
			return err
		}
	}
	slices.Sort(took)
	found["p50_ms"] = float64(took[n/2].Microseconds()) / 1000
	found["p99_ms"] = float64(took[n*99/100].Microseconds()) / 1000
	return nil
}

// rest waits for a random moment.
func rest(least, span time.Duration) {
	time.Sleep(least + time.Duration(rand.Int63n(int64(span))))
}

// glass presses a key and returns how long the first byte took.
func (c *child) glass(key byte) (time.Duration, error) {
	rest(2*time.Millisecond, 6*time.Millisecond)
	from := c.quiet()
	since := time.Now()
	if _, err := c.tty.Write([]byte{key}); err != nil {
		return 0, err
	}
	return c.answer(from, since)
}

// news sends an event to an idle program and returns how long its first byte took.
func (c *child) news(s *server, i int) (time.Duration, error) {
	rest(120*time.Millisecond, 80*time.Millisecond)
	from := c.quiet()
	return c.answer(from, s.news(i))
}

// quiet resets the count of output bytes and returns it.
func (c *child) quiet() int {
	select {
	case <-c.more:
	default:
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.said
}

func (c *child) answer(from int, since time.Time) (time.Duration, error) {
	for deadline := time.After(patience); ; {
		select {
		case <-c.more:
		case <-deadline:
			return 0, errors.New("a key or an event had no answer")
		}
		c.mu.Lock()
		said, at := c.said, c.at
		c.mu.Unlock()
		if said > from {
			return at.Sub(since), nil
		}
	}
}

// request presses keys, the last of which becomes a request, and returns how long the server took to read it.
func (c *child) request(s *server, keys string) (time.Duration, error) {
	rest(150*time.Millisecond, 20*time.Millisecond)
	for i := range len(keys) - 1 {
		_, _ = c.tty.Write([]byte{keys[i]})
		rest(130*time.Millisecond, 10*time.Millisecond)
	}
	before := len(s.got())
	since := time.Now()
	_, err := c.tty.Write([]byte{keys[len(keys)-1]})
	for deadline := time.Now().Add(patience); err == nil; {
		time.Sleep(50 * time.Microsecond)
		if got := s.got(); len(got) > before {
			return got[before].Sub(since), nil
		}
		if time.Now().After(deadline) {
			err = errors.New("a key caused no request")
		}
	}
	return 0, err
}

// cost measures the CPU time, wake-ups and output of the program.
func (c *child) cost(found map[string]float64, window time.Duration) {
	cpu, switches := c.spent()
	c.mu.Lock()
	said := c.said
	c.mu.Unlock()
	began := time.Now()
	time.Sleep(window)
	over := time.Since(began).Seconds()
	cpuNow, switchesNow := c.spent()
	c.mu.Lock()
	saidNow := c.said
	c.mu.Unlock()
	found["cpu_pct"] = 100 * (cpuNow - cpu) / over
	found["wakeups_s"] = float64(switchesNow-switches) / over
	found["bytes_s"] = float64(saidNow-said) / over
}

// spent returns the CPU seconds of all threads, and how often they were woken.
func (c *child) spent() (cpu float64, switches int) {
	tasks, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", c.cmd.Process.Pid))
	for _, task := range tasks {
		b, _ := os.ReadFile(task + "/schedstat")
		if f := strings.Fields(string(b)); len(f) > 0 {
			n, _ := strconv.ParseFloat(f[0], 64)
			cpu += n / 1e9
		}
		switches += int(status(task, "voluntary_ctxt_switches"))
	}
	return cpu, switches
}

// peak returns the peak memory of the program, in megabytes.
func (c *child) peak() float64 {
	return status(fmt.Sprintf("/proc/%d", c.cmd.Process.Pid), "VmHWM") / 1024
}

// status returns a number of a process or a thread.
func status(dir, name string) float64 {
	b, _ := os.ReadFile(dir + "/status")
	_, rest, _ := strings.Cut("\n"+string(b), "\n"+name+":")
	n, _ := strconv.ParseFloat(strings.Fields(rest + " 0")[0], 64)
	return n
}

// end ends the program.
func (c *child) end() {
	_, _ = c.tty.WriteString("q")
	timer := time.AfterFunc(1500*time.Millisecond, func() { _ = c.cmd.Process.Kill() })
	defer timer.Stop()
	_ = c.cmd.Wait()
}
