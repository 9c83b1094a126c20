package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/localrelay"
	"gavel/session/video"
)

// demoCommand is gavel demo.
func (a *app) demoCommand() *cobra.Command {
	var s simulation
	cmd := &cobra.Command{
		Use: "demo", Short: "the console on a simulated room; needs no account", Long: demoHelp,
		Args: takes(), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd.Context(), s) },
	}
	s.add(cmd)
	return cmd
}

// demo runs the console on a relay inside this process. Nothing leaves it: the connection is in memory.
func (a *app) demo(ctx context.Context, s simulation) (err error) {
	options, err := s.options()
	if err != nil {
		return err
	}
	look, err := a.look()
	if err != nil {
		return err
	}
	server, err := localrelay.StartPipe(options)
	if err != nil {
		return fmt.Errorf("start the demo: %w", err)
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	a.host = "the simulated relay"
	a.keepSecret(server.Token())
	l, err := a.dial(ctx, session.Config{
		URL: server.URL(), Project: server.Project(), Token: video.Secret(server.Token()), NetDial: server.Dial,
	})
	if err != nil {
		return err
	}
	defer l.Close()
	return a.show(ctx, l, "", consoleLook{theme: look, demo: true})
}
