package cli

import (
	"context"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	"github.com/charmbracelet/x/term"

	"gavel/ui"
	"gavel/ui/account"
	"gavel/ui/private"
)

const (
	// maxInput bounds a value from a file, in bytes. Metadata of the service has at most 64 KiB.
	maxInput = 1 << 20
	// defaultTokenWait is how long a pipe may take to deliver the token, such as one from a password manager.
	defaultTokenWait = 10 * time.Second
)

// fromStdin is the value that means standard input, fileSign begins one that names a file.
const (
	fromStdin = "-"
	fileSign  = "@"
)

// value returns the value of name=raw: raw itself, the content of a file for @FILE, or standard input for "-". One
// line feed at the end is dropped, because editors and echo add it.
func (a *app) value(ctx context.Context, name, raw string) (string, error) {
	var data []byte
	var err error
	path, isFile := strings.CutPrefix(raw, fileSign)
	source := name + "=" + raw
	switch {
	case raw == fromStdin:
		data, err = a.readStdin(ctx, source)
	case isFile && path == "":
		return "", usagef("%s names no file", source).
			hint("write %s=@FILE; a string that begins with @ is %s='\"@…\"'", name, name)
	case isFile:
		data, err = readFile(ctx, source, path)
	default:
		return raw, nil
	}
	switch {
	case err != nil:
		return "", err
	case len(data) > maxInput:
		return "", usagef("%s is larger than 1 MiB", source)
	case !utf8.Valid(data):
		return "", usagef("%s is not text in UTF-8", source)
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r"), nil
}

// readStdin reads standard input. what is the argument that reads it, for the message about a second one.
func (a *app) readStdin(ctx context.Context, what string) ([]byte, error) {
	if a.stdinBy != "" {
		return nil, usagef("%s and %s both read standard input", a.stdinBy, what).hint("put one of them into a file")
	}
	a.stdinBy = what
	return readAll(ctx, what, func() (io.ReadCloser, error) { return io.NopCloser(a.stdin), nil })
}

// readFile reads an ordinary file or a pipe.
func readFile(ctx context.Context, what, path string) ([]byte, error) {
	info, err := os.Stat(path) // a pipe is not opened: that would wait for its writer
	switch {
	case err != nil:
		return nil, usagef("%s: %s", what, private.Reason(err))
	case info.IsDir():
		return nil, usagef("%s is a folder", what).hint("name a file")
	}
	return readAll(ctx, what, func() (io.ReadCloser, error) { return os.Open(path) })
}

// readAll reads a file to its end, or a little more than maxInput. Opening and reading a pipe cannot be interrupted:
// when ctx ends, the process does, too, and takes the goroutine with it.
func readAll(ctx context.Context, what string, open func() (io.ReadCloser, error)) ([]byte, error) {
	type content struct {
		data []byte
		err  error
	}
	read := make(chan content, 1)
	ui.Start(func() {
		f, err := open()
		if err != nil {
			read <- content{err: err}
			return
		}
		data, err := io.ReadAll(io.LimitReader(f, maxInput+1))
		_ = f.Close() // read only
		read <- content{data, err}
	}, func(crash *ui.CrashError) { read <- content{err: crash} })
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case c := <-read:
		if c.err != nil {
			return nil, usagef("%s: %s", what, private.Reason(c.err))
		}
		return c.data, nil
	}
}

// readToken reads a secret from standard input, from a pipe, or from a file that only its owner can read. flag is the
// flag's name, for messages.
func (a *app) readToken(ctx context.Context, flag, path string) (string, error) {
	if path == fromStdin {
		return a.tokenFromStdin(ctx, flag)
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", usagef("%s %s: %s", flag, path, private.Reason(err))
	}
	if info.Mode()&fs.ModeNamedPipe != 0 {
		return a.tokenFromPipe(ctx, flag, path, info)
	}
	// Without O_NONBLOCK, a pipe that has replaced the file would block.
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return "", usagef("%s %s: %s", flag, path, private.Reason(err))
	}
	defer func() { _ = f.Close() }()
	if info, err = f.Stat(); err != nil {
		return "", usagef("%s %s: %s", flag, path, private.Reason(err))
	}
	if !info.Mode().IsRegular() {
		return "", usagef("%s %s is not an ordinary file", flag, path)
	}
	if err := private.Check(info); err != nil {
		return "", usagef("%s %s %v", flag, path, err)
	}
	data, err := io.ReadAll(io.LimitReader(f, account.MaxSecret+1))
	if err != nil {
		return "", usagef("%s %s: %s", flag, path, private.Reason(err))
	}
	return tokenFrom(flag, path, strings.TrimSpace(string(data)))
}

func (a *app) tokenFromStdin(ctx context.Context, flag string) (string, error) {
	if term.IsTerminal(a.stdin.Fd()) { // which would show the token
		return "", usagef("%s - reads standard input, and that is the terminal", flag).hint("pipe the token into gavel")
	}
	data, err := a.readStdin(ctx, flag+" -")
	if err != nil {
		return "", err
	}
	return tokenFrom(flag, fromStdin, strings.TrimSpace(string(data)))
}

// tokenFromPipe waits a bounded time for the token.
func (a *app) tokenFromPipe(ctx context.Context, flag, path string, info fs.FileInfo) (string, error) {
	if err := private.Check(info); err != nil {
		return "", usagef("%s %s %v", flag, path, err)
	}
	wait := a.tokenWait
	if wait == 0 {
		wait = defaultTokenWait
	}
	bounded, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	data, err := readFile(bounded, flag+" "+path, path)
	switch {
	case err != nil && ctx.Err() == nil && bounded.Err() != nil:
		return "", usagef("%s %s: no token arrived from this pipe within %v", flag, path, wait)
	case err != nil:
		return "", err
	}
	return tokenFrom(flag, path, strings.TrimSpace(string(data)))
}

// tokenFrom checks the content of a file with a secret: the API token, or an address with a stream key. Its errors
// never quote it.
func tokenFrom(flag, path, secret string) (string, error) {
	const advice = "it must hold the secret and nothing else"
	switch {
	case secret == "":
		return "", usagef("%s %s is empty", flag, path).hint(advice)
	case len(secret) > account.MaxSecret:
		return "", usagef("%s %s is too long for a secret", flag, path).hint(advice)
	case strings.ContainsFunc(secret, func(r rune) bool { return r <= ' ' || r > '~' }):
		return "", usagef("%s %s holds more than one word", flag, path).hint(advice)
	}
	return secret, nil
}
