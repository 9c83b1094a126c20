package widget

import "strings"

// Secret returns, for the characters of a line, which of them must not be read by who looks over a shoulder; nil: none.
type Secret func(parts []string) []bool

// hiddenSign stands for a character that must not be read.
const hiddenSign = "*"

// SecretOfURL hides what an address must not show: whoever can read the stream key can broadcast as us.
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

// secretStart is where the secret begins in an address without its scheme: the query on the web, what follows the
// application's name of a stream.
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
