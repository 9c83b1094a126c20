package link

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"time"

	"gavel/session/video"
)

// options are what a keeper needs to know; all of them are set. [session.Config] documents each.
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
	NetDial                                   func(ctx context.Context, network, addr string) (net.Conn, error)
	Wall                                      func() time.Time
	Logger                                    *slog.Logger
}
