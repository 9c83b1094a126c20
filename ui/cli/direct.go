package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"gavel/session/localrelay/director"
	"gavel/session/video"
	"gavel/ui"
	"gavel/ui/private"
)

// maxScriptLine is the longest line of a script on standard input, in bytes; metadata may be long.
const maxScriptLine = 1 << 20

// readScript reads a script from a file; nil if none is named. Its typos are usage errors with file and line.
func readScript(file string) (*director.Script, error) {
	if file == "" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, usagef("--script %s: %s", file, private.Reason(err))
	}
	script, err := director.Parse(file, string(text))
	if err != nil {
		return nil, usagef("%s", oneLine(err))
	}
	return script, nil
}

// setStage checks the names in a script, runs the lines above its curtain, and returns the rest. A nil script is an
// empty one.
func setStage(ctx context.Context, d *director.Director, script *director.Script,
	each func(director.Answer) bool,
) (*director.Script, error) {
	if script == nil {
		return nil, nil
	}
	if err := d.Check(script); err != nil {
		return nil, usagef("%s", oneLine(err))
	}
	stage, play := script.Split()
	return play, d.Run(ctx, stage, each)
}

// direct plays a script in the background, then the lines of input, nil for none, until ctx ends. The returned function
// waits for the end; call it after ctx is done.
func direct(ctx context.Context, d *director.Director, play *director.Script, input io.Reader,
	each func(director.Answer) bool,
) (wait func()) {
	done := make(chan struct{})
	ui.Start(func() {
		defer close(done)
		if play != nil {
			_ = d.Run(ctx, play, each) // ends only with ctx or the relay
		}
		if input == nil {
			return
		}
		lines := linesOf(ctx, input)
		for {
			select {
			case line, ok := <-lines:
				if !ok {
					return
				}
				if a := d.Do(ctx, line); a.Text != "" || a.Err != nil {
					each(a)
				}
			case <-ctx.Done():
				return
			}
		}
	}, func(*ui.CrashError) {}) // the script stops, and the relay continues
	return func() { <-done }
}

// linesOf sends the lines of a reader until it or ctx ends. A read that waits for the keyboard cannot be interrupted;
// its goroutine ends with the process at the latest.
func linesOf(ctx context.Context, input io.Reader) <-chan string {
	lines := make(chan string)
	ui.Start(func() {
		defer close(lines)
		scanner := bufio.NewScanner(input)
		scanner.Buffer(nil, maxScriptLine)
		for scanner.Scan() {
			select {
			case lines <- scanner.Text():
			case <-ctx.Done():
				return
			}
		}
	}, func(*ui.CrashError) {})
	return lines
}

// oneLine returns the text of several errors as one sentence.
func oneLine(err error) string { return strings.ReplaceAll(video.Reason(err), "\n", "; ") }

// printAnswer returns a function that prints the answers of a director, one per line.
func printAnswer(w io.Writer) func(director.Answer) bool {
	return func(a director.Answer) bool {
		text := a.Text
		if a.Err != nil {
			text = oneLine(a.Err)
		}
		_, _ = fmt.Fprintln(w, text) // a closed output needs no answer
		return true
	}
}
