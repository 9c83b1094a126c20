package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/session/video"
	"gavel/ui/config"
	"gavel/ui/process"
)

// demoCommand is gavel demo.
func (a *app) demoCommand() *cobra.Command {
	var s simulation
	var scenario, file string
	cmd := &cobra.Command{
		Use: "demo", Short: "the console on a simulated room; needs no account", Long: demoHelp,
		Args: takes(), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, _ []string) error {
			script, err := s.play(scenario, file, cmd.Flags().Changed("scenario"))
			if err != nil {
				return err
			}
			if err := a.stageSettings(scenario); err != nil {
				return err
			}
			return a.demo(cmd.Context(), s, script)
		},
	}
	s.add(cmd)
	a.addControl(cmd)
	f := cmd.Flags()
	f.BoolVar(&a.flags.plain, "plain", false, plainHelp)
	f.StringVar(&scenario, "scenario", "", "play a `SCENARIO`: "+strings.Join(director.SceneNames(), ", "))
	f.StringVar(&file, "script", "", "play this `FILE`, a verb of the director on each line")
	_ = cmd.RegisterFlagCompletionFunc("scenario", offerScenes)
	return cmd
}

// offerScenes offers the scenarios for completion, with what happens in them.
func offerScenes(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var offers []string
	for _, scene := range director.Scenes() {
		offers = append(offers, scene.Name+"\t"+scene.About)
	}
	return offers, cobra.ShellCompDirectiveNoFileComp
}

// stageSettings puts the settings of a scenario into force, except those that the user's configuration has.
func (a *app) stageSettings(scenario string) error {
	i := slices.IndexFunc(director.Scenes(), func(s director.Scene) bool { return s.Name == scenario })
	if i < 0 {
		return nil
	}
	stage, err := config.Parse("the scenario "+scenario, []byte(director.Scenes()[i].Settings))
	if err != nil {
		return fmt.Errorf("read the settings of the scenario: %w", err)
	}
	f := *a.conf()
	if f.Line("protected") == 0 {
		f.Protected = stage.Protected
	}
	if f.Line("panel") == 0 {
		f.Panel = stage.Panel
	}
	if f.Line("consent") == 0 {
		f.Consent = stage.Consent
	}
	a.file = &f
	return nil
}

// play returns the script of --scenario or --script, nil if neither is given.
func (s *simulation) play(scenario, file string, isScenario bool) (*director.Script, error) {
	switch {
	case !isScenario:
		return readScript(file)
	case file != "":
		return nil, usagef("--scenario and --script exclude each other").hint("give one of them")
	}
	for _, flag := range []string{"members", "audience", "rooms", "rate", "quiet"} {
		if s.changed(flag) {
			return nil, usagef("--%s cannot be used with --scenario: a scenario has its own room", flag)
		}
	}
	script, err := director.ReadScene(scenario)
	if err != nil {
		return nil, usagef("unknown scenario %q", scenario).
			hint("the scenarios are %s", strings.Join(director.SceneNames(), ", "))
	}
	return script, nil
}

// demo runs the console on a relay inside this process. Nothing leaves it: the connection is in memory.
func (a *app) demo(ctx context.Context, s simulation, script *director.Script) (err error) {
	options, err := s.options(script)
	if err != nil {
		return err
	}
	var look consoleLook
	if !a.flags.plain {
		if look, err = a.look(); err != nil {
			return err
		}
	}
	server, err := localrelay.StartPipe(options)
	if err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	stage := director.New(server)
	goOn := func(director.Answer) bool { return true } // the play skips what is no longer possible
	play, err := setStage(ctx, stage, script, goOn)
	if err != nil {
		return err
	}
	playing, stop := context.WithCancel(ctx)
	wait := direct(playing, stage, play, nil, goOn)
	defer wait()
	defer stop()
	a.host = "the simulated relay"
	a.keepSecret(server.Token())
	process.PaceGarbage(a.getenv)
	l, err := a.dial(ctx, session.Config{
		URL: server.URL(), Project: server.Project(), Token: video.Secret(server.Token()), NetDial: server.Dial,
	})
	if err != nil {
		return err
	}
	defer l.Close()
	if a.flags.plain {
		return a.linesOf(ctx, l, "", true)
	}
	look.demo = true
	return a.show(ctx, l, "", look)
}
