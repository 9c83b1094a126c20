package video

import "testing"

// snapshotOf returns a snapshot of a room with one member.
func snapshotOf(m *Member) *Snapshot {
	return &Snapshot{Members: []*Member{m}, Room: Room{LayoutName: "3x3", Locked: Yes}, Layout: Layout{Layers: []Layer{
		{MemberID: "ann", Position: Standard(1)},
	}}}
}

func TestEffect(t *testing.T) {
	t.Parallel()
	ann := &Member{
		ID: "ann", AudioMuted: true, Deaf: true, HandRaised: true, InputVolume: 5, InputSensitivity: 30,
		RequestedPosition: Standard(1), Meta: []byte(`{"a":1,"b":{"c":[2]}}`),
	}
	s := snapshotOf(ann)
	s.Recordings = []*Recording{{ID: "rec", State: StatePaused}}
	s.Playbacks = []*Playback{{ID: "pb", State: StatePlaying, Volume: -3}}
	s.Streams = []*Stream{{ID: "st", State: StateCompleted}}
	object := func(a Action, id string, args Args) Command { return OnObject(a, id, args) }
	meta := func(a Action, args Args) Command { return Command{Action: a, Targets: []MemberID{"ann"}, Args: args} }
	nested := map[string]any{"b": map[string]any{"c": []any{2}}}
	for name, tc := range map[string]struct {
		c    Command
		want Verdict
	}{
		"muted":                           {AudioMute("ann"), Holds},
		"not unmuted":                     {AudioUnmute("ann"), Missing},
		"no longer deaf":                  {Undeaf("ann"), Missing},
		"nobody there":                    {AudioMute("bob"), CannotTell},
		"removed":                         {RemoveMember("bob"), Holds},
		"still there":                     {RemoveMember("ann"), Missing},
		"demoted":                         {Demote("ann"), Missing},
		"promoted":                        {Promote("ann"), Holds},
		"hand up":                         {SetRaisedHand(true, "ann"), Holds},
		"hand down":                       {SetRaisedHand(false, "ann"), Missing},
		"volume":                          {SetInputVolume(5, "ann"), Holds},
		"another volume":                  {SetInputVolume(6, "ann"), Missing},
		"sensitivity as reported":         {SetInputSensitivity(30, "ann"), Holds},
		"sensitivity on an unknown scale": {SetInputSensitivity(40, "ann"), CannotTell},
		"place":                           {SetMemberPosition(Standard(1), "ann"), Holds},
		"place that may be taken":         {SetMemberPosition(Standard(2), "ann"), CannotTell},
		"layout":                          {SetLayout("3x3", nil), Holds},
		"locked":                          {Lock(), Holds},
		"unlocked":                        {Unlock(), Missing},
		"flag that the room did not tell": {SetHideVideoMuted(true), CannotTell},
		"metadata set":                    {meta(ActSetMemberMeta, Args{"meta": map[string]any{"a": 1}}), Missing},
		"metadata added":                  {meta(ActUpdateMemberMeta, Args{"meta": nested}), Holds},
		"metadata deleted":                {meta(ActDeleteMemberMeta, Args{"keys": []string{"z"}}), Holds},
		"recording paused":                {object(ActRecordingPause, "rec", nil), Holds},
		"recording unknown":               {object(ActRecordingPause, "other", nil), CannotTell},
		"playback volume":                 {object(ActPlaybackSetVolume, "pb", Args{"volume": -3.0}), Holds},
		"seek":                            {object(ActPlaybackSeek, "pb", Args{"timecode": 5.0}), CannotTell},
		"stream stopped":                  {object(ActStreamStop, "st", nil), Holds},
		"the answer decides a start":      {StartRecording(), CannotTell},
		"positions":                       {SetPositions(map[MemberID]Position{"ann": Standard(1)}), Holds},
		"an action that does not exist":   {Command{Action: "bar"}, CannotTell},
	} {
		var target MemberID
		if len(tc.c.Targets) > 0 {
			target = tc.c.Targets[0]
		}
		if got := tc.c.Effect(s, target); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}

func TestPlanGroupsTargets(t *testing.T) {
	t.Parallel()
	s := snapshotOf(&Member{ID: "ann", AudioMuted: true})
	s.Members = append(s.Members, &Member{ID: "bob"})
	p := AudioMute("ann", "bob", "cy").Plan(s)
	if len(p.Act) != 1 || p.Act[0] != "bob" || len(p.Already) != 1 || p.Already[0] != "ann" || len(p.Gone) != 1 {
		t.Errorf("%+v", p)
	}
	if p := Promote("listener").Plan(s); len(p.Gone) != 0 || len(p.Act) != 1 {
		t.Errorf("a listener, who is in no list, counts as gone: %+v", p)
	}
}

// TestEffectDoesNotAllocate bounds the cost of looking up the row and checking the effect, which happens for every
// event.
func TestEffectDoesNotAllocate(t *testing.T) {
	ann := &Member{ID: "ann", AudioMuted: true}
	s := snapshotOf(ann)
	c := AudioMute("ann")
	if got := testing.AllocsPerRun(100, func() {
		row, _ := c.Action.Info()
		if c.Effect(s, "ann") != Holds || row.ShownIn() != PartMembers || row.MayCause(FieldDeaf, Yes) {
			t.Error("wrong verdict")
		}
	}); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func BenchmarkEffect(b *testing.B) {
	s := snapshotOf(&Member{ID: "ann", AudioMuted: true})
	c := AudioMute("ann")
	b.ReportAllocs()
	for b.Loop() {
		c.Effect(s, "ann")
	}
}

func BenchmarkInfo(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		_, _ = ActSetInputSensitivity.Info()
	}
}

// TestField_U2_APlaceIsThereWhenTheLayersShowIt checks the effect of a placement in a room whose layers differ from the
// requested positions.
func TestField_U2_APlaceIsThereWhenTheLayersShowIt(t *testing.T) {
	t.Parallel()
	place := func(p Position) Command { return SetMemberPosition(p, "eva") }
	box := map[MemberID]Position{"eva": Reserved(1)}
	for name, tc := range map[string]struct {
		asked, at Position // at "": in no layer
		c         Command
		want      Verdict
	}{
		"the box is taken":                  {Reserved(1), Standard(2), place(Reserved(1)), CannotTell},
		"the box is taken, hidden":          {Reserved(1), "", place(Reserved(1)), CannotTell},
		"it is in the box":                  {Reserved(1), Reserved(1), place(Reserved(1)), Holds},
		"it was placed there automatically": {PositionAuto, Standard(2), place(Standard(2)), Holds},
		"off the canvas":                    {PositionOffCanvas, "", place(PositionOffCanvas), Holds},
		"hidden (U8)":                       {PositionAuto, "", place(PositionOffCanvas), CannotTell},
		"hidden, automatically (U8)":        {PositionAuto, "", place(PositionAuto), CannotTell},
		"automatically":                     {PositionAuto, Standard(1), place(PositionAuto), Holds},
		"not automatically":                 {Standard(1), Standard(1), place(PositionAuto), CannotTell},
		"positions, taken":                  {Reserved(1), Standard(2), SetPositions(box), CannotTell},
		"layout and positions, taken":       {Reserved(1), Standard(2), SetLayout("3x3", box), CannotTell},
		"layout and positions":              {Reserved(1), Reserved(1), SetLayout("3x3", box), Holds},
	} {
		s := snapshotOf(&Member{ID: "eva", RequestedPosition: tc.asked})
		s.Layout = Layout{
			Name:   "3x3",
			Layers: []Layer{{MemberID: "ben", Position: "x"}, {MemberID: "eva", Position: tc.at}},
		}
		if tc.at == "" {
			s.Layout.Layers = s.Layout.Layers[:1]
		}
		if got := tc.c.Effect(s, "eva"); got != tc.want {
			t.Errorf("%s: %d, want %d", name, got, tc.want)
		}
	}
}

func TestCommandsSayWhatTheySet(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		command Command
		want    Setting
	}{
		{AudioMute("ann"), Setting{FieldAudioMuted, Yes}},
		{SetRaisedHand(false, "ann"), Setting{FieldHand, No}},
		{SetRaisedHand(true, "ann"), Setting{FieldHand, Yes}},
		{SetPrioritizeHandraise(true), Setting{FieldPrioritizeHandraise, Yes}},
		{SetHideVideoMuted(false), Setting{FieldHideVideoMuted, No}},
		{SetInputVolume(3, "ann"), Setting{Field: FieldInputVolume}},
		{Command{Action: ActPromote, Args: Args{"joinAudioMuted": false}}, Setting{FieldOnStage, Yes}},
	} {
		if got := tc.command.Sets(); got != tc.want {
			t.Errorf("%s sets %v, want %v", tc.command.Action, got, tc.want)
		}
	}
}

func TestPlacesAreTakenOut(t *testing.T) {
	t.Parallel()
	both := map[MemberID]Position{"ann": Standard(1), "ben": Standard(2)}
	one := map[MemberID]Position{"ann": Standard(1)}
	if c, ok := SetPositions(both).WithPlaced(one); !ok || len(c.Placed()) != 1 || len(both) != 2 {
		t.Errorf("got %v, %v", c.Placed(), ok)
	}
	if _, ok := SetPositions(both).WithPlaced(nil); ok {
		t.Error("a command that only places has nothing left, and is sent")
	}
	if _, ok := SetLayout("3x3", both).WithPlaced(nil); !ok {
		t.Error("a layout is not sent without places")
	}
}
