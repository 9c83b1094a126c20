package session

import (
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"gavel/session/internal/link"
	"gavel/session/video"
)

// DefaultURL is the relay that [Dial] connects to when Config.URL is empty.
// Source: @signalwire/realtime-api, default host.
const DefaultURL = "wss://relay.signalwire.com"

const (
	schemeTLS, schemePlain = "wss", "ws"
	// maxHost and maxLabel bound a host name and its parts, in bytes (RFC 1035).
	maxHost, maxLabel = 253, 63
	maxPort           = 65535
)

// ParseURL checks and completes the address of a relay. Without a scheme it gets wss://. An empty text becomes
// [DefaultURL], a bare IPv6 address gets its brackets, and the host becomes lower case. ParseURL returns an
// [*video.ArgumentError] for any other scheme, for ws:// to an address that is not loopback, for user names, queries
// and fragments, and for hosts that cannot be dialled.
func ParseURL(raw string) (string, error) {
	bad := func(reason string) (string, error) { return "", &video.ArgumentError{Name: "host", Reason: reason} }
	if raw == "" {
		return DefaultURL, nil
	}
	if ip, err := netip.ParseAddr(raw); err == nil && ip.Is6() {
		raw = "[" + raw + "]"
	}
	if !strings.Contains(raw, "://") {
		raw = schemeTLS + "://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil || u.Hostname() == "" {
		return bad("is not an address; give a host name, wss://HOST[:PORT], or ws:// to this machine")
	}
	if u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return bad("must not hold a user name, a query or a fragment")
	}
	u.Host = strings.ToLower(u.Host)
	if reason := hostReason(u); reason != "" {
		return bad(reason)
	}
	switch {
	case u.Scheme == schemeTLS:
	case u.Scheme == schemePlain && link.IsThisMachine(u.Hostname()):
	case u.Scheme == schemePlain:
		return bad("uses ws:// to another machine, which would send the token unencrypted; use wss://")
	default:
		return bad(fmt.Sprintf("has scheme %q; allowed are wss:// and, to this machine, ws://", u.Scheme))
	}
	return u.String(), nil
}

// hostReason returns why a host and port cannot be dialled, or "".
func hostReason(u *url.URL) string {
	host := u.Hostname()
	if strings.Contains(host, ":") {
		if !strings.HasPrefix(u.Host, "[") {
			return "has an IPv6 address without brackets; write [::1]:PORT"
		}
		if _, err := netip.ParseAddr(host); err != nil {
			return "has no valid IPv6 address in its brackets"
		}
		return portReason(u)
	}
	for _, r := range host {
		if r > '~' {
			return "has letters that are not ASCII; give the ASCII form of the name, which begins with xn--"
		}
	}
	if !isHostName(host) {
		return "is not an address; a host name has letters, digits, hyphens and dots"
	}
	return portReason(u)
}

// portReason returns why a port cannot be dialled, or "".
func portReason(u *url.URL) string {
	if port := u.Port(); port != "" || strings.HasSuffix(u.Host, ":") {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > maxPort {
			return "has a port that is not 1 to 65535"
		}
	}
	return ""
}

// isHostName reports whether DNS accepts the name. It allows underscores, which are not valid in host names but are in
// use.
func isHostName(host string) bool {
	host = strings.TrimSuffix(host, ".")
	if host == "" || len(host) > maxHost {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		if strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return false
		}
	}
	return true
}
