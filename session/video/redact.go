package video

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// Redacted returns the command without the key of a stream, so that it may be logged.
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

// address matches an address in a text.
var address = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+`)

// MaskAddresses returns a text with each address in it masked as by [MaskURL].
func MaskAddresses(text string) string { return address.ReplaceAllStringFunc(text, MaskURL) }

const (
	// shortestSecret is the length of the shortest secret that is searched for. Real tokens have 50 characters. Shorter
	// secrets would match parts of ordinary words.
	shortestSecret = 6
	// pieceOf is the length of the shortest piece of a secret that is replaced. Eight characters do not match by chance.
	pieceOf = 8
)

// redacted replaces a secret.
const redacted = "[redacted]"

// Redactor removes secrets from texts of a peer or a library. The zero Redactor knows no secrets. It is safe for
// concurrent use.
type Redactor struct {
	mu     sync.RWMutex // guards the fields below
	short  []string     // shorter than a piece
	pieces map[string]struct{}
}

// Keep makes Redact remove a secret and its pieces of eight characters or more, also where a peer has escaped it for a
// URL or encoded it in base64 or hexadecimal. Secrets shorter than six characters are not kept.
func (r *Redactor) Keep(secret string) {
	if len(secret) < shortestSecret {
		return
	}
	forms := []string{secret, url.QueryEscape(secret), url.PathEscape(secret), hex.EncodeToString([]byte(secret))}
	for shift := range 3 { // base64 depends on the offset of the secret in a group of three bytes
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

// Redact returns the text with secrets replaced by [redacted].
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
		for j := i + 1; j <= end && j+pieceOf <= len(text); j++ { // join pieces that overlap or touch
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

// RedactError removes the secrets of a command's address from a refusal, which may quote it.
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
