// Package sdkcalls gives tests the calls of the official SDK that localrelay/conformance has recorded, in
// testdata/wire/requests.json.
package sdkcalls

import (
	"encoding/json"
	"os"
	"testing"

	"gavel/session/video"
)

// Room is the room session of the recorded calls.
const Room = "33333333-3333-4333-8333-333333333333"

// Call is one call of the official SDK, and the frames that its versions 3.13.0 and 4.2.1 sent for it.
type Call struct {
	Call    string          `json:"call"`
	Args    map[string]any  `json:"args"`
	SDKOnly string          `json:"sdkOnly"` // why gavel does not send this
	V3      json.RawMessage `json:"v3"`
	V4      json.RawMessage `json:"v4"`
}

// Read returns the calls in the file at path.
func Read(t *testing.T, path string) []Call {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var calls []Call
	if err := json.Unmarshal(text, &calls); err != nil {
		t.Fatal(err)
	}
	return calls
}

// Command returns the command of the row for the call, whose parameters have the names of the reference.
func (c Call) Command(row *video.ActionInfo) video.Command {
	cmd := video.Command{Action: row.Action, Args: video.Args{}}
	for name, v := range c.Args {
		switch name {
		case "memberId":
			cmd.Targets = []video.MemberID{video.MemberID(v.(string))}
		case "recordingId", "playbackId", "streamId":
			cmd.Object = v.(string)
		default:
			cmd.Args[name] = v
		}
	}
	return cmd
}
