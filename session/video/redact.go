package video

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
)

// Redacted is the command as it may be logged: the key of a stream is a secret.
func (c Command) Redacted() Command {
	if len(c.Steps) > 0 {
		steps := make([]Command, 0, len(c.Steps))
		for _, s := range c.Steps {
			steps = append(steps, s.Redacted())
		}
		c.Steps = steps
		return c
	}
	raw, isText := c.Args["url"].(string)
	if !isText {
		return c
	}
	args := maps.Clone(c.Args)
	args["url"] = MaskURL(raw)
	c.Args = args
	return c
}

// MaskURL returns an address without its secrets: user name, query and fragment, and the key at the end of the path of
// an RTMP address. It returns "****" for a text that is not an address.
func MaskURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "****"
	}
	u.User = nil
	if u.RawQuery != "" {
		u.RawQuery = "****"
	}
	u.Fragment = ""
	if strings.HasPrefix(u.Scheme, "rtmp") {
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		parts = append(slices.Clone(parts[:min(1, len(parts)-1)]), "****")
		return u.Scheme + "://" + u.Host + "/" + strings.Join(parts, "/")
	}
	return u.String()
}

const (
	// shortestSecret is the shortest secret that is searched for. Real tokens have 50 characters; what is shorter than
	// this would be found inside of words.
	shortestSecret = 6
	// pieceOf is how long a piece of a secret must be to be one: eight characters of it are not in a text by chance.
	pieceOf = 8
)

// redacted replaces a secret.
const redacted = "[redacted]"

// Redactor takes secrets out of texts that a peer or a library has written. The zero Redactor knows none. Safe for
// concurrent use.
type Redactor struct {
	mu     sync.RWMutex // guards what follows
	short  []string     // shorter than a piece
	pieces map[string]struct{}
}

// Keep makes Redact take out a secret, pieces of it of eight characters and more, and the same of the forms in which a
// peer might send it back: escaped for a URL, in base64, in hexadecimal. What is shorter than six characters is not
// kept.
func (r *Redactor) Keep(secret string) {
	if len(secret) < shortestSecret {
		return
	}
	forms := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), hex.EncodeToString([]byte(secret))}
	for shift := range 3 { // where it begins in a group of three decides how it looks in base64
		for _, code := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			forms = append(forms, code.EncodeToString([]byte(secret[shift:])))
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.pieces == nil {
		r.pieces = map[string]struct{}{}
	}
	for _, form := range forms {
		if len(form) < pieceOf {
			r.short = append(r.short, form)
		}
		for i := 0; i+pieceOf <= len(form); i++ {
			r.pieces[form[i:i+pieceOf]] = struct{}{}
		}
	}
}

// Redact returns a text with [redacted] in the place of secrets.
func (r *Redactor) Redact(text string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, short := range r.short {
		text = strings.ReplaceAll(text, short, redacted)
	}
	if len(r.pieces) == 0 {
		return text
	}
	var clean strings.Builder
	from := 0
	for i := 0; i+pieceOf <= len(text); i++ {
		if _, found := r.pieces[text[i:i+pieceOf]]; !found {
			continue
		}
		end := i + pieceOf
		for j := i + 1; j <= end && j+pieceOf <= len(text); j++ { // pieces that overlap or touch are one
			if _, more := r.pieces[text[j:j+pieceOf]]; more {
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

// RedactError takes the secrets of a command's address out of a refusal, which may quote it.
func (c Command) RedactError(err error) {
	var refused *RPCError
	raw, isText := c.Args["url"].(string)
	if !isText || !errors.As(err, &refused) {
		return
	}
	u, err := url.Parse(raw)
	if err != nil {
		refused.Message = redacted
		return
	}
	var r Redactor
	r.Keep(u.RawQuery)
	if secret, ok := u.User.Password(); ok {
		r.Keep(secret)
	}
	if strings.HasPrefix(u.Scheme, "rtmp") {
		r.Keep(path.Base(u.Path))
	}
	refused.Message = r.Redact(refused.Message)
}
