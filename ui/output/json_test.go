package output

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/uitest"
)

func TestJSONIsEscapedAndEqual(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := Print(&b, map[string]string{uitest.Hostile: uitest.Hostile + "<&>\x7f"}); err != nil {
		t.Fatal(err)
	}
	uitest.WantHarmless(t, b.String())
	var back map[string]string
	if err := json.Unmarshal([]byte(b.String()), &back); err != nil || back[uitest.Hostile] != uitest.Hostile+"<&>\x7f" {
		t.Errorf("got back %q, %v", back, err)
	}
	if !strings.Contains(b.String(), "<&>") {
		t.Errorf("HTML is escaped: %s", b.String())
	}
}

func TestEventIsOneLineOfJSON(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 3, 4, 5, 6, 7, 89, time.UTC)
	quoted, _ := json.Marshal(uitest.Hostile)
	line := string(AppendEvent(nil, video.Event{
		Type: "member.joined", At: at, RoomSessionID: uitest.Hostile,
		Raw: json.RawMessage("{\n  \"name\": " + string(quoted) + "\r\n}"),
	}))
	uitest.WantHarmless(t, line)
	if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
		t.Errorf("not one line: %q", line)
	}
	if !strings.HasPrefix(line, `{"time":"2026-03-04T05:06:07.000000089Z","type":"member.joined","room_session_id":`) {
		t.Errorf("got %s", line)
	}
	var got struct {
		RoomSessionID string `json:"room_session_id"`
		Params        struct{ Name string }
	}
	if err := json.Unmarshal([]byte(line), &got); err != nil || got.Params.Name != uitest.Hostile ||
		got.RoomSessionID != uitest.Hostile {
		t.Errorf("got %q, %v", got, err)
	}
	if bare := string(AppendEvent(nil, video.Event{})); !json.Valid([]byte(bare)) {
		t.Errorf("not JSON: %s", bare)
	}
}
