package video

import (
	"bytes"
	"encoding/json"
)

// Param is one parameter on the wire; params keep their order, as the official SDK's do.
type (
	Param struct {
		Name  string
		Value any
	}
	Params []Param
)

// MarshalJSON writes an object with the keys in order.
func (p Params) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, f := range p {
		if i > 0 {
			b.WriteByte(',')
		}
		key, err := json.Marshal(f.Name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(f.Value)
		if err != nil {
			return nil, err
		}
		b.Write(key)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Requests returns what the command would send, one request for each target. The command is checked by the table first.
// Source: PROTOCOL.md section 9.
func (c Command) Requests(roomSessionID string) ([]Request, error) {
	c, err := c.Normalize()
	if err != nil {
		return nil, err
	}
	targets := c.Targets
	if len(targets) == 0 {
		targets = []MemberID{""}
	}
	out := make([]Request, 0, len(targets))
	for _, target := range targets {
		method, p := c.wire(roomSessionID, target)
		text, err := json.Marshal(p)
		if err != nil {
			return nil, &ArgumentError{Action: c.Action, Name: "parameters", Reason: "cannot be written as JSON: " + err.Error()}
		}
		out = append(out, Request{Method: method, Params: text, Target: target})
	}
	return out, nil
}

// wire is the method and the parameters for one target of a normalized command.
func (c Command) wire(roomSessionID string, target MemberID) (method string, p Params) {
	row := c.info()
	p = Params{{"room_session_id", roomSessionID}}
	switch row.Target {
	case OnRoom:
	case OnMember:
		p = append(p, Param{row.Target.wireArg(), target})
	default:
		p = append(p, Param{row.Target.wireArg(), c.Object})
	}
	if row.params != nil {
		return row.Wire, row.params(c, p)
	}
	method = row.Wire
	for _, arg := range row.Args {
		value, given := c.Args[arg.Name]
		switch {
		case arg.Wire == "":
			if !c.flag(arg.Name, true) {
				method = row.WireOff
			}
		case given && !(arg.noZero && value == 0.0):
			p = append(p, Param{arg.Wire, value})
		}
	}
	return method, p
}
