package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"gavel/session/floor"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/output"
	"gavel/ui/say"
	"gavel/ui/typed"
)

// call is the body of a command.
type call struct {
	Method string         `json:"method"`
	Params map[string]any `json:"params"`
	// Where chooses the members instead of params.memberId; see package selector.
	Where *string `json:"where"`
	// Confirm is true for a destructive command, and the name of the room for one that ends it.
	Confirm any `json:"confirm"`
}

// Done is the answer to a command: its outcome, in the form of the command line, and the state of the room after it.
type Done struct {
	output.Outcome
	Value json.RawMessage `json:"value,omitempty"` // the result of a method that reads or creates
	Room  Room            `json:"room"`
}

// postDo runs one command and answers after the room has answered.
func (s *Server) postDo(w http.ResponseWriter, r *http.Request) {
	c, err := readCall(r.Body)
	if err != nil {
		s.refuse(w, err)
		return
	}
	received(w)
	h := s.withRoom(w, r)
	if h == nil {
		return
	}
	command, err := s.command(c, h)
	if err != nil {
		s.refuse(w, err)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), commandWait)
	defer cancel()
	res, err := h.Floor.Run(ctx, command)
	s.counts.add(command.Action, res, err)
	if err != nil && len(res.Targets) == 0 {
		s.refuse(w, err)
		return
	}
	answer(w, statusOf(err), s.done(res, err, h.Room.Snapshot()))
}

// refuse answers with the reason why nothing was sent.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	status, object := s.refusal(err)
	fail(w, status, object)
}

// refusal returns the status and the object of an error of a request, of the floor, or of the room.
func (s *Server) refusal(err error) (int, output.Error) {
	if u, ok := errors.AsType[*usage](err); ok {
		return u.status, output.Error{Outcome: video.OutcomeNotSent.String(), Code: "usage", Message: u.message}
	}
	if missing, ok := errors.AsType[*typed.MissingError](err); ok {
		return s.refusal(usagef("%s", say.FloorLacks(typed.FloorName(missing.Verb), missing.Param)))
	}
	object := s.o.Problem(err)
	var argument *floor.ArgumentError
	switch {
	case errors.Is(err, video.ErrArgument), errors.As(err, &argument):
		return http.StatusBadRequest, object
	case object.Code == "not-found":
		return http.StatusNotFound, object
	}
	return statusOf(err), object
}

// statusOf returns the status for the outcome of a command.
func statusOf(err error) int {
	var refused *video.RPCError
	switch {
	case err == nil:
		return http.StatusOK
	case errors.Is(err, video.ErrUnknown):
		return http.StatusGatewayTimeout
	case errors.Is(err, video.ErrOffline), errors.Is(err, video.ErrClosed), errors.Is(err, video.ErrBusy),
		errors.Is(err, floor.ErrOffline):
		return http.StatusServiceUnavailable
	case errors.As(err, &refused):
		return http.StatusBadGateway
	}
	return http.StatusConflict
}

// readCall decodes the body of a command.
func readCall(body io.Reader) (c call, err error) {
	err = decode(body, &c, `{"method":"audioMute","params":{"memberId":"Ann"}}`)
	if err == nil && c.Method == "" {
		err = usagef(`"method" is missing`)
	}
	return c, err
}

// decode decodes an object, such as the example. Unknown keys are errors, and so is anything after the object.
func decode(body io.Reader, to any, example string) error {
	d := json.NewDecoder(body)
	d.UseNumber() // keep the digits of numbers
	d.DisallowUnknownFields()
	err := d.Decode(to)
	_, after := d.Token()
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return &usage{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body is larger than %d KiB", maxBody>>10)}
	case err != nil:
		return usagef("the body is not an object like %s: %s", example, err)
	case !errors.Is(after, io.EOF):
		return usagef("unexpected data after the object")
	}
	return nil
}

// command returns the command of a call, for the present room.
func (s *Server) command(c call, h *hall) (video.Command, error) {
	snap := h.Room.Snapshot()
	row, ok := video.Action(c.Method).Info()
	if !ok {
		return video.Command{}, usagef("there is no method %q; gavel help do lists them", c.Method)
	}
	if s.o.ReadOnly && row.Risk != video.RiskRead {
		return video.Command{}, &usage{http.StatusForbidden, "this control port is read-only"}
	}
	command := video.Command{Action: video.Action(c.Method), Args: video.Args{}}
	for name, value := range c.Params {
		if err := s.param(&command, row, name, value, snap); err != nil {
			return video.Command{}, err
		}
	}
	if c.Where != nil {
		if err := where(&command, row, *c.Where, h.facts(snap), snap.Members); err != nil {
			return video.Command{}, err
		}
	}
	command, err := command.Normalize()
	if err != nil {
		return command, err
	}
	return command, confirmed(command, c.Confirm, &snap.Room)
}

