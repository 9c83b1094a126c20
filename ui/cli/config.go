package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"gavel/session/video"
	"gavel/theme"
	"gavel/ui"
	"gavel/ui/account"
	"gavel/ui/config"
	"gavel/ui/filter"
	"gavel/ui/pane"
	"gavel/ui/people"
	"gavel/ui/private"
)

// configHelp returns the help of gavel config, with all settings.
func configHelp() string {
	return `Prints the configuration in force as a configuration file: each setting with what it does, its value,
and where the value comes from. A flag takes precedence over a variable, a variable over the file.

The file is $XDG_CONFIG_HOME/gavel/config.toml (default ~/.config/gavel/config.toml), in TOML, unless
--config FILE names another. gavel doctor checks it. The console follows changes: some settings take
effect at once, and it names those that wait for the next start. A file that is missing, empty or
faulty never replaces the one in force.

The file never holds the token. For the keyring, store it once:
  Linux: secret-tool store --label=gavel service gavel username PROJECT_ID
  macOS: security add-generic-password -s gavel -a PROJECT_ID -w

The settings, with their defaults:

` + config.Help()
}

// configCommand is gavel config.
func (a *app) configCommand() *cobra.Command {
	var j filter.Flags
	cmd := &cobra.Command{
		Use: "config", Short: "print the configuration in force, and where each value comes from",
		Args: takes(), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if j.On() {
				return a.printJSON(cmd.Context(), &j, a.settingsJSON())
			}
			_, err := io.WriteString(a.out, a.redact(config.Print(a.aboutConfig(), a.inForce())))
			return err
		},
	}
	j.Add(cmd, filter.FieldsOf(settingsJSON{}))
	return cmd
}

// aboutConfig returns the lines above the settings.
func (a *app) aboutConfig() []string {
	file := a.conf()
	about := []string{"The configuration in force. File: " + file.Path + "."}
	if file.Path == "" {
		about[0] = "The configuration in force. There is no file " + a.configPath() + "."
	}
	for _, warning := range a.warnings() {
		about = append(about, "Warning: "+warning+".")
	}
	return about
}

// warnings returns sentences, without a full stop, about settings that are valid but probably not intended; never nil.
func (a *app) warnings() []string {
	return append(append([]string{}, a.sources().Warnings()...), a.conf().Warnings...)
}

// inForce returns every setting with its value and where that comes from.
func (a *app) inForce() []config.InForce {
	file, defaults := a.conf(), config.Defaults()
	values := file.Values.Masked()
	var all []config.InForce
	for _, s := range config.Settings() {
		is := config.InForce{Setting: s, Text: s.Text(&values), Lines: s.Lines(&values), Source: "default"}
		line, winner := file.Line(s.Key), a.winner(s)
		if line > 0 {
			is.Source = fmt.Sprintf("%s:%d", file.Path, line)
		}
		switch {
		case winner == "":
		case "--"+s.Flag == winner:
			is.Text, is.Source = s.Shown(video.MaskAddresses(a.flagValue(s.Flag))), winner
		case slices.Contains(s.Env, winner):
			is.Text, is.Source = s.Shown(video.MaskAddresses(a.fromEnv([]string{winner}))), winner
		case is.Text != s.Text(&defaults) || len(is.Lines) > 0:
			is.Note = winner + " takes precedence"
		}
		all = append(all, is)
	}
	return all
}

// settingJSON is a setting as --json prints it.
type settingJSON struct {
	Key    string `json:"key"`
	Value  string `json:"value"` // as TOML
	Source string `json:"source"`
	Note   string `json:"note,omitempty"`
	Live   bool   `json:"live"`
	Doc    string `json:"doc"`
}

// settingsJSON is what gavel config --json prints.
type settingsJSON struct {
	File     string        `json:"file"`
	Read     bool          `json:"read"`
	Warnings []string      `json:"warnings"`
	Settings []settingJSON `json:"settings"`
}

func (a *app) settingsJSON() settingsJSON {
	settings := []settingJSON{}
	for _, s := range a.inForce() {
		settings = append(settings, settingJSON{s.Key, a.redact(s.Text), s.Source, s.Note, s.Live, s.Doc})
	}
	return settingsJSON{a.configPath(), a.conf().Path != "", a.warnings(), settings}
}

// unconfigured are the commands that do not read the configuration: a fault in it must not keep them from working, and
// gavel relay must behave the same for every user. gavel doctor reads it itself and reports the fault.
var unconfigured = []string{
	"relay", "verify", "report", "version", "help", "completion", "man", "doctor",
	cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd,
}

// demoCommandName is the command that ignores the settings of an account.
const demoCommandName = "demo"

// configure reads the configuration before a command runs, and gives the flags the values that it has for them.
func (a *app) configure(cmd *cobra.Command) error {
	flags := cmd.Root().PersistentFlags()
	a.given = flags.Changed
	a.flagValue = func(flag string) string { return flags.Lookup(flag).Value.String() }
	if slices.Contains(unconfigured, cmd.Name()) {
		return nil
	}
	if err := a.readConfig(); err != nil {
		return usagef("%s", configFault(a.configPath(), err))
	}
	return a.applyConfig(cmd)
}

// applyConfig gives the flags that were not given the values of the file.
func (a *app) applyConfig(cmd *cobra.Command) error {
	flags := cmd.Root().PersistentFlags()
	for _, s := range config.Settings() {
		if s.Account && cmd.Name() == demoCommandName || a.winner(s) != "" || a.file.Line(s.Key) == 0 {
			continue
		}
		if flag := flags.Lookup(s.Flag); flag != nil && s.Key != "token_file" { // see tiers
			if err := flag.Value.Set(s.Plain(&a.file.Values)); err != nil {
				return usagef("%s:%d: %s: %v", a.file.Path, a.file.Line(s.Key), s.Key, err)
			}
		}
	}
	return nil
}

