package say

import (
	"encoding/json"
	"testing"

	"gavel/session/door"
	"gavel/session/video"
)

func TestDoorHit(t *testing.T) {
	tests := []struct {
		hit  door.Hit
		want string
	}{
		{door.Hit{Do: door.Mute}, `The door "trolls" mutes Eve (name~eve).`},
		{door.Hit{Do: door.Mute, Reason: "as\x1b agreed"}, `The door "trolls" mutes Eve ("as<1B> agreed").`},
		{door.Hit{Do: door.Remove}, `The door "trolls" removes Eve (name~eve).`},
		{door.Hit{Do: door.Demote}, `The door "trolls" sends Eve to the audience (name~eve).`},
		{door.Hit{Do: door.Watch}, `The door "trolls" noticed Eve (name~eve).`},
		{door.Hit{Do: door.Remove, Held: door.HeldProtected}, `The door "trolls" let Eve in: protected (name~eve).`},
		{door.Hit{Do: door.Remove, Held: door.HeldPardoned}, `The door "trolls" let Eve in: pardoned (name~eve).`},
		{door.Hit{Do: door.Remove, Held: door.HeldOffline}, `The door "trolls" let Eve in: the connection was lost (name~eve).`},
		{door.Hit{Do: door.Remove, Held: door.HeldMany}, `The door "trolls" let Eve in: the doors have acted too often (name~eve).`},
	}
	for _, test := range tests {
		test.hit.Rule, test.hit.Who, test.hit.Chose = "trolls", video.Person{ID: "e", Name: "Eve"}, "name~eve"
		text, err := json.Marshal(test.hit)
		if err != nil {
			t.Fatal(err)
		}
		e := video.Entry{
			Kind: video.EntryRoom, Note: video.NoteDecision, Decision: &video.Decision{Kind: door.Kind, Data: text},
		}
		if got := Line(&e, Called); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}
