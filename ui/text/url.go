package text

import (
	"net/url"
	"strings"
)

// mask stands for what must not be read.
const mask = "****"

// MaskURL returns a raw URL for showing, without its secrets: user information, query and
// fragment are masked, and for streams the path after the application's name, which is
// the stream key: rtmp://host/app/****. What cannot be understood, or is too long to be
// shown whole, is masked whole. The result is clean and never to be opened; MaskURL of it
// changes nothing.
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

// maskPath keeps the paths of the web, and of anything else only the first of several parts.
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

// maskUnknown keeps at most the scheme of what is no URL.
func maskUnknown(raw string) string {
	const longest = 32 // of a scheme; no known one has half of it
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
