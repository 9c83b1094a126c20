package link

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"time"

	"gavel/session/video"
)

// Options are the settings of a keeper. All except RootCAs, NetDial and Wall must be set. [session.Config] documents
// each.
type Options struct {
	URL                                       string
	Project                                   string
	Token                                     video.Secret
	DialTimeout, CallTimeout                  time.Duration
	PingEvery, PongTimeout, ServerPingTimeout time.Duration
	BackoffMin, BackoffMax                    time.Duration
	AwaitRetry                                bool
	ReadLimit                                 int64
	EventAcks                                 bool
	RootCAs                                   *x509.CertPool
	NetDial                                   netDial
	Wall                                      func() time.Time
	Logger                                    *slog.Logger
}

// netDial opens a TCP connection, as net.Dialer.DialContext does.
type netDial = func(ctx context.Context, network, addr string) (net.Conn, error)
