package config

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

// settle is how long a file must be quiet before it is read. Editors write, rename and remove several files for one
// save, within milliseconds.
const settle = 100 * time.Millisecond

// patience is how long a busy directory can delay reading the file.
const patience = time.Second

// maxLinks bounds how many symbolic links are followed.
const maxLinks = 16

// Watch calls changed, on its own goroutine, after the file at path may have changed. It runs until ctx ends, and then
// returns nil. It returns an error as soon as it cannot watch.
//
// Watching the file itself would end with the first save by renaming, so directories are watched: that of the file,
// those of every symbolic link on the way to it, and, while there is none, the nearest one above. changed may be called
// without a change, so it must read the file itself.
func Watch(ctx context.Context, path string, changed func()) error {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch %s: %w", path, err)
	}
	defer func() { _ = w.Close() }()
	if path, err = filepath.Abs(path); err != nil {
		return fmt.Errorf("watch %s: %w", path, err)
	}
	on, err := follow(w, path)
	if err != nil {
		return err
	}
	changed() // the file may have changed before it was watched
	quiet, first := time.NewTimer(settle), time.Time{}
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case event := <-w.Events:
			if !on[event.Name] {
				continue
			}
		case err := <-w.Errors: // events were lost: treat that as an event
			if err == nil {
				return nil // the watcher is closed
			}
		case <-quiet.C:
			first = time.Time{}
			if on, err = follow(w, path); err != nil { // a folder may be there now, or a link point elsewhere
				return err
			}
			changed()
			continue
		}
		if now := time.Now(); first.IsZero() {
			first = now
		} else if now.Sub(first) > patience {
			continue // the timer runs
		}
		quiet.Reset(settle)
	}
}

// follow watches the directories on the way to the file, and no others. It returns the names whose events matter,
// because other files of these directories change all the time.
func follow(w *fsnotify.Watcher, path string) (on map[string]bool, err error) {
	for {
		way := wayTo(path)
		on = map[string]bool{}
		for name, dir := range way {
			on[dir], on[name] = true, true
		}
		for _, have := range w.WatchList() {
			if !on[have] {
				_ = w.Remove(have)
			}
		}
		for _, dir := range way {
			// Adding a directory again is harmless, and needed when another one has its name now.
			if err := w.Add(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, fmt.Errorf("watch %s: %w", dir, err)
			}
		}
		if maps.Equal(way, wayTo(path)) { // nothing changed while the watches were added
			return on, nil
		}
	}
}

// wayTo returns the names on the way to a file, each with its directory: the symbolic links, and the file or the first
// part of its path that does not exist yet.
func wayTo(path string) map[string]string {
	way := map[string]string{}
	for range maxLinks {
		link, target := firstLink(path)
		if link == "" {
			break
		}
		way[link] = filepath.Dir(link)
		path = target
	}
	dir, name := filepath.Dir(path), path
	for dir != filepath.Dir(dir) {
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			break
		}
		dir, name = filepath.Dir(dir), dir
	}
	way[name] = dir
	return way
}

// firstLink returns the first part of a path that is a symbolic link, "" if none is, and the path with the link
// followed.
func firstLink(path string) (link, followed string) {
	for i := 1; i <= len(path); i++ {
		if i < len(path) && !os.IsPathSeparator(path[i]) {
			continue
		}
		target, err := os.Readlink(path[:i])
		if err != nil {
			continue
		}
		if !filepath.IsAbs(target) {
			target = filepath.Join(filepath.Dir(path[:i]), target)
		}
		return path[:i], filepath.Join(target, path[i:])
	}
	return "", ""
}
