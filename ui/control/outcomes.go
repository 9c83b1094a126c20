package control

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"

	"gavel/session/video"
)

// outcomes counts the commands of this server.
type outcomes struct {
	mu sync.Mutex
	n  map[outcomeKey]uint64
}

type outcomeKey struct {
	method  video.Action
	outcome string
}

func (o *outcomes) add(method video.Action, res video.Result, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.n == nil {
		o.n = map[outcomeKey]uint64{}
	}
	if len(res.Targets) == 0 && err != nil {
		o.n[outcomeKey{method, video.OutcomeNotSent.String()}]++
	}
	for _, t := range res.Targets {
		o.n[outcomeKey{method, t.Outcome.String()}]++
	}
}

func (o *outcomes) write(b *strings.Builder) {
	const name = "gavel_commands_total"
	fmt.Fprintf(b, "# HELP %s Targets of commands given here, by outcome.\n# TYPE %s counter\n", name, name)
	o.mu.Lock()
	defer o.mu.Unlock()
	lines := make([]string, 0, len(o.n))
	for k, n := range o.n {
		labels := "method=" + label(string(k.method)) + ",outcome=" + label(k.outcome)
		lines = append(lines, fmt.Sprintf("%s{%s} %d\n", name, labels, n))
	}
	slices.Sort(lines)
	b.WriteString(strings.Join(lines, ""))
}

// label quotes a value of a label. Characters that a terminal may obey or hide become replacement characters.
func label(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, s)
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
