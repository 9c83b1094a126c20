package control

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/localrelay"
	"gavel/ui/output"
)

// stage is a port whose room has the people ann, ben and cy, muted, with the hands of ann and ben up.
func stage(t *testing.T, change ...func(*Options)) *port {
	t.Helper()
	p := serve(t, change...)
	room := p.relay.Rooms()[0].RoomSessionID
	state, err := p.relay.RoomState(room)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range state.Members {
		if err := p.relay.RemoveMember(room, m.ID); err != nil {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"ann", "ben", "cy"} {
		spec := localrelay.MemberSpec{ID: id, Name: strings.ToUpper(id[:1]) + id[1:], AudioMuted: true}
		if _, err := p.relay.AddMember(room, spec); err != nil {
			t.Fatal(err)
		}
	}
	p.floor(t)
	p.hand(t, "ann")
	p.hand(t, "ben")
	return p
}

// hand raises a hand, and waits until the queue has it.
func (p *port) hand(t *testing.T, id string) {
	t.Helper()
	fields := map[string]any{"handraised": true}
	if err := p.relay.UpdateMember(p.relay.Rooms()[0].RoomSessionID, id, fields); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		for _, seat := range p.floor(t).Queue {
			if seat.ID == id {
				return
			}
		}
	}
	t.Fatalf("the hand of %s is not in the queue", id)
}

// floor reads the floor.
func (p *port) floor(t *testing.T) (f output.Floor) {
	t.Helper()
	code, body := p.ask(t, "GET", "/v1/rooms/standup/floor", "")
	if err := json.Unmarshal([]byte(body), &f); err != nil || code != http.StatusOK {
		t.Fatalf("%d %s: %v", code, body, err)
	}
	return f
}

// verb runs a verb and returns the status and the answer.
func (p *port) verb(t *testing.T, body string) (code int, d FloorDone) {
	t.Helper()
	code, text := p.ask(t, "POST", "/v1/rooms/standup/floor", body)
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatalf("%s: %d %s: %v", body, code, text, err)
	}
	return code, d
}

// TestFloorNextCarriesTheExpectedPerson calls two hands. What is expected decides, and the answer carries the new state.
func TestFloorNextCarriesTheExpectedPerson(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits until next asks no longer")
	}
	p := stage(t)
	if code, d := p.verb(t, `{"verb":"mode","mode":"queue","turn":"3m"}`); code != 200 || d.Floor.Mode != "queue" ||
		d.Floor.TurnS != 180 {
		t.Fatalf("%d %+v", code, d)
	}
	if code, d := p.verb(t, `{"verb":"next"}`); code != 400 || !strings.Contains(d.Message, "next_id") {
		t.Errorf("without the expected person: %d %s", code, d.Message)
	}
	if code, d := p.verb(t, `{"verb":"next","who":"ben"}`); code != 409 || d.Code != "moved" || d.Floor.NextID != "ann" {
		t.Errorf("another person than expected: %d %+v", code, d)
	}
	if n := p.commands(); n != 0 {
		t.Fatalf("%d commands were sent", n)
	}
	code, d := p.verb(t, `{"verb":"next","who":"ann"}`)
	if code != 200 || d.Outcome != "confirmed" || d.Floor.GuestID != "ann" || !d.Floor.Opened || d.Floor.NextID != "ben" {
		t.Errorf("next: %d %+v", code, d)
	}
	code, d = p.verb(t, `{"verb":"next","who":"ann"}`)
	if code != 200 || !d.Repeat || d.Floor.GuestID != "ann" {
		t.Errorf("the same request within a second: %d %+v", code, d)
	}
	if code, d = p.verb(t, `{"verb":"next","who":"ben"}`); code != 409 || d.Floor.GuestID != "ann" {
		t.Errorf("another person within a second: %d %+v", code, d)
	}
}

