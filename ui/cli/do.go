package cli

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/video"
	"gavel/ui/filter"
	"gavel/ui/output"
	"gavel/ui/say"
)

// doOptions are the flags of gavel do.
type doOptions struct {
	json                  filter.Flags
	dryRun, yes, showKeys bool
	listen                time.Duration
}

// doCommand is gavel do.
func (a *app) doCommand() *cobra.Command {
	var o doOptions
	cmd := &cobra.Command{
		Use: "do ROOM METHOD [name=value ...]", Short: "call any method of the RoomSession reference",
		Args: doArgs, ValidArgsFunction: completeDo,
		RunE: func(cmd *cobra.Command, args []string) error { return a.do(cmd.Context(), args, &o) },
	}
	o.json.AddFor(cmd, o.fields)
	addShowKeys(cmd, &o.showKeys)
	addListen(cmd, &o.listen)
	cmd.Flags().BoolVar(&o.dryRun, "dry-run", false, "print each request as one JSON object, and send nothing")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask for confirmation")
	return cmd
}

// returnsValue reports whether a method prints something other than its outcome.
func returnsValue(info *video.ActionInfo) bool { return info.Result != "" || info.Resyncs }

// fields returns the keys that a method prints with --json. Those of values are keys of the wire.
// Source: PROTOCOL.md section 11.
func (o *doOptions) fields(_ *cobra.Command, args []string) ([]string, error) {
	if o.dryRun {
		return filter.FieldsOf(video.Request{}), nil
	}
	if len(args) < 2 {
		return nil, nil
	}
	info, found := video.Action(args[1]).Info()
	switch {
	case !found:
		return nil, unknownMethod(args[1])
	case info.Resyncs:
		return filter.FieldsOf(fullState{}), nil
	case info.Result == "":
		return filter.FieldsOf(output.Outcome{}), nil
	}
	fields, objects := output.FieldsOfResult(info)
	if !objects {
		return nil, usagef("--json: %s prints no objects, so there are no fields", info.Action)
	}
	return fields, nil
}

func doArgs(cmd *cobra.Command, args []string) error {
	const fixed = 2
	return takes("ROOM", "METHOD")(cmd, args[:min(len(args), fixed)])
}

// do runs gavel do. It reports mistakes in the arguments before it connects.
func (a *app) do(ctx context.Context, args []string, o *doOptions) error {
	room := args[0]
	c, err := a.parseMethod(ctx, args[1:])
	if err != nil {
		return err
	}
	if err := checkListen(o.listen); err != nil {
		return err
	}
	if o.dryRun && isID(room) && !c.needsRoom() {
		return a.printRequests(ctx, c.unresolved(), room, o)
	}
	if !o.dryRun {
		if err := a.mayRun(c, o.yes); err != nil {
			return err
		}
	}
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	if o.dryRun && (!c.needsRoom() || c.info.Resyncs) {
		found, err := l.find(ctx, room)
		if err != nil {
			return err
		}
		if c.info.Resyncs {
			return a.printSubscription(ctx, c.info, found, o)
		}
		return a.printRequests(ctx, c.unresolved(), found.ID, o)
	}
	return a.doIn(ctx, l, room, c, o)
}

// parseMethod reads a method and its parameters.
func (a *app) parseMethod(ctx context.Context, args []string) (call, error) {
	known := knownWith(knownOnce, &a.conf().Values)
	return parseCall(args[0], args[1:], known, func(name, raw string) (string, error) {
		value, err := a.value(ctx, name, raw)
		a.keepStreamKey(value)
		return value, err
	})
}

// mayRun returns an error if the flags or a missing terminal forbid a call.
func (a *app) mayRun(c call, yes bool) error {
	switch {
	case a.flags.readOnly && c.info.Risk != video.RiskRead:
		return usagef("--read-only: %s would change the room", c.info.Action)
	case c.info.Asks && !yes && !a.canAsk():
		return usagef("%s cannot be undone and there is no terminal to ask on", c.info.Action).hint("give --yes")
	}
	return nil
}

// commandIn returns the command of a call in a room, and reports the people whom it leaves out.
func (a *app) commandIn(
	ctx context.Context, r *session.RoomSession, c call, wait time.Duration,
) (video.Command, error) {
	if err := listen(ctx, r, c.where, wait); err != nil {
		return video.Command{}, err
	}
	command, spared, err := c.resolve(r.Snapshot(), factsOf(&a.conf().Values))
	if err == nil && len(spared) > 0 {
		a.note("%s", say.LeftOutProtected(targetNames(r.Snapshot(), spared)))
	}
	return command, err
}

// doIn joins the room and runs the call there.
func (a *app) doIn(ctx context.Context, l *line, room string, c call, o *doOptions) error {
	r, err := l.join(ctx, room)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	command, err := a.commandIn(ctx, r, c, o.listen)
	if err != nil {
		return err
	}
	if o.dryRun {
		return a.printRequests(ctx, command, r.Snapshot().Room.ID, o)
	}
	if c.info.Asks && !o.yes {
		if err := a.confirm(ctx, r.Snapshot(), command); err != nil {
			return err
		}
	}
	result, err := r.Do(ctx, command)
	result.Command.Action = command.Action // as typed: the row may have a newer name
	if c.info.Risk != video.RiskRead {
		err = a.explainUnrecorded(a.explainOutcome(r.Snapshot(), result, err))
	}
	unwritten := a.printResult(ctx, r.Snapshot(), c.info, result, a.verdict(err), o)
	if unwritten != nil && err == nil {
		unwritten = notWritten(c.info, result, unwritten)
	}
	err = errors.Join(err, unwritten)
	_ = r.Close() // the outcome goes to the journal now
	a.reportUnrecorded(l.journal)
	return err
}

