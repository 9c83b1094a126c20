package control

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/host"
	"gavel/session/video"
	"gavel/ui/output"
	"gavel/ui/say"
	"gavel/ui/typed"
)

// FloorDone is the answer to a verb of the floor: the outcome of the verb, and the floor after it.
type FloorDone struct {
	Verb    string `json:"verb"`
	Outcome string `json:"outcome"`
	// Repeat reports that the same request came a moment ago, and that both count as one.
	Repeat  bool   `json:"repeat,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
	Hint    string `json:"hint,omitempty"`
	// Notes are the decisions of the floor since the request arrived.
	Notes []floor.Note `json:"notes"`
	Floor output.Floor `json:"floor"`
}

// getFloor answers with the floor of a room.
func (s *Server) getFloor(w http.ResponseWriter, r *http.Request) {
	if h := s.withRoom(w, r); h != nil {
		state := h.Floor.State()
		answer(w, http.StatusOK, output.OfFloor(&state.Floor, state.At, time.Now()))
	}
}

// floorWait is how long the answer to a verb waits for the room: 4 s until the person has the floor, 3 s until the
// microphone is open.
const floorWait = 8 * time.Second

// postFloor runs one verb of the floor, and answers when its outcome is known.
func (s *Server) postFloor(w http.ResponseWriter, r *http.Request) {
	var c typed.FloorCall
	if err := decode(r.Body, &c, `{"verb":"next","who":"ID"}`); err != nil {
		s.refuse(w, err)
		return
	}
	received(w)
	switch names := typed.FloorNames(); {
	case !slices.Contains(names, c.Verb):
		slices.Sort(names)
		s.refuse(w, usagef("there is no verb %q; allowed are %s", c.Verb, strings.Join(names, ", ")))
		return
	case s.o.ReadOnly:
		s.refuse(w, &usage{http.StatusForbidden, "this control port is read-only"})
		return
	}
	h := s.withRoom(w, r)
	if h == nil {
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), floorWait)
	defer cancel()
	before := h.Floor.State()
	row, _ := video.ActAudioMute.Info()
	member := func(who string) (video.MemberID, error) { return s.o.Member(before.Room, row, who) }
	call, err := c.Call(&before.Floor, member)
	if err == nil {
		err = perform(ctx, h.Floor.DoOutside, call)
	}
	s.floorDone(ctx, w, h.Floor, &floorRequest{c, call.Who, before}, err)
}

// floorRequest is a verb that another program asks for.
type floorRequest struct {
	typed.FloorCall
	about  video.MemberID // "": nobody
	before *host.State
}

// perform runs a verb. If the person named in a request for next has only just become next, it waits until the verb no
// longer asks.
func perform(ctx context.Context, do func(func(*floor.Engine, time.Time) error) error, call floor.Call) error {
	run := func(e *floor.Engine, now time.Time) error { return e.Run(now, call) }
	err := do(run)
	asked, asks := errors.AsType[*floor.Ask](err)
	if !asks || asked.Reason != floor.AskMoved || asked.Now != call.Who || asked.Now == "" {
		return err
	}
	select {
	case <-time.After(floor.MovedWithin):
		return do(run)
	case <-ctx.Done(): // the time is up, or the client has gone
		return err
	}
}

// floorDone answers a verb.
func (s *Server) floorDone(ctx context.Context, w http.ResponseWriter, h *host.Host, r *floorRequest, err error) {
	done := FloorDone{Verb: r.Verb, Outcome: video.OutcomeAccepted.String(), Notes: []floor.Note{}}
	status := http.StatusOK
	state := h.State()
	fails := func(code int, p output.Error) {
		status, done.Outcome, done.Code, done.Message, done.Hint = code, p.Outcome, p.Code, p.Message, p.Hint
	}
	question, asks := errors.AsType[*floor.Ask](err)
	switch {
	case err == nil:
		state = settled(ctx, h, r.about)
		done.Notes = notesSince(state, r.before)
		if failed := notDone(done.Notes, r.about); failed != "" {
			fails(http.StatusConflict, output.Error{
				Outcome: video.OutcomeNotDone.String(), Code: "not-done", Message: failed,
			})
		} else if turn := turnOf(state, r.about); turn != nil && !turn.Waits {
			done.Outcome = video.OutcomeConfirmed.String()
		}
	case errors.Is(err, floor.ErrRepeat) && speaks(state, r.about):
		done.Repeat = true
	case asks:
		fails(http.StatusConflict, ask(question, nameIn(state)))
	case errors.Is(err, floor.ErrNoAnswer):
		fails(s.refusal(&usage{http.StatusConflict, say.NoAnswerToEnd}))
	default:
		fails(s.refusal(err))
		if errors.Is(err, floor.ErrAlready) && r.Verb == typed.FloorName(floor.VerbMode) {
			done.Message = say.FloorModeOn(r.Mode)
		}
	}
	done.Floor = output.OfFloor(&state.Floor, state.At, time.Now())
	answer(w, status, done)
}

// settled waits until the verb about a person is over: the person has the floor and an open microphone, or not.
func settled(ctx context.Context, h *host.Host, id video.MemberID) *host.State {
	for {
		newer := h.Watch()
		s := h.State()
		turn := turnOf(s, id)
		opening := turn != nil && turn.Opens && turn.Waits && !turn.Failed
		if (id == "" || s.Floor.Busy == "") && !opening {
			return s
		}
		select {
		case <-newer:
		case <-ctx.Done():
			return h.State()
		case <-h.Done():
			return h.State()
		}
	}
}

func turnOf(s *host.State, id video.MemberID) *floor.Turn {
	i := slices.IndexFunc(s.Floor.Turns, func(t floor.Turn) bool { return t.ID == id })
	if i < 0 || id == "" {
		return nil
	}
	return &s.Floor.Turns[i]
}

// speaks reports whether a person has the floor, or is about to get it.
func speaks(s *host.State, id video.MemberID) bool {
	return id != "" && (s.Floor.Busy == id || turnOf(s, id) != nil)
}

// notesSince returns the notes of the newer state that the older one lacks.
func notesSince(s, before *host.State) []floor.Note {
	n := min(s.Noted-before.Noted, len(s.Notes))
	return append([]floor.Note{}, s.Notes[len(s.Notes)-n:]...)
}

// notDone returns why a verb had no effect; "" if it had one.
func notDone(notes []floor.Note, id video.MemberID) string {
	for _, n := range notes {
		if n.Who == nil || n.Who.ID != id {
			continue
		}
		if failed := say.FloorNotDone(n); failed != "" {
			return failed
		}
	}
	return ""
}

// nameIn returns a function that names people: by the room, by the queue, or by their id.
func nameIn(s *host.State) func(video.MemberID) string {
	return func(id video.MemberID) string {
		if m := s.Room.Member(id); m != nil && m.Name != "" {
			return m.Name
		}
		for _, en := range s.Floor.Queue {
			if en.ID == id && en.Name != "" {
				return en.Name
			}
		}
		return string(id)
	}
}

// ask returns the error object of a question, which the caller answers by repeating the request with "confirm".
func ask(a *floor.Ask, name func(video.MemberID) string) output.Error {
	e := output.Error{Outcome: video.OutcomeNotSent.String(), Code: "confirm", Message: say.FloorAskMessage(a, name)}
	if a.Reason == floor.AskMoved {
		e.Code = "moved"
		return e
	}
	e.Hint = `repeat the request with "confirm":true`
	return e
}
