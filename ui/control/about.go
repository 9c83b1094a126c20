package control

import (
	"net/http"
	"os"
	"slices"
)

// About describes the program that serves a control port.
type About struct {
	Program string   `json:"program"` // console or serve
	PID     int      `json:"pid"`
	Rooms   []string `json:"rooms"` // names of the rooms that it has joined
}

func (s *Server) getAbout(w http.ResponseWriter, _ *http.Request) {
	rooms := []string{}
	for _, h := range s.rooms.all() {
		rooms = append(rooms, h.Room.Snapshot().Room.Name)
	}
	if s.o.Joined != nil {
		rooms = append(rooms, s.o.Joined()...)
	}
	slices.Sort(rooms)
	answer(w, http.StatusOK, About{Program: s.o.Program, PID: os.Getpid(), Rooms: slices.Compact(rooms)})
}
