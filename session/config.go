package session

import (
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

// Defaults of Config, each used when its field is zero.
const (
	defaultDialTimeout = 10 * time.Second
	defaultCallTimeout = 10 * time.Second
	defaultJoinTimeout = 10 * time.Second
	defaultPingEvery   = 5 * time.Second
	defaultPongTimeout = 9500 * time.Millisecond // with the ping before it and the wait after it 15 s at most
	// The service's own clients drop a connection whose pings stopped for 15 s; so do we.
	defaultServerPingTimeout = 15 * time.Second
	defaultBackoffMin        = 250 * time.Millisecond
	defaultBackoffMax        = 10 * time.Second
	defaultPublishEvery      = 33 * time.Millisecond
	defaultReadLimit         = 16 << 20
)

// Config says where and how to connect. The zero value of every field but Project and Token is its documented default.
type Config struct {
	// URL of the relay: wss://host[:port], or ws:// for a loopback address only. A host without a scheme gets wss://.
	// Empty means [DefaultURL].
	URL string
	// Project is the id of the SignalWire project. Required.
	Project string
	// Token is the API token of the project. Required. It appears in no error, log or String.
	Token video.Secret

	// DialTimeout bounds TCP, TLS, upgrade and authentication together. 0 means 10 s.
	DialTimeout time.Duration
	// CallTimeout bounds one request when its context has no deadline. 0 means 10 s.
	CallTimeout time.Duration
	// JoinTimeout bounds joining a room, and reading one again when the context has no deadline. 0 means 10 s.
	JoinTimeout time.Duration
	// PingEvery is the silence after which a WebSocket ping is sent. 0 means 5 s.
	PingEvery time.Duration
	// PongTimeout is how long after an unanswered ping the peer counts as lost, once it has answered one. 0 means 9.5 s.
	// With the defaults a dead connection that makes no error is dialled again at most 15 s after its last byte, and at
	// most 6 s after a request was sent on it. Where the relay answers no pings but sends some, it is ServerPingTimeout
	// and a quarter second.
	PongTimeout time.Duration
	// ServerPingTimeout is the longest pause between two pings of the server, once it has sent one. 0 means 15 s.
	ServerPingTimeout time.Duration
	// BackoffMin and BackoffMax bound the jittered wait before a new connection. 0 means 250 ms and 10 s. After an end
	// that a quick attempt would repeat, such as a frame above ReadLimit, it is one to two times BackoffMax.
	BackoffMin, BackoffMax time.Duration
	// AwaitRetry keeps a client whose connection was refused for good (credentials, certificate, proxy) waiting for
	// [Client.Retry], in state LinkRefused with all its rooms. Without it the client ends then.
	AwaitRetry bool
	// PublishEvery is the shortest time between two snapshots under load. 0 means 33 ms (30 a second).
	PublishEvery time.Duration
	// CommandRate is how many commands a second are sent on average; 64 may leave at once, the next wait for their
	// turn. BulkRate is the same for the targets of a command on several people, of which eight may leave at once and
	// who talks comes first. 0 means 10 and 5, negative without a limit.
	CommandRate, BulkRate float64
	// ReadLimit is the largest frame taken from the server, in bytes; a larger one ends the connection. 0 means 16 MiB,
	// the list of a room of 40,000 members.
	ReadLimit int64
	// EventAcks asks for acknowledged events as version 4 of the SDK does; every event is then answered, in batches.
	EventAcks bool
	// CAFile names a file of certificates (PEM) that are trusted besides those of RootCAs. Empty means none.
	CAFile string
	// RootCAs are the authorities that may vouch for the relay. nil means those of the system.
	RootCAs *x509.CertPool
	// NetDial opens the TCP connection. nil means a net.Dialer, through HTTPS_PROXY where it is set.
	NetDial func(ctx context.Context, network, addr string) (net.Conn, error)
	// HandlerFailed is called when a handler of an event has panicked or ended its goroutine; the others continue. It must
	// not block. nil means none. The Logger gets the report in any case.
	HandlerFailed func(*HandlerError)
	// Logger gets debug messages and warnings, without secrets. At debug level it gets each JSON frame with its
	// direction. nil means none.
	Logger *slog.Logger
}

// withDefaults returns a copy with every zero field set, or an error that names what is wrong and what is allowed.
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
	setDuration(&cfg.DialTimeout, defaultDialTimeout)
	setDuration(&cfg.CallTimeout, defaultCallTimeout)
	setDuration(&cfg.JoinTimeout, defaultJoinTimeout)
	setDuration(&cfg.PingEvery, defaultPingEvery)
	setDuration(&cfg.PongTimeout, defaultPongTimeout)
	setDuration(&cfg.ServerPingTimeout, defaultServerPingTimeout)
	setDuration(&cfg.BackoffMin, defaultBackoffMin)
	setDuration(&cfg.BackoffMax, defaultBackoffMax)
	setDuration(&cfg.PublishEvery, defaultPublishEvery)
	setRate(&cfg.CommandRate, dispatch.DefaultCommandRate)
	setRate(&cfg.BulkRate, dispatch.DefaultBulkRate)
	if cfg.ReadLimit == 0 {
		cfg.ReadLimit = defaultReadLimit
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	return cfg, nil
}

// options are what the connection needs of a complete Config.
func (cfg Config) options() link.Options {
	return link.Options{
		URL: cfg.URL, Project: cfg.Project, Token: cfg.Token, DialTimeout: cfg.DialTimeout, CallTimeout: cfg.CallTimeout,
		PingEvery: cfg.PingEvery, PongTimeout: cfg.PongTimeout, ServerPingTimeout: cfg.ServerPingTimeout,
		BackoffMin: cfg.BackoffMin, BackoffMax: cfg.BackoffMax, AwaitRetry: cfg.AwaitRetry, ReadLimit: cfg.ReadLimit,
		EventAcks: cfg.EventAcks, RootCAs: cfg.RootCAs, NetDial: cfg.NetDial, Logger: cfg.Logger,
	}
}

func setDuration(d *time.Duration, def time.Duration) {
	if *d == 0 {
		*d = def
	}
}

func setRate(r *float64, def float64) {
	if *r == 0 {
		*r = def
	}
}

// maxCAFile bounds the file of Config.CAFile. All authorities of an operating system together have a fifth of it.
const maxCAFile = 1 << 20

// withRoots completes RootCAs by CAFile. Nothing here, nor anywhere else, switches a check off.
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
