package account

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"gavel/ui/private"
	"gavel/ui/text"
)

// MaxSecret is the length of the longest token or stream address, in bytes. Real tokens have 50.
const MaxSecret = 4096

// Limit is how long a program, or the keyring, may take.
const Limit = 3 * time.Second

// Program is a program that the configuration names, because it prints a secret.
type Program struct {
	Setting string   // the name of the setting, for errors
	File    string   // the configuration; no other user may be able to change it
	Argv    []string // the program and its arguments
}

// Run runs the program and returns the one word that it prints. No shell runs it, it has no terminal and no input, and
// it ends at the limit with all that it has started. No error holds the word.
func (p Program) Run(ctx context.Context, limit time.Duration) (string, error) {
	name := p.Setting + " " + p.Argv[0]
	if err := p.trust(); err != nil {
		return "", err
	}
	if strings.ContainsRune(p.Argv[0], filepath.Separator) && !filepath.IsAbs(p.Argv[0]) {
		return "", fmt.Errorf("%s depends on the current folder; give its whole path, or its name alone", name)
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var out, said bounded
	cmd := exec.CommandContext(ctx, p.Argv[0], p.Argv[1:]...)
	cmd.Stdout, cmd.Stderr = &out, &said
	cmd.WaitDelay = 100 * time.Millisecond // for processes that the program has left running with its output
	detach(cmd)
	err := cmd.Run()
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return "", fmt.Errorf("%s did not end within %v; it has no terminal to ask on", name, limit)
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil && !errors.Is(err, exec.ErrWaitDelay):
		why, _, _ := strings.Cut(strings.TrimSpace(said.String()), "\n")
		if why = text.Clean(why); why != "" {
			why = ": " + why
		}
		return "", fmt.Errorf("%s failed: %w%s", name, err, why)
	}
	return check(name, out.String())
}

// trust checks that no other user can change the file that names a program to run.
func (p Program) trust() error {
	info, err := os.Stat(p.File)
	if err != nil {
		return fmt.Errorf("%s: %w", p.Setting, err)
	}
	if err := private.CheckUnchangeable(info); err != nil {
		return fmt.Errorf("%s %w, and %s in it names a program to run", p.File, err, p.Setting)
	}
	return nil
}

// bounded keeps one byte more than a secret may have.
type bounded struct{ strings.Builder }

// Write keeps the beginning and reports all of it as written.
func (b *bounded) Write(p []byte) (int, error) {
	b.Builder.Write(p[:min(len(p), max(0, MaxSecret+1-b.Len()))])
	return len(p), nil
}

// check returns what a place has delivered, if that can be a secret. Its errors never quote it.
func check(name, token string) (string, error) {
	token = strings.TrimSpace(token)
	switch {
	case token == "":
		return "", fmt.Errorf("%s gave nothing; it must give the secret", name)
	case len(token) > MaxSecret:
		return "", fmt.Errorf("%s gave too much; it must give the secret and nothing else", name)
	case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", fmt.Errorf("%s gave more than one word; it must give the secret and nothing else", name)
	}
	return token, nil
}
