package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"gavel/session"
	"gavel/session/video"
)

// The environment variables besides tokenVariables, in order of precedence. SW_PROJECT is the name in the Node SDK's
// examples.
var projectVariables = [...]string{"SIGNALWIRE_PROJECT_ID", "SW_PROJECT"}

const hostVariable = "SIGNALWIRE_RELAY_HOST"

// maxToken is the longest token that is read from a file, in bytes. Real tokens have 50.
const maxToken = 4096

// credentials are what a connection needs.
type credentials struct {
	project string
	token   video.Secret
	url     string
}

// credentials returns project, token and address: flags first, then the environment.
func (a *app) credentials() (credentials, error) {
	address, err := a.address()
	if err != nil {
		return credentials{}, err
	}
	a.host = address
	project := firstOf(a.flags.project, a.fromEnv(projectVariables[:]))
	token, err := a.token()
	switch {
	case err != nil:
		return credentials{}, err
	case project == "" && token == "":
		return credentials{}, usagef("no credentials: set SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN, " +
			"or give --project ID and --token-file FILE; to look around without an account run: gavel demo")
	case project == "":
		return credentials{}, usagef("no project: set SIGNALWIRE_PROJECT_ID or give --project ID; " +
			"to look around without an account run: gavel demo")
	case token == "":
		return credentials{}, usagef("no API token: set SIGNALWIRE_API_TOKEN or give --token-file FILE; " +
			"to look around without an account run: gavel demo")
	}
	a.keepSecret(token)
	return credentials{project: project, token: video.Secret(token), url: address}, nil
}

// address returns the checked address of the relay.
func (a *app) address() (string, error) {
	raw, source := a.flags.host, "--host"
	if raw == "" {
		raw, source = strings.TrimSpace(a.getenv(hostVariable)), hostVariable
	}
	address, err := session.ParseURL(raw)
	if wrong, ok := errors.AsType[*video.ArgumentError](err); ok {
		return "", usagef("%s %s", source, wrong.Reason)
	}
	return address, err
}

// token returns the token from the file or the environment, or "".
func (a *app) token() (string, error) {
	if a.flags.tokenFile == "" {
		return a.fromEnv(tokenVariables[:]), nil
	}
	return readToken("--token-file", a.flags.tokenFile)
}

// fromEnv returns the first variable that is set, without spaces around the value.
func (a *app) fromEnv(names []string) string {
	for _, name := range names {
		if v := strings.TrimSpace(a.getenv(name)); v != "" {
			return v
		}
	}
	return ""
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// readToken reads a secret from a file that only its owner can read. flag is the flag's name, for messages.
func readToken(flag, path string) (string, error) {
	// Without O_NONBLOCK, opening a named pipe would block before it can be refused.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", usagef("%s %s: %s", flag, path, reason(err))
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return "", usagef("%s %s: %s", flag, path, reason(err))
	}
	if !info.Mode().IsRegular() {
		return "", usagef("%s %s is not an ordinary file", flag, path)
	}
	if err := checkPrivate(info); err != nil {
		return "", usagef("%s %s %v", flag, path, err)
	}
	data, err := io.ReadAll(io.LimitReader(f, maxToken+1))
	if err != nil {
		return "", usagef("%s %s: %s", flag, path, reason(err))
	}
	return tokenFrom(flag, path, strings.TrimSpace(string(data)))
}

// tokenFrom checks the content of a token file. Its errors never quote the token.
func tokenFrom(flag, path, token string) (string, error) {
	switch {
	case token == "":
		return "", usagef("%s %s is empty; it must hold the API token", flag, path)
	case len(token) > maxToken:
		return "", usagef("%s %s is too long for a token; it must hold the API token and nothing else", flag, path)
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", usagef("%s %s holds more than one word; it must hold the API token and nothing else", flag, path)
	}
	return token, nil
}

// reason returns why a file could not be used, without the path that the caller has already named.
func reason(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		err = path.Err
	}
	return err.Error()
}
