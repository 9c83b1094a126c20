package alarm

import (
	"slices"
	"testing"
	"time"

	"gavel/session/video"
)

// TestMovedTrustsTheListOfChanges finds who came and who left with and without the session's list of changes.
func TestMovedTrustsTheListOfChanges(t *testing.T) {
	t.Parallel()
	of := func(members ...*video.Member) []*video.Member { return members }
	ann, ben := &video.Member{ID: "ann", Order: 1}, &video.Member{ID: "ben", Order: 2}
	cal, again := &video.Member{ID: "cal", Order: 4}, &video.Member{ID: "ben", Order: 5}
	changed, left, last := *ann, *ben, *cal
	changed.AudioMuted, left.LeftAt, last.LeftAt = true, time.Unix(1, 0), time.Unix(1, 0)
	gone := &video.Member{ID: "dan", Order: 6, LeftAt: time.Unix(1, 0)}
	for name, tc := range map[string]struct {
		was, now, recent []*video.Member
		came, left       string
	}{
		"nothing":               {of(ann, ben), of(ann, ben), nil, "", ""},
		"a change":              {of(ann, ben), of(&changed, ben), of(&changed), "", ""},
		"one came":              {of(ann, ben), of(ann, ben, cal), of(cal), "cal ", ""},
		"the first came":        {nil, of(ann), of(ann), "ann ", ""},
		"one left":              {of(ann, ben), of(ann), of(&left), "", "ben "},
		"one left, and is back": {of(ann, ben), of(ann, again), of(&left, again), "ben ", "ben "},
		"one came and left":     {of(ann), of(ann), of(gone), "", ""},
		"one changed, one came": {of(ann), of(&changed, cal), of(&changed, cal), "cal ", ""},
		"the last left":         {of(ann, cal), of(ann, again), of(&last, again), "ben ", "cal "},
	} {
		for _, known := range []bool{true, false} {
			was, now := &video.Snapshot{Members: tc.was}, &video.Snapshot{Members: tc.now}
			if known {
				list := make([]*video.Member, 0, 8)
				was.Recent, now.Recent = list, append(list, tc.recent...)
			}
			if _, ok := now.Since(was); ok != known {
				t.Fatalf("%s: the list of changes is known: %v", name, ok)
			}
			came, left := (&Engine{snap: now}).moved(was)
			if ids(came) != tc.came || ids(left) != tc.left {
				t.Errorf("%s, known %v: came %q, left %q", name, known, ids(came), ids(left))
			}
		}
	}
}

func ids(members []*video.Member) string {
	all := ""
	for m := range slices.Values(members) {
		all += string(m.ID) + " "
	}
	return all
}
