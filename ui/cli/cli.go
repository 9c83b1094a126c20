// Package cli is the command line of gavel: its commands, flags, environment, credentials, exit codes and JSON output.
//
// It is the only place that builds a session and a console, and that knows the local relay. Data goes to stdout.
// Messages go to stderr, one sentence each. For people, untrusted text is cleaned by package text; JSON keeps it and
// escapes what a terminal would obey.
//
// Errors become sentences and exit codes in one place, exit.go. Nothing outlives Main: the function that opens a
// connection, file or relay closes it.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/ui"
	"gavel/ui/config"
	"gavel/ui/crash"
	"gavel/ui/keeper"
	"gavel/ui/private"
	"gavel/ui/process"
)

// Main runs gavel with args, without the program's name, and returns its exit code: 0 done, 1 failed, 2 usage, 3
// credentials refused, 4 done but not written, 5 time up, 128 plus the number of the signal that interrupted it (130
// for SIGINT). The first SIGINT, SIGTERM, SIGQUIT or SIGHUP ends gavel cleanly within a second, a second signal at
// once.
func Main(args []string, stdin, stdout, stderr *os.File) int {
	process.OneCore(os.Getenv)
	crash.ForbidDumps()
	if slices.Equal(args, []string{keeper.Mode}) {
		if keeper.Keep(crash.Obituary) {
			return exitDone
		}
		return exitUsage
	}
	t := findTTY(stdin, stdout)
	ctx, stop := onSignals(func(code int) {
		t.giveBack()
		os.Exit(code)
	})
	defer stop()
	a := &app{stdin: stdin, stdout: stdout, out: stdout, err: stderr, getenv: environment(), tty: t}
	return a.run(ctx, args)
}

// run executes the command in args and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	a.json = wantsJSON(args)
	root := a.root()
	if isCompletion(args) {
		plainUsage(root)
	}
	root.SetArgs(append([]string{}, args...)) // nil would mean the arguments of the process
	return a.finish(ctx, a.execute(ctx, root))
}

// wantsJSON reports whether --json is among the arguments, so that their mistakes are reported in the same form.
func wantsJSON(args []string) (wants bool) {
	for _, arg := range args {
		name, value, given := strings.Cut(arg, "=")
		switch {
		case arg == "--":
			return wants
		case name != "--json":
		case !given:
			wants = true
		default:
			on, err := strconv.ParseBool(value)
			wants = on || err != nil // a list of fields
		}
	}
	return wants
}

// execute runs the command and turns a panic into an error, because a trace may hold secrets.
func (a *app) execute(ctx context.Context, root *cobra.Command) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &ui.CrashError{Value: v, Stack: debug.Stack()}
		}
	}()
	out := &firstError{w: a.out}
	root.SetOut(out)
	if err := root.ExecuteContext(ctx); err != nil {
		return err
	}
	return out.err
}

// firstError remembers the first error of a writer, for callers that ignore it, such as the one that prints the help.
type firstError struct {
	w   io.Writer
	err error
}

// Write writes b and remembers the first error.
func (f *firstError) Write(b []byte) (int, error) {
	n, err := f.w.Write(b)
	if f.err == nil {
		f.err = err
	}
	return n, err
}

// root builds the command tree.
func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "gavel [ROOM]",
		Short:             "a moderator console for SignalWire Video rooms",
		Long:              rootHelp,
		Args:              a.rootArgs,
		SilenceErrors:     true,
		SilenceUsage:      true,
		ValidArgsFunction: noCompletion,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	// This replaces cobra's own flag, whose template would link text/template, with which the linker keeps every method of
	// every type, 3 MB in all.
	root.Flags().BoolVar(&a.flags.plain, "plain", false, plainHelp)
	asked := root.Flags().BoolP("version", "v", false, "version for gavel")
	root.PersistentPreRunE = func(cmd *cobra.Command, args []string) error {
		if *asked {
			return nil
		}
		return a.prepare(cmd, args)
	}
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if *asked {
			_, err := fmt.Fprintln(a.out, "gavel", version().Version)
			return err
		}
		return a.console(cmd.Context(), args)
	}
	root.SetErr(a.err)
	root.SetFlagErrorFunc(flagError)
	a.addGlobalFlags(root)
	a.addControl(root)
	root.AddCommand(a.documented(a.relayCommand(), relayHelp), a.documented(a.watchCommand(), watchHelp),
		a.documented(a.waitCommand(), waitHelp), a.documented(a.doCommand(), doHelp),
		a.documented(a.configCommand(), configHelp))
	root.AddCommand(a.demoCommand(), a.roomsCommand(), a.membersCommand(), a.verifyCommand(), a.reportCommand(),
		a.replayCommand(), a.serveCommand(), a.floorCommand(), a.versionCommand(), a.completionCommand(), a.manCommand(),
		a.wireCommand(), a.whoamiCommand(), a.doctorCommand())
	show := root.HelpFunc()
	root.SetHelpFunc(func(cmd *cobra.Command, args []string) { show(a.explained(cmd), args) })
	help := a.helpCommand()
	root.SetHelpCommand(help)
	a.commands = append(commandNames(root), help.Name())
	return root
}

