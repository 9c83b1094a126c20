package session

import (
	"crypto/x509"
	"os"

	"gavel/session/video"
)

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
