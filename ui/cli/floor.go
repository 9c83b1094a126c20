package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/control"
	"gavel/ui/filter"
	"gavel/ui/output"
	"gavel/ui/say"
	"gavel/ui/text"
	"gavel/ui/typed"
)

const floorHelp = `Shows the floor of a room, or runs one of its verbs, in the console that runs on this machine with
--control, or in gavel serve. If several run, it names them, and you choose with --control ADDRESS.

In the console, the second line of the screen shows the floor:

  FLOOR Ann Keller 1:48/3:00 · NEXT Dieter Vogel · 4 waiting        ! Brandt Oskar
        └ has it, for how long └ whom next calls   └ the queue      └ speaks without it

  gavel floor ROOM                          who has the floor, and who waits
  gavel floor ROOM mode queue turn=3m       open, queue, panel or quiet; max=N guests at a time; mark, hold or
                                            off; turn=TIME; override
  gavel floor ROOM next                     gives the floor to the next person
  gavel floor ROOM grant NAME               gives it to this person; NAME is a name or an id
  gavel floor ROOM may NAME                 lets a person answer beside the guest, whose clock pauses
  gavel floor ROOM stop [NAME]              takes the floor back, or ends the answer of NAME
  gavel floor ROOM queue NAME|TEXT          puts a person, or a line of text, into the queue; lane=reply or point
  gavel floor ROOM drop NAME                takes an entry out of it
%s
To interrupt someone who is talking, or to start hold while the floor is not shared with other consoles, add
--yes. For an ADDRESS on TCP, set GAVEL_CONTROL_TOKEN to the token that gavel serve has printed.`

type floorOptions struct {
	control string
	yes     bool
	json    filter.Flags
}

// floorCommand is gavel floor.
func (a *app) floorCommand() *cobra.Command {
	o := &floorOptions{}
	var more strings.Builder
	for verb, about := range typed.FloorHelp {
		fmt.Fprintf(&more, "  gavel floor ROOM %s%s\n", text.Pad(verb, 25), about)
	}
	cmd := &cobra.Command{
		Use: "floor ROOM [VERB ...]", Short: "show the floor of a room, or give it to someone",
		Long: fmt.Sprintf(floorHelp, more.String()),
		Args: func(cmd *cobra.Command, args []string) error {
			return takes("ROOM")(cmd, args[:min(len(args), 1)])
		},
		ValidArgsFunction: completeFloor,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.floor(cmd.Context(), args, o) },
	}
	o.json.AddFor(cmd, floorFields)
	cmd.Flags().StringVar(&o.control, "control", "", "the control port: unix:PATH, or a loopback `ADDRESS` and port")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask before a speaker is interrupted, or hold is started")
	return cmd
}

// floorFields returns the keys of the floor, or of the answer to a verb.
func floorFields(_ *cobra.Command, args []string) ([]string, error) {
	if len(args) > 1 {
		return filter.FieldsOf(control.FloorDone{}), nil
	}
	return filter.FieldsOf(output.Floor{}), nil
}

// floorCall reads a verb and the words after it.
func floorCall(verb string, words []string) (typed.FloorCall, error) {
	c, err := typed.ParseFloor(verb, words)
	wrong, ok := errors.AsType[*typed.WordsError](err)
	if !ok {
		return c, err
	}
	said := wrong.Error()
	if wrong.Verb != "" {
		said = "gavel floor ROOM " + said
	}
	return c, usagef("%s", text.Clean(said)).hint("%s", wrong.Advice)
}

// floor shows the floor of a room, or runs a verb. It reports mistakes before it connects.
func (a *app) floor(ctx context.Context, args []string, o *floorOptions) error {
	var c typed.FloorCall
	var err error
	if len(args) > 1 {
		if c, err = floorCall(args[1], args[2:]); err != nil {
			return err
		}
		if a.flags.readOnly {
			return usagef("--read-only: %s would change the floor", c.Verb)
		}
	}
	c.Confirm = o.yes
	client, err := a.controlClient(ctx, o.control)
	if err != nil {
		return err
	}
	defer client.Close()
	if c.Verb == "" || c.Verb == "next" {
		f, err := client.Floor(ctx, args[0])
		switch {
		case err != nil:
			return remote(err)
		case c.Verb == "" && o.json.On():
			return a.printJSON(ctx, &o.json, f)
		case c.Verb == "":
			return output.FloorTable(a.out, &f)
		case f.NextID == "":
			return floorProblem(floor.ErrEmpty)
		}
		c.Who = f.NextID // so that nobody else gets the floor
	}
	done, ok, err := client.Verb(ctx, args[0], c)
	if err != nil {
		return remote(err)
	}
	return a.printFloor(ctx, done, ok, o)
}

