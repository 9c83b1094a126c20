package video

// This is the complete row of a method that does not exist. It is in the table of this package's tests, which show what
// else a method takes: see TestAddAMethod.

const actFoo Action = "foo"

// Foo returns a command that sets the made-up level of members, 0 to 10.
func Foo(level float64, ids ...MemberID) Command { return onMembers(actFoo, ids, Args{"level": level}) }

func init() {
	row := &ActionInfo{
		Action: actFoo, Wire: "video.foo", Target: OnMember, Scope: "room.foo", Section: "9.2",
		Args:  []Arg{{Name: "level", Wire: "level", Label: "level", Type: ArgNumber, Required: true, Max: 10}},
		Label: "foo level", Verb: "set the foo of", Done: "set the foo of",
		Risk: RiskCalm, Sets: Setting{Field: FieldMeta}, value: to("level"), states: valueOf("foo", "level"),
		effect: isNow("level", foo), now: foo,
		inverse: func(_ Command, was *Before) []Command {
			level, _ := foo(subject{member: was.Member}).(float64)
			return []Command{Foo(level, was.Member.ID)}
		},
	}
	rows = append(rows, row)
	byName[actFoo] = row
}

// foo returns the present level of a member, which the room keeps in the metadata.
func foo(on subject) any {
	if on.member == nil {
		return nil
	}
	have, _ := subject{View: &Snapshot{}, member: on.member}.meta()
	if level, ok := have["foo"].(float64); ok {
		return level
	}
	return 0.0
}
