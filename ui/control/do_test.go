package control

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/output"
)

// TestMistakesSendNothing checks the message for each mistake.
func TestMistakesSendNothing(t *testing.T) {
	t.Parallel()
	p := serve(t)
	for body, want := range map[string]struct {
		code int
		says string
	}{
		`{`:                                   {400, "the body is not an object"},
		`[]`:                                  {400, "the body is not an object"},
		`{"method":"lock"} {}`:                {400, "after the object"},
		`{"method":"lock"}}`:                  {400, "after the object"},
		`{"method":"lock"}]`:                  {400, "after the object"},
		`{"method":"lock","toggle":true}`:     {400, "toggle"},
		`{}`:                                  {400, `"method" is missing`},
		`{"method":"toggleMute"}`:             {400, "there is no method"},
		`{"method":"audioMute"}`:              {400, ""},
		`{"method":"lock","params":{"on":1}}`: {400, "on is not a parameter; this method has none"},
		`{"method":"audioMute","params":{"memberId":[]}}`:                            {400, `"where":"all"`},
		`{"method":"audioMute","params":{"memberId":" "}}`:                           {400, "an id or a name"},
		`{"method":"audioMute","params":{"memberId":"Nobody"}}`:                      {404, "nobody is called"},
		`{"method":"audioMute","where":""}`:                                          {400, "where, column 1: "},
		`{"method":"audioMute","where":"  "}`:                                        {400, "where, column 3: "},
		`{"method":"audioMute","where":"everybody"}`:                                 {400, "where, column 1: "},
		`{"method":"audioMute","where":"silent"}`:                                    {400, "who has talked"},
		`{"method":"audioMute","where":"protected"}`:                                 {400, "who is protected"},
		`{"method":"audioMute","where":"name~zzzz"}`:                                 {409, "nobody matches"},
		`{"method":"lock","where":"all"}`:                                            {400, "does not act on members"},
		`{"method":"setInputVolume","where":"all","params":{"volume":99}}`:           {400, "volume"},
		`{"method":"removeMember","where":"all"}`:                                    {409, `needs "confirm":true`},
		`{"method":"removeAllMembers","confirm":true}`:                               {409, "repeat its name"},
		`{"method":"removeAllMembers","confirm":"other"}`:                            {409, "repeat its name"},
		`{"method":"audioMute","where":"all","params":{"memberId":"Nobody Either"}}`: {404, "nobody is called"},
	} {
		code, text := p.ask(t, "POST", "/v1/rooms/standup/do", body)
		var problem output.Error
		if err := json.Unmarshal([]byte(text), &problem); err != nil || code != want.code ||
			!strings.Contains(problem.Message, want.says) || problem.Message == "" {
			t.Errorf("%s: %d %s, want %d and %q", body, code, text, want.code, want.says)
		}
	}
	if n := p.commands(); n != 0 {
		t.Errorf("%d commands reached the room", n)
	}
}

func TestCommandsAnswerWithTheNewState(t *testing.T) {
	t.Parallel()
	p := serve(t)
	do := func(body string) Done {
		t.Helper()
		code, text := p.ask(t, "POST", "/v1/rooms/standup/do", body)
		var d Done
		if err := json.Unmarshal([]byte(text), &d); err != nil || code != http.StatusOK {
			t.Fatalf("%s: %d %s, %v", body, code, text, err)
		}
		return d
	}
	if d := do(`{"method":"audioMute","where":"all"}`); len(d.Targets) != 6 {
		t.Errorf("%+v", d)
	}
	if d := do(`{"method":"lock"}`); d.Outcome.Outcome != "confirmed" || d.Method != video.ActLock {
		t.Errorf("%+v", d)
	}
	if d := do(`{"method":"getLayouts"}`); !bytes.Contains(d.Value, []byte("3x3")) {
		t.Errorf("%+v", d)
	}
	const secret = "live_0123456789"
	start := do(`{"method":"startStream","params":{"url":"rtmp://example.com/app/` + secret + `"}}`)
	for _, d := range []Done{start, do(`{"method":"getStreams"}`)} {
		if bytes.Contains(d.Value, []byte(secret)) || !bytes.Contains(d.Value, []byte("rtmp://example.com/app/****")) {
			t.Errorf("a stream key in %s", d.Value)
		}
	}
	code, metrics := p.ask(t, "GET", "/metrics", "")
	if code != http.StatusOK || !strings.Contains(metrics, `gavel_people{room="standup"} 6`) ||
		!strings.Contains(metrics, `gavel_commands_total{method="lock",outcome="`) {
		t.Errorf("%d %s", code, metrics)
	}
}

