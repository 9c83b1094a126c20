package control

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"gavel/session/localrelay"
)

// raw sends the bytes of one request on TCP, and returns the status of the answer; 0 if the connection was closed
// without one.
func (p *port) raw(t *testing.T, request string) int {
	t.Helper()
	c, err := net.Dial("tcp", p.host)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := io.WriteString(c, request); err != nil {
		return 0
	}
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode
}

// TestRawRequests sends what no client library sends: paths, headers and bodies that try to reach a room around the
// checks.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	p := serve(t)
	const lock = `{"method":"lock"}`
	headers := func(lines ...string) string { return strings.Join(lines, "\r\n") + "\r\n" }
	host, token, isJSON := "Host: "+p.host, "Authorization: Bearer "+p.token, "Content-Type: application/json"
	length := fmt.Sprintf("Content-Length: %d", len(lock))
	whole := headers(host, token, isJSON, length) + "\r\n" + lock
	for name, c := range map[string]struct {
		request string
		want    []int // allowed; 0 is a connection that was closed
	}{
		"no Host":              {"GET /v1/rooms HTTP/1.1\r\n" + token + "\r\n\r\n", []int{400}},
		"HTTP/1.0, no Host":    {"GET /v1/rooms HTTP/1.0\r\n" + token + "\r\n\r\n", []int{403}},
		"two Hosts":            {"GET /v1/rooms HTTP/1.1\r\n" + headers(host, "Host: evil.example", token) + "\r\n", []int{400}},
		"a Host in the line":   {"GET http://evil.example/v1/rooms HTTP/1.1\r\n" + headers(host, token) + "\r\n", []int{403}},
		"a Host with a user":   {"GET /v1/rooms HTTP/1.1\r\n" + headers("Host: evil@"+p.host, token) + "\r\n", []int{400, 403}},
		"CONNECT":              {"CONNECT evil.example:443 HTTP/1.1\r\n" + headers("Host: evil.example:443", token) + "\r\n", []int{403, 405}},
		"a slash too many":     {"POST //v1/rooms/standup/do HTTP/1.1\r\n" + whole, []int{301, 307, 404}},
		"up and down":          {"POST /v1/rooms/standup/../standup/do HTTP/1.1\r\n" + whole, []int{301, 307, 404}},
		"up, escaped":          {"GET /v1/rooms/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + headers(host, token) + "\r\n", []int{301, 307, 404}},
		"a slash, escaped":     {"GET /v1/rooms/..%2f..%2fetc%2fpasswd HTTP/1.1\r\n" + headers(host, token) + "\r\n", []int{404}},
		"a NUL in the room":    {"GET /v1/rooms/%00 HTTP/1.1\r\n" + headers(host, token) + "\r\n", []int{404}},
		"an end of line":       {"GET /v1/rooms/a%0d%0ab HTTP/1.1\r\n" + headers(host, token) + "\r\n", []int{404}},
		"a room of 10,000":     {"GET /v1/rooms/" + strings.Repeat("x", 10_000) + " HTTP/1.1\r\n" + headers(host, token) + "\r\n", []int{404}},
		"a broken escape":      {"GET /v1/rooms/%zz HTTP/1.1\r\n" + headers(host, token) + "\r\n", []int{400}},
		"upper case":           {"POST /V1/rooms/standup/do HTTP/1.1\r\n" + whole, []int{404}},
		"a bare line feed":     {"POST /v1/rooms/standup/do HTTP/1.1\n" + strings.ReplaceAll(strings.Replace(whole, token, "X: y", 1), "\r\n", "\n"), []int{400, 401}},
		"two lengths":          {"POST /v1/rooms/standup/do HTTP/1.1\r\n" + headers(host, token, isJSON, length, "Content-Length: 5") + "\r\n" + lock, []int{400}},
		"length and chunks":    {"POST /v1/rooms/standup/do HTTP/1.1\r\n" + headers(host, token, isJSON, "Content-Length: 4", "Transfer-Encoding: chunked") + "\r\n0\r\n\r\n", []int{400}},
		"a negative length":    {"POST /v1/rooms/standup/do HTTP/1.1\r\n" + headers(host, token, isJSON, "Content-Length: -1") + "\r\n" + lock, []int{400}},
		"two types":            {"POST /v1/rooms/standup/do HTTP/1.1\r\n" + headers(host, token, isJSON, "Content-Type: text/plain", length) + "\r\n" + lock, []int{415}},
		"no token, a method":   {"POST /v1/rooms/standup/do HTTP/1.1\r\n" + headers(host, isJSON, length, "X-HTTP-Method-Override: PUT") + "\r\n" + lock, []int{401}},
		"not HTTP":             {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", []int{0, 400}},
		"a web socket":         {"GET /v1/rooms/standup/events HTTP/1.1\r\n" + headers(host, "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13") + "\r\n", []int{401}},
		"preflight":            {"OPTIONS /v1/rooms/standup/do HTTP/1.1\r\n" + headers(host, "Origin: https://evil.example", "Access-Control-Request-Method: POST") + "\r\n", []int{403}},
		"a private address":    {"GET /v1/rooms HTTP/1.1\r\n" + headers("Host: [::ffff:127.0.0.1]"+p.host[strings.LastIndex(p.host, ":"):], token) + "\r\n", []int{403}},
		"the address as digit": {"GET /v1/rooms HTTP/1.1\r\n" + headers("Host: 2130706433"+p.host[strings.LastIndex(p.host, ":"):], token) + "\r\n", []int{403}},
	} {
		got, ok := p.raw(t, c.request), false
		for _, want := range c.want {
			ok = ok || got == want
		}
		if !ok {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
	if n := p.commands(); n != 0 {
		t.Errorf("%d commands reached the room", n)
	}
	if got := p.raw(t, "POST /v1/rooms/standup/do HTTP/1.1\r\n"+whole); got != http.StatusOK {
		t.Errorf("the honest request answers %d", got)
	}
}

// TestLargeRequestsAreRefused is apart because net/http waits half a second before it closes such a connection.
func TestLargeRequestsAreRefused(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("waits half a second; skipped with -short")
	}
	p := serve(t)
	get := "GET /v1/rooms HTTP/1.1\r\nHost: " + p.host + "\r\nAuthorization: Bearer " + p.token + "\r\n"
	for name, request := range map[string]string{
		"a header of 64 KiB": get + "X: " + strings.Repeat("x", 64<<10) + "\r\n\r\n",
		"1,000 headers":      get + strings.Repeat("X-Header-With-A-Name: y\r\n", 1000) + "\r\n",
	} {
		if got := p.raw(t, request); got != 0 && got != http.StatusRequestHeaderFieldsTooLarge { // 0: closed
			t.Errorf("%s: %d", name, got)
		}
	}
	body := `{"method":"` + strings.Repeat("x", maxBody) + `"}`
	if code, answer := p.ask(t, "POST", "/v1/rooms/standup/do", body); code != http.StatusRequestEntityTooLarge {
		t.Errorf("a large body: %d %s", code, answer)
	}
	if n := p.commands(); n != 0 {
		t.Errorf("%d commands reached the room", n)
	}
}

// TestHeadOfEventsEnds asks for the header of a stream only, which must not hold the place of a reader.
func TestHeadOfEventsEnds(t *testing.T) {
	t.Parallel()
	p := serve(t)
	for range maxReaders + 1 {
		if code, _ := p.ask(t, http.MethodHead, "/v1/rooms/standup/events", ""); code != http.StatusOK {
			t.Fatalf("answers %d", code)
		}
	}
}

// TestSlowRequestsAreCutOff sends a request a byte at a time, or not at all. It holds its connection no longer than the
// limits allow.
func TestSlowRequestsAreCutOff(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		head  string
		limit time.Duration
	}{
		"headers": {"GET /v1/rooms HTTP/1.1\r\nHost: x\r\nX: ", headerTimeout},
		"body":    {"POST /v1/rooms/standup/do HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 9000\r\n\r\n", readTimeout},
		"nothing": {"", headerTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, _ *localrelay.Server, l *pipes) {
				client, server := net.Pipe()
				l.conns <- server
				began, ended := time.Now(), make(chan struct{})
				go func() {
					defer close(ended)
					_, err := io.WriteString(client, c.head)
					for err == nil && c.head != "" {
						time.Sleep(time.Second)
						_, err = io.WriteString(client, "x")
					}
				}()
				_, _ = io.Copy(io.Discard, client)
				_ = client.Close()
				<-ended
				if took := time.Since(began); took > c.limit+5*time.Second {
					t.Errorf("the connection was open for %v", took)
				}
			})
		})
	}
}

