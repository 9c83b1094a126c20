package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session/video"
	"gavel/ui/say"
)

// doOptions are the flags of gavel do.
type doOptions struct{ json, dryRun, yes bool }

// doCommand is gavel do.
func (a *app) doCommand() *cobra.Command {
	var o doOptions
	cmd := &cobra.Command{
		Use: "do ROOM METHOD [name=value ...]", Short: "call any method of the RoomSession reference", Long: doHelp(),
		Args: doArgs, ValidArgsFunction: completeDo,
		RunE: func(cmd *cobra.Command, args []string) error { return a.do(cmd.Context(), args, o) },
	}
	addJSON(cmd, &o.json)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "print each request as one JSON object, and send nothing")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask before an action that cannot be undone")
	return cmd
}

func doArgs(cmd *cobra.Command, args []string) error {
	const fixed = 2
	return takes("ROOM", "METHOD")(cmd, args[:min(len(args), fixed)])
}

// do runs gavel do. It reports mistakes in the arguments before it connects.
func (a *app) do(ctx context.Context, args []string, o doOptions) error {
	room := args[0]
	for _, pair := range args[2:] {
		if address, ok := strings.CutPrefix(pair, "url="); ok {
			a.keepStreamKey(address)
		}
	}
	c, err := parseCall(args[1], args[2:])
	if err != nil {
		return err
	}
	ask := c.info.Asks && !o.yes && !o.dryRun
	switch {
	case o.dryRun && isID(room) && all(c.members, isID):
		return a.printRequests(c.on(c.ids()), room)
	case a.flags.readOnly && c.info.Risk != video.RiskRead && !o.dryRun:
		return usagef("--read-only: %s would change the room", c.info.Action)
	case ask && !a.canAsk():
		return usagef("%s cannot be undone and there is no terminal to ask on; give --yes", c.info.Action)
	}
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	if o.dryRun && all(c.members, isID) {
		found, err := l.find(ctx, room)
		if err != nil {
			return err
		}
		return a.printRequests(c.on(c.ids()), found.ID)
	}
	return a.doIn(ctx, l, room, c, o)
}

// doIn joins the room and runs the call there.
func (a *app) doIn(ctx context.Context, l *line, room string, c call, o doOptions) error {
	r, err := l.join(ctx, room)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	ids, err := c.resolve(r.Snapshot())
	if err != nil {
		return err
	}
	command := c.on(ids)
	if o.dryRun {
		return a.printRequests(command, r.Snapshot().Room.ID)
	}
	if c.info.Asks && !o.yes {
		if err := a.confirm(ctx, r.Snapshot(), command); err != nil {
			return err
		}
	}
	result, err := r.Do(ctx, command)
	result.Command.Action = command.Action // as typed: the reference may have a newer name
	if c.info.Risk != video.RiskRead {
		err = a.explainUnrecorded(a.explainOutcome(r.Snapshot(), result, err))
	}
	unwritten := a.printResult(r.Snapshot(), c.info, result, o.json)
	if unwritten != nil && err == nil {
		unwritten = notWritten(c.info, unwritten)
	}
	err = errors.Join(err, unwritten)
	_ = r.Close() // the outcome goes to the journal now
	a.reportUnrecorded(l.journal)
	return err
}

func all(list []string, ok func(string) bool) bool {
	for _, s := range list {
		if !ok(s) {
			return false
		}
	}
	return true
}

// printRequests prints the requests that a command would send.
func (a *app) printRequests(c video.Command, roomSessionID string) error {
	for _, step := range c.List() {
		requests, err := step.Requests(roomSessionID)
		if err != nil {
			return err
		}
		for _, r := range requests {
			if err := printJSON(a.out, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// outcome is what --json prints for a method that returns nothing.
type outcome struct {
	Method  video.Action    `json:"method"`
	Outcome string          `json:"outcome"` // of all targets, or "mixed"
	Targets []targetOutcome `json:"targets,omitempty"`
	TookMS  float64         `json:"took_ms"`
}

// targetOutcome is the outcome of a method for one member.
type targetOutcome struct {
	MemberID video.MemberID `json:"memberId"`
	Outcome  string         `json:"outcome"`
	Error    string         `json:"error,omitempty"`
}

// notWritten is the error of a command that was done but whose result could not be written. A script must not repeat
// it.
func notWritten(info *video.ActionInfo, why error) error {
	if info.Risk == video.RiskRead {
		return why
	}
	return &problem{
		code: exitUnwritten, cause: why, sentence: "done, but the result could not be written: " + plain(why),
	}
}

// printResult prints the value of a method that returns one. For other methods it prints the outcome with --json, else
// a message.
func (a *app) printResult(s *video.Snapshot, info *video.ActionInfo, r video.Result, asJSON bool) error {
	switch {
	case len(r.Value) > 0 && asJSON:
		return printJSON(a.out, r.Value)
	case len(r.Value) > 0:
		return printValue(a.out, info, r.Value)
	case r.Err() == nil && info.Resyncs:
		return a.printState(s, asJSON)
	case len(r.Targets) == 0:
		return nil // did not run; the error says why
	case asJSON:
		return printJSON(a.out, outcomeOf(r))
	case r.Err() == nil:
		a.note("%s", say.DoneMessage(s, r, targetNames(s, r.Command.Targets), outcomeOf(r).Outcome))
	}
	return nil
}

// printState prints what subscribe returns: the full state of the room.
func (a *app) printState(s *video.Snapshot, asJSON bool) error {
	if !asJSON {
		return memberTable(a.out, s.Members)
	}
	return printJSON(a.out, struct {
		RoomSession video.Room      `json:"room_session"`
		Members     []*video.Member `json:"members"`
		Layout      video.Layout    `json:"layout"`
	}{s.Room, append([]*video.Member{}, s.Members...), s.Layout})
}

func outcomeOf(r video.Result) outcome {
	const perMillisecond = 1e6
	o := outcome{Method: r.Command.Action, TookMS: thousandths(float64(r.Took) / perMillisecond)}
	for i, t := range r.Targets {
		word := t.Outcome.String()
		if i > 0 && o.Outcome != word {
			word = "mixed"
		}
		o.Outcome = word
		if t.Member == "" {
			continue
		}
		one := targetOutcome{MemberID: t.Member, Outcome: t.Outcome.String()}
		if t.Err != nil {
			one.Error = plain(t.Err)
		}
		o.Targets = append(o.Targets, one)
	}
	return o
}

// explainOutcome returns what failed of a command that changes something, and for which members.
func (a *app) explainOutcome(s *video.Snapshot, r video.Result, err error) error {
	if err != nil && len(r.Targets) <= 1 {
		if errors.Is(err, video.ErrUnknown) {
			return unknown(err)
		}
		return err
	}
	var failed []string
	for _, t := range r.Targets {
		if t.Err == nil {
			continue
		}
		sentence, _ := a.verdict(t.Err)
		if errors.Is(t.Err, video.ErrUnknown) {
			sentence = "outcome unknown"
		}
		failed = append(failed, targetNames(s, []video.MemberID{t.Member})+": "+sentence)
	}
	if len(failed) == 0 {
		return err
	}
	return &problem{
		code: exitFailed, cause: err, sentence: say.FailedMessage(len(failed), len(r.Targets), list(failed)),
	}
}
