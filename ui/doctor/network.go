package doctor

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"gavel/ui/draw"
)

// Limits of the checks.
const (
	// maxSkew is how far the clock may be off before signatures and certificates can be refused.
	maxSkew = 30 * time.Second
	// certSoon is how long before its end a certificate is worth a warning.
	certSoon = 14 * 24 * time.Hour
)

// Network checks name, address, certificate and clock of the relay at a checked address, and reports whether it can be
// reached. caFile has further trusted certificates, or is "".
func (d *Doctor) Network(ctx context.Context, address, caFile string) bool {
	u, err := url.Parse(address)
	if err != nil {
		d.report(Fault, "address", "cannot be read", "Correct --host or SIGNALWIRE_RELAY_HOST.")
		return false
	}
	u.Scheme = map[string]string{"ws": "http", "wss": "https"}[u.Scheme]
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		d.report(Fault, "address", err.Error(), "Correct --host or SIGNALWIRE_RELAY_HOST.")
		return false
	}
	proxy, err := d.proxyOf(request)
	switch {
	case err != nil:
		d.report(Fault, "proxy", "the address of the proxy cannot be read", "Correct HTTPS_PROXY or HTTP_PROXY.")
		return false
	case proxy != nil:
		d.report(OK, "proxy", "goes through "+proxy.Host, "If it should not, set NO_PROXY="+u.Hostname()+".")
	case !d.resolve(ctx, u) || !d.reach(ctx, u):
		return false
	}
	return d.certificateAndClock(request, caFile)
}

// proxyOf returns the proxy of a request.
func (d *Doctor) proxyOf(r *http.Request) (*url.URL, error) {
	if d.proxy != nil {
		return d.proxy(r)
	}
	return http.ProxyFromEnvironment(r)
}

// resolve looks the name up.
func (d *Doctor) resolve(ctx context.Context, u *url.URL) bool {
	host := u.Hostname()
	if net.ParseIP(host) != nil {
		d.report(OK, "name", host+" is an address", "")
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, stepLimit)
	defer cancel()
	found, err := net.DefaultResolver.LookupHost(ctx, host)
	if err != nil {
		why := err.Error()
		if e, ok := errors.AsType[*net.DNSError](err); ok {
			why = e.Err
		}
		d.report(Fault, "name", host+": "+why, "Check the spelling of the host, the network and its DNS server.")
		return false
	}
	d.report(OK, "name", host+" is "+strings.Join(found, ", "), "")
	return true
}

// reach connects to the address.
func (d *Doctor) reach(ctx context.Context, u *url.URL) bool {
	port := u.Port()
	if port == "" {
		port = u.Scheme // the dialler knows it
	}
	at, began := net.JoinHostPort(u.Hostname(), port), time.Now()
	conn, err := (&net.Dialer{Timeout: stepLimit}).DialContext(ctx, "tcp", at)
	if err != nil {
		d.report(Fault, "address", at+": "+innermost(err), "Check port, firewall and network.")
		return false
	}
	_ = conn.Close()
	d.report(OK, "address", at+" answers in "+draw.Took(time.Since(began)), "")
	return true
}

// innermost returns the reason without the layers around it.
func innermost(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// certificateAndClock asks for a page of the relay. It has none, but its answer has a certificate and a date.
func (d *Doctor) certificateAndClock(request *http.Request, caFile string) bool {
	roots, err := roots(caFile)
	if err != nil {
		d.report(Fault, "certificate", err.Error(), "Give a file with certificates in PEM form.")
		return false
	}
	transport := &http.Transport{
		Proxy: d.proxyOf, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		DisableKeepAlives: true,
	}
	client := http.Client{
		Transport: transport, Timeout: stepLimit,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return d.noAnswer(err)
	}
	defer func() { _ = response.Body.Close() }()
	d.certificate(response.TLS)
	d.clock(response.Header.Get("Date"))
	return true
}

// noAnswer reports why there was no answer. Without one, the clock is unknown; the sign-in may still succeed.
func (d *Doctor) noAnswer(err error) bool {
	var wrong *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case errors.As(err, &wrong):
		advice := "If an inspecting proxy is expected, give its certificate with --ca-file."
		if expired, ok := errors.AsType[x509.CertificateInvalidError](err); ok && expired.Reason == x509.Expired {
			advice = "Check the date of this machine; otherwise the relay's certificate must be renewed."
		}
		d.report(Fault, "certificate", wrong.Err.Error(), advice)
		return false
	case errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		d.report(Fault, "certificate", "the address does not speak TLS", "Check the port of --host.")
		return false
	}
	d.report(Skipped, "clock", "the relay answers no plain request: "+innermost(err), "")
	return true
}

// roots returns the trusted certificates, nil for those of the system.
func roots(caFile string) (*x509.CertPool, error) {
	if caFile == "" {
		return nil, nil
	}
	pem, err := os.ReadFile(caFile)
	if err != nil {
		return nil, fmt.Errorf("--ca-file %s: %s", caFile, innermost(err))
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("--ca-file %s holds no certificate", caFile)
	}
	return pool, nil
}

// certificate reports the certificate that was accepted.
func (d *Doctor) certificate(state *tls.ConnectionState) {
	if state == nil || len(state.PeerCertificates) == 0 {
		d.report(Skipped, "certificate", "none: ws:// stays on this machine", "")
		return
	}
	leaf := state.PeerCertificates[0]
	issuer := leaf.Issuer.Organization //nolint:misspell // the standard library spells so
	said := fmt.Sprintf("%s, by %s, until %s", tls.VersionName(state.Version),
		cmp.Or(strings.Join(issuer, ", "), leaf.Issuer.CommonName), leaf.NotAfter.Format(time.DateOnly))
	if time.Until(leaf.NotAfter) < certSoon {
		d.report(Warning, "certificate", said, "The relay's owner must renew it.")
		return
	}
	d.report(OK, "certificate", said, "")
}

// clock compares the clock of this machine with the date of an answer.
func (d *Doctor) clock(date string) {
	theirs, err := http.ParseTime(date)
	if err != nil {
		d.report(Skipped, "clock", "the relay's answer has no date", "")
		return
	}
	off, way := time.Since(theirs), "ahead of"
	if off < 0 {
		off, way = -off, "behind"
	}
	if off > maxSkew {
		d.report(Warning, "clock", fmt.Sprintf("%v %s the relay's", off.Round(maxSkew), way),
			"Set the clock of this machine; times in the log and the journal are wrong, and certificates may be refused.")
		return
	}
	d.report(OK, "clock", "agrees with the relay's", "")
}
