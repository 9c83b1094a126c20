//go:build unix

package control

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// dirs returns the folders of a user. The runtime folder exists if there is one.
func dirs(t *testing.T, runtime string) []string {
	t.Helper()
	temp, err := os.MkdirTemp("", "g") //nolint:usetesting // the path of a socket has at most 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(temp) })
	if runtime != "" {
		runtime = filepath.Join(temp, runtime)
	}
	return SocketDirs(runtime, temp)
}

func listenIn(t *testing.T, in []string) (net.Listener, string) {
	t.Helper()
	l, path, err := ListenSocket(in)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, path
}

// TestSocketsOfConsoles opens the socket of this process, with and without XDG_RUNTIME_DIR.
func TestSocketsOfConsoles(t *testing.T) {
	for name, in := range map[string][]string{"runtime": dirs(t, "run"), "no runtime": dirs(t, ""), "gone": dirs(t, "gone")} {
		if name == "runtime" {
			if err := os.Mkdir(filepath.Dir(in[0]), 0o700); err != nil {
				t.Fatal(err)
			}
		}
		l, path := listenIn(t, in)
		want := in[len(in)-1]
		if name == "runtime" {
			want = in[0]
		}
		if filepath.Dir(path) != want {
			t.Errorf("%s: the socket is %s", name, path)
		}
		for file, mode := range map[string]os.FileMode{path: 0o600, want: 0o700} {
			if info, err := os.Stat(file); err != nil || info.Mode().Perm() != mode {
				t.Errorf("%s: %s has the mode %v, %v", name, file, info.Mode(), err)
			}
		}
		if found := Sockets(in); len(found) != 1 || found[0] != "unix:"+path {
			t.Errorf("%s: found %v", name, found)
		}
		_ = l.Close()
		if found := Sockets(in); len(found) != 0 {
			t.Errorf("%s: found %v after the end", name, found)
		}
	}
}

// TestLongRuntimeFolderHasAFallback opens a socket although the path in XDG_RUNTIME_DIR is too long for one.
func TestLongRuntimeFolderHasAFallback(t *testing.T) {
	in := dirs(t, strings.Repeat("x", 100))
	if err := os.Mkdir(filepath.Dir(in[0]), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, path := listenIn(t, in); filepath.Dir(path) != in[1] {
		t.Errorf("the socket is %s", path)
	}
}

// TestFolderOfAnotherUser uses no folder that others can change, or that is a link.
func TestFolderOfAnotherUser(t *testing.T) {
	in := dirs(t, "")
	if err := os.Mkdir(in[0], 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(in[0], 0o777); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ListenSocket(in); err == nil || !strings.Contains(err.Error(), "mode 700") {
		t.Errorf("open to others: %v", err)
	}
	if err := os.Remove(in[0]); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(t.TempDir(), in[0]); err != nil {
		t.Fatal(err)
	}
	if _, _, err := ListenSocket(in); err == nil {
		t.Error("a link was followed")
	}
}

// TestOnlyDeadSocketsAreRemoved leaves the socket of a process that lives, even while it refuses (gmux PR 359).
func TestOnlyDeadSocketsAreRemoved(t *testing.T) {
	in := dirs(t, "")
	if err := os.Mkdir(in[0], 0o700); err != nil {
		t.Fatal(err)
	}
	over := exec.Command("true")
	if err := over.Run(); err != nil {
		t.Fatal(err)
	}
	refusing := func(pid int) string {
		path := filepath.Join(in[0], strconv.Itoa(pid)+".sock")
		l, err := listenUnix(path)
		if err != nil {
			t.Fatal(err)
		}
		l.(*net.UnixListener).SetUnlinkOnClose(false)
		_ = l.Close()
		return path
	}
	dead, alive := refusing(over.Process.Pid), refusing(os.Getppid())
	listenIn(t, in)
	if _, err := os.Lstat(dead); err == nil {
		t.Error("the socket of a dead process is still there")
	}
	if _, err := os.Lstat(alive); err != nil {
		t.Error("the socket of a process that lives was removed")
	}
}

// TestOneServerOnSocketAndPort needs the token on TCP, and none on the socket.
func TestOneServerOnSocketAndPort(t *testing.T) {
	p := serve(t)
	in := dirs(t, "")
	socket, path := listenIn(t, in)
	port, address, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	o := options(dialled(t, p.relay))
	o.Program, o.Token, o.Host = "console", "secret", port.Addr().String()
	s := New(o)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, socket, port) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if _, err := os.Lstat(path); err == nil {
			t.Error("the socket is still there")
		}
	})
	for _, c := range []struct {
		address, token string
		works          bool
	}{{"unix:" + path, "", true}, {address, "secret", true}, {address, "", false}, {address, "wrong", false}} {
		client, err := NewClient(c.address, c.token)
		if err != nil {
			t.Fatal(err)
		}
		a, err := client.About(t.Context())
		if (err == nil) != c.works || c.works && (a.Program != "console" || a.PID != os.Getpid()) {
			t.Errorf("%s with the token %q: %+v %v", c.address, c.token, a, err)
		}
		if f, err := client.Floor(t.Context(), "standup"); (err == nil) != c.works || c.works && f.Mode != "open" {
			t.Errorf("%s with the token %q: %+v %v", c.address, c.token, f, err)
		}
		client.Close()
	}
}

// TestSocketsOfAnOpenFolderAreIgnored has a folder in which others can put sockets.
func TestSocketsOfAnOpenFolderAreIgnored(t *testing.T) {
	in := dirs(t, "")
	listenIn(t, in)
	if err := os.Chmod(in[0], 0o777); err != nil {
		t.Fatal(err)
	}
	if found := Sockets(in); len(found) != 0 {
		t.Errorf("found %v", found)
	}
}