// param sets one parameter.
func (s *Server) param(c *video.Command, row *video.ActionInfo, name string, value any, snap *video.Snapshot) error {
	switch object := row.Target.ObjectArg(); {
	case object == "" || name != object: // Normalize refuses an unknown parameter
		var err error
		arg := row.Arg(name)
		if places, ok := value.(map[string]any); ok && arg != nil && arg.Type == video.ArgPositions {
			value, err = s.places(row, places, snap)
		}
		c.Args[name] = value
		return err
	case row.Target != video.OnMember:
		id, ok := value.(string)
		if !ok || id == "" {
			return usagef("%s must be an id", name)
		}
		c.Object = id
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	if len(list) == 0 {
		return usagef("%s is empty; to choose everyone, use \"where\":\"all\"", name)
	}
	for _, one := range list {
		typed, ok := one.(string)
		if !ok || strings.TrimSpace(typed) == "" {
			return usagef("%s must be an id or a name, or a list of them", name)
		}
		id, err := s.o.Member(snap, row, typed)
		if err != nil {
			return err
		}
		c.Targets = append(c.Targets, id)
	}
	return nil
}

// places returns positions by the ids of the members, who may be named.
func (s *Server) places(row *video.ActionInfo, typed map[string]any, snap *video.Snapshot) (map[string]any, error) {
	places := map[string]any{}
	for _, who := range slices.Sorted(maps.Keys(typed)) {
		id := video.MemberID(who)
		if id != video.Self || row.Starts != video.OnPlayback {
			var err error
			if id, err = s.o.Member(snap, row, who); err != nil {
				return nil, err
			}
		}
		if _, twice := places[string(id)]; twice {
			return nil, usagef("%s places %s twice", row.Action, id)
		}
		places[string(id)] = typed[who]
	}
	return places, nil
}

// where chooses the members with a selector. The server knows who is talking, but it has no history. facts may have
// lists of people. Protected members are left out.
func where(c *video.Command, row *video.ActionInfo, text string, facts selector.Facts, members []*video.Member) error {
	switch {
	case row.Target != video.OnMember:
		return usagef("%s does not act on members, so it has no \"where\"", row.Action)
	case len(c.Targets) > 0:
		return usagef("give either memberId or \"where\"")
	}
	known := selector.Talking
	if facts.Protected != nil {
		known |= selector.ProtectedList
	}
	if facts.Panel != nil {
		known |= selector.PanelList
	}
	sel, err := selector.Parse(text, known)
	if err != nil {
		return usagef("where, %s", err)
	}
	c.SkipProtected = true
	spared := 0
	for _, m := range members {
		switch {
		case !sel.Match(m, &facts):
		case facts.Protected != nil && facts.Protected(m):
			spared++
		default:
			c.Targets = append(c.Targets, m.ID)
		}
	}
	switch {
	case len(c.Targets) > 0:
		return nil
	case spared > 0:
		return &usage{http.StatusConflict, say.OnlyProtected(sel) + ": " + say.NothingSent}
	}
	return &usage{http.StatusConflict, say.NobodyMatches(sel) + ": " + say.NothingSent}
}

// confirmed checks that the caller has confirmed a destructive command.
func confirmed(c video.Command, confirm any, room *video.Room) error {
	switch {
	case c.Risk() == video.RiskTyped:
		if name, ok := confirm.(string); !ok || name == "" || name != room.Name && name != room.DisplayName {
			return &usage{http.StatusConflict, fmt.Sprintf(`%s ends the room: repeat its name in "confirm"`, c.Action)}
		}
	case c.Destructive() && confirm != true:
		return &usage{http.StatusConflict, fmt.Sprintf(`%s cannot be undone: it needs "confirm":true`, c.Action)}
	}
	return nil
}

// done returns the answer to a command that was sent, or for which nothing had to be sent.
func (s *Server) done(res video.Result, err error, snap *video.Snapshot) Done {
	row, _ := res.Command.Action.Info()
	d := Done{
		Outcome: output.OfResult(res, func(err error) string { return s.o.Problem(err).Message }),
		Value:   output.MaskResult(row, res.Value), Room: RoomOf(snap, time.Now()),
	}
	switch {
	case err != nil:
		d.Outcome = d.Failed(s.o.Problem(err))
	case d.Outcome.Outcome == "": // it has no targets
		d.Outcome.Outcome = video.OutcomeAccepted.String()
	}
	return d
}
