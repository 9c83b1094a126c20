package session

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"time"

	"gavel/session/video"
)

// options are what a keeper needs to know; all of them are set. [Config] documents each.
type options struct {
	url                                       string
	project                                   string
	token                                     video.Secret
	dialTimeout, callTimeout                  time.Duration
	pingEvery, pongTimeout, serverPingTimeout time.Duration
	backoffMin, backoffMax                    time.Duration
	awaitRetry                                bool
	readLimit                                 int64
	eventAcks                                 bool
	rootCAs                                   *x509.CertPool
	netDial                                   func(ctx context.Context, network, addr string) (net.Conn, error)
	wall                                      func() time.Time
	logger                                    *slog.Logger
}
