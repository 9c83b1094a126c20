package link

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"syscall"
	"time"

	"gavel/session/internal/wire"
	"gavel/session/video"
)

// attempt is the progress of one dial; it explains a failure.
type attempt struct {
	host   string        // the relay
	wss    bool          // TLS is required
	user   *url.Userinfo // credentials for the proxy
	proxy  string        // host of the proxy; "" if there is none
	raw    *corkConn
	tunnel bool // the connection to the relay is open, through the proxy if there is one
	secure bool // … and uses TLS
	unhook func() bool
}

// errCompressed refuses a server that compresses although compression was not offered. With compression the read limit
// counts compressed bytes, so a small frame could fill the memory.
var errCompressed = errors.New("the server enabled compression that was not offered")

// explain returns the error of a failed dial.
func (at *attempt) explain(ctx context.Context, resp *http.Response, err error) *video.DialError {
	if text := err.Error(); withoutPassword(text, at.user) != text {
		err = errors.New(withoutPassword(text, at.user)) // from the proxy, or from a library that quotes it
	}
	e := &video.DialError{Host: at.host, Err: err}
	if ctx.Err() != nil {
		e.Err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	say := func(step, reason string) *video.DialError {
		e.Step, e.Reason = step, reason
		return e
	}
	if at.proxy != "" && !at.tunnel {
		e.Host = at.proxy
		if refusal, ok := errors.AsType[*proxyRefusal](err); ok {
			e.Status, e.Final = refusal.status, refusal.status == http.StatusProxyAuthRequired
		}
		if at.raw == nil {
			return say(video.StepProxy, explainTCP(ctx, err))
		}
		return say(video.StepProxy, proxyReason(ctx, err))
	}
	switch {
	case errors.As(err, new(*proxyVariableError)):
		e.Final = true
		return say(video.StepProxy, err.Error())
	case errors.As(err, new(*notLoopbackError)):
		e.Final = true
		return say(video.StepConnect, explainClear(err))
	case at.raw == nil:
		if dns, ok := errors.AsType[*net.DNSError](err); ok {
			return say(video.StepDNS, explainDNS(dns))
		}
		return say(video.StepConnect, explainTCP(ctx, err))
	case at.wss && !at.secure:
		e.Final = failedCheck(ctx, err)
		return say(video.StepTLS, explainTLS(ctx, err))
	case resp != nil:
		e.Status, e.RetryAfter = resp.StatusCode, retryAfterOf(resp.Header.Get("Retry-After"), time.Now())
		e.Err = notRelay(resp, err)
		return say(video.StepHTTP, explainHTTP(resp, err))
	case isLate(ctx, err):
		return say(video.StepHTTP, timeReason(ctx))
	case isCut(err):
		return say(video.StepHTTP, "the connection was closed before an answer came")
	}
	e.Err = fmt.Errorf("%w: %w", video.ErrNotRelay, err)
	return say(video.StepHTTP, video.Reason(video.ErrNotRelay)+" (the answer is not HTTP)")
}

// notLoopbackError reports that a name for this machine resolves to another machine.
type notLoopbackError struct{ address string }

func (e *notLoopbackError) Error() string {
	return e.address + " is another machine, to which ws:// would send the token unencrypted; use wss://"
}

// explainClear returns why nothing is sent unencrypted, without the text that the dialler adds.
func explainClear(err error) string {
	var other *notLoopbackError
	errors.As(err, &other)
	return other.Error()
}

func explainDNS(e *net.DNSError) string {
	switch {
	case e.IsNotFound:
		return "no such host"
	case e.IsTimeout:
		return "the name server did not answer in time"
	}
	return "the name lookup failed: " + printable(e.Err)
}

func explainTCP(ctx context.Context, err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns): // the name of a proxy
		return explainDNS(dns)
	case isLate(ctx, err):
		return timeReason(ctx)
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "no route to the host"
	}
	return printable(err.Error())
}

func proxyReason(ctx context.Context, err error) string {
	switch {
	case isLate(ctx, err):
		return timeReason(ctx)
	case isCut(err):
		return "the connection was closed before an answer came"
	}
	var (
		refusal *proxyRefusal
		invalid *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &refusal):
		return refusal.Error()
	case errors.As(err, &invalid):
		return explainTLS(ctx, err)
	}
	return printable(err.Error())
}

// failedCheck reports whether a TLS handshake ended because one side rejected the other's certificate or version.
// Every other failure may be a network fault.
func failedCheck(ctx context.Context, err error) bool {
	var (
		invalid *tls.CertificateVerificationError
		alert   *net.OpError
	)
	if ctx.Err() != nil {
		return false
	}
	return errors.As(err, &invalid) || errors.As(err, &alert) && (alert.Op == "remote error" || alert.Op == "local error")
}

// explainTLS returns the check that failed.
func explainTLS(ctx context.Context, err error) string {
	var (
		name    x509.HostnameError
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.As(err, &name):
		return "the certificate is for another host"
	case errors.As(err, &unknown):
		return "the certificate is signed by an unknown authority"
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate has expired or is not valid yet"
	case errors.As(err, &invalid) && invalid.Reason == x509.IncompatibleUsage:
		return "the certificate is not for servers"
	case errors.As(err, &record):
		return "the server does not speak TLS"
	case isLate(ctx, err):
		return timeReason(ctx)
	case isCut(err):
		return "the connection was closed during the handshake"
	}
	return printable(err.Error())
}

func explainHTTP(resp *http.Response, err error) string {
	if errors.Is(err, errCompressed) {
		return err.Error()
	}
	reason := fmt.Sprintf("%s (HTTP %d)", video.Reason(video.ErrNotRelay), resp.StatusCode)
	if busy(resp.StatusCode) {
		reason = fmt.Sprintf("not available (HTTP %d)", resp.StatusCode)
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 4*maxUntrusted)) // the library has read it already
	if text := printable(string(body)); text != "" {
		reason += ": " + text
	}
	return reason
}

// notRelay marks an answer that a relay never gives. A relay behind a load balancer may be overloaded.
func notRelay(resp *http.Response, err error) error {
	if busy(resp.StatusCode) || errors.Is(err, errCompressed) {
		return err
	}
	return fmt.Errorf("%w: %w", video.ErrNotRelay, err)
}

func busy(status int) bool { return status >= 500 || status == http.StatusTooManyRequests }

// isLate reports whether the deadline has passed. Sockets have the same deadline as ctx and may notice it first.
func isLate(ctx context.Context, err error) bool {
	var n net.Error
	return ctx.Err() != nil || errors.As(err, &n) && n.Timeout()
}

func timeReason(ctx context.Context) string {
	if errors.Is(context.Cause(ctx), context.Canceled) {
		return "cancelled"
	}
	return "no answer in time"
}

// isCut reports whether the peer or the network closed the connection.
func isCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe)
}

// retryAfterOf reads the value of the Retry-After header: seconds or a date.
// Source: RFC 9110 section 10.2.3.
func retryAfterOf(header string, now time.Time) time.Duration {
	if header == "" {
		return 0
	}
	if n, err := strconv.ParseFloat(header, 64); err == nil {
		return wire.BoundedRetry(n)
	}
	if at, err := http.ParseTime(header); err == nil {
		return wire.BoundedRetry(at.Sub(now).Seconds())
	}
	return 0
}
