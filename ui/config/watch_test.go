package config

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestMain runs many tests at a time unless -parallel is given: they mostly wait.
func TestMain(m *testing.M) {
	_ = flag.Set("test.parallel", "12")
	os.Exit(m.Run())
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// vim saves as vim does with its default backupcopy: the old file becomes a backup, and a new one is written.
func vim(t *testing.T, path, text string) {
	t.Helper()
	must(t, os.Rename(path, path+"~"))
	write(t, path, text)
	must(t, os.Remove(path+"~"))
}

// fsnotify 17, viper 142 and k9s PR 2258: saving by renaming ended the watch. Each way of saving is used twice.
func TestWatchSurvivesEveryWayOfSaving(t *testing.T) {
	t.Parallel()
	swap := func(t *testing.T, link, target string) {
		t.Helper()
		must(t, os.Symlink(target, link+".new"))
		must(t, os.Rename(link+".new", link))
	}
	tests := []struct {
		name   string
		before func(t *testing.T, dir string) // the file is dir/gavel/config.toml
		save   func(t *testing.T, path, text string)
	}{
		{"written in place", nil, write},
		{"two vim saves", nil, vim},
		{"sed -i", nil, func(t *testing.T, path, text string) {
			t.Helper()
			sed, err := exec.LookPath("sed")
			must(t, err)
			out, err := exec.Command(sed, "-i", "s/.*/"+text+"/", path).CombinedOutput()
			if err != nil {
				t.Fatalf("sed: %v: %s", err, out)
			}
		}},
		{"a swapped link", func(t *testing.T, dir string) {
			t.Helper()
			path := filepath.Join(dir, "gavel", "config.toml")
			write(t, filepath.Join(dir, "first"), "mouse = true")
			must(t, os.Remove(path))
			swap(t, path, filepath.Join(dir, "first"))
		}, func(t *testing.T, path, text string) {
			t.Helper()
			target := filepath.Join(t.TempDir(), "elsewhere")
			write(t, target, text)
			swap(t, path, target)
		}},
		{"the target of a link", func(t *testing.T, dir string) {
			t.Helper()
			path := filepath.Join(dir, "gavel", "config.toml")
			must(t, os.Mkdir(filepath.Join(dir, "dotfiles"), 0o700))
			must(t, os.Rename(path, filepath.Join(dir, "dotfiles", "gavel.toml")))
			swap(t, path, filepath.Join("..", "dotfiles", "gavel.toml"))
		}, func(t *testing.T, path, text string) {
			t.Helper()
			target, err := filepath.EvalSymlinks(path)
			must(t, err)
			vim(t, target, text)
		}},
		{"a swapped folder", func(t *testing.T, dir string) {
			t.Helper()
			must(t, os.Rename(filepath.Join(dir, "gavel"), filepath.Join(dir, "one")))
			swap(t, filepath.Join(dir, "gavel"), "one")
		}, func(t *testing.T, path, text string) {
			t.Helper()
			next := t.TempDir()
			write(t, filepath.Join(next, "config.toml"), text)
			swap(t, filepath.Dir(path), next)
		}},
		{"a link through a swapped folder", func(t *testing.T, dir string) {
			t.Helper()
			gavel := filepath.Join(dir, "gavel")
			must(t, os.Mkdir(filepath.Join(gavel, "..first"), 0o700))
			must(t, os.Rename(filepath.Join(gavel, "config.toml"), filepath.Join(gavel, "..first", "config.toml")))
			swap(t, filepath.Join(gavel, "..data"), "..first")
			swap(t, filepath.Join(gavel, "config.toml"), filepath.Join("..data", "config.toml"))
		}, func(t *testing.T, path, text string) { // as Kubernetes renews a ConfigMap
			t.Helper()
			next := filepath.Join(filepath.Dir(path), fmt.Sprint("..", time.Now().UnixNano()))
			must(t, os.Mkdir(next, 0o700))
			write(t, filepath.Join(next, "config.toml"), text)
			swap(t, filepath.Join(filepath.Dir(path), "..data"), filepath.Base(next))
		}},
		{"a file and its folder that come later", func(t *testing.T, dir string) {
			t.Helper()
			must(t, os.RemoveAll(filepath.Join(dir, "gavel")))
		}, func(t *testing.T, path, text string) {
			t.Helper()
			must(t, os.MkdirAll(filepath.Dir(path), 0o700))
			write(t, path, text)
		}},
		{"a folder that was removed", nil, func(t *testing.T, path, text string) {
			t.Helper()
			must(t, os.RemoveAll(filepath.Dir(path)))
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			write(t, path, text)
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "gavel", "config.toml")
			must(t, os.Mkdir(filepath.Dir(path), 0o700))
			write(t, path, "mouse = true")
			if test.before != nil {
				test.before(t, dir)
			}
			changes := watching(t, path)
			for _, text := range []string{"mouse = false", "mouse = true", "mouse = false"} {
				test.save(t, path, text)
				select {
				case c := <-changes:
					if c.Err != nil || !slices.Equal(c.Keys, []string{"mouse"}) || c.File.Mouse != strings.HasSuffix(text, "true") {
						t.Fatalf("%s: got %v, %v", text, c.Keys, c.Err)
					}
				case <-time.After(10 * time.Second):
					t.Fatalf("%s: the change was not seen", text)
				}
			}
		})
	}
}

