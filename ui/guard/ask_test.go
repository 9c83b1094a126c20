package guard_test

import (
	"testing"

	"gavel/session/video"
	"gavel/ui/guard"
)

func TestAsks(t *testing.T) {
	t.Parallel()
	room := func(people int) *video.Snapshot {
		s := &video.Snapshot{Members: []*video.Member{{ID: "screen", Type: video.TypeScreen}}}
		for i := range people {
			s.Members = append(s.Members, &video.Member{ID: ids(people)[i], Type: video.TypeMember})
		}
		return s
	}
	for name, test := range map[string]struct {
		command video.Command
		people  int
		habits  guard.Habits
		want    guard.Answer
	}{
		"one is muted":                   {video.AudioMute(ids(1)...), 9, guard.Habits{}, guard.NoAnswer},
		"five are muted":                 {video.AudioMute(ids(5)...), 9, guard.Habits{}, guard.NoAnswer},
		"six are muted":                  {video.AudioMute(ids(6)...), 9, guard.Habits{}, guard.Yes},
		"six of them are few":            {video.AudioMute(ids(6)...), 9, guard.Habits{Over: 6}, guard.NoAnswer},
		"the user wants to be asked":     {video.AudioMute(ids(1)...), 9, guard.Habits{Also: []video.Action{video.ActAudioMute}}, guard.Yes},
		"one is removed":                 {video.RemoveMember(ids(1)...), 9, guard.Habits{Over: 50}, guard.Yes},
		"six are removed":                {video.RemoveMember(ids(6)...), 9, guard.Habits{Over: 50}, guard.Number},
		"the last person is removed":     {video.RemoveMember(ids(1)...), 1, guard.Habits{}, guard.RoomsName},
		"the last person is demoted":     {video.Demote(ids(1)...), 1, guard.Habits{}, guard.RoomsName},
		"everybody is removed":           {video.RemoveAllMembers(), 9, guard.Habits{}, guard.RoomsName},
		"a step of a composite is asked": {video.Composite("a", "b", nil, video.Lock(), video.RemoveMember("a")), 9, guard.Habits{}, guard.Yes},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := room(test.people)
			if got := guard.Asks(test.command, test.command.Plan(s), s, test.habits); got != test.want {
				t.Errorf("%d, want %d", got, test.want)
			}
		})
	}
}

// ids returns n ids.
func ids(n int) []video.MemberID {
	all := make([]video.MemberID, n)
	for i := range all {
		all[i] = video.MemberID(rune('a' + i))
	}
	return all
}
