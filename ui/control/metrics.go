package control

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"gavel/session/video"
)

// outcomes counts the commands of this server.
type outcomes struct {
	mu sync.Mutex
	n  map[outcomeKey]uint64
}

type outcomeKey struct {
	method  video.Action
	outcome string
}

func (o *outcomes) add(method video.Action, res video.Result, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.n == nil {
		o.n = map[outcomeKey]uint64{}
	}
	if len(res.Targets) == 0 && err != nil {
		o.n[outcomeKey{method, video.OutcomeNotSent.String()}]++
	}
	for _, t := range res.Targets {
		o.n[outcomeKey{method, t.Outcome.String()}]++
	}
}

// getMetrics answers in the text form of Prometheus.
func (s *Server) getMetrics(w http.ResponseWriter, _ *http.Request) {
	var b strings.Builder
	gauges := []struct {
		name, help string
		of         func(Room) float64
	}{
		{"gavel_people", "People in the room.", func(r Room) float64 { return float64(r.People) }},
		{"gavel_talking", "Members talking now.", func(r Room) float64 { return float64(r.Talking) }},
		{"gavel_hands", "Raised hands.", func(r Room) float64 { return float64(r.Hands) }},
		{"gavel_recording", "1 while a recording runs, paused or not.", func(r Room) float64 { return truth(r.Recording != nil && *r.Recording) }},
		{"gavel_streams", "Streams on air.", func(r Room) float64 { return float64(r.Streams) }},
		{"gavel_live", "1 while the connection is up and the room is read.", func(r Room) float64 {
			return truth(r.Link == video.LinkLive.String() && !r.Stale)
		}},
	}
	rooms := s.states()
	for _, g := range gauges {
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s gauge\n", g.name, g.help, g.name)
		for _, r := range rooms {
			fmt.Fprintf(&b, "%s{room=%s} %g\n", g.name, label(r.Name), g.of(r))
		}
	}
	s.counts.write(&b)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = w.Write([]byte(b.String()))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// label quotes a value of a label.
func label(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(strings.ToValidUTF8(s, "�")) + `"`
}

func (o *outcomes) write(b *strings.Builder) {
	const name = "gavel_commands_total"
	fmt.Fprintf(b, "# HELP %s Targets of commands given here, by outcome.\n# TYPE %s counter\n", name, name)
	o.mu.Lock()
	defer o.mu.Unlock()
	lines := make([]string, 0, len(o.n))
	for k, n := range o.n {
		lines = append(lines, fmt.Sprintf("%s{method=%s,outcome=%s} %d\n", name, label(string(k.method)), label(k.outcome), n))
	}
	slices.Sort(lines)
	b.WriteString(strings.Join(lines, ""))
}

// states returns the joined rooms by name.
func (s *Server) states() []Room {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Room, 0, len(s.rooms))
	for _, h := range s.rooms {
		list = append(list, RoomOf(h.room.Snapshot(), time.Now()))
	}
	slices.SortFunc(list, func(a, b Room) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return list
}