// readConfig reads the configuration file. Without one, the defaults are in force, unless --config names it.
func (a *app) readConfig() error {
	path := a.configPath()
	if path == "" {
		a.file = config.None()
		return nil
	}
	file, err := config.Load(path)
	switch {
	case (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) && a.flags.config == "":
		a.file = config.None()
		return nil
	case err != nil:
		return err
	}
	a.file = file
	return nil
}

// configFault returns the sentence about a file that cannot be used.
func configFault(path string, err error) string {
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return path + ": " + private.Reason(err)
	}
	return config.First(err)
}

// configPath returns the path of the configuration file, which --config may name; "" if there is no home.
func (a *app) configPath() string {
	if a.flags.config != "" {
		return a.flags.config
	}
	if dir := private.Folder(a.getenv, "XDG_CONFIG_HOME", ".config"); dir != "" {
		return filepath.Join(dir, configName)
	}
	return ""
}

// configName is the name of the file in the folder of gavel.
const configName = "config.toml"

// winner returns the flag or variable that takes precedence over a setting of the file, or "".
func (a *app) winner(s config.Setting) string {
	if s.Flag != "" && a.given != nil && a.given(s.Flag) {
		return "--" + s.Flag
	}
	for _, names := range [][]string{s.Env, s.Yields} {
		for _, name := range names {
			if a.fromEnv([]string{name}) != "" {
				return name
			}
		}
	}
	return ""
}

// orders are the values of the setting order.
var orders = map[string]people.Order{
	"join": people.ByJoin, "name": people.ByName, "talk": people.ByShare, "hand": people.ByHand, "time": people.ByTime,
	"group": people.ByGroup,
}

// settingsOf returns the settings of the console, apart from its look.
func settingsOf(v *config.Values) ui.Settings {
	return ui.Settings{
		Sort: sortingOf(v), ConfirmOver: v.ConfirmOver, ConfirmAlso: v.ConfirmAlso, Scenes: v.Scenes,
		Macros: v.Macros, Columns: columnsOf(v), Interpreters: config.ChosenBy(v.Interpreters),
	}
}

// columnsOf returns the columns of the list of people.
func columnsOf(v *config.Values) []pane.Column {
	columns := make([]pane.Column, len(v.Columns))
	for i, name := range v.Columns {
		columns[i] = pane.Column(name)
	}
	return columns
}

func sortingOf(v *config.Values) people.Sorting {
	return people.Sorting{By: orders[v.Order], Reverse: v.Reverse}
}

// floorDir returns the folder for the state of floors; "" keeps none, as in a demo.
func floorDir(state string, demo bool) string {
	if state == "" || demo {
		return ""
	}
	return filepath.Join(state, "floor")
}

// addresses returns the named addresses of the configuration. Those of streams hold a secret.
func (a *app) addresses() map[video.Target][]ui.Address {
	v, all := &a.conf().Values, map[video.Target][]ui.Address{}
	for _, name := range slices.Sorted(maps.Keys(v.Media)) {
		address := v.Media[name]
		all[video.OnPlayback] = append(all[video.OnPlayback], ui.Address{
			Name: name, Find: func(context.Context) (string, error) { return address, nil },
		})
	}
	for _, name := range slices.Sorted(maps.Keys(v.Streams)) {
		where, what := v.Streams[name], "streams."+name
		find := func(ctx context.Context) (string, error) { return a.readToken(ctx, what, where.File) }
		if where.File == "" {
			program := account.Program{Setting: what, File: a.conf().Path, Argv: where.Cmd}
			find = func(ctx context.Context) (string, error) { return program.Run(ctx, account.Limit) }
		}
		all[video.OnStream] = append(all[video.OnStream], ui.Address{
			Name: name, Find: func(ctx context.Context) (string, error) {
				address, err := find(ctx)
				a.keepStreamKey(address)
				return address, err
			},
		})
	}
	return all
}

// lookOf returns a theme with the paints of the configuration, and how it follows the background. name is the theme
// that was asked for. A theme without colours does not follow the background.
func (a *app) lookOf(th *theme.Theme, name string, paints map[string]theme.Spec) ui.Look {
	profile, ascii := theme.DetectProfile(a.getenv), th.ASCII || a.flags.ascii
	finish := func(th *theme.Theme) *theme.Theme {
		if th = th.With(paints, profile); ascii {
			th = th.WithASCII()
		}
		return th
	}
	look := ui.Look{Theme: finish(th)}
	dark, light, follows := theme.Variants(name)
	if !follows || th.Name == "mono" {
		return look
	}
	look.For = func(isDark bool) *theme.Theme {
		name := light
		if isDark {
			name = dark
		}
		chosen, err := theme.ByName(name, profile)
		if err != nil {
			return look.Theme
		}
		return finish(chosen)
	}
	return look
}

// notes returns the sentences that a console shows at the start.
func (a *app) notes() []string {
	var notes []string
	for _, warning := range a.warnings() {
		notes = append(notes, a.inShort(warning)+".")
	}
	return notes
}

// inShort returns a sentence with the name of the configuration file instead of its path, for one line of the screen.
func (a *app) inShort(sentence string) string {
	path := a.configPath()
	if path == "" {
		return sentence
	}
	return strings.ReplaceAll(sentence, path, filepath.Base(path))
}