// printRequests prints the requests that a command would send.
func (a *app) printRequests(ctx context.Context, c video.Command, roomSessionID string, o *doOptions) error {
	for _, step := range c.List() {
		requests, err := step.Requests(roomSessionID)
		if err != nil {
			return err
		}
		for _, r := range requests {
			r.Params = o.masked(r.Params)
			if err := a.printJSON(ctx, &o.json, r); err != nil {
				return err
			}
		}
	}
	return nil
}

// printSubscription prints the request that subscribes to a room. Source: PROTOCOL.md section 8.1.
func (a *app) printSubscription(
	ctx context.Context, info *video.ActionInfo, room video.Room, o *doOptions,
) error {
	type params struct {
		InitialState bool     `json:"get_initial_state"`
		Channel      string   `json:"event_channel"`
		Events       []string `json:"events"`
	}
	return a.printJSON(ctx, &o.json, struct {
		Method string `json:"method"`
		Params params `json:"params"`
	}{info.Wire, params{true, room.EventChannel, video.RoomSubscription()}})
}

// masked returns JSON of the wire without stream keys, unless they are to be shown.
func (o *doOptions) masked(raw json.RawMessage) json.RawMessage {
	if o.showKeys {
		return raw
	}
	return output.MaskKeys(raw)
}

// notWritten is the error of a command that was done but whose result could not be written. A script must not repeat
// it.
func notWritten(info *video.ActionInfo, r video.Result, why error) error {
	if info.Risk == video.RiskRead {
		return why
	}
	return &problem{
		exit: exitUnwritten, outcome: output.OfResult(r, plain).Outcome, code: codeUnwritten, cause: why,
		sentence: "done, but the result could not be written: " + plain(why),
	}
}

// printResult prints the value of a method that returns one. For other methods it prints the outcome with --json, else
// a message. failure is why the method failed, or nil.
func (a *app) printResult(ctx context.Context,
	s *video.Snapshot, info *video.ActionInfo, r video.Result, failure *problem, o *doOptions,
) error {
	switch {
	case failure != nil && o.json.Filter() != nil && returnsValue(info):
		return nil // the filter is for the value; the error is on stderr
	case failure != nil && o.json.On():
		return a.printJSON(ctx, &o.json, output.OfResult(r, plain).Failed(a.object(failure)))
	case len(r.Value) > 0 && o.json.On():
		value := r.Value
		if !o.showKeys {
			value = output.MaskResult(info, value)
		}
		return a.printJSON(ctx, &o.json, value)
	case len(r.Value) > 0:
		return output.Value(a.out, info, r.Value, o.showKeys)
	case failure == nil && info.Resyncs:
		return a.printState(ctx, s, &o.json)
	case len(r.Targets) == 0:
		return nil // did not run; the error says why
	case o.json.On():
		return a.printJSON(ctx, &o.json, output.OfResult(r, plain))
	case failure == nil:
		outcome := output.OfResult(r, plain).Outcome
		a.note("%s", say.DoneMessage(s, r, targetNames(s, r.Command.Targets), outcome))
	}
	return nil
}

// fullState is what subscribe returns.
type fullState struct {
	RoomSession video.Room      `json:"room_session"`
	Members     []*video.Member `json:"members"`
	Layout      video.Layout    `json:"layout"`
}

// printState prints what subscribe returns: the full state of the room.
func (a *app) printState(ctx context.Context, s *video.Snapshot, j *filter.Flags) error {
	if !j.On() {
		return output.Members(a.out, s.Members)
	}
	return a.printJSON(ctx, j, fullState{s.Room, append([]*video.Member{}, s.Members...), s.Layout})
}

// explainOutcome returns the error of a command that changes something. For several members, it names those for whom
// the command failed, with the reasons.
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
		sentence := a.verdict(t.Err).Error()
		if errors.Is(t.Err, video.ErrUnknown) {
			sentence = say.Outcome(video.OutcomeUnknown)
		}
		failed = append(failed, targetNames(s, []video.MemberID{t.Member})+": "+sentence)
	}
	if len(failed) == 0 {
		return err
	}
	return &problem{
		exit: exitFailed, outcome: output.OfResult(r, plain).Outcome, code: sharedCode(a, r), cause: err,
		sentence: say.FailedMessage(failed, len(r.Targets)),
	}
}

// sharedCode returns the code of the failed targets, if they have the same one.
func sharedCode(a *app, r video.Result) string {
	code := ""
	for _, t := range r.Targets {
		if t.Err == nil {
			continue
		}
		if one := a.verdict(t.Err).code; code == "" || code == one {
			code = one
			continue
		}
		return codeFailed
	}
	return code
}
