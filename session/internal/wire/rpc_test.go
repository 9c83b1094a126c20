package wire

import (
	"encoding/json"
	"errors"
	"regexp"
	"testing"

	"gavel/session/video"
)

func TestFault_P10_ShapesOfResults(t *testing.T) {
	const yes = "" // no code: success
	for _, tc := range []struct {
		name, answer string
		value        string
		code         string // of the refusal
		unknown      bool
	}{
		{"plain", `{"result":{"code":"200","message":"OK"}}`, `{"code":"200","message":"OK"}`, yes, false},
		{"no code", `{"result":{"members":[]}}`, `{"members":[]}`, yes, false},
		{"empty", `{"result":{}}`, `{}`, yes, false},
		{"number", `{"result":{"code":204}}`, `{"code":204}`, yes, false},
		{"code zero", `{"result":{"code":0}}`, `{"code":0}`, yes, false},
		{"code empty", `{"result":{"code":""}}`, `{"code":""}`, yes, false},
		{"code null", `{"result":{"code":null}}`, `{"code":null}`, yes, false},
		{"array", `{"result":[1]}`, `[1]`, yes, false},
		{"refused as text", `{"result":{"code":"403","message":"no"}}`, ``, "403", false},
		{"refused as number", `{"result":{"code":404}}`, ``, "404", false},
		{"refused negative", `{"result":{"code":"-32001"}}`, ``, "-32001", false},
		{"2xx only with three digits", `{"result":{"code":"2000"}}`, ``, "2000", false},
		{"2xx only with digits", `{"result":{"code":"2ab"}}`, ``, "2ab", false},
		{"fraction", `{"result":{"code":200.5}}`, ``, "200.5", false},
		{"code of the wrong type", `{"result":{"code":{"a":1}}}`, ``, `{"a":1}`, false},
		{"JSON-RPC error", `{"error":{"code":-32601,"message":"x"}}`, ``, "-32601", false},
		{"error before result", `{"error":{"code":-1},"result":{"code":"200"}}`, ``, "-1", false},
		{"error without a code", `{"error":{"message":"x"}}`, ``, "", false},
		{"error as text", `{"error":"no"}`, ``, "", false},
		{"null error", `{"error":null,"result":{}}`, `{}`, yes, false},
		{"nested value", `{"result":{"code":"200","result":{"code":"403","a":1}}}`, `{"code":"403","a":1}`, yes, false},
		{"nested scalar", `{"result":{"result":5}}`, `5`, yes, false},
		{"nested answer", `{"result":{"code":"200","result":{"jsonrpc":"2.0","result":{"a":1}}}}`, `{"a":1}`, yes, false},
		{"nested refusal", `{"result":{"code":"200","result":{"jsonrpc":"2.0","result":{"code":"403"}}}}`, ``, "403", false},
		{"nested error", `{"result":{"result":{"jsonrpc":"2.0","error":{"code":7}}}}`, ``, "7", false},
		{"three levels", `{"result":{"result":{"jsonrpc":"2.0","result":{"result":{"jsonrpc":"2.0","result":{"code":500}}}}}}`, ``, "500", false},
		{"four levels", `{"result":{"result":{"jsonrpc":"2.0","result":{"result":{"jsonrpc":"2.0","result":{"result":{"jsonrpc":"2.0","result":{}}}}}}}}`, ``, "", true},
		{"neither", `{"id":"1"}`, ``, "", true},
		{"null result", `{"result":null}`, ``, "", true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := ParseAnswer("video.x", mustNode(tc.answer))
			var refused *video.RPCError
			switch {
			case tc.unknown:
				if !errors.Is(err, video.ErrUnknown) || errors.As(err, &refused) {
					t.Errorf("err = %v", err)
				}
			case tc.value != "":
				if err != nil || string(got.Text()) != tc.value {
					t.Errorf("got %s, %v", got.Text(), err)
				}
			case !errors.As(err, &refused) || refused.Code != tc.code || refused.Method != "video.x":
				t.Errorf("err = %#v, want code %q", err, tc.code)
			}
		})
	}
}

func TestRefusalMatchesSentinel(t *testing.T) {
	_, err := ParseAnswer("m", mustNode(`{"error":{"code":-32002,"message":"Authentication service failed"}}`))
	if !errors.Is(err, video.ErrCredentials) || !errors.Is(err, video.ErrRefused) || errors.Is(err, video.ErrNotFound) {
		t.Errorf("err = %v", err)
	}
	if _, err = ParseAnswer("m", mustNode(`{"result":{"code":404}}`)); !errors.Is(err, video.ErrNotFound) {
		t.Errorf("err = %v", err)
	}
}

func TestEncodeRequestMatchesSDK(t *testing.T) {
	b, err := EncodeRequest("i", "video.room.set_meta", map[string]string{"a": "<b> & \u2028"})
	want := `{"jsonrpc":"2.0","id":"i","method":"video.room.set_meta","params":{"a":"<b> & \u2028"}}`
	if err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
	if b, _ = EncodeRequest("i", "video.rooms.get", nil); string(b) != `{"jsonrpc":"2.0","id":"i","method":"video.rooms.get","params":{}}` {
		t.Errorf("got %s", b)
	}
	raw := json.RawMessage(`{"room_session_id":"r"}`)
	if b, _ = EncodeRequest("i", "m", raw); string(b) != `{"jsonrpc":"2.0","id":"i","method":"m","params":{"room_session_id":"r"}}` {
		t.Errorf("got %s", b)
	}
	for what, params := range map[string]any{"a channel": make(chan int), "half an object": json.RawMessage(`{"a":`)} {
		if _, err = EncodeRequest("i", "m", params); err == nil {
			t.Errorf("%s was encoded", what)
		}
	}
}

func TestNewIDIsVersion4UUID(t *testing.T) {
	form := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	seen := map[string]bool{}
	for range 1000 {
		id := NewID()
		if !form.MatchString(id) || seen[id] {
			t.Fatal(id)
		}
		seen[id] = true
	}
}

func TestResumableRequiresSignature(t *testing.T) {
	for in, want := range map[string]string{
		`{"protocol":"signalwire_sig_uuid","authorization":{"signature":"sig"}}`:   "signalwire_sig_uuid",
		`{"protocol":"signalwire_other_uuid","authorization":{"signature":"sig"}}`: "",
		`{"protocol":"signalwire_sig_uuid","authorization":{}}`:                    "",
		`{"protocol":"signalwire__uuid","authorization":{}}`:                       "",
		`{"protocol":"x","authorization":{"signature":"x"}}`:                       "",
		`{}`: "",
	} {
		if got := ConnectResultOf(mustNode(in)).Resumable(); got != want {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}
