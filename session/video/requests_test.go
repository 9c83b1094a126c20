package video_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"gavel/session/internal/sdkcalls"
	"gavel/session/video"
)

func TestRequestsEqualTheSDKs(t *testing.T) {
	t.Parallel()
	compared := map[video.Action]int{}
	for _, call := range append(sdkcalls.Read(t, "../testdata/wire/requests.json"), recordedFoo) {
		row, ok := video.Action(call.Call).Info()
		if !ok || row.Action == video.ActSubscribe {
			continue // frames of the connection, and the SDK's own objects for members
		}
		args, _ := json.Marshal(call.Args)
		t.Run(call.Call+" "+string(args), func(t *testing.T) {
			got, err := call.Command(row).Requests(sdkcalls.Room)
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