// TestMemoryIsBounded sends 12 MB of events. As many readers as are allowed, of which none reads, cost no more than the
// ring of their room and a batch each.
func TestMemoryIsBounded(t *testing.T) {
	if testing.Short() {
		t.Skip("fills the memory of all readers; skipped with -short")
	}
	alone, crowded := grownBy(t, 1), grownBy(t, maxReaders)
	const most = ringBytes + maxReaders*2*batchBytes
	if t.Logf("%d bytes with one reader, %d with %d", alone, crowded, maxReaders); crowded-alone > most {
		t.Errorf("%d readers cost %d bytes, at most %d are allowed", maxReaders, crowded-alone, most)
	}
}

// grownBy returns by how many bytes the heap grows with a number of readers that do not read.
func grownBy(t *testing.T, readers int) (grown int64) {
	t.Helper()
	inBubble(t, func(t *testing.T, relay *localrelay.Server, l *pipes) {
		for range readers {
			l.dial(t)
		}
		time.Sleep(time.Second)
		before := heap()
		room := relay.Rooms()[0].RoomSessionID
		member, err := relay.AddMember(room, localrelay.MemberSpec{Name: "Zoe"})
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Repeat("x", 40<<10)
		for i := range 300 {
			if err := relay.UpdateMember(room, member, map[string]any{"meta": map[string]any{"text": text, "n": i}}); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Millisecond)
		}
		grown = heap() - before
	})
	return grown
}

