// Package macro plans macros: several commands of the configuration under one name. It knows neither keys nor a screen.
package macro

import (
	"slices"

	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/say"
)

// Room is what a plan depends on.
type Room struct {
	*video.Snapshot
	// Facts are for the selectors of the macro.
	Facts *selector.Facts
	// Protected reports whether a member is protected from bulk commands; nil for nobody.
	Protected func(*video.Member) bool
}

// Step is a command of a macro, as it would run now.
type Step struct {
	Command video.Command
	Plan    video.Plan
	Spared  int    // protected members that it leaves out
	Why     string // why it does nothing, as a clause; "" if it does something
}

// Plan returns what a macro would do now, step by step.
func Plan(m *config.Macro, r Room) []Step {
	r.Facts = r.Facts.WithLists() // the configuration, which has the macro, has them too
	steps := make([]Step, len(m.Steps))
	for i, s := range m.Steps {
		steps[i] = plan(s, r)
	}
	return steps
}

func plan(s config.MacroStep, r Room) Step {
	step := Step{Command: s.Command}
	row, _ := s.Command.Action.Info()
	switch {
	case row.Target == video.OnMember:
		for _, m := range r.Members {
			switch {
			case m.Type == video.TypeAudience && !row.Unlisted, !s.Where.Match(m, r.Facts):
			case r.Protected != nil && r.Protected(m):
				step.Spared++
			default:
				step.Command.Targets = append(step.Command.Targets, m.ID)
			}
		}
		step.Command.SkipProtected = true // checked again when each request leaves
		if len(step.Command.Targets) == 0 {
			step.Why = say.NobodyMatches(s.Where)
			return step
		}
		if step.Plan = step.Command.Plan(r.Snapshot); len(step.Plan.Act) == 0 {
			step.Why = say.StepDone
		}
	case row.Target != video.OnRoom:
		if step.Command.Object = only(row.Target, r.Snapshot); step.Command.Object == "" {
			step.Why = say.NotExactlyOne
		}
	}
	if err := step.Command.Check(r.Snapshot); step.Why == "" && err != nil {
		step.Why = say.Reason(err)
	}
	return step
}

// only returns the id of the recording, playback or stream that runs, if there is exactly one.
func only(t video.Target, s *video.Snapshot) string {
	var ids []string
	for _, r := range s.Recordings {
		if t == video.OnRecording && !r.HasEnded() {
			ids = append(ids, r.ID)
		}
	}
	for _, p := range s.Playbacks {
		if t == video.OnPlayback && !p.HasEnded() {
			ids = append(ids, p.ID)
		}
	}
	for _, p := range s.Streams {
		if t == video.OnStream && !p.HasEnded() {
			ids = append(ids, p.ID)
		}
	}
	if len(ids) != 1 {
		return ""
	}
	return ids[0]
}

// Command returns the steps that do something as one command, and false if none does. Each step is sent, whatever the
// outcome of the step before.
func Command(name string, steps []Step) (video.Command, bool) {
	var run []video.Command
	var about []video.MemberID
	for _, s := range steps {
		if s.Why != "" {
			continue
		}
		if len(s.Command.Targets) > 0 {
			s.Command.Targets = slices.Clone(s.Plan.Act)
			for _, id := range s.Plan.Act {
				if !slices.Contains(about, id) {
					about = append(about, id)
				}
			}
		}
		run = append(run, s.Command)
	}
	c := video.Composite("run "+say.Quote(name)+" for", "ran "+say.Quote(name)+" for", about, run...)
	if len(about) == 0 {
		c.Verb, c.Past = "run "+say.Quote(name), "ran "+say.Quote(name)
	}
	c.Independent = true
	return c, len(run) > 0
}
