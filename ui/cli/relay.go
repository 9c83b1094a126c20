package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"

	"github.com/spf13/cobra"

	"gavel/session/localrelay"
	"gavel/session/localrelay/director"
	"gavel/ui/control"
	"gavel/ui/filter"
	"gavel/ui/process"
)

// Bounds of the simulation; more would only exhaust memory.
const (
	maxPeople = 100_000
	maxRooms  = 1000
	maxRate   = 100_000
)

// simulation are the flags that relay and demo share.
type simulation struct {
	members, audience, rooms int
	seed                     int64
	rate                     float64
	quiet                    bool
	changed                  func(flag string) bool // whether a flag was given
}

// add adds the flags with their defaults.
func (s *simulation) add(cmd *cobra.Command) {
	f := cmd.Flags()
	s.changed = f.Changed
	f.IntVar(&s.members, "members", 18, "people in each room")
	f.IntVar(&s.audience, "audience", 5, "people in the audience of each room")
	f.IntVar(&s.rooms, "rooms", 1, "rooms in progress")
	f.Int64Var(&s.seed, "seed", 1, "`SEED` of the simulation; one seed always gives the same rooms and events")
	f.Float64Var(&s.rate, "rate", 5, "simulated events (talking and updates) per second and room")
	f.BoolVar(&s.quiet, "quiet", false, "no simulated life: nothing happens without a command")
}

// options checks the ranges and returns the relay's options. If the script starts a room, the relay starts without one.
func (s *simulation) options(script *director.Script) (localrelay.Options, error) {
	for _, n := range []struct {
		flag       string
		value, top int
	}{{"members", s.members, maxPeople}, {"audience", s.audience, maxPeople}, {"rooms", s.rooms, maxRooms}} {
		if n.value < 0 || n.value > n.top {
			return localrelay.Options{}, usagef("--%s is %d", n.flag, n.value).hint("allowed is 0 to %d", n.top)
		}
	}
	if !(s.rate > 0 && s.rate <= maxRate) { // refuses NaN as well
		return localrelay.Options{}, usagef("--rate is %g", s.rate).
			hint("allowed is above 0, to %d events per second, or --quiet for none", maxRate)
	}
	if script != nil && script.OwnRooms() && !s.changed("rooms") {
		s.rooms = 0
	}
	return localrelay.Options{
		Members: orNone(s.members), Audience: orNone(s.audience), Rooms: orNone(s.rooms),
		Seed: s.seed, Rate: s.rate, Quiet: s.quiet,
	}, nil
}

// orNone returns n for the relay's options, in which 0 is the default and -1 is none.
func orNone(n int) int {
	if n == 0 {
		return -1
	}
	return n
}

// relayCommand is gavel relay.
func (a *app) relayCommand() *cobra.Command {
	var s simulation
	var listen, script string
	var j filter.Flags
	cmd := &cobra.Command{
		Use: "relay", Short: "run the local relay as a server", Args: takes(),
		ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.relay(cmd.Context(), listen, script, s, &j)
		},
	}
	s.add(cmd)
	cmd.Flags().StringVar(&script, "script", "", "play this `FILE` first, a verb of the director on each line")
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "loopback `ADDRESS` and port; port 0 picks a free one")
	j.Add(cmd, filter.FieldsOf(relayed{})) // its only line is JSON in any case
	return cmd
}

// relayed is the first line of gavel relay.
type relayed struct {
	URL     string `json:"url"`
	Project string `json:"project"`
	Token   string `json:"token"`
}

// relay serves until a signal ends it, which is its normal end.
func (a *app) relay(ctx context.Context, listen, scriptFile string, s simulation, j *filter.Flags) error {
	script, err := readScript(scriptFile)
	if err != nil {
		return err
	}
	options, err := s.options(script)
	if err != nil {
		return err
	}
	if err := control.CheckLoopback(listen); err != nil {
		return usagef("--listen %v", err)
	}
	options.Listen, options.Project = listen, a.flags.project
	if a.flags.tokenFile != "" {
		a.stdinBy = "the director"
		if options.Token, err = a.readToken(ctx, "--token-file", a.flags.tokenFile); err != nil {
			return err
		}
	}
	server, err := localrelay.Start(options)
	if errors.Is(err, syscall.EADDRINUSE) {
		return failf(codeFailed, "cannot listen on %s: the port is in use", listen).
			hint("choose another, or 0 for a free one")
	}
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %s", listen, reasonOfNetwork(err))
	}
	return errors.Join(a.serveRelay(ctx, server, script, j), server.Close())
}

// serveRelay prints the relay's address, then plays the script and the lines of standard input until ctx ends.
func (a *app) serveRelay(
	ctx context.Context, server *localrelay.Server, script *director.Script, j *filter.Flags,
) error {
	stage := director.New(server)
	var early []director.Answer // answers must not come before the first line of stdout
	play, err := setStage(ctx, stage, script, func(answer director.Answer) bool {
		early = append(early, answer)
		return true
	})
	if err != nil {
		return err
	}
	err = a.printJSON(ctx, j, relayed{server.URL(), server.Project(), server.Token()})
	if err != nil {
		return err
	}
	each := printAnswer(a.out)
	for _, answer := range early {
		each(answer)
	}
	process.StayInBackground()
	wait := direct(ctx, stage, play, a.stdin, each)
	<-ctx.Done()
	wait()
	return nil
}

// reasonOfNetwork returns the reason without the address, which the sentence already has.
func reasonOfNetwork(err error) string {
	if network, ok := errors.AsType[*net.OpError](err); ok {
		return network.Err.Error()
	}
	return plain(err)
}
