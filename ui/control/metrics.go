package control

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"gavel/session/video"
)

// getMetrics answers in the text format of Prometheus. It joins the served rooms that no other request has asked for.
func (s *Server) getMetrics(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), commandWait)
	defer cancel()
	s.joinServed(ctx)
	var b strings.Builder
	const connected = "gavel_connected"
	fmt.Fprintf(&b, "# HELP %s 1 while the connection to the service is up.\n# TYPE %s gauge\n%s %g\n",
		connected, connected, connected, truth(s.o.Client.Link().State == video.LinkLive))
	gauges := []struct {
		name, help string
		of         func(Room) float64
	}{
		{"gavel_people", "People in the room.", func(r Room) float64 { return float64(r.People) }},
		{"gavel_talking", "Members talking now.", func(r Room) float64 { return float64(r.Talking) }},
		{"gavel_hands", "Raised hands.", func(r Room) float64 { return float64(r.Hands) }},
		{"gavel_recording", "1 while a recording runs, paused or not.", func(r Room) float64 {
			return truth(r.Recording != nil && *r.Recording)
		}},
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

// joinServed joins the rooms in progress that are served. A room that cannot be joined has no metrics.
func (s *Server) joinServed(ctx context.Context) {
	rooms, err := s.o.Client.RoomSessions(ctx)
	if err != nil {
		return
	}
	for _, r := range rooms {
		if s.rooms.serves(r.ID, r.Name, r.RoomID) {
			_, _ = s.rooms.find(ctx, r.ID)
		}
	}
}

// states returns the joined rooms in progress by name.
func (s *Server) states() []Room {
	var list []Room
	for _, h := range s.rooms.all() {
		list = append(list, RoomOf(h.Room.Snapshot(), time.Now()))
	}
	list = slices.DeleteFunc(list, func(r Room) bool { return r.Ended })
	slices.SortFunc(list, func(a, b Room) int { return strings.Compare(a.Name+a.ID, b.Name+b.ID) })
	return list
}
