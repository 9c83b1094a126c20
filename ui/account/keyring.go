package account

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/zalando/go-keyring"
)

// keyringService is the name under which the keyring holds the token; the user is the project id.
const keyringService = "gavel"

// answer is what a keyring has answered.
type answer struct {
	token string
	err   error
}

// ask asks the keyring for the token of a project; a nil get is the system's. A keyring that does not answer keeps its
// goroutine until the process ends.
func ask(ctx context.Context, get func(service, user string) (string, error), project string, limit time.Duration) (
	string, error,
) {
	if project == "" {
		return "", errors.New("the keyring holds a token for each project, and there is no project id")
	}
	if get == nil {
		get = keyring.Get
	}
	answers := make(chan answer, 1) // the caller may have stopped waiting
	go func() {
		defer func() {
			if v := recover(); v != nil {
				answers <- answer{err: fmt.Errorf("%v", v)}
			}
		}()
		token, err := get(keyringService, project)
		answers <- answer{token, err}
	}()
	select {
	case <-ctx.Done():
		return "", ctx.Err()
	case <-time.After(limit):
		return "", fmt.Errorf("the keyring did not answer within %v; unlock it, or use token_cmd", limit)
	case got := <-answers:
		switch {
		case errors.Is(got.err, keyring.ErrNotFound):
			return "", fmt.Errorf("the keyring has no token of service %s and user %s; gavel config --help says how to store it",
				keyringService, project)
		case got.err != nil:
			return "", fmt.Errorf("the keyring cannot be read: %w", got.err)
		}
		return check("the keyring", got.token)
	}
}
