package selector_test

import (
	"errors"
	"fmt"

	"gavel/session/selector"
	"gavel/session/video"
)

func Example() {
	s, err := selector.Parse("open & !name~ann | hand", selector.Nothing)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range []*video.Member{
		{Name: "Ann Lee", Type: video.TypeMember},
		{Name: "Ben", Type: video.TypeMember},
		{Name: "Cy", Type: video.TypeMember, AudioMuted: true, HandRaised: true},
		{Name: "Cy's screen", Type: video.TypeScreen},
	} {
		if s.Match(m, nil) {
			fmt.Println(m.Name)
		}
	}
	// Output:
	// Ben
	// Cy
}

// A process that has only read the list of members does not know who has talked.
func ExampleParse_data() {
	_, err := selector.Parse("hand & silent", selector.Nothing)
	fmt.Println(err)
	// Output:
	// column 8: "silent" needs to know who has talked so far, which is not known here
}

func ExampleError() {
	_, err := selector.Parse("talking & !protectd", selector.Everything)
	if e, ok := errors.AsType[*selector.Error](err); ok {
		fmt.Printf("%s: %s\n", e.Text[e.Offset:e.Offset+e.Length], e.Problem)
		fmt.Println("did you mean", e.Nearest)
	}
	// Output:
	// protectd: "protectd" is not a word of selectors
	// did you mean protected
}

func ExampleComplete() {
	text := "hand & ta"
	c := selector.Complete(text, len(text), selector.Everything)
	for _, one := range c.Candidates {
		fmt.Println(text[:c.Start]+one.Text, "·", one.Means)
	}
	// Output:
	// hand & talking · is talking now
	// hand & talk> · has done more than this share of the talking
	// hand & talk< · has done less than this share of the talking
}
