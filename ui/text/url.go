package text

import (
	"net/url"
	"strings"
)

// mask replaces a secret.
const mask = "****"

// MaskURL returns a raw URL for display, without its secrets. It masks user information, query and fragment. If the
// scheme is not http, https, ws or wss, it also masks the path after the application's name, because that is the stream
// key: rtmp://host/app/****. A URL that cannot be parsed, or is too long to show completely, is masked completely. The
// result is clean text for display, not an address to open. Masking it again changes nothing.
func MaskURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Scheme == "" || u.Host == "" {
		return maskUnknown(raw)
	}
	var b strings.Builder
	b.WriteString(u.Scheme + "://")
	if u.User != nil {
		b.WriteString(mask + "@")
	}
	b.WriteString(u.Host)
	b.WriteString(maskPath(u))
	if u.RawQuery != "" {
		b.WriteString("?" + mask)
	}
	if u.Fragment != "" {
		b.WriteString("#" + mask)
	}
	shown := Clean(b.String())
	if len(shown) > maxRunes { // a cut may split an escape
		return maskUnknown(raw)
	}
	return shown
}

// maskPath returns the whole path of a web URL. Of any other URL with several parts in its path it returns only the
// first.
func maskPath(u *url.URL) string {
	path := u.EscapedPath()
	switch u.Scheme {
	case "http", "https", "ws", "wss":
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

// maskUnknown keeps at most the scheme of text that is not a valid URL.
func maskUnknown(raw string) string {
	const longest = 32 // of a scheme; no known one is half as long
	scheme, _, found := strings.Cut(raw, "://")
	for _, r := range scheme {
		if r != '+' && r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return mask
		}
	}
	if !found || scheme == "" || len(scheme) > longest {
		return mask
	}
	return strings.ToLower(scheme) + "://" + mask
}
