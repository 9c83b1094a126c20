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
	"strings"
	"syscall"
	"time"
	"unicode"

	"gavel/session/video"
)

// maxForeign is how many characters are shown of a text that somebody unknown sent.
const maxForeign = 200

// explain makes the error of a failed dial.
func (d dialer) explain(ctx context.Context, at *attempt, resp *http.Response, err error) *video.DialError {
	if text := err.Error(); withoutPassword(text, at.user) != text {
		err = errors.New(withoutPassword(text, at.user)) // a proxy, or a library that quotes it
	}
	e := &video.DialError{Host: d.host(), Err: err}
	if ctx.Err() != nil {
		e.Err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
	}
	say := func(step, reason string) *video.DialError {
		e.Step, e.Reason = step, reason
		return e
	}
	if at.proxy != "" && !at.tunnel {
		e.Host = at.proxy
		var refusal *proxyRefusal
		if errors.As(err, &refusal) {
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
		var dns *net.DNSError
		if errors.As(err, &dns) {
			return say(video.StepDNS, explainDNS(dns))
		}
		return say(video.StepConnect, explainTCP(ctx, err))
	case strings.HasPrefix(d.url, "wss:") && !at.secure:
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
	return say(video.StepHTTP, video.ErrNotRelay.Error()+" (the answer is not HTTP)")
}

// explainClear says why nothing is sent in clear, without what the dialler says around it.
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
	return "the name could not be looked up: " + printable(e.Err)
}

func explainTCP(ctx context.Context, err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns): // of a proxy
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

// failedCheck reports whether a TLS handshake ended because one side did not accept the other: a certificate or a
// version. Everything else may be an accident of the way.
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

// explainTLS names the check that failed.
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
	reason := fmt.Sprintf("%v (HTTP %d)", video.ErrNotRelay, resp.StatusCode)
	if busy(resp.StatusCode) {
		reason = fmt.Sprintf("not available (HTTP %d)", resp.StatusCode)
	}
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 4*maxForeign)) // the library has read it already
	if text := printable(string(body)); text != "" {
		reason += ": " + text
	}
	return reason
}

// notRelay marks the answers that no relay gives. A relay behind a balancer may well be overloaded.
func notRelay(resp *http.Response, err error) error {
	if busy(resp.StatusCode) || errors.Is(err, errCompressed) {
		return err
	}
	return fmt.Errorf("%w: %w", video.ErrNotRelay, err)
}

func busy(status int) bool { return status >= 500 || status == http.StatusTooManyRequests }

// isLate reports whether the time was over. Sockets have the same deadline as ctx and may notice it first.
func isLate(ctx context.Context, err error) bool {
	var n net.Error
	return ctx.Err() != nil || errors.As(err, &n) && n.Timeout()
}

func timeReason(ctx context.Context) string {
	if errors.Is(context.Cause(ctx), context.Canceled) {
		return "given up"
	}
	return "no answer in time"
}

// isCut reports whether the other side, or the way to it, went away.
func isCut(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, net.ErrClosed) || errors.Is(err, io.ErrClosedPipe)
}

// printable makes foreign text harmless for a terminal and a log: one line, no control, format or unassigned
// characters, at most maxForeign characters.
func printable(s string) string {
	var b strings.Builder
	n, gap := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = b.Len() > 0
			continue
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			continue
		case n >= maxForeign:
			return b.String() + "…"
		}
		if gap {
			b.WriteByte(' ')
			n, gap = n+1, false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// hide takes the token out of a text of the relay, which could repeat what it got.
func (c *Keeper) hide(s string) string {
	var r video.Redactor
	r.Keep(c.o.Token.Reveal())
	return r.Redact(s)
}

// shorten drops addresses and ports from an error of the network: they differ from loss to loss and tell nobody
// anything.
func shorten(err error) error {
	var op *net.OpError
	if errors.As(err, &op) {
		return op.Err
	}
	return err
}
