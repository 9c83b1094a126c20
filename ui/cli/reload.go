package cli

import (
	"context"
	"slices"

	"gavel/theme"
	"gavel/ui"
	"gavel/ui/config"
	"gavel/ui/say"
)

// watchConfig follows the configuration file until stop is called.
func (a *app) watchConfig(ctx context.Context) (reloads <-chan ui.Reload, stop func()) {
	path := a.configPath()
	if path == "" {
		return nil, func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	changes, done := make(chan ui.Reload), make(chan struct{})
	send := func(r ui.Reload) {
		select {
		case changes <- r:
		case <-ctx.Done():
		}
	}
	reader, was := config.NewReader(path, a.conf()), a.conf()
	ui.Start(func() {
		defer close(done)
		err := config.Watch(ctx, path, func() {
			if c, ok := reader.Read(); ok {
				send(a.reload(was, c))
				was = c.File
			}
		})
		if err != nil {
			send(ui.Reload{Said: say.ConfigUnwatched(err), Refused: true})
		}
	}, func(crash *ui.CrashError) {
		send(ui.Reload{Said: a.crashed(crash), Refused: true})
	})
	return changes, func() {
		cancel()
		<-done
	}
}

// reload returns what the console has to change. A setting that a flag or a variable decides stays as it is.
func (a *app) reload(was *config.File, c config.Change) ui.Reload {
	if c.Err != nil {
		return ui.Reload{Said: say.ConfigRefused(a.inShort(configFault(a.configPath(), c.Err))), Refused: true}
	}
	var change say.ConfigChange
	for _, key := range c.Keys {
		s, _ := config.Find(key)
		switch winner := a.winner(s); {
		case winner != "":
			change.Overruled = append(change.Overruled, say.Overruled{Setting: key, By: winner})
		case s.Live:
			change.Live = append(change.Live, key)
		default:
			change.Restart = append(change.Restart, key)
		}
	}
	r := a.live(&c.File.Values, func(keys ...string) bool {
		return slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(change.Live, key) })
	})
	for _, warning := range c.File.Warnings {
		if !slices.Contains(was.Warnings, warning) {
			change.Warnings = append(change.Warnings, a.inShort(warning))
		}
	}
	r.Said = say.ConfigChanged(change)
	return r
}

// live returns the settings that take effect at once. has reports whether one of some settings has changed.
func (a *app) live(next *config.Values, has func(keys ...string) bool) (r ui.Reload) {
	if has("keys") {
		r.Keys = next.Keys
	}
	if has("theme", "paints") {
		r.Look = a.newLook(next)
	}
	if has("mouse") {
		r.Mouse = &next.Mouse
	}
	if has("order", "reverse") {
		sorting := sortingOf(next)
		r.Sort = &sorting
	}
	if has("confirm.over") {
		r.ConfirmOver = &next.ConfirmOver
	}
	if has("macros") {
		r.Macros = &next.Macros
	}
	if has("confirm.also") {
		r.ConfirmAlso = &next.ConfirmAlso
	}
	if has("columns") {
		columns := columnsOf(next)
		r.Columns = &columns
	}
	if has("scenes") {
		r.Scenes = &next.Scenes
	}
	if has("interpreters") {
		interpreters := config.ChosenBy(next.Interpreters)
		r.Interpreters = &interpreters
	}
	return r
}

// newLook returns the look of changed settings.
func (a *app) newLook(v *config.Values) *ui.Look {
	name := v.Theme
	if a.given("theme") {
		name = a.flags.theme
	}
	th, err := theme.FromEnv(name, a.getenv)
	if err != nil {
		return nil // a name that the file could not have
	}
	look := a.lookOf(th, name, v.Paints)
	return &look
}
