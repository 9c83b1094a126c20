package conformance_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"gavel/session/localrelay"
)

// askMark begins a line with which the program requests something of the relay (see director.mjs).
const askMark = "@ "

// ask is a request of the program. The action decides which fields it uses.
type ask struct {
	Action       string
	Room, Member string
	Name         string
	DisplayName  string
	Type, Parent string
	Members      int
	Audience     int
	AudioMuted   bool
	Talking      bool
	Fields       map[string]any
	Event        string
	Params       any
	Text         string
	Milliseconds int
	Code         int
}

// reply is the answer: the result of the relay's method, or its error.
type reply struct {
	Result any    `json:"result,omitempty"`
	Error  string `json:"error,omitempty"`
}

// direct reads the program's output, answers its requests, and returns the other lines.
func direct(relay *localrelay.Server, output io.Reader, input io.Writer) ([]string, error) {
	var lines []string
	scanner := bufio.NewScanner(output)
	scanner.Buffer(nil, 1<<20) // a failed check may print a whole layout
	for scanner.Scan() {
		text, asked := strings.CutPrefix(scanner.Text(), askMark)
		if !asked {
			lines = append(lines, text)
			continue
		}
		var a ask
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			return lines, fmt.Errorf("read %q: %w", text, err)
		}
		var r reply
		result, err := a.perform(relay)
		if r.Result = result; err != nil {
			r.Error = err.Error()
		}
		if err := json.NewEncoder(input).Encode(r); err != nil {
			return lines, fmt.Errorf("answer %q: %w", text, err)
		}
	}
	return lines, scanner.Err()
}

// perform runs the request on the relay.
func (a ask) perform(relay *localrelay.Server) (any, error) {
	switch a.Action {
	case "startRoom":
		return relay.StartRoom(localrelay.RoomSpec{
			Name: a.Name, DisplayName: a.DisplayName, Members: a.Members, Audience: a.Audience,
		})
	case "endRoom":
		return nil, relay.EndRoom(a.Room)
	case "addMember":
		return relay.AddMember(a.Room, localrelay.MemberSpec{
			Name: a.Name, Type: a.Type, ParentID: a.Parent, AudioMuted: a.AudioMuted,
		})
	case "addAudience":
		return relay.AddAudience(a.Room, a.Name)
	case "removeMember":
		return nil, relay.RemoveMember(a.Room, a.Member)
	case "setTalking":
		return nil, relay.SetTalking(a.Room, a.Member, a.Talking)
	case "updateMember":
		return nil, relay.UpdateMember(a.Room, a.Member, a.Fields)
	case "push":
		return nil, relay.Push(a.Room, a.Event, a.Params)
	}
	return nil, a.disturb(relay)
}

// disturb runs a request about connections.
func (a ask) disturb(relay *localrelay.Server) error {
	switch a.Action {
	case "pushRaw":
		relay.PushRaw([]byte(a.Text))
	case "delay":
		relay.Delay(time.Duration(a.Milliseconds) * time.Millisecond)
	case "disconnect":
		relay.Disconnect(false)
	case "closeWith":
		relay.CloseWith(a.Code)
	default:
		return fmt.Errorf("unknown action %q", a.Action)
	}
	return nil
}
