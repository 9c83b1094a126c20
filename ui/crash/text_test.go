//go:build linux

package crash

import (
	"encoding/hex"
	"net/url"
	"strings"
	"testing"
)

// bait is a token, and streamKey the secret end of a stream address.
const (
	bait      = "PTqZ7xWv+3Kj/9LmRt5Yb2=NcHd8Gf4Ss"
	streamKey = "sk-Jq8vTz4wXn6uPb1e"
)

// site has the parts of a trace, as Go 1.26 writes them.
const site = `
goroutine 7 gp=0x15d87a086008 m=3 mp=0x58afa0 [chan receive, 5 minutes, locked to thread]:
gavel/session.(*Client).read(0x15d87a086008, {0x61, 0x62, 0x63, 0x64})
	/home/somebody/my code/session/client.go:120 +0x234
gavel/ui.Start[...].func1(...)
	gavel/ui/shield.go:64 fp=0xc000053fe8 sp=0xc000053fe0 pc=0x479548
...additional frames elided...
created by gavel/session.(*Client).run in goroutine 1
	gavel/session/client.go:70 +0x4f
rax    0x505471375a783757
`

// trace is site as the report shows it.
const trace = `
goroutine 7 gp=0x15d87a086008 m=3 mp=0x58afa0 [chan receive, 5 minutes, locked to thread]:
gavel/session.(*Client).read(...)
	/home/somebody/my code/session/client.go:120
gavel/ui.Start[...].func1(...)
	gavel/ui/shield.go:64
...additional frames elided...
created by gavel/session.(*Client).run in goroutine 1
	gavel/session/client.go:70
[1 lines left out: they may quote names or secrets]
`

func TestCrashTextKeepsTraceAndRuntimeSentences(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		"panic: runtime error: slice bounds out of range [:5] with capacity 3\n": "panic: runtime error: " +
			"slice bounds out of range [:5] with capacity 3",
		"panic: runtime error: index out of range [10] with length 3\n": "panic: runtime error: " +
			"index out of range [10] with length 3",
		"panic: assignment to entry in nil map\n":                     "panic: assignment to entry in nil map",
		"fatal error: concurrent map writes\n":                        "fatal error: concurrent map writes",
		"fatal error: runtime: out of memory\n":                       "fatal error: runtime: out of memory",
		"SIGABRT: abort\n":                                            "SIGABRT: abort",
		"panic: interface conversion: interface {} is " + bait + "\n": "panic: interface conversion",
		"panic: no " + bait + "\n":                                    "panic: [text left out]",
		"fatal error: " + bait + "\n":                                 "fatal error: [text left out]",
	} {
		headline, body := reportOf(raw + site)
		if headline != want || body != want+"\n"+trace {
			t.Errorf("%q gave %q and\n%s", raw, headline, body)
		}
	}
}

// eight is how many characters of a secret count as a leak.
const eight = 8

// TestCrashTextHoldsNoSecret puts secrets wherever the value of a panic can be.
func TestCrashTextHoldsNoSecret(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		bait, streamKey, "rtmp://example.com/app/" + streamKey,
		hex.EncodeToString([]byte(bait)), url.QueryEscape(bait), bait[5:20] + " | " + streamKey[3:],
	} {
		value := "x\n" + secret + "\npanic: " + secret + "\ngoroutine 1 [running]:\n" + secret + "(...)\n\t/" + secret + ".go:1"
		value = strings.ReplaceAll(value, "\n", "\n\t") // as the runtime does
		raw := "panic: " + value + " [recovered]\n\tpanic: " + value +
			"\n[signal SIGSEGV: segmentation violation addr=0x5054713757]\n" + site
		headline, body := reportOf(raw)
		for i := 0; i+eight <= len(secret); i++ {
			if strings.Contains(headline+body, secret[i:i+eight]) {
				t.Fatalf("%q is in\n%s", secret[i:i+eight], body)
			}
		}
	}
}

func FuzzCrashText(f *testing.F) {
	f.Add("x")
	f.Add("runtime error: index out of range [1]")
	f.Fuzz(func(t *testing.T, s string) {
		value := strings.ReplaceAll(s+" "+bait+" "+s, "\n", "\n\t")
		headline, body := reportOf("panic: " + value + "\n" + site)
		if strings.Contains(headline+body, bait) {
			t.Errorf("the token is in\n%s", body)
		}
	})
}
