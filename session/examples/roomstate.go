package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"gavel/session"
)

// serve answers requests from this machine until ctx ends.
func serve(ctx context.Context, client *session.Client, name string, out io.Writer) error {
	room, err := session.Join(ctx, client, name)
	if err != nil {
		return err
	}
	defer room.Close()
	server := http.Server{Addr: "127.0.0.1:8080", Handler: state(room), ReadHeaderTimeout: time.Second}
	fmt.Fprintf(out, "http://%s\n", server.Addr)
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// state answers with the newest snapshot. The status is 503 while the snapshot may be out of date, and 410 after the
// end of the room.
func state(room *session.RoomSession) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		s, status := room.Snapshot(), http.StatusOK
		switch {
		case s.Room.Ended:
			status = http.StatusGone
		case s.Stale:
			status = http.StatusServiceUnavailable
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(s) // the client has disconnected, so there is nobody to report to
	})
	return mux
}
