package say_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/say"
	"gavel/ui/text"
)

func person(id video.MemberID) *floor.Who { return &floor.Who{ID: id, Name: calledAs[id]} }

func TestFloorNote(t *testing.T) {
	t.Parallel()
	queue := floor.Queue.Mode()
	queue.Turn = 3 * time.Minute
	open := floor.Open.Mode()
	ann, ben := person("a"), []floor.Who{*person("b")}
	for want, n := range map[string]floor.Note{
		"The floor is in queue mode, turns of 3:00.":                           {Kind: floor.NoteMode, Mode: &queue},
		"The floor is open. Nobody was unmuted.":                               {Kind: floor.NoteMode, Mode: &open},
		"Ann has the floor.":                                                   {Kind: floor.NoteGranted, Who: ann},
		"Ann may answer.":                                                      {Kind: floor.NoteGranted, Who: ann, Turn: &floor.TurnRecord{Kind: floor.Answer}},
		"The turn of Ann is over after 1:05: sent away.":                       {Kind: floor.NoteEnded, Who: ann, Why: floor.WhySentAway, Turn: &floor.TurnRecord{Used: 65 * time.Second}},
		"The microphone of Ann did not open; Ben is muted.":                    {Kind: floor.NoteNotOpened, Who: ann, Others: ben},
		"Skipped: Ben (away, or the hand is down).":                            {Kind: floor.NoteSkipped, Others: ben},
		"Nobody got the floor: Ann is no longer next.":                         {Kind: floor.NoteNobody, Who: ann, Why: floor.WhyChanged},
		"Time is up for Ann.":                                                  {Kind: floor.NoteBell, Who: ann},
		"The floor continues.":                                                 {Kind: floor.NoteContinued},
		"Undone: the mode.":                                                    {Kind: floor.NoteUndone, Text: string(floor.VerbMode)},
		"1 hand counted: Ben.":                                                 {Kind: floor.NoteCount, Others: ben},
		`"Dana" enforces the floor now. This console only marks.`:              {Kind: floor.NoteLeaseLost, Text: "Dana"},
		"The floor is paused: the connection was lost for more than 10 s.":     {Kind: floor.NotePaused, Why: floor.WhyGap},
		"The queue is closed. Replies and points of order are still possible.": {Kind: floor.NoteQueue, Why: floor.WhyClosed},
		"The connection was lost. The command of the floor was not sent.":      {Kind: floor.NoteUnsent},
		"The interruption is over. Unmuted: nobody.":                           {Kind: floor.NoteRestored},
		"Ann has the name of someone who is away. To let Ann take that place, give Ann the floor.": {
			Kind: floor.NoteOffer, Who: ann, Others: ben,
		},
	} {
		if got := say.FloorNote(n, name); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestEveryFloorNoteHasWords rejects a note without words.
func TestEveryFloorNoteHasWords(t *testing.T) {
	t.Parallel()
	for _, kind := range floor.NoteKinds() {
		got := say.FloorNote(floor.Note{Kind: kind, Who: person("a"), Text: string(floor.VerbNext)}, name)
		if len(got) < 10 || !strings.HasSuffix(got, ".") || strings.Contains(got, "%!") {
			t.Errorf("%s: %q", kind, got)
		}
	}
}

func TestFloorError(t *testing.T) {
	t.Parallel()
	noGuest := floor.Queue.Mode()
	noGuest.Guests = 0
	for _, tc := range []struct {
		err  error
		want string
	}{
		{floor.ErrPaused, "The floor is paused. F9 continues."},
		{fmt.Errorf("verb: %w", floor.ErrNoConsent), "Consent in this room is set to never, so gavel opens nothing. Nothing was sent."},
		{noGuest.Check(), `Max is "0". Allowed: 1 to 20; for no guest, use quiet mode.`},
		{floor.Preset("free").Mode().Check(), ""},
	} {
		if tc.err == nil {
			continue
		}
		if got := say.FloorError(tc.err, "F9"); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	for _, err := range []error{
		floor.ErrOffline, floor.ErrRepeat, floor.ErrBusy, floor.ErrEmpty, floor.ErrNobody, floor.ErrUnknown, floor.ErrAlready,
		floor.ErrQueueClosed, floor.ErrNothing, floor.ErrNoAnswer, floor.ErrChanged, floor.ErrNoSharing,
		&floor.FinalError{Verb: floor.VerbItem},
		errors.New("other"),
	} {
		if got := say.FloorError(err, "F9"); strings.Contains(got, "floor:") || !strings.HasSuffix(got, ".") {
			t.Errorf("%v: %q", err, got)
		}
	}
}

func TestFloorAsk(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]*floor.Ask{
		"Ann is no longer next. Give the floor to Ben?":                                {Reason: floor.AskMoved, Was: "a", Now: "b"},
		"Ben has just become next. Give the floor to Ben?":                             {Reason: floor.AskMoved, Now: "b"},
		"Ann is talking. Take the floor back?":                                         {Reason: floor.AskTalking, Now: "a"},
		"The budget of Ann is used up. Give the floor?":                                {Reason: floor.AskBudget, Now: "a"},
		"This unmutes Ann and Ben, muted more than 30 s ago. Undo?":                    {Reason: floor.AskOpens, People: []video.MemberID{"a", "b"}},
		"No other console knows of this one. Mute people who speak without the floor?": {Reason: floor.AskHold},
	} {
		got, button := say.FloorAsk(a, crowd{})
		if got != want || button == "" {
			t.Errorf("%q [%s], want %q", got, button, want)
		}
	}
}

func TestFloorPlan(t *testing.T) {
	t.Parallel()
	p := floor.Plan{
		Mode: floor.Queue.Mode(), Closes: make([]video.MemberID, 14), Protected: make([]video.MemberID, 2),
		Muted: make([]video.MemberID, 2),
	}
	if got := say.FloorPlan(p); got != "queue: mutes 14 of 18; 2 protected, 2 already muted" {
		t.Errorf("%q", got)
	}
	p.Mode, p.Closes = floor.Open.Mode(), nil
	if got := say.FloorPlan(p); got != "open: nobody is unmuted" {
		t.Errorf("%q", got)
	}
}

func TestFloorLine(t *testing.T) {
	t.Parallel()
	v := &floor.View{
		Mode: floor.Queue.Mode(), Next: "b", Waiting: 4, Queue: []floor.Entry{{ID: "b", Name: "Ben"}},
		Turns: []floor.Turn{{ID: "a", Name: "Ann", Kind: floor.Guest, Used: 100 * time.Second, Limit: 3 * time.Minute, Running: true}},
	}
	line, loud := say.FloorLine(v, 8*time.Second, name, say.FloorKeys{}, 78)
	if line != "FLOOR Ann 1:48/3:00 · NEXT Ben · 4 waiting" || loud != "" {
		t.Errorf("%q, %q", line, loud)
	}
	v.Unplanned, v.Holder = []floor.Who{*person("s")}, "Dana"
	line, loud = say.FloorLine(v, 0, name, say.FloorKeys{}, 78)
	if line != "FLOOR Ann 1:40/3:00 · NEXT Ben · 4 waiting · floor: Dana" || loud != "! Cy's screen" {
		t.Errorf("%q, %q", line, loud)
	}
	for w := 10; w < 90; w++ {
		if line, loud = say.FloorLine(v, 0, name, say.FloorKeys{}, w); text.Width(line)+text.Width(loud)+2 > w {
			t.Errorf("%d cells: %q and %q", w, line, loud)
		}
	}
	const spoken = "Floor: Ann 1:40/3:00 · NEXT Ben · 4 waiting · floor: Dana. Without the floor: Cy's screen."
	if got := say.FloorSpoken(v, 0, name); got != spoken {
		t.Errorf("%q", got)
	}
	v.Paused, v.Closes = floor.WhyGap, v.Unplanned
	if got := say.FloorSpoken(v, 0, name); !strings.HasSuffix(got, ". Without the floor, and muted when it continues: Cy's screen.") {
		t.Errorf("%q", got)
	}
	if line, _ = say.FloorLine(v, 0, name, say.FloorKeys{}, 78); !strings.HasPrefix(line, "FLOOR paused · NEXT Ben") {
		t.Errorf("%q", line)
	}
}

// TestBannerKeepsItsNames: if there is little room, the keys of the banner are shortened before its names.
func TestBannerKeepsItsNames(t *testing.T) {
	t.Parallel()
	v := &floor.View{
		Mode: floor.Queue.Mode(), Next: "b", Waiting: 4, Queue: []floor.Entry{{ID: "b", Name: "Benedikt Cumberbatch"}},
		Banner: []floor.Who{{ID: "a", Name: "Ann"}, {ID: "b", Name: "Ben"}},
	}
	keys := say.FloorKeys{Audience: "7", LetBe: "8", Muffle: "9"}
	for w, want := range map[int]string{
		120: "! Ann and Ben: 7 audience · 8 let be · 9 sensitivity 0",
		78:  "! Ann and Ben: 7 audience · 8 let be · 9",
		60:  "! Ann and Ben: 7 · 8 · 9",
		40:  "! Ann and Ben",
	} {
		if _, loud := say.FloorLine(v, 0, name, keys, w); loud != want {
			t.Errorf("%d cells: %q, want %q", w, loud, want)
		}
	}
}

// TestRefusalByTheFloor: a command by hand that the consent of the room forbids has a sentence, too.
func TestRefusalByTheFloor(t *testing.T) {
	t.Parallel()
	got := say.Failed(video.AudioUnmute("a"), video.Result{}, floor.ErrNoConsent, crowd{}, 100)
	if want := "Could not unmute Ann: in this room, gavel opens no microphone; nothing was sent."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if _, said := say.FloorMessage(errors.New("x")); said != "" {
		t.Errorf("%q", said)
	}
}

func TestFloorMessagesForPrograms(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		say.FloorLacks("next", floor.WithNext):  `next needs "who", the id of the person who is next: the key next_id of the floor`,
		say.FloorLacks("move", floor.WithBy):    `move needs "by", the number of places back; a negative number moves forward`,
		say.FloorLacks("give", floor.WithEntry): `give needs "who", the id or the name of a person`,
		say.FloorModeOn("queue"):                "queue mode is already on, with the same parameters",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
