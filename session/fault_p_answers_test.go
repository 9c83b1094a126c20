package session

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"testing"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// sdkVerdict is a second implementation of the SDK's rules, on plain values as in JavaScript. It returns the failure of
// the call or its value. ok is false if the value means nothing. Source: PROTOCOL.md section 3.
func sdkVerdict(frame map[string]any, level int) (value, failure any, ok bool) {
	if truthy(frame["error"]) {
		return nil, frame["error"], true
	}
	result := frame["result"]
	object, isObject := result.(map[string]any)
	if !isObject {
		return result, nil, result != nil
	}
	if code := object["code"]; truthy(code) && !regexp.MustCompile(`^2\d\d$`).MatchString(jsText(code)) {
		return nil, object, true
	}
	nested, exists := object["result"]
	if !exists || nested == nil {
		return object, nil, true
	}
	if inner, isObject := nested.(map[string]any); isObject && inner["jsonrpc"] != nil {
		if level == 3 {
			return nil, nil, false
		}
		return sdkVerdict(inner, level+1)
	}
	return nested, nil, true
}

// truthy reports whether JavaScript treats v as true.
func truthy(v any) bool {
	return v != nil && v != false && v != 0.0 && v != ""
}

// jsText returns a scalar as text.
func jsText(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, _ := json.Marshal(v)
	return string(b)
}

// anyAnswer returns a random answer.
func anyAnswer(r *rand.Rand, level int) map[string]any {
	pick := func(list ...any) any { return list[r.IntN(len(list))] }
	code := func() any {
		return pick(
			"200",
			200.0,
			"204",
			299.0,
			"2000",
			"20",
			"2ab",
			"403",
			404.0,
			"-32001",
			-32002.0,
			0.0,
			"",
			nil,
			true,
			false,
			200.5,
			map[string]any{},
			[]any{},
			"200 ",
		)
	}
	o := map[string]any{}
	if r.IntN(4) > 0 {
		o["jsonrpc"] = "2.0"
	}
	switch r.IntN(8) {
	case 0:
		o["error"] = pick(map[string]any{"code": code(), "message": "m"}, "text", map[string]any{}, []any{})
	case 1:
		o["error"] = nil
	}
	if r.IntN(8) == 0 {
		o["result"] = pick(nil, 5.0, "text", true, []any{1.0})
		return o
	}
	result := map[string]any{}
	o["result"] = result
	if r.IntN(3) > 0 {
		result["code"] = code()
	}
	if r.IntN(2) == 0 && level < 5 {
		result["result"] = pick(anyAnswer(r, level+1), map[string]any{"members": []any{}}, 5.0, "text", nil, []any{})
	}
	return o
}

// TestFault_P10_SameVerdictAsTheSDK compares the verdicts on random answers. It excludes connect, for which the SDK
// accepts any result, even {"code":"401"} (PROTOCOL.md section 3, rule 2), and this package does not.
func TestFault_P10_SameVerdictAsTheSDK(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	runs := 10_000
	if *faultsLong {
		runs = 3_000_000
	}
	counts := map[string]int{}
	for range runs {
		frame := anyAnswer(r, 1)
		text, err := json.Marshal(frame)
		if err != nil {
			t.Fatal(err)
		}
		const method = "video.lock"
		value, failure, ok := sdkVerdict(frame, 1)
		got, err := wire.ParseAnswer(method, mustParse(text))
		switch {
		case !ok:
			counts["unknown"]++
			if !errors.Is(err, video.ErrUnknown) {
				t.Fatalf("%s: got %v, %v; want unknown", text, got, err)
			}
		case failure != nil:
			counts["refused"]++
			if _, ok := errors.AsType[*video.RPCError](err); !ok {
				t.Fatalf("%s: got %v, %v; want a refusal", text, got, err)
			}
		default:
			counts["accepted"]++
			var v any
			if err != nil || json.Unmarshal(got.Text(), &v) != nil || !reflect.DeepEqual(v, value) {
				t.Fatalf("%s: got %v, %v; want %v", text, got, err, value)
			}
		}
	}
	t.Log(fmt.Sprint(runs, " answers: "), counts)
}

func TestConnectRefusedInItsResultFails(t *testing.T) {
	if _, err := wire.ParseAnswer(
		wire.MethodConnect,
		mustParse(`{"result":{"code":"401","message":"no"}}`),
	); !errors.Is(
		err,
		video.ErrRefused,
	) {
		t.Errorf("err = %v", err)
	}
}
