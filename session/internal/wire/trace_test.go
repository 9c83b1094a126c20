package wire

import (
	"strings"
	"testing"
)

func TestTraced(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ frame, want string }{
		"request": {
			`{"jsonrpc":"2.0", "id":"a1","method":"video.member.audio_mute","params":{"volume":-3.50}}`,
			`{"jsonrpc":"2.0","id":"a1","method":"video.member.audio_mute","params":{"volume":-3.50}}`,
		},
		"list":    {`[1, true, null, [], {}]`, `[1,true,null,[],{}]`},
		"connect": {`{"authentication":{"project":"p","token":"secret"}}`, `{"authentication":{"project":"p","token":"[redacted]"}}`},
		"answer": {
			`{"protocol":"signalwire_secret_x","authorization":{"signature":"secret"}}`,
			`{"protocol":"[redacted]","authorization":"[redacted]"}`,
		},
		"upper case":  {`{"TOKEN":"secret"}`, `{"TOKEN":"[redacted]"}`},
		"escaped key": {`{"\u0074oken":"secret"}`, `{"token":"[redacted]"}`},
		"stream":      {`{"url":"rtmp:\/\/h\/app\/secret"}`, `{"url":"rtmp://h/app/****"}`},
		"quoted": {
			`{"message":"cannot open https://u:secret@h/a?sig=secret now"}`,
			`{"message":"cannot open https://****@h/a?**** now"}`,
		},
		"not JSON": {`{"token":"secret"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Traced([]byte(c.frame))
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if strings.Contains(got, "secret") {
				t.Error("the secret is in the frame")
			}
		})
	}
}
