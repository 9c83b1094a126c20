package session

import (
	"cmp"
	"context"
	"crypto/x509"
	"log/slog"
	"net"
	"os"
	"time"

	"gavel/session/internal/dispatch"
	"gavel/session/internal/link"
	"gavel/session/video"
)

// The defaults of Config, used for fields that are zero.
const (
	defaultDialTimeout = 10 * time.Second
	defaultCallTimeout = 10 * time.Second
	defaultJoinTimeout = 10 * time.Second
	defaultPingEvery   = 5 * time.Second
	defaultPongTimeout = 9500 * time.Millisecond // with the ping before and the wait after it at most 15 s
	// The service's own clients drop a connection that has received no ping for 15 s, and so does this one.
	defaultServerPingTimeout = 15 * time.Second
	defaultBackoffMin        = 250 * time.Millisecond
	defaultBackoffMax        = 10 * time.Second
	defaultReadLimit         = 16 << 20
)

// Config is the configuration of a client. The zero value of every field except Project and Token means its documented
// default.
type Config struct {
	// URL is the address of the relay: wss://host[:port], or ws:// for a loopback address only. A host without a scheme
	// gets wss://. Empty means [DefaultURL].
	URL string
	// Project is the id of the SignalWire project. Required.
	Project string
	// Token is the API token of the project. Required. It appears in no error, log or String.
	Token video.Secret

	// DialTimeout bounds TCP, TLS, upgrade and authentication together. 0 means 10 s.
	DialTimeout time.Duration
	// CallTimeout bounds one request if its context has no deadline. 0 means 10 s.
	CallTimeout time.Duration
	// JoinTimeout bounds joining a room, and reading a room again if the context has no deadline. 0 means 10 s.
	JoinTimeout time.Duration
	// PingEvery is the silence after which a WebSocket ping is sent. 0 means 5 s.
	PingEvery time.Duration
	// PongTimeout is how long after an unanswered ping the peer counts as lost, once it has answered one. 0 means 9.5 s.
	// With the defaults, a connection that dies without an error is dialled again at most 15 s after its last byte, and at
	// most 6 s after a request was sent on it. If the relay sends pings but answers none, the limit is ServerPingTimeout
	// and a quarter of a second.
	PongTimeout time.Duration
	// ServerPingTimeout is the longest pause between two pings of the server, once it has sent one. 0 means 15 s.
	ServerPingTimeout time.Duration
	// BackoffMin and BackoffMax bound the wait before a new connection, which has jitter. 0 means 250 ms and 10 s. After
	// an end that a quick attempt would repeat, such as a frame above ReadLimit, the wait is one to two times BackoffMax.
	// A wait that the relay asks for, at most 5 min, is added.
	BackoffMin, BackoffMax time.Duration
	// AwaitRetry keeps a client alive whose connection was refused for good (credentials, certificate, proxy). It then
	// waits for [Client.Retry] in state LinkRefused with all its rooms. Without AwaitRetry the client ends.
	AwaitRetry bool
	// CommandRate is the average number of commands per second. 64 may leave at once; the next ones wait their turn.
	// BulkRate is the same for the targets of a command on several members. Eight of them may leave at once, and talking
	// members come first. 0 means 10 and 5. A negative value means no limit.
	CommandRate, BulkRate float64
	// ReadLimit is the largest accepted frame from the server, in bytes. A larger frame ends the connection. 0 means 16
	// MiB, the list of a room of 40,000 members.
	ReadLimit int64
	// EventAcks asks for acknowledged events as version 4 of the SDK does. Every event is then answered, in batches.
	EventAcks bool
	// CAFile names a PEM file of certificates that are trusted in addition to RootCAs. Empty means none.
	CAFile string
	// RootCAs are the authorities that may sign the relay's certificate. nil means those of the system.
	RootCAs *x509.CertPool
	// NetDial opens the TCP connection. nil means a net.Dialer, which uses HTTPS_PROXY if that is set.
	NetDial func(ctx context.Context, network, addr string) (net.Conn, error)
	// HandlerFailed is called when a handler of an event has panicked or ended its goroutine. The other handlers continue.
	// HandlerFailed must not block. nil means none. The Logger receives the report in any case.
	HandlerFailed func(*HandlerError)
	// Logger receives debug messages and warnings, without secrets. At debug level it receives each JSON frame with its
	// direction. nil means none.
	Logger *slog.Logger
}

