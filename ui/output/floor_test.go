package output

import (
	"strings"
	"testing"
)

func TestFloorTableShowsHours(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	f := Floor{Turns: []FloorTurn{{Kind: "guest", Name: "Ann", Used: 4500, Limit: 5400, Opened: true}}}
	if err := FloorTable(&b, &f); err != nil {
		t.Fatal(err)
	}
	if want := "1:15:00/1:30:00"; !strings.Contains(b.String(), want) {
		t.Errorf("%s is not in\n%s", want, b.String())
	}
}
