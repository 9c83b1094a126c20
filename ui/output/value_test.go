package output

import (
	"encoding/json"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/uitest"
)

func TestValuesAreCleanedForPeople(t *testing.T) {
	t.Parallel()
	value, err := json.Marshal([]map[string]any{{
		"id": "m1", "name": uitest.Hostile, "state": uitest.Hostile, "url": "rtmp://host/live/" + key,
		"meta": map[string]any{uitest.Hostile: uitest.Hostile},
	}})
	if err != nil {
		t.Fatal(err)
	}
	layouts, _ := json.Marshal([]string{uitest.Hostile})
	for action, v := range map[video.Action]json.RawMessage{
		video.ActGetMembers: value, video.ActGetRecordings: value, video.ActGetPlaybacks: value,
		video.ActGetStreams: value, video.ActGetMeta: value, video.ActGetLayouts: layouts,
		video.ActStartStream: value[1 : len(value)-1],
	} {
		var b strings.Builder
		info, _ := action.Info()
		if err := Value(&b, info, v, false); err != nil {
			t.Errorf("%s: %v", action, err)
		}
		uitest.WantHarmless(t, b.String())
		if !strings.Contains(b.String(), "Eve") {
			t.Errorf("%s: the text is missing: %q", action, b.String())
		}
		if action == video.ActGetStreams && strings.Contains(b.String(), key) {
			t.Errorf("stream key in %q", b.String())
		}
	}
}