// TestFloorVerbs runs the verbs one after the other. None is a toggle: its second request changes nothing.
func TestFloorVerbs(t *testing.T) {
	t.Parallel()
	p := stage(t)
	for _, c := range []struct {
		body  string
		code  int
		again int
		want  func(f *output.Floor) string
	}{
		{`{"verb":"mode","mode":"queue"}`, 200, 409, func(f *output.Floor) string { return f.Mode + "/queue" }},
		{`{"verb":"grant","who":"Cy"}`, 200, 409, func(f *output.Floor) string { return f.GuestID + "/cy" }},
		{`{"verb":"may","who":"Ben"}`, 200, 409, func(f *output.Floor) string { return f.Turns[1].Kind + "/answer" }},
		{`{"verb":"stop","who":"Ben"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(len(f.Turns), "/1") }},
		{`{"verb":"mode","mode":"queue","turn":"3m"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(f.TurnS, "/180") }},
		{`{"verb":"length","text":"4m"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(f.TurnS, "/240") }},
		{`{"verb":"length","text":"3m"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(f.TurnS, "/180") }},
		{`{"verb":"guests","text":"2"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(f.Max, "/2") }},
		{`{"verb":"guests","text":"1"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(f.Max, "/1") }},
		{`{"verb":"enforce","text":"off"}`, 200, 409, func(f *output.Floor) string { return f.Enforce + "/off" }},
		{`{"verb":"enforce","text":"mark"}`, 200, 409, func(f *output.Floor) string { return f.Enforce + "/mark" }},
		{`{"verb":"grant","who":"Ben"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(f.Limit, "/180") }},
		{`{"verb":"extend"}`, 200, 200, func(f *output.Floor) string { return fmt.Sprint(f.Limit >= 210, "/true") }},
		{`{"verb":"pause"}`, 200, 200, func(f *output.Floor) string { return fmt.Sprint(f.Turns[0].Paused, "/true") }},
		{`{"verb":"run"}`, 200, 200, func(f *output.Floor) string { return fmt.Sprint(f.Turns[0].Paused, "/false") }},
		{`{"verb":"stop"}`, 200, 409, func(f *output.Floor) string { return f.GuestID + "/" }},
		{`{"verb":"queue","who":"Cy","lane":"point"}`, 200, 409, func(f *output.Floor) string { return f.NextID + f.Queue[0].Lane + "/cypoint" }},
		{`{"verb":"lane","who":"Cy","lane":"reply"}`, 200, 409, func(f *output.Floor) string { return f.Queue[0].Lane + "/reply" }},
		{`{"verb":"drop","who":"Cy"}`, 200, 409, func(f *output.Floor) string { return f.NextID + "/ann" }},
		{`{"verb":"queue","who":"chamber microphone","or_text":true}`, 200, 200, func(f *output.Floor) string { return f.Queue[1].Name + "/chamber microphone" }},
		{`{"verb":"order","order":"first"}`, 200, 200, func(f *output.Floor) string { return f.Order + "/first" }},
		{`{"verb":"budget","text":"10m, 3 turns, by party"}`, 200, 409, func(f *output.Floor) string { return f.Budget + "/10m, 3 turns, by party" }},
		{`{"verb":"budget","text":"none"}`, 200, 409, func(f *output.Floor) string { return f.Budget + "/none" }},
		{`{"verb":"close"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(f.Closed, "/true") }},
		{`{"verb":"reopen"}`, 200, 409, func(f *output.Floor) string { return fmt.Sprint(f.Closed, "/false") }},
		{`{"verb":"break"}`, 200, 409, func(f *output.Floor) string { return f.Break + "/break" }},
		{`{"verb":"break","text":"over"}`, 200, 409, func(f *output.Floor) string { return f.Break + "/" }},
		{`{"verb":"item","text":"Budget"}`, 200, 409, func(f *output.Floor) string { return f.Item + "/Budget" }},
		{`{"verb":"note","text":"quorum"}`, 200, 200, func(*output.Floor) string { return "/" }},
		{`{"verb":"count"}`, 200, 200, func(*output.Floor) string { return "/" }},
		{`{"verb":"mode","mode":"open"}`, 200, 409, func(f *output.Floor) string { return f.Mode + "/open" }},
	} {
		code, d := p.verb(t, c.body)
		if got, want, _ := strings.Cut(c.want(&d.Floor), "/"); code != c.code || got != want {
			t.Errorf("%s: %d %s %s, state %q, want %q", c.body, code, d.Code, d.Message, got, want)
		}
		if code, d := p.verb(t, c.body); code != c.again {
			t.Errorf("%s again: %d %s %s, want %d", c.body, code, d.Code, d.Message, c.again)
		}
	}
}

// A line of text in the queue is found as people are: case and accents make no difference.
func TestQueueIsFoundAsPeopleAre(t *testing.T) {
	t.Parallel()
	p := stage(t)
	for _, body := range []string{
		`{"verb":"mode","mode":"queue"}`, `{"verb":"queue","who":"José at the door","or_text":true}`,
		`{"verb":"drop","who":"jose at the Door"}`,
	} {
		if code, d := p.verb(t, body); code != 200 {
			t.Errorf("%s: %d %s", body, code, d.Message)
		}
	}
}

