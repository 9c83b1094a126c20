package guard

import (
	"reflect"
	"slices"
	"time"

	"gavel/session/video"
	"gavel/ui/waits"
)

// Insist remembers the last manual command that got a warning. If it is repeated within the wait of
// [waits.AfterWarning], it counts as confirmed. The zero value remembers none. It is not safe for concurrent use.
type Insist struct {
	steps []video.Command
	at    time.Time
}

// Meant reports whether c confirms the remembered command: both are the same, and c comes in time. It then remembers c.
func (i *Insist) Meant(c video.Command, now time.Time) bool {
	steps := slices.Clone(c.List())
	for i := range steps {
		steps[i].Targets = slices.Clone(steps[i].Targets)
	}
	meant := slices.EqualFunc(steps, i.steps, isSame) && waits.AfterWarning.Holds(i.at, now)
	*i = Insist{steps, now}
	return meant
}

// isSame reports whether two commands have the same method, members and parameters.
func isSame(a, b video.Command) bool {
	return a.Action == b.Action && slices.Equal(a.Targets, b.Targets) && reflect.DeepEqual(a.Args, b.Args)
}

// touched are the properties that protection covers: microphone, camera, hearing, place and presence.
const touched = video.FieldAudioMuted | video.FieldVideoMuted | video.FieldDeaf | video.FieldRequested |
	video.FieldOnStage | video.FieldPresent

// touches reports whether a command takes something away that protection covers. Opening a microphone or camera does
// not count.
func touches(c video.Command) bool {
	row, known := c.Action.Info()
	return known && row.Opens == 0 && row.Sets.Field&touched != 0
}

// Hits returns the protected members that a command takes something away from, or moves, in the order of the command.
func Hits(c video.Command, s *video.Snapshot, safe func(video.MemberID) bool) (ids []video.MemberID) {
	hit := func(id video.MemberID) {
		if safe(id) && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, step := range c.List() {
		if touches(step) {
			for _, id := range step.Targets {
				hit(id)
			}
		}
		placed := step.Placed()
		if len(placed) == 0 {
			continue
		}
		for _, m := range s.Members {
			if to, is := placed[m.ID]; is && to != m.RequestedPosition {
				hit(m.ID)
			}
		}
	}
	return ids
}
