package text

import (
	"net/url"
	"strings"
)

// mask replaces a secret.
const mask = "****"

// MaskURL returns a raw URL for display, without its secrets. User information, query and fragment
// are masked. So is, unless the scheme is http, https, ws or wss, the path after the application's
// name, because it is the stream key: rtmp://host/app/****. A URL that cannot be parsed, or is too
// long to show completely, is masked completely. The result is clean. Do not open it. Masking it
// again changes nothing.
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
	if len(shown) > maxRunes { // what was cut may end in the middle of an escape
		return maskUnknown(raw)
	}
	return shown
}

// maskPath returns the path of a web URL as it is, and of any other URL only the first of several
// parts.
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