// watching reads the file whenever it may have changed. It returns once the file is watched.
func watching(t *testing.T, path string) <-chan Change {
	t.Helper()
	file, err := Load(path)
	if err != nil {
		file = None()
	}
	r := NewReader(path, file)
	changes, watched := make(chan Change, 8), make(chan struct{}, 64)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		done <- Watch(ctx, path, func() {
			if c, ok := r.Read(); ok {
				changes <- c
			}
			select {
			case watched <- struct{}{}:
			default: // only the first counts
			}
		})
	}()
	t.Cleanup(func() {
		stop()
		must(t, <-done)
	})
	<-watched
	return changes
}

// wintty PR 1104 and mimi 144: a reload in the gap of a save applied the defaults.
func TestReaderKeepsTheOldValues(t *testing.T) {
	t.Parallel()
	const was = "mouse = false\ntheme = \"light\"\n"
	tests := []struct {
		name string
		save func(t *testing.T, path string)
		want string // keys that changed, or part of the error; "" for nothing to say
	}{
		{"missing", func(t *testing.T, path string) { t.Helper(); must(t, os.Remove(path)) }, ""},
		{"empty", func(t *testing.T, path string) { t.Helper(); write(t, path, "") }, ""},
		{"blank", func(t *testing.T, path string) { t.Helper(); write(t, path, "\n \n") }, ""},
		{"a folder now", func(t *testing.T, path string) {
			t.Helper()
			must(t, os.Remove(path))
			must(t, os.Mkdir(path, 0o700))
		}, ""},
		{"a dangling link", func(t *testing.T, path string) {
			t.Helper()
			must(t, os.Remove(path))
			must(t, os.Symlink("nowhere", path))
		}, ""},
		{"the same again", func(t *testing.T, path string) { t.Helper(); write(t, path, was) }, ""},
		{"a comment more", func(t *testing.T, path string) { t.Helper(); write(t, path, was+"# mine\n") }, ""},
		{"the default written out", func(t *testing.T, path string) { t.Helper(); write(t, path, was+"ascii = false\n") }, ""},
		{"half a file", func(t *testing.T, path string) { t.Helper(); write(t, path, "mouse = fal") }, "is not TOML"},
		{"a fault", func(t *testing.T, path string) { t.Helper(); write(t, path, "mouse = true\nthem = 1\n") }, `:2: there is no setting "them"`},
		{"one setting", func(t *testing.T, path string) { t.Helper(); write(t, path, "mouse = false\n") }, "theme"},
		{"two settings", func(t *testing.T, path string) { t.Helper(); write(t, path, "mouse = true\norder = \"name\"\n") }, "theme mouse order"},
		{"all defaults", func(t *testing.T, path string) { t.Helper(); write(t, path, "# nothing\n") }, "theme mouse"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "config.toml")
			write(t, path, was)
			file, err := Load(path)
			must(t, err)
			r := NewReader(path, file)
			test.save(t, path)
			c, ok := r.Read()
			said := strings.Join(c.Keys, " ")
			if c.Err != nil {
				said = c.Err.Error()
			}
			if ok != (test.want != "") || !strings.Contains(said, test.want) {
				t.Errorf("got %q, %v; want %q", said, ok, test.want)
			}
			if c.Err != nil && (c.File.Mouse || c.File.Theme != "light") {
				t.Error("a faulty file has changed what is in force")
			}
			if c, again := r.Read(); again {
				t.Errorf("said twice: %v %v", c.Keys, c.Err)
			}
		})
	}
}

func TestReaderGoesOnAfterAFault(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "config.toml")
	write(t, path, "mouse = false")
	file, err := Load(path)
	must(t, err)
	r := NewReader(path, file)
	write(t, path, "mouse = maybe")
	if c, ok := r.Read(); !ok || c.Err == nil {
		t.Errorf("got %+v", c)
	}
	write(t, path, "mouse = true")
	if c, ok := r.Read(); !ok || !slices.Equal(c.Keys, []string{"mouse"}) {
		t.Errorf("got %+v", c)
	}
}

// Other files of the folder change all the time, such as in a home without a configuration.
func TestWatchIgnoresOtherFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, ".config", "gavel", "config.toml")
	looked := make(chan struct{}, 64)
	done := make(chan error, 1)
	ctx, stop := context.WithCancel(t.Context())
	go func() { done <- Watch(ctx, path, func() { looked <- struct{}{} }) }()
	<-looked
	for range 10 {
		write(t, filepath.Join(dir, "history"), "x")
	}
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	<-looked
	if n := len(looked); n > 1 {
		t.Errorf("%d looks for nothing", n)
	}
	stop()
	must(t, <-done)
}