// TestPositionsAcceptNames places a member by name, as the command line does.
func TestPositionsAcceptNames(t *testing.T) {
	t.Parallel()
	p := serve(t)
	_, body := p.ask(t, "GET", "/v1/rooms/standup", "")
	var room struct{ Members []video.Member }
	if err := json.Unmarshal([]byte(body), &room); err != nil {
		t.Fatal(err)
	}
	ann := room.Members[0]
	for name, c := range map[string]struct {
		positions string
		code      int
	}{
		"by name": {fmt.Sprintf(`{%q:"standard-1"}`, ann.Name), http.StatusOK},
		"by id":   {fmt.Sprintf(`{%q:"standard-2"}`, ann.ID), http.StatusOK},
		"twice":   {fmt.Sprintf(`{%q:"standard-1",%q:"standard-2"}`, ann.Name, ann.ID), http.StatusBadRequest},
		"nobody":  {`{"Nobody":"standard-1"}`, http.StatusNotFound},
		"no text": {fmt.Sprintf(`{%q:1}`, ann.Name), http.StatusBadRequest},
	} {
		call := `{"method":"setPositions","params":{"positions":` + c.positions + `}}`
		code, body := p.ask(t, "POST", "/v1/rooms/standup/do", call)
		if code != c.code {
			t.Errorf("%s: %d %s", name, code, body)
		}
	}
}

func TestReadOnlyRefusesCommands(t *testing.T) {
	t.Parallel()
	p := serve(t, func(o *Options) { o.ReadOnly = true })
	if code, body := p.ask(t, "POST", "/v1/rooms/standup/do", `{"method":"lock"}`); code != http.StatusForbidden {
		t.Errorf("%d %s", code, body)
	}
	if code, body := p.ask(t, "POST", "/v1/rooms/standup/do", `{"method":"getLayouts"}`); code != http.StatusOK {
		t.Errorf("%d %s", code, body)
	}
}

// TestPremortem_ProtectedPeopleAreLeftOut runs commands in bulk on rooms in which one member is protected (mjolnir 200,
// 252, 341).
func TestPremortem_ProtectedPeopleAreLeftOut(t *testing.T) {
	t.Parallel()
	var safe video.MemberID
	p := serve(t, func(o *Options) {
		join := o.Join
		o.Join = func(ctx context.Context, name string) (Joined, error) {
			j, err := join(ctx, name)
			if err == nil {
				err = j.Floor.Protect(true, safe) // as a console does for tonight
			}
			return j, err
		}
	})
	state, err := p.relay.RoomState(p.relay.Rooms()[0].RoomSessionID)
	if err != nil {
		t.Fatal(err)
	}
	safe = video.MemberID(state.Members[2].ID)
	for body, want := range map[string]struct{ code, targets int }{
		`{"method":"deaf","where":"all"}`:                                 {200, 5},
		`{"method":"deaf","where":"all & !protected"}`:                    {200, 5},
		`{"method":"deaf","where":"protected"}`:                           {409, 0},
		fmt.Sprintf(`{"method":"undeaf","params":{"memberId":%q}}`, safe): {200, 1},
	} {
		code, text := p.ask(t, "POST", "/v1/rooms/standup/do", body)
		var d Done
		_ = json.Unmarshal([]byte(text), &d)
		if code != want.code || code == http.StatusOK && len(d.Targets) != want.targets {
			t.Errorf("%s: %d, %d targets: %s", body, code, len(d.Targets), text)
		}
	}
	for _, r := range p.relay.Requests("video.member.deaf") {
		if strings.Contains(string(r.Params), string(safe)) {
			t.Error("the protected member was deafened")
		}
	}
}
