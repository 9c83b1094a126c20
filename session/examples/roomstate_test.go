package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gavel/session"
)

// ask writes each new answer of the server until the room has ended.
func ask(ctx context.Context, client *session.Client, name string, out io.Writer) error {
	room, err := session.Join(ctx, client, name)
	if err != nil {
		return err
	}
	defer room.Close()
	last := ""
	for over := false; !over; time.Sleep(100 * time.Millisecond) {
		over = room.Snapshot().Room.Ended
		answer := httptest.NewRecorder()
		state(room).ServeHTTP(answer, httptest.NewRequest("GET", "/", nil))
		var s struct {
			Room struct {
				Locked *bool `json:"locked"`
			} `json:"room"`
			Members []struct {
				Name string `json:"name"`
			} `json:"members"`
			Streams []any `json:"streams"`
		}
		if err := json.Unmarshal(answer.Body.Bytes(), &s); err != nil || s.Streams == nil {
			return fmt.Errorf("%w in %s", err, answer.Body)
		}
		if now := fmt.Sprintln(answer.Code, s.Members, *s.Room.Locked); now != last {
			last = now
			fmt.Fprint(out, now)
		}
	}
	return nil
}

func TestStateIsServed(t *testing.T) {
	t.Parallel()
	got := play(t, ask, `
		join Ann
		wait 5s
		join Ben
		do lock
		wait 5s
		away 6
		drop
		wait 1m`)
	want := "200 [] false\n200 [{Ann}] false\n200 [{Ann} {Ben}] true\n503 [{Ann} {Ben}] true\n200 [{Ann} {Ben}] true\n" +
		"410 [] true\n"
	for _, between := range []string{
		"200 [{Ann} {Ben}] false\n", // before the lock
		"200 [] true\n",             // after the last member has left, and before the room ends
	} {
		got = strings.Replace(got, between, "", 1)
	}
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
