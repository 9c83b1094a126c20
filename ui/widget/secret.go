package widget

import "strings"

// Secret returns which characters of a line are hidden from a person looking over the user's shoulder. nil: none.
type Secret func(parts []string) []bool

// hiddenSign replaces a hidden character.
const hiddenSign = "*"

// SecretOfURL hides the secret part of an address. Anyone who reads a stream key can broadcast with it.
func SecretOfURL(parts []string) []bool {
	hidden := make([]bool, len(parts))
	raw := strings.Join(parts, "")
	scheme, rest, found := strings.Cut(raw, "://")
	if !found {
		return hidden
	}
	from := len(scheme) + len("://")
	authority := rest[:min(len(rest), indexOr(rest, "/"))]
	user := strings.LastIndexByte(authority, '@')
	secretFrom := secretStart(scheme, rest)
	offset := 0
	for i, part := range parts {
		inUser := offset >= from && offset < from+user
		hidden[i] = inUser || offset >= from+secretFrom
		offset += len(part)
	}
	return hidden
}

// secretStart returns where the secret starts in an address without its scheme: at the query on the web, after the
// application's name in a stream.
func secretStart(scheme, rest string) int {
	if query := strings.IndexAny(rest, "?#"); query >= 0 && strings.HasPrefix(strings.ToLower(scheme), "http") {
		return query + 1
	}
	if strings.HasPrefix(strings.ToLower(scheme), "http") {
		return len(rest)
	}
	host := indexOr(rest, "/")
	if host == len(rest) {
		return host
	}
	return min(len(rest), host+1+indexOr(rest[host+1:], "/")+1)
}

func indexOr(s, sep string) int {
	if i := strings.Index(s, sep); i >= 0 {
		return i
	}
	return len(s)
}
