package cli

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
)

const (
	// shortestSecret is the shortest secret that is searched for. Real tokens have 50 characters; what is shorter than this
	// would be found inside of words.
	shortestSecret = 6
	// pieceOf is how long a piece of a secret must be to be one: eight characters of it are not in a text by chance.
	pieceOf = 8
)

// redacted stands for a secret.
const redacted = "[redacted]"

// secrets finds the secrets of a run in texts. It is safe for concurrent use.
type secrets struct {
	mu     sync.RWMutex // guards what follows
	short  []string     // shorter than a piece
	pieces map[string]struct{}
}

// keep makes redact remove a secret, and all pieces of it and of the forms in which a peer might send it back.
func (s *secrets) keep(secret string) {
	if len(secret) < shortestSecret {
		return
	}
	forms := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), hex.EncodeToString([]byte(secret))}
	for shift := range 3 { // where it begins in a group of three decides how it looks in base64
		for _, code := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			forms = append(forms, code.EncodeToString([]byte(secret[shift:])))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pieces == nil {
		s.pieces = map[string]struct{}{}
	}
	for _, form := range forms {
		if len(form) < pieceOf {
			s.short = append(s.short, form)
		}
		for i := 0; i+pieceOf <= len(form); i++ {
			s.pieces[form[i:i+pieceOf]] = struct{}{}
		}
	}
}

// redact removes the secrets from a text.
func (s *secrets) redact(text string) string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, short := range s.short {
		text = strings.ReplaceAll(text, short, redacted)
	}
	if len(s.pieces) == 0 {
		return text
	}
	var clean strings.Builder
	from := 0
	for i := 0; i+pieceOf <= len(text); i++ {
		if _, found := s.pieces[text[i:i+pieceOf]]; !found {
			continue
		}
		end := i + pieceOf
		for j := i + 1; j <= end && j+pieceOf <= len(text); j++ { // pieces that overlap or touch are one
			if _, more := s.pieces[text[j:j+pieceOf]]; more {
				end = j + pieceOf
			}
		}
		clean.WriteString(text[from:i] + redacted)
		from, i = end, end-1
	}
	if from == 0 {
		return text
	}
	return clean.String() + text[from:]
}

// keepSecret makes messages and files leave a token out.
func (a *app) keepSecret(token string) { a.secrets.keep(token) }

// keepStreamKey makes messages and files leave out the key at the end of a stream's address, which a room may quote.
func (a *app) keepStreamKey(address string) {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Scheme, "rtmp") {
		return
	}
	a.secrets.keep(path.Base(u.Path))
	a.secrets.keep(u.RawQuery)
}

// redact removes the secrets from a text.
func (a *app) redact(s string) string { return a.secrets.redact(s) }

// environment returns the environment's look-up. It takes the tokens out of it: no child process and no crash report gets
// them. The system still shows the environment that the process was started with.
func environment() func(string) string {
	taken := map[string]string{}
	for _, name := range tokenVariables {
		taken[name] = os.Getenv(name)
		_ = os.Unsetenv(name)
	}
	return func(name string) string {
		if slices.Contains(tokenVariables[:], name) {
			return taken[name]
		}
		return os.Getenv(name)
	}
}
