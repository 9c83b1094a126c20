package account

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"gavel/ui/config"
)

// Sources are the places where a token may be.
type Sources struct {
	// Project is the project id, "" if there is none.
	Project string
	// File is the file that a flag names, "" for none. It takes precedence over everything else.
	File string
	// Getenv looks a variable up. config.TokenVariables follow the flag.
	Getenv func(string) string
	// Config has token_file, token_cmd and keyring, which come last, in this order.
	Config *config.File
	// Read reads the token from a file; name is the name of the flag or setting, for errors.
	Read func(ctx context.Context, name, path string) (string, error)
	// Limit is how long a program or the keyring may take; 0 means 3 s.
	Limit time.Duration
	// Keyring asks the keyring; nil means the system's.
	Keyring func(service, user string) (string, error)
}

// place is one place of a token. It is configured, but may be empty.
type place struct {
	name string // for people
	find func(ctx context.Context) (string, error)
	slow bool // it runs a program or asks the keyring, so it is asked only if necessary
}

// places returns the places in order of precedence.
func (s *Sources) places() []place {
	var all []place
	file := func(name, path string) place {
		return place{name + " " + path, func(ctx context.Context) (string, error) { return s.Read(ctx, name, path) }, false}
	}
	if s.File != "" {
		all = append(all, file("--token-file", s.File))
	}
	for _, name := range config.TokenVariables {
		if v := s.variable(name); v != "" {
			all = append(all, place{name: name, find: func(context.Context) (string, error) { return v, nil }})
		}
	}
	if path := s.Config.TokenFile; path != "" {
		all = append(all, file("token_file", path))
	}
	if argv := s.Config.TokenCmd; len(argv) > 0 {
		all = append(all, place{"token_cmd " + argv[0], func(ctx context.Context) (string, error) {
			return Program{"token_cmd", s.Config.Path, argv}.Run(ctx, s.limit())
		}, true})
	}
	if s.Config.Keyring {
		all = append(all, place{"the system's keyring", func(ctx context.Context) (string, error) {
			return ask(ctx, s.Keyring, s.Project, s.limit())
		}, true})
	}
	return all
}

// variable returns the value of a variable without blanks around it.
func (s *Sources) variable(name string) string { return strings.TrimSpace(s.Getenv(name)) }

// limit returns how long a program or the keyring may take.
func (s *Sources) limit() time.Duration { return cmp.Or(s.Limit, Limit) }

// Token returns the token from the first place that has one, or "". It returns the error of a place that fails before
// one was found.
func (s *Sources) Token(ctx context.Context) (string, error) {
	for _, p := range s.places() {
		if token, err := p.find(ctx); err != nil || token != "" {
			return token, err
		}
	}
	return "", nil
}

// Renewable returns, in words, where a new token can be put while gavel runs, or "".
func (s *Sources) Renewable() string {
	if s.File != "" {
		return s.File
	}
	for _, name := range config.TokenVariables {
		if s.variable(name) != "" {
			return ""
		}
	}
	switch {
	case s.Config.TokenFile != "":
		return s.Config.TokenFile
	case len(s.Config.TokenCmd) > 0:
		return "what token_cmd prints"
	case s.Config.Keyring:
		return "the token in the keyring"
	}
	return ""
}

// Warnings returns a sentence, without a full stop, for each variable whose token differs from that of the first
// variable.
func (s *Sources) Warnings() []string {
	used, from, all := "", "", []string(nil)
	for _, name := range config.TokenVariables {
		switch v := s.variable(name); {
		case v == "":
		case used == "":
			used, from = v, name
		case v != used:
			all = append(all, fmt.Sprintf("%s and %s hold different tokens; %s is used", from, name, from))
		}
	}
	return all
}

// Trace is where the token comes from, and what is in every place that may have one.
type Trace struct {
	Set    bool    `json:"set"`
	From   string  `json:"from"`
	Places []Found `json:"tiers"`
}

// Found is what was found in a place.
type Found struct {
	Name  string `json:"name"`
	State string `json:"state"` // used, same, different, not asked, empty or failed
	Error string `json:"error,omitempty"`
}

// Trace asks the places as Token does, and then the later places that need no program or keyring. keep gets every token
// that was found.
func (s *Sources) Trace(ctx context.Context, keep func(token string)) Trace {
	trace, used := Trace{Places: []Found{}}, ""
	for _, p := range s.places() {
		found := Found{Name: p.name, State: "not asked"}
		if used == "" || !p.slow {
			token, err := p.find(ctx)
			keep(token)
			switch {
			case err != nil:
				found.State, found.Error = "failed", err.Error()
			case token == "":
				found.State = "empty"
			case used == "":
				used, found.State = token, "used"
				trace.Set, trace.From = true, p.name
			case token == used:
				found.State = "same"
			default:
				found.State = "different"
			}
		}
		trace.Places = append(trace.Places, found)
		if found.State == "failed" && used == "" {
			break // Token stops here, too
		}
	}
	return trace
}
