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
	"unicode"
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

// mask replaces a secret part of an address.
const mask = "****"

// webSchemes are the schemes of addresses whose path is no secret.
var webSchemes = []string{"http", "https", "ws", "wss"}

// MaskURL returns an address without its secrets. It masks user information, query and fragment. If the scheme is not
// http, https, ws or wss, it also masks the path after the application's name, because that is the stream key:
// rtmp://host/app/****. Of a text that is not an address, at most the scheme remains. The result is for display, not an
// address to open. Masking it again changes nothing.
func MaskURL(raw string) string {
	if raw == "" {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Scheme == "" || u.Host == "" {
		return MaskPast(raw)
	}
	var b strings.Builder
	b.WriteString(u.Scheme + "://")
	if u.User != nil {
		b.WriteString(mask + "@")
	}
	b.WriteString(u.Host + maskPath(u))
	if u.RawQuery != "" {
		b.WriteString("?" + mask)
	}
	if u.Fragment != "" {
		b.WriteString("#" + mask)
	}
	return b.String()
}

// maskPath returns the whole path of a web address. Of any other with several parts in its path it returns only the
// first.
func maskPath(u *url.URL) string {
	path := u.EscapedPath()
	if slices.Contains(webSchemes, u.Scheme) {
		return path
	}
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case parts[0] == "":
		return path
	case len(parts) == 1:
		return "/" + mask
	}
	return "/" + parts[0] + "/" + mask
}

// MaskPast masks everything after the scheme of an address, and the whole of a text without one.
func MaskPast(raw string) string {
	const longest = 32 // of a scheme; no known one is half as long
	scheme, _, found := strings.Cut(raw, "://")
	if !found || scheme == "" || len(scheme) > longest || strings.ContainsFunc(scheme, notInScheme) {
		return mask
	}
	return strings.ToLower(scheme) + "://" + mask
}

func notInScheme(r rune) bool {
	return r != '+' && r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
}

// address matches an address in a text.
var address = regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s"'<>]+`)

// MaskAddresses returns a text with each address in it masked as by [MaskURL]. In a longer text, a quotation mark ends
// an address. In a text that is the address of a stream, it may be a part of the key.
func MaskAddresses(text string) string {
	if isStream(text) {
		return MaskURL(text)
	}
	return address.ReplaceAllStringFunc(text, MaskURL)
}

// isStream reports whether a whole text is an address that is not of the web.
func isStream(text string) bool {
	scheme, _, found := strings.Cut(text, "://")
	return found && scheme != "" && !strings.ContainsFunc(scheme, notInScheme) &&
		!slices.Contains(webSchemes, strings.ToLower(scheme)) && !strings.ContainsFunc(text, unicode.IsSpace)
}

const (
	// shortestSecret is the length of the shortest secret that is searched for. Real tokens have 50 characters. Shorter
	// secrets would match parts of ordinary words.
	shortestSecret = 6
	// pieceOf is the length of the shortest piece of a secret that is replaced. Eight characters do not match by chance.
	pieceOf = 8
	// hexPieceOf is the same in hexadecimal. Eight digits match by chance: they are four characters, and "ffff" is
	// 66666666, which is in two thirds of 100.
	hexPieceOf = 2 * pieceOf
)

// redacted replaces a secret.
const redacted = "[redacted]"

// Redactor removes secrets from texts of a peer or a library. The zero Redactor knows no secrets. It is safe for
// concurrent use.
type Redactor struct {
	mu     sync.RWMutex                // guards the fields below
	short  []string                    // shorter than a piece
	pieces map[int]map[string]struct{} // by their length
}

// Keep makes Redact remove a secret and its pieces of eight characters or more, also where a peer has escaped it for a
// URL or encoded it in base64 or hexadecimal. Secrets shorter than six characters are not kept.
func (r *Redactor) Keep(secret string) {
	if len(secret) < shortestSecret {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, form := range []string{secret, url.QueryEscape(secret), url.PathEscape(secret)} {
		r.keep(form, pieceOf)
	}
	r.keep(hex.EncodeToString([]byte(secret)), hexPieceOf)
	for shift := range 3 { // base64 depends on the offset of the secret in a group of three bytes
		for _, code := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			r.keep(code.EncodeToString([]byte(secret[shift:])), pieceOf)
		}
	}
}

// keep keeps the pieces of a form of a secret that have the length.
func (r *Redactor) keep(form string, length int) {
	if len(form) < length {
		r.short = append(r.short, form)
		return
	}
	if r.pieces == nil {
		r.pieces = map[int]map[string]struct{}{}
	}
	if r.pieces[length] == nil {
		r.pieces[length] = map[string]struct{}{}
	}
	for i := 0; i+length <= len(form); i++ {
		r.pieces[length][form[i:i+length]] = struct{}{}
	}
}

// KeepAddress makes Redact remove the secrets of an address: password, query and, of a non-web address, the
// last part of its path, which is the stream key. See [MaskURL].
func (r *Redactor) KeepAddress(address string) {
	address = strings.TrimSpace(address)
	scheme, rest, _ := strings.Cut(address, "://")
	rest, query, _ := strings.Cut(rest, "?")
	r.Keep(query)
	streams := !slices.Contains(webSchemes, strings.ToLower(scheme))
	if slash := strings.LastIndexByte(rest, '/'); streams && slash >= 0 {
		r.Keep(rest[slash+1:])
	}
	if u, err := url.Parse(address); err == nil { // %41 is another form of A
		password, _ := u.User.Password()
		r.Keep(password)
		if streams {
			r.Keep(path.Base(u.Path))
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
	for _, length := range []int{pieceOf, hexPieceOf} {
		text = without(text, r.pieces[length], length)
	}
	return text
}

// without returns the text with the pieces, which have the length, replaced.
func without(text string, pieces map[string]struct{}, length int) string {
	var clean strings.Builder
	from := 0
	for i := 0; i+length <= len(text); i++ {
		if _, found := pieces[text[i:i+length]]; !found {
			continue
		}
		end := i + length
		for j := i + 1; j <= end && j+length <= len(text); j++ { // join pieces that overlap or touch
			if _, more := pieces[text[j:j+length]]; more {
				end = j + length
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
	if _, err := url.Parse(raw); err != nil {
		refused.Message = redacted
		return
	}
	var r Redactor
	r.KeepAddress(raw)
	refused.Message = r.Redact(refused.Message)
}
