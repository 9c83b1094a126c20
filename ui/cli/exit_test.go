package cli

import (
	"fmt"
	"strings"
	"testing"

	"gavel/session/video"
	"gavel/ui/uitest"
)

func TestVerdicts(t *testing.T) {
	t.Parallel()
	a := &app{host: "wss://relay"}
	for _, test := range []struct {
		err  error
		code int
		want string
	}{
		{nil, 0, ""},
		{
			&video.RPCError{Method: "m", Code: "403", Message: "no\nrtmp://h/a/" + canary}, 1,
			"refused: the token may not call m (no",
		},
		{&video.RPCError{Method: "m", Code: "404"}, 1, "not found: m: no reason given (code 404)"},
		{&video.RPCError{Method: "m", Code: "500", Message: "oops"}, 1, "refused: m: oops (code 500)"},
		{&video.RPCError{Method: "signalwire.connect", Code: "-32002"}, 3, "wss://relay refused project and token"},
		{fmt.Errorf("x: %w", video.ErrUnknown), 1, "no answer came from wss://relay; nothing was changed"},
		{unknown(video.ErrUnknown), 1, "outcome unknown"},
		{video.ErrOffline, 1, "not sent"},
		{
			&video.DialError{Step: video.StepHTTP, Reason: "teapot", Err: video.ErrNotRelay}, 1,
			"wss://relay is not a SignalWire relay; check --host and SIGNALWIRE_RELAY_HOST (teapot)",
		},
		{&video.DialError{Step: video.StepSignIn, Err: video.ErrCredentials}, 3, "wss://relay refused project and token"},
		{&video.ArgumentError{Action: "a", Name: "n", Reason: "is 1"}, 2, "a: n is 1"},
		{&video.StateError{Reason: "gone", Err: video.ErrNotFound}, 1, "not found: gone"},
		{&video.StateError{Reason: "denied", Err: video.ErrRefused}, 1, "refused: denied"},
		{
			&video.DialError{Step: video.StepDNS, Reason: "no such host"}, 1,
			"cannot connect to wss://relay: DNS lookup failed: no such host",
		},
	} {
		sentence, code := "", exitDone
		if p := a.verdict(test.err); p != nil {
			sentence, code = p.Error(), p.exit
		}
		if code != test.code || !strings.HasPrefix(sentence, test.want) || test.want == "" && sentence != "" {
			t.Errorf("%v: got %d %q, want %d %q", test.err, code, sentence, test.code, test.want)
		}
		if strings.Contains(sentence, canary) {
			t.Errorf("stream key in %q", sentence)
		}
	}
}

func TestNoteIsOneCleanLineWithoutToken(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	a := &app{err: &b}
	a.keepSecret(canary)
	a.note("%s", uitest.Hostile+" "+canary)
	uitest.WantHarmless(t, b.String())
	if strings.Count(b.String(), "\n") != 1 || strings.Contains(b.String(), canary) ||
		!strings.Contains(b.String(), "[redacted]") {
		t.Errorf("got %q", b.String())
	}
}