// prepare reads the configuration and checks the flags before a command runs.
func (a *app) prepare(cmd *cobra.Command, args []string) error {
	if err := a.configure(cmd); err != nil {
		return err
	}
	return errors.Join(a.checkFlags(cmd, args), checkJSON(cmd, args))
}

// addGlobalFlags adds the flags that every command accepts. There is no --token: a process list shows arguments.
func (a *app) addGlobalFlags(root *cobra.Command) {
	f, def := root.PersistentFlags(), config.Defaults()
	f.StringVar(&a.flags.project, "project", "", "project `ID`; default SIGNALWIRE_PROJECT_ID")
	f.StringVar(&a.flags.caFile, "ca-file", "",
		"also trust the certificates (PEM) in `FILE`, such as an inspecting proxy's")
	f.StringVar(&a.flags.tokenFile, "token-file", "", "`FILE` with the API token, mode 600; default SIGNALWIRE_API_TOKEN")
	f.StringVar(&a.flags.host, "host", "", "`ADDRESS` of the relay; default SIGNALWIRE_RELAY_HOST or "+session.DefaultURL)
	f.StringVar(&a.flags.log, "log", "", "append a debug log to `FILE`, as JSON lines without secrets")
	f.StringVar(&a.flags.journal, "journal", "", "record what happens in `FILE` as JSON lines; see gavel help verify")
	f.Float64Var(&a.flags.bulkRate, "bulk-rate", def.BulkRate,
		"`TARGETS` per second of a bulk command, after the first eight; 0.1 to 100")
	f.StringVar(&a.flags.theme, "theme", def.Theme, "`NAME` of the theme: "+strings.Join(config.Themes, ", "))
	f.BoolVar(&a.flags.ascii, "ascii", false, "draw with ASCII characters only")
	f.StringVar(&a.flags.bidi, "bidi", def.Bidi,
		"how Arabic and Hebrew text is ordered: auto, gavel, terminal or words")
	f.BoolVar(&a.flags.mouse, "mouse", def.Mouse,
		"use clicks and the wheel; --mouse=false leaves them to the terminal")
	f.StringVar(&a.flags.config, "config", "", "`FILE` of the configuration; see gavel help config")
	f.BoolVar(&a.flags.readOnly, "read-only", false, "watch only: refuse every action that changes a room")
	_ = root.RegisterFlagCompletionFunc("theme", cobra.FixedCompletions(config.Themes, cobra.ShellCompDirectiveNoFileComp))
	_ = root.RegisterFlagCompletionFunc("bidi", cobra.FixedCompletions(config.Bidis, cobra.ShellCompDirectiveNoFileComp))
	_ = root.RegisterFlagCompletionFunc("project", noCompletion)
	_ = root.RegisterFlagCompletionFunc("host", noCompletion)
}

// checkFlags checks the flags of every command before anything is opened or dialled.
func (a *app) checkFlags(cmd *cobra.Command, _ []string) error {
	if r := a.flags.bulkRate; !(r >= config.SlowestBulk && r <= config.FastestBulk) {
		return usagef("--bulk-rate %v is out of range", r).
			hint("allowed are %v to %v targets a second", config.SlowestBulk, config.FastestBulk)
	}
	err := errors.Join(oneOf("theme", a.flags.theme, config.Themes), oneOf("bidi", a.flags.bidi, config.Bidis))
	if err != nil {
		return err
	}
	if cmd.Flags().Changed("host") {
		if _, err := a.address(); err != nil {
			return err
		}
	}
	return errors.Join(a.checkCertificates(), a.checkFiles())
}

// checkCertificates checks that the file of --ca-file exists. The session checks its content.
func (a *app) checkCertificates() error {
	file := a.flags.caFile
	if file == "" {
		return nil
	}
	if _, err := os.Stat(file); err != nil {
		return usagef("--ca-file %s cannot be read: %s", file, private.Reason(err))
	}
	return nil
}
