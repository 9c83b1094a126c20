package say_test

import (
	"errors"
	"testing"

	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/say"
)

func TestNamed(t *testing.T) {
	t.Parallel()
	_, err := selector.Parse("hand & mutd", selector.Everything)
	bad, ok := errors.AsType[*selector.Error](err)
	if !ok {
		t.Fatal(err)
	}
	for want, got := range map[string]string{
		`Nobody here is called "Zoe". Nothing was sent.`:                                                     say.Unsent(say.NotOne("Zoe", nil, crowd{})),
		`"Ann" can be Ann #1bf4 and Ben #1bf4`:                                                               say.NotOne("Ann", []video.MemberID{"a", "b"}, crowd{}),
		`Column 8 of the selector: "mutd" is not a word of selectors. Did you mean muted? Nothing was sent.`: say.BadSelector(bad),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
