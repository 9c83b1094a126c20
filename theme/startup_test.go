package theme_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	_ "github.com/charmbracelet/bubbletea" // the test is about its initialisation
	"github.com/creack/pty"

	_ "gavel/theme"
)

// silentTerminal is set in the child, which runs on a terminal that answers nothing.
const silentTerminal = "GAVEL_TEST_SILENT_TERMINAL"

// ready is the line that the child prints after the initialisation of all packages.
const ready = "initialised"

func TestMain(m *testing.M) {
	if os.Getenv(silentTerminal) != "" {
		fmt.Println(ready)
		return
	}
	os.Exit(m.Run())
}

// A query at start would delay the first frame by 5 s on terminals that do not answer.
func TestStartSendsNoQuery(t *testing.T) {
	t.Parallel()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), silentTerminal+"=1", "TERM=xterm-256color")
	terminal, err := pty.Start(child)
	if err != nil {
		t.Fatalf("start on a pty: %v", err)
	}
	t.Cleanup(func() {
		_ = child.Process.Kill()
		_ = child.Wait()
		_ = terminal.Close()
	})
	late := time.AfterFunc(20*time.Second, func() { _ = child.Process.Kill() })
	defer late.Stop()
	line, _ := bufio.NewReader(terminal).ReadString('\n')
	if got := strings.TrimSpace(line); got != ready {
		t.Errorf("the first line is %q, want %q: a query was sent to the terminal", got, ready)
	}
}
