package video

// Requests returns the requests that the command would send, one for each target. It checks the command against the
// table first. Source: PROTOCOL.md section 9.
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
		text, err := p.MarshalJSON()
		if err != nil {
			return nil, &ArgumentError{Action: c.Action, Name: "parameters", Reason: "cannot be written as JSON: " + err.Error()}
		}
		out = append(out, Request{Method: method, Params: text, Target: target})
	}
	return out, nil
}

// wire returns the method and the parameters for one target of a normalised command.
func (c Command) wire(roomSessionID string, target MemberID) (method string, p params) {
	row := c.info()
	p = params{{"room_session_id", roomSessionID}}
	switch row.Target {
	case OnRoom:
	case OnMember:
		p = append(p, param{row.Target.wireArg(), target})
	default:
		p = append(p, param{row.Target.wireArg(), c.Object})
	}
	if row.params != nil {
		return row.Wire, row.params(c.Args, p)
	}
	for _, arg := range row.Args {
		value, given := c.Args[arg.Name]
		if given && arg.Wire != "" && !(arg.noZero && value == 0.0) {
			p = append(p, param{arg.Wire, value})
		}
	}
	if c.isOff(row) {
		return row.WireOff, p
	}
	return row.Wire, p
}
