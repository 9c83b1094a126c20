package term

import "testing"

func TestAnswersIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		said string
		want Answers
		dark bool
	}{
		"mute":      {"", Answers{}, false},
		"xterm":     {"\x1b[7;2R\x1b]11;rgb:0000/0000/0000\x1b\\\x1b[?64;1;2c", Answers{Answered: true}, true},
		"wide":      {"\x1b[1;3R\x1b[?6c", Answers{Answered: true, Wide: true}, false},
		"kitty":     {"\x1b[1;2R\x1b[?0u\x1b[?62;c", Answers{Answered: true, Kitty: true}, false},
		"typed too": {"jj\x1b[1;2R\x1b[?6cq", Answers{Answered: true}, false},
		"nonsense":  {"\x1b]11;pink\a\x1b[?1;2c", Answers{Answered: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			got := answersIn([]byte(c.said))
			if got.Background != nil && !c.dark || got.Background == nil && c.dark {
				t.Errorf("got the background %v", got.Background)
			}
			if got.Background = nil; got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
