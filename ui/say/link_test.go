package say_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"testing"
	"time"

	"gavel/session/video"
	"gavel/ui/say"
)

func TestRefusedNamesTheCause(t *testing.T) {
	t.Parallel()
	check := func(err error) error { return &tls.CertificateVerificationError{Err: err} }
	invalid := func(why x509.InvalidReason) error { return check(x509.CertificateInvalidError{Reason: why}) }
	later := &x509.Certificate{NotBefore: time.Now().Add(time.Hour)}
	notYet := check(x509.CertificateInvalidError{Reason: x509.Expired, Cert: later})
	for want, e := range map[string]*video.DialError{
		"auth failed":                             {Step: video.StepSignIn, Err: video.ErrCredentials},
		"certificate refused: expired":            {Step: video.StepTLS, Err: invalid(x509.Expired)},
		"certificate refused: not valid yet":      {Step: video.StepTLS, Err: notYet},
		"certificate refused: not for servers":    {Step: video.StepTLS, Err: invalid(x509.IncompatibleUsage)},
		"certificate refused: for another host":   {Step: video.StepTLS, Err: check(x509.HostnameError{Certificate: later})},
		"certificate refused: unknown authority":  {Step: video.StepTLS, Err: check(x509.UnknownAuthorityError{})},
		"proxy needs a password":                  {Step: video.StepProxy, Status: 407},
		"TLS handshake refused: protocol version": {Step: video.StepTLS, Reason: "protocol version", Err: errors.New("broken")},
	} {
		if got := say.Link(&video.Snapshot{Link: video.Link{State: video.LinkRefused, Err: e}}, time.Now()); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
