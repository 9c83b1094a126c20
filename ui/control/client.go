package control

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"gavel/ui/output"
	"gavel/ui/typed"
)

// Client is a client of a control port on this machine. It is safe for concurrent use. A request ends after 20 s at the
// latest.
type Client struct {
	http  http.Client
	base  string
	token string
}

// NewClient returns a client for an address as [Listen] accepts it, or with http:// before it. token is the bearer
// token of a port on TCP; a Unix socket needs none. NewClient does not connect. Its error is that of [Check].
func NewClient(address, token string) (*Client, error) {
	address = strings.TrimSuffix(strings.TrimPrefix(address, "http://"), "/")
	if err := Check(address); err != nil {
		return nil, err
	}
	c := &Client{base: "http://" + address, token: token}
	c.http.Timeout = commandWait + writeTimeout
	var dialer net.Dialer
	transport := &http.Transport{}
	if path, ok := strings.CutPrefix(address, unixPrefix); ok {
		c.base = "http://gavel"
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, "unix", path)
		}
	}
	c.http.Transport = transport
	return c, nil
}

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// RefusedError is the answer of a control port that refused a request. Status is the status of HTTP.
type RefusedError struct {
	Status int
	Object output.Error
}

// Error returns the message.
func (e *RefusedError) Error() string { return e.Object.Message }

// About returns a description of the program that serves the port. It waits 2 s at most. The error is a [*RefusedError]
// or about the connection.
func (c *Client) About(ctx context.Context) (a About, err error) {
	const soon = 2 * time.Second
	ctx, cancel := context.WithTimeout(ctx, soon)
	defer cancel()
	_, err = c.call(ctx, http.MethodGet, "/v1", nil, &a)
	return a, err
}

// Floor returns the floor of the room with a name or id. The error is a [*RefusedError], for example if no room is
// found, or about the connection.
func (c *Client) Floor(ctx context.Context, room string) (f output.Floor, err error) {
	_, err = c.call(ctx, http.MethodGet, "/v1/rooms/"+url.PathEscape(room)+"/floor", nil, &f)
	return f, err
}

// Verb runs a verb of the floor in the room with a name or id. done reports that it had an effect, or repeated a verb
// that had one; otherwise d has the reason. The error is a [*RefusedError] if the request did not reach the floor, for
// example because no room was found. Any other error is about the connection: the verb may have run.
func (c *Client) Verb(ctx context.Context, room string, call typed.FloorCall) (d FloorDone, done bool, err error) {
	done, err = c.call(ctx, http.MethodPost, "/v1/rooms/"+url.PathEscape(room)+"/floor", call, &d)
	return d, done, err
}

// call sends a request and decodes the answer. ok reports that its status is 200. If the answer is only an error
// object, the error is a [*RefusedError].
func (c *Client) call(ctx context.Context, method, path string, body, to any) (ok bool, err error) {
	text, err := json.Marshal(body)
	if err != nil {
		return false, err
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, bytes.NewReader(text))
	if err != nil {
		return false, err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return false, fmt.Errorf("ask the control port: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	var whole bytes.Buffer
	if _, err := whole.ReadFrom(http.MaxBytesReader(nil, res.Body, maxAnswer)); err != nil {
		return false, fmt.Errorf("read the answer of the control port: %w", err)
	}
	refused := RefusedError{Status: res.StatusCode}
	isError := res.StatusCode != http.StatusOK && isOnlyError(whole.Bytes())
	if isError && json.Unmarshal(whole.Bytes(), &refused.Object) == nil {
		return false, &refused
	}
	if err := json.Unmarshal(whole.Bytes(), to); err != nil {
		return false, fmt.Errorf("read the answer of the control port: %w", err)
	}
	return res.StatusCode == http.StatusOK, nil
}

// maxAnswer is the largest answer that is read, in bytes.
const maxAnswer = 16 << 20

// isOnlyError reports whether an answer has no state besides the error.
func isOnlyError(text []byte) bool {
	var keys map[string]json.RawMessage
	return json.Unmarshal(text, &keys) == nil && keys["floor"] == nil
}