// withDefaults returns a copy with every zero field set, or an error that names the fault and the allowed values.
func (cfg Config) withDefaults() (Config, error) {
	if cfg.Project == "" {
		return cfg, &video.ArgumentError{Name: "Project", Reason: "is empty; it is the id of a SignalWire project"}
	}
	if cfg.Token == "" {
		return cfg, &video.ArgumentError{Name: "Token", Reason: "is empty; it is the API token of the project"}
	}
	u, err := ParseURL(cfg.URL)
	if err != nil {
		return cfg, err
	}
	cfg.URL = u
	if cfg, err = cfg.withRoots(); err != nil {
		return cfg, err
	}
	cfg.DialTimeout = cmp.Or(cfg.DialTimeout, defaultDialTimeout)
	cfg.CallTimeout = cmp.Or(cfg.CallTimeout, defaultCallTimeout)
	cfg.JoinTimeout = cmp.Or(cfg.JoinTimeout, defaultJoinTimeout)
	cfg.PingEvery = cmp.Or(cfg.PingEvery, defaultPingEvery)
	cfg.PongTimeout = cmp.Or(cfg.PongTimeout, defaultPongTimeout)
	cfg.ServerPingTimeout = cmp.Or(cfg.ServerPingTimeout, defaultServerPingTimeout)
	cfg.BackoffMin = cmp.Or(cfg.BackoffMin, defaultBackoffMin)
	cfg.BackoffMax = cmp.Or(cfg.BackoffMax, defaultBackoffMax)
	cfg.CommandRate = cmp.Or(cfg.CommandRate, dispatch.DefaultCommandRate)
	cfg.BulkRate = cmp.Or(cfg.BulkRate, dispatch.DefaultBulkRate)
	cfg.ReadLimit = cmp.Or(cfg.ReadLimit, defaultReadLimit)
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return cfg, nil
}

// options returns the part of a complete Config that the connection needs.
func (cfg Config) options() link.Options {
	return link.Options{
		URL: cfg.URL, Project: cfg.Project, Token: cfg.Token, DialTimeout: cfg.DialTimeout, CallTimeout: cfg.CallTimeout,
		PingEvery: cfg.PingEvery, PongTimeout: cfg.PongTimeout, ServerPingTimeout: cfg.ServerPingTimeout,
		BackoffMin: cfg.BackoffMin, BackoffMax: cfg.BackoffMax, AwaitRetry: cfg.AwaitRetry, ReadLimit: cfg.ReadLimit,
		EventAcks: cfg.EventAcks, RootCAs: cfg.RootCAs, NetDial: cfg.NetDial, Logger: cfg.Logger,
	}
}

// maxCAFile is the largest accepted file of Config.CAFile, in bytes. All authorities of an operating system take a
// fifth of it.
const maxCAFile = 1 << 20

// withRoots adds CAFile to RootCAs. No option switches a check off.
func (cfg Config) withRoots() (Config, error) {
	if cfg.CAFile == "" {
		return cfg, nil
	}
	bad := func(reason string) (Config, error) {
		return cfg, &video.ArgumentError{Name: "CAFile", Reason: reason}
	}
	info, err := os.Stat(cfg.CAFile)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxCAFile {
		return bad("is not a readable file of at most 1 MiB")
	}
	pem, err := os.ReadFile(cfg.CAFile)
	if err != nil {
		return bad("is not a readable file of at most 1 MiB")
	}
	var pool *x509.CertPool
	if cfg.RootCAs != nil {
		pool = cfg.RootCAs.Clone()
	} else if pool, err = x509.SystemCertPool(); err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return bad("holds no certificate in PEM form")
	}
	cfg.RootCAs = pool
	return cfg, nil
}
