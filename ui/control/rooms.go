package control

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"gavel/session/video"
	"gavel/ui/output"
)

// withRoom finds the room of a request. If there is none, it answers with an error.
func (s *Server) withRoom(w http.ResponseWriter, r *http.Request) *hall {
	ctx, cancel := context.WithTimeout(r.Context(), commandWait)
	defer cancel()
	h, err := s.rooms.find(ctx, r.PathValue("room"))
	switch {
	case err == nil:
		return h
	case errors.Is(err, errNotServed):
		fail(w, http.StatusNotFound, output.Error{
			Outcome: video.OutcomeNotSent.String(), Code: "not-found", Message: err.Error(),
			Hint: "GET /v1/rooms lists the rooms that it serves",
		})
	case errors.Is(err, video.ErrNotFound):
		fail(w, http.StatusNotFound, s.o.Problem(err))
	case errors.Is(err, video.ErrAmbiguous):
		fail(w, http.StatusConflict, s.o.Problem(err))
	default:
		fail(w, http.StatusBadGateway, s.o.Problem(err))
	}
	return nil
}

func (s *Server) getRooms(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), commandWait)
	defer cancel()
	rooms, err := s.o.Client.RoomSessions(ctx)
	if err != nil {
		fail(w, http.StatusBadGateway, s.o.Problem(err))
		return
	}
	rooms = slices.DeleteFunc(rooms, func(r video.Room) bool { return !s.rooms.serves(r.ID, r.Name, r.RoomID) })
	answer(w, http.StatusOK, append([]video.Room{}, rooms...))
}

// getRoom answers with the flat keys and the members.
func (s *Server) getRoom(w http.ResponseWriter, r *http.Request) {
	h := s.withRoom(w, r)
	if h == nil {
		return
	}
	snap := h.Room.Snapshot()
	answer(w, http.StatusOK, struct {
		Room
		Members []*video.Member `json:"members"`
	}{RoomOf(snap, time.Now()), append([]*video.Member{}, snap.Members...)})
}