// printFloor prints the answer to a verb.
func (a *app) printFloor(ctx context.Context, d control.FloorDone, ok bool, o *floorOptions) error {
	failed := remote(&control.RefusedError{Object: output.Error{
		Outcome: d.Outcome, Code: d.Code, Message: d.Message, Hint: d.Hint,
	}})
	switch {
	case o.json.On() && ok:
		return a.printJSON(ctx, &o.json, d)
	case o.json.Filter() != nil:
		return failed
	case o.json.On():
		failed.sentence = "" // the answer has it
		return errors.Join(failed, a.printJSON(ctx, &o.json, d))
	}
	name := func(p video.Person) string { return cmp.Or(text.Clean(p.Name), text.Clean(string(p.ID))) }
	for _, n := range d.Notes {
		if _, err := fmt.Fprintln(a.out, say.FloorNote(n, name)); err != nil {
			return err
		}
	}
	switch {
	case !ok:
		return failed
	case d.Repeat:
		_, err := fmt.Fprintln(a.out, say.AlreadyDone)
		return err
	case len(d.Notes) == 0:
		_, err := fmt.Fprintln(a.out, "Done.")
		return err
	}
	return nil
}

// remote returns the error of a control port as a problem.
func remote(err error) *problem {
	refused, ok := errors.AsType[*control.RefusedError](err)
	if !ok {
		return failf(codeUnreachable, "the control port does not answer: %s", reasonOfNetwork(err))
	}
	o := refused.Object
	p := &problem{exit: exitFailed, outcome: o.Outcome, code: o.Code, sentence: o.Message, advice: o.Hint, cause: err}
	switch o.Code {
	case codeUsage:
		p.exit = exitUsage
	case "confirm":
		p.advice = "give --yes"
	}
	return p
}

// completeFloor offers the verbs and the parameters of mode. Rooms and people would need a connection.
func completeFloor(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	switch {
	case len(args) == 0:
		return nil, noFiles
	case len(args) == 1:
		return typed.FloorNames(), noFiles
	case args[1] == "mode" && len(args) == 2:
		return strings.Split(typed.FloorWords(floor.VerbMode), "|"), noFiles
	case args[1] == "mode":
		return []string{"mark", "hold", "off", "override", "max=", "turn="}, cobra.ShellCompDirectiveNoSpace | noFiles
	case args[1] == "order":
		return []string{"time", "first", "manual", "alternating", "key="}, noFiles
	case args[1] == "enforce":
		return strings.Split(typed.FloorWords(floor.VerbEnforce), "|"), noFiles
	case args[1] == "queue":
		return []string{"lane=reply", "lane=point"}, noFiles
	}
	return nil, noFiles
}

// socketDirs returns the folders with the sockets of consoles.
func (a *app) socketDirs() []string {
	return control.SocketDirs(a.getenv("XDG_RUNTIME_DIR"), cmp.Or(a.getenv("TMPDIR"), os.TempDir()))
}

// controlClient returns a client for the address, or for the only program that runs.
func (a *app) controlClient(ctx context.Context, address string) (*control.Client, error) {
	if address == "" {
		var err error
		if address, err = a.onlyPort(ctx); err != nil {
			return nil, err
		}
	}
	token := a.getenv("GAVEL_CONTROL_TOKEN")
	a.keepSecret(token)
	client, err := control.NewClient(address, token)
	if err != nil {
		return nil, usagef("--control %s", err)
	}
	return client, nil
}

// onlyPort returns the address of the only program with a control port. It never guesses between several.
func (a *app) onlyPort(ctx context.Context) (string, error) {
	found := control.Sockets(a.socketDirs())
	switch len(found) {
	case 0:
		return "", failf(codeUnreachable, "neither a console with --control nor gavel serve is running here").
			hint("start gavel --control, or give --control ADDRESS; the sockets would be in %s", list(a.socketDirs()))
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, address := range found {
		names[i] = a.portName(ctx, address)
	}
	return "", failf(codeAmbiguous, "%d programs are running: %s", len(found), strings.Join(names, "; ")).
		hint("choose one with --control ADDRESS")
}

// portName describes the program behind an address.
func (a *app) portName(ctx context.Context, address string) string {
	client, err := control.NewClient(address, "")
	if err != nil {
		return address
	}
	defer client.Close()
	about, err := client.About(ctx)
	if err != nil {
		return "a program that does not answer, at " + address
	}
	what := about.Program + " " + strconv.Itoa(about.PID)
	if len(about.Rooms) > 0 {
		what += " (" + list(about.Rooms) + ")"
	}
	return what + " at " + address
}
