package cli

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"

	"gavel/session"
	"gavel/session/video"
	"gavel/ui/account"
	"gavel/ui/config"
)

// credentials are what a connection needs.
type credentials struct {
	project string
	token   video.Secret
	url     string
}

// credentials returns project, token and address: flags first, then the environment, then the configuration.
func (a *app) credentials(ctx context.Context) (credentials, error) {
	address, err := a.address()
	if err != nil {
		return credentials{}, err
	}
	a.host = address
	project := a.project()
	token, err := a.token(ctx)
	switch {
	case err != nil:
		return credentials{}, err
	case project == "" && token == "":
		return credentials{}, usagef("no credentials: set SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN, " +
			"or give --project ID and --token-file FILE").
			hint("to look around without an account run: gavel demo")
	case project == "":
		return credentials{}, usagef("no project: set SIGNALWIRE_PROJECT_ID or give --project ID").
			hint("to look around without an account run: gavel demo")
	case token == "":
		return credentials{}, usagef("no API token: set SIGNALWIRE_API_TOKEN or give --token-file FILE").
			hint("to look around without an account run: gavel demo")
	}
	for _, name := range config.TokenVariables {
		a.keepSecret(a.fromEnv([]string{name}))
	}
	a.keepSecret(token)
	return credentials{project: project, token: video.Secret(token), url: address}, nil
}

// address returns the checked address of the relay.
func (a *app) address() (string, error) {
	raw, source := a.flags.host, "--host"
	if raw == "" {
		raw, source = strings.TrimSpace(a.getenv(config.HostVariable)), config.HostVariable
	}
	address, err := session.ParseURL(raw)
	if wrong, ok := errors.AsType[*video.ArgumentError](err); ok {
		return "", usagef("%s %s %s", source, shownAddress(raw), wrong.Reason)
	}
	return address, err
}

// sources returns the places where a token may be.
func (a *app) sources() *account.Sources {
	return &account.Sources{
		Project: a.project(), File: a.flags.tokenFile, Getenv: a.getenv, Config: a.conf(),
		Read: func(ctx context.Context, name, path string) (string, error) { return a.readToken(ctx, name, path) },
	}
}

// shownAddress returns an address for a message. If it may be a token in the wrong place, or may hold a secret, it is
// masked.
func shownAddress(raw string) string {
	scheme, _, found := strings.Cut(raw, "://")
	known := !found || strings.EqualFold(scheme, "ws") || strings.EqualFold(scheme, "wss")
	if !known || strings.ContainsAny(raw, "@?#+=&") {
		return "****"
	}
	return strconv.Quote(raw)
}

// token returns the token, or "". A fault of a source of the token is a usage error.
func (a *app) token(ctx context.Context) (string, error) {
	if a.traced != "" { // standard input and a pipe can be read only once
		return a.traced, nil
	}
	token, err := a.sources().Token(ctx)
	var p *problem
	if err != nil && !errors.As(err, &p) && ctx.Err() == nil {
		err = usagef("%v", err)
	}
	return token, err
}

// project returns the project id, or "".
func (a *app) project() string { return cmp.Or(a.flags.project, a.fromEnv(config.ProjectVariables)) }

// fromEnv returns the first variable that is set, without spaces around the value.
func (a *app) fromEnv(names []string) string {
	for _, name := range names {
		if v := strings.TrimSpace(a.getenv(name)); v != "" {
			return v
		}
	}
	return ""
}