// heap returns the bytes in use after a collection.
func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestFloodOfRequestsIsBounded sends more commands and unknown rooms at once than there are connections. Each gets an
// answer, and the port still works.
func TestFloodOfRequestsIsBounded(t *testing.T) {
	t.Parallel()
	p := serve(t)
	before := runtime.NumGoroutine()
	const requests = 2 * maxConns
	codes, most := make(chan int, requests), 0
	for i := range requests {
		go func() {
			method, path, body := "POST", "/v1/rooms/standup/do", `{"method":"lock"}`
			if i%2 == 0 {
				method, path, body = "GET", fmt.Sprintf("/v1/rooms/nowhere-%d", i), ""
			}
			length := fmt.Sprintf("Content-Length: %d\r\nContent-Type: application/json\r\n", len(body))
			codes <- p.raw(t, method+" "+path+" HTTP/1.1\r\nHost: "+p.host+"\r\nAuthorization: Bearer "+p.token+
				"\r\nConnection: close\r\n"+length+"\r\n"+body)
		}()
	}
	counts := map[int]int{}
	for range requests {
		counts[<-codes]++
		most = max(most, runtime.NumGoroutine()-before-requests)
	}
	if counts[http.StatusOK] == 0 || counts[http.StatusNotFound] != requests/2 ||
		counts[http.StatusOK]+counts[http.StatusNotFound]+counts[http.StatusServiceUnavailable] != requests {
		t.Errorf("answers by status: %v", counts)
	}
	if most > 6*maxConns {
		t.Errorf("%d goroutines beside those of the test", most)
	}
	if code, body := p.ask(t, "GET", "/v1/rooms", ""); code != http.StatusOK {
		t.Errorf("after the flood: %d %s", code, body)
	}
}
