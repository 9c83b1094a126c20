package session_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestField_S7_MetadataKeepsItsDigits(t *testing.T) {
	const digits = "9007199254740993" // 2^53 + 1, which float64 cannot represent
	synctest.Test(t, func(t *testing.T) {
		_, room := join(t, relayOptions())
		id := room.Snapshot().Members[0].ID
		for name, n := range map[string]any{"an integer": int64(9007199254740993), "a number": json.Number(digits)} {
			meta := map[string]any{"n": n, "list": []any{map[string]any{"n": n}}}
			if err := room.SetMeta(t.Context(), meta); err != nil {
				t.Fatal(err)
			}
			got, err := room.GetMeta(t.Context())
			if want := "map[list:[map[n:" + digits + "]] n:" + digits + "]"; err != nil || fmt.Sprint(got) != want {
				t.Errorf("%s: the room has %v, %v", name, got, err)
			}
			if err := room.SetMemberMeta(t.Context(), id, got); err != nil {
				t.Fatal(err)
			}
			again, err := room.GetMemberMeta(t.Context(), id)
			if err != nil || fmt.Sprint(again) != fmt.Sprint(got) {
				t.Errorf("%s: the member has %v, %v", name, again, err)
			}
			time.Sleep(time.Second)
			if raw := string(room.Snapshot().Members[0].Meta); raw != `{"list":[{"n":`+digits+`}],"n":`+digits+`}` {
				t.Errorf("%s: the snapshot has %s", name, raw)
			}
		}
	})
}
