package video_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"testing"

	"gavel/session/video"
)

// sdkCall is one call of the official SDK and the frames that its versions 3.13.0 and 4.2.1 sent for it, recorded by
// localrelay/conformance.
type sdkCall struct {
	Call    string          `json:"call"`
	Args    map[string]any  `json:"args"`
	SDKOnly string          `json:"sdkOnly"` // why gavel does not send this
	V3      json.RawMessage `json:"v3"`
	V4      json.RawMessage `json:"v4"`
}

func sdkCalls(t *testing.T) []sdkCall {
	t.Helper()
	text, err := os.ReadFile("../testdata/wire/requests.json")
	if err != nil {
		t.Fatal(err)
	}
	var calls []sdkCall
	if err := json.Unmarshal(text, &calls); err != nil {
		t.Fatal(err)
	}
	return calls
}

// commandOf returns the command for a call of the SDK, whose parameters have the names of the reference.
func commandOf(row *video.ActionInfo, args map[string]any) video.Command {
	c := video.Command{Action: row.Action, Args: video.Args{}}
	for name, v := range args {
		switch name {
		case "memberId":
			c.Targets = []video.MemberID{video.MemberID(v.(string))}
		case "recordingId", "playbackId", "streamId":
			c.Object = v.(string)
		default:
			c.Args[name] = v
		}
	}
	return c
}

const recordedRoom = "33333333-3333-4333-8333-333333333333"

func TestRequestsEqualTheSDKs(t *testing.T) {
	t.Parallel()
	compared := map[video.Action]int{}
	for _, call := range append(sdkCalls(t), recordedFoo) {
		row, ok := video.Action(call.Call).Info()
		if !ok || row.Action == video.ActSubscribe {
			continue // frames of the connection, and the SDK's own objects for members
		}
		args, _ := json.Marshal(call.Args)
		t.Run(call.Call+" "+string(args), func(t *testing.T) {
			got, err := commandOf(row, call.Args).Requests(recordedRoom)
			if call.SDKOnly != "" {
				if !errors.Is(err, video.ErrArgument) {
					t.Errorf("got %v, want a refusal before anything is sent: %s", err, call.SDKOnly)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			frame, _ := json.Marshal(got[0])
			sameJSON(t, "version 3", frame, call.V3)
			sameJSON(t, "version 4", frame, call.V4)
		})
		compared[row.Action]++
	}
	for _, row := range video.Actions() {
		if compared[row.Action] == 0 && row.Action != video.ActSubscribe {
			t.Errorf("%s was compared with nothing", row.Action)
		}
	}
}

func sameJSON(t *testing.T, what string, got, want json.RawMessage) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(got, &g); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(want, &w); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(g, w) {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
	if !bytes.HasPrefix(got, []byte(`{"method":`)) {
		t.Errorf("method does not come first: %s", got)
	}
}

func TestFault_C17_HandsAlwaysHaveAValue(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		c      video.Command
		method string
		params string
	}{
		{video.SetRaisedHand(true, "m"), "video.member.raisehand", `{"room_session_id":"rs","member_id":"m"}`},
		{video.SetRaisedHand(false, "m"), "video.member.lowerhand", `{"room_session_id":"rs","member_id":"m"}`},
		{
			video.Command{Action: video.ActSetRaisedHand, Targets: []video.MemberID{"m"}},
			"video.member.raisehand",
			`{"room_session_id":"rs","member_id":"m"}`,
		},
		{video.SetPrioritizeHandraise(false), "video.prioritize_handraise", `{"room_session_id":"rs","enable":false}`},
	} {
		got, err := tc.c.Requests("rs")
		if err != nil || got[0].Method != tc.method || string(got[0].Params) != tc.params {
			t.Errorf("got %+v, %v; want %s %s", got, err, tc.method, tc.params)
		}
	}
	if _, err := (video.Command{Action: video.ActSetPrioritizeHand}).Requests("rs"); err == nil {
		t.Error("a toggle would be sent")
	}
}
