package doctor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gavel/session"
	"gavel/session/video"
	"gavel/ui/draw"
)

// Account signs in, lists the rooms and calls the methods that read in one of them: the room with that name or id, or
// the first. With probe, it also calls the methods that read a member's data, with a made-up id.
func (d *Doctor) Account(ctx context.Context, cfg session.Config, room string, probe bool) {
	began := time.Now()
	client, err := session.Dial(ctx, cfg)
	if err != nil {
		d.report(Fault, "sign-in", d.Verdict(err), adviceFor(err))
		return
	}
	defer func() { _ = client.Close() }()
	d.report(OK, "sign-in", "accepted in "+draw.Took(time.Since(began)), "")
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	rooms, err := client.RoomSessions(ctx)
	if err != nil {
		d.report(Fault, "rooms", d.Verdict(err), "Check that the token has the Video scope.")
		return
	}
	d.report(OK, "rooms", draw.Plural(len(rooms), "room", "rooms")+" in progress", "")
	if room == "" && len(rooms) == 0 {
		d.report(Skipped, "room", "layouts and reading methods need a room in progress",
			"Start a room and run gavel doctor again.")
		return
	}
	d.oneRoom(ctx, client, d.choose(rooms, room), probe)
}

// choose returns the id of the only room with that name or id, or of the first room if the name is empty. If there is
// no such room, or several, it returns the name.
func (d *Doctor) choose(rooms []video.Room, name string) string {
	if name == "" {
		return rooms[0].ID
	}
	called := slices.DeleteFunc(rooms, func(r video.Room) bool { return !d.Called(&r, name) })
	if len(called) != 1 {
		return name
	}
	return called[0].ID
}

// adviceFor returns what to do about a failed sign-in.
func adviceFor(err error) string {
	switch {
	case errors.Is(err, video.ErrCredentials):
		return "Compare project and token with those in the SignalWire dashboard; gavel whoami says where they come from."
	case errors.Is(err, video.ErrNotRelay):
		return "Something else answers at this address. Check --host, a proxy, and the sign-in page of the network."
	}
	return "Check the address and the network."
}

// oneRoom joins a room and calls the methods that read.
func (d *Doctor) oneRoom(ctx context.Context, client *session.Client, name string, probe bool) {
	room, err := session.Join(ctx, client, name)
	if err != nil {
		why := d.Verdict(err)
		if errors.Is(err, video.ErrNotFound) {
			why = "no room in progress has this name"
		}
		d.report(Fault, "room", name+": "+why, "Check the name with gavel rooms.")
		return
	}
	defer func() { _ = room.Close() }()
	snapshot := room.Snapshot()
	members := draw.Plural(len(snapshot.Members), "member", "members")
	d.report(OK, "room", snapshot.Room.Title()+": joined, "+members, "")
	for _, info := range video.Actions() {
		switch {
		case info.Risk != video.RiskRead:
		case info.Target != video.OnMember:
			d.reading(ctx, room, info)
		case probe:
			d.probing(ctx, client, snapshot.Room.ID, info)
		default:
			d.report(Skipped, string(info.Action), "not probed", "It needs a member; --probe calls it with a made-up id.")
		}
	}
}

// namedLayouts is the number of layouts that a finding names.
const namedLayouts = 5

// madeUp is a member id that no room has.
const madeUp = video.MemberID("00000000-0000-4000-8000-000000000000")

// reading calls one method that reads.
func (d *Doctor) reading(ctx context.Context, room *session.RoomSession, info *video.ActionInfo) {
	check := string(info.Action)
	began := time.Now()
	result, err := read(ctx, room, video.Command{Action: info.Action})
	if err != nil {
		d.report(Warning, check, d.Verdict(err), "Features that need this method will not work in this room.")
		return
	}
	said := "answers in " + draw.Took(time.Since(began))
	var names []string
	if json.Unmarshal(result.Value, &names) == nil && len(names) > 0 { // objects have no names
		said += fmt.Sprintf(": %d, such as %s", len(names), strings.Join(names[:min(len(names), namedLayouts)], ", "))
	}
	d.report(OK, check, said, "")
}

// probing calls a method that reads a member's data, with an id that no room has. gavel itself would refuse it, so the
// request goes to the relay directly.
func (d *Doctor) probing(ctx context.Context, client *session.Client, room string, info *video.ActionInfo) {
	check := string(info.Action)
	requests, err := video.Command{Action: info.Action, Targets: []video.MemberID{madeUp}}.Requests(room)
	if err != nil || len(requests) != 1 {
		d.report(Skipped, check, "not probed: it needs more than a member", "")
		return
	}
	_, err = client.Call(ctx, requests[0].Method, requests[0].Params)
	var refusal *video.RPCError
	switch {
	case err == nil:
		d.report(Warning, check, "answers, even for a member that does not exist",
			"Do not take its answer as proof that a member is in the room.")
	case errors.As(err, &refusal):
		d.report(OK, check, "answers: the room refuses the made-up id", "")
	default:
		d.report(Warning, check, d.Verdict(err), "Features that need this method will not work in this room.")
	}
}

// read runs a command and does not wait for an effect, because a read has none.
func read(ctx context.Context, room *session.RoomSession, c video.Command) (video.Result, error) {
	submitted, err := room.Submit(ctx, c)
	if err != nil {
		return video.Result{}, err
	}
	return submitted.Wait(ctx)
}