// TestFloorRefusesBadInput changes nothing and sends nothing.
func TestFloorRefusesBadInput(t *testing.T) {
	t.Parallel()
	p := stage(t)
	for body, want := range map[string]struct {
		code int
		says string
	}{
		`{"verb":"dance"}`:                                          {400, "allowed are audience, break"},
		`{"verb":"mode","mode":"loud"}`:                             {400, "open, queue, panel or quiet"},
		`{"verb":"mode","mode":"queue","max":0}`:                    {400, "use quiet mode"},
		`{"verb":"mode","mode":"queue","turn":"abc"}`:               {400, "a time such as 3m"},
		`{"verb":"mode","mode":"queue","turn":"1s"}`:                {400, "5s to 12h"},
		`{"verb":"mode","mode":"queue","enforce":"x"}`:              {400, "off, mark or hold"},
		`{"verb":"mode","mode":"panel","override":true}`:            {400, "only in queue mode"},
		`{"verb":"mode","mode":"queue","enforce":"hold"}`:           {409, "no other console"},
		`{"verb":"grant","who":"Xaver"}`:                            {404, "nobody is called"},
		`{"verb":"budget","text":"much"}`:                           {400, "1000 turns"},
		`{"verb":"grant","who":" "}`:                                {400, "who"},
		`{"verb":"drop","who":""}`:                                  {400, "who"},
		`{"verb":"grant"}`:                                          {400, "who"},
		`{"verb":"queue","who":"Ann","lane":"middle"}`:              {400, "reply or point"},
		`{"verb":"stop"}`:                                           {409, "nobody has the floor"},
		`{"verb":"may","who":"Ann","mood":1}`:                       {400, "unknown field"},
		`{"verb":"move","who":"Ann"}`:                               {400, "by"},
		`{"verb":"extend"}`:                                         {409, "nobody has the floor"},
		`{"verb":"note","text":" "}`:                                {400, "1 to 500 bytes"},
		`{"verb":"queue","text":""}`:                                {400, "1 to 500 bytes"},
		`{"verb":"break","text":"lunch"}`:                           {400, "closed session"},
		`{"verb":"item","text":"` + strings.Repeat("x", 501) + `"}`: {400, "1 to 500 bytes"},
	} {
		code, text := p.ask(t, "POST", "/v1/rooms/standup/floor", body)
		if code != want.code || !strings.Contains(text, want.says) {
			t.Errorf("%s: %d %s, want %d %q", body, code, text, want.code, want.says)
		}
	}
	if f := p.floor(t); f.Mode != "open" || len(f.Turns) > 0 || len(f.Queue) != 2 || p.commands() > 0 {
		t.Errorf("%+v, %d commands", f, p.commands())
	}
	if code, _ := p.ask(t, "PUT", "/v1/rooms/standup/floor", `{"verb":"stop"}`); code != http.StatusMethodNotAllowed {
		t.Errorf("PUT: %d", code)
	}
}

// TestReadOnlyPortHasNoFloorVerbs reads the floor and changes nothing.
func TestReadOnlyPortHasNoFloorVerbs(t *testing.T) {
	t.Parallel()
	p := stage(t, func(o *Options) { o.ReadOnly = true })
	if code, _ := p.verb(t, `{"verb":"mode","mode":"queue"}`); code != http.StatusForbidden {
		t.Errorf("%d", code)
	}
}

// TestCommandsGoThroughTheFloor gives a command to the room: it goes through the host, and the guest's turn knows of it.
func TestCommandsGoThroughTheFloor(t *testing.T) {
	t.Parallel()
	p := stage(t)
	p.verb(t, `{"verb":"mode","mode":"queue"}`)
	code, body := p.ask(t, "POST", "/v1/rooms/standup/do", `{"method":"audioUnmute","params":{"memberId":"Cy"}}`)
	if code != http.StatusOK {
		t.Fatalf("%d %s", code, body)
	}
	if f := p.floor(t); len(f.Turns) != 1 || f.Turns[0].ID != "cy" || f.Turns[0].Kind != "manual" {
		t.Errorf("%+v", f.Turns)
	}
}

// TestNextIsNotRetriedAfterItsRequestEnds ends the request while it waits for the person to have been next for long enough.
func TestNextIsNotRetriedAfterItsRequestEnds(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	tries := 0
	err := perform(ctx, func(func(*floor.Engine, time.Time) error) error {
		tries++
		stop()
		return &floor.Ask{Reason: floor.AskMoved, Now: "ann"}
	}, floor.Call{Who: "ann"})
	if tries != 1 || err == nil {
		t.Errorf("%d tries, %v", tries, err)
	}
}
