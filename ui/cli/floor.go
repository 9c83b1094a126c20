package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/control"
	"gavel/ui/output"
	"gavel/ui/say"
	"gavel/ui/text"
)

const floorHelp = `Shows the floor of a room, or runs one of its verbs, in the console that runs on this machine with
--control, or in gavel serve. If several run, it names them and asks for --control ADDRESS.

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
Someone who is talking is interrupted only with --yes, and so is hold started if the floor is not shared with
other consoles. For an ADDRESS on TCP, set GAVEL_CONTROL_TOKEN to the token that gavel serve has printed.`

// floorVerb is a verb of gavel floor besides mode. Its words are what follows it.
type floorVerb struct {
	name  string
	words string // in the help; "" for none, in brackets if they can be missing
	set   func(c *control.FloorCall, words string)
	keys  []string // the parameters of the form key=value
	about string   // "" for those that the help describes above
}

func setWho(c *control.FloorCall, words string)  { c.Who = words }
func setText(c *control.FloorCall, words string) { c.Text = words }

// floorVerbs are the verbs in the order of the help.
var floorVerbs = []floorVerb{
	{name: "next"},
	{name: "grant", words: "NAME", set: setWho},
	{name: "may", words: "NAME", set: setWho},
	{name: "stop", words: "[NAME]", set: setWho},
	{name: "queue", words: "NAME|TEXT", keys: []string{"lane"}, set: func(c *control.FloorCall, words string) {
		c.Who, c.OrText = words, true
	}},
	{name: "drop", words: "NAME", set: setWho},
	{name: "dismiss", words: "NAME", set: setWho, about: "takes an entry out and lowers the hand"},
	{name: "move", words: "NAME", set: setWho, keys: []string{"by"}, about: "by=N places to the back; by=-1: to the front"},
	{name: "confirm", words: "NAME", set: setWho, about: "confirms a hand that was up before the program joined"},
	{name: "order", words: "ORDER", keys: []string{"key"}, about: "time, first, manual, or alternating key=KEY",
		set: func(c *control.FloorCall, words string) { c.Order = words }},
	{name: "close", about: "closes the queue; replies and points of order are still possible"},
	{name: "reopen", about: "opens the queue again"},
	{name: "extend", words: "[NAME]", set: setWho, about: "30 s more"},
	{name: "pause", words: "[NAME]", set: setWho, about: "stops the clock"},
	{name: "run", words: "[NAME]", set: setWho, about: "lets the clock run again"},
	{name: "interrupt", about: "closes everybody who has the floor"},
	{name: "restore", about: "ends the interruption, and opens them again"},
	{name: "continue", about: "goes on after a pause, with nobody opened"},
	{name: "break", words: "[TEXT]", set: setText, about: "begins a break, or a closed session; break over ends it"},
	{name: "item", words: "TEXT", set: setText, about: "begins an agenda item with its own queue"},
	{name: "note", words: "TEXT", set: setText, about: "writes a note with the time into the journal"},
	{name: "count", about: "notes whose hands are up"},
	{name: "takeover", about: "takes the lease: this console enforces from now on"},
}

// modeVerb is the verb that begins a mode, the only one with parameters of its own.
const modeVerb = "mode"

type floorOptions struct {
	control   string
	yes, json bool
}

// floorCommand is gavel floor.
func (a *app) floorCommand() *cobra.Command {
	var o floorOptions
	var more strings.Builder
	for _, v := range floorVerbs {
		if v.about != "" {
			fmt.Fprintf(&more, "  gavel floor ROOM %s%s\n", text.Pad(strings.TrimSpace(v.name+" "+v.words), 25), v.about)
		}
	}
	cmd := &cobra.Command{
		Use: "floor ROOM [VERB ...]", Short: "show the floor of a room, or give it to someone",
		Long:              fmt.Sprintf(floorHelp, more.String()),
		Args:              func(cmd *cobra.Command, args []string) error { return takes("ROOM")(cmd, args[:min(len(args), 1)]) },
		ValidArgsFunction: completeFloor,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.floor(cmd.Context(), args, o) },
	}
	addJSON(cmd, &o.json)
	cmd.Flags().StringVar(&o.control, "control", "", "the control port: unix:PATH, or a loopback `ADDRESS` and port")
	cmd.Flags().BoolVar(&o.yes, "yes", false, "do not ask before someone who is talking is interrupted, or hold is started")
	return cmd
}

// floor shows the floor of a room, or runs a verb. It reports mistakes before it connects.
func (a *app) floor(ctx context.Context, args []string, o floorOptions) error {
	var c control.FloorCall
	var err error
	if len(args) > 1 {
		if c, err = parseFloor(args[1], args[2:]); err != nil {
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
		case c.Verb == "" && o.json:
			return output.Print(a.out, f)
		case c.Verb == "":
			return output.FloorTable(a.out, &f)
		case f.NextID == "":
			return floorProblem(floor.ErrEmpty)
		}
		c.Who = f.NextID // nobody else gets the floor
	}
	done, ok, err := client.Verb(ctx, args[0], c)
	if err != nil {
		return remote(err)
	}
	return a.printFloor(done, ok, o)
}

// printFloor prints the answer to a verb.
func (a *app) printFloor(d control.FloorDone, ok bool, o floorOptions) error {
	failed := remote(&control.RefusedError{Object: output.Error{
		Outcome: d.Outcome, Code: d.Code, Message: d.Message, Hint: d.Hint,
	}})
	switch {
	case o.json && ok:
		return output.Print(a.out, d)
	case o.json:
		failed.sentence = "" // the answer has it
		return errors.Join(failed, output.Print(a.out, d))
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
		_, err := fmt.Fprintln(a.out, "Already done. The repeat was ignored.")
		return err
	case len(d.Notes) == 0:
		_, err := fmt.Fprintln(a.out, "Done.")
		return err
	}
	return nil
}

// remote returns the error of a control port as one of this program.
func remote(err error) *problem {
	refused, ok := errors.AsType[*control.RefusedError](err)
	if !ok {
		return failf(codeUnreachable, "the control port does not answer: %s", plain(err))
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

// parseFloor reads a verb with its words and parameters.
func parseFloor(name string, args []string) (c control.FloorCall, err error) {
	if name == modeVerb {
		return parseMode(args)
	}
	i := slices.IndexFunc(floorVerbs, func(v floorVerb) bool { return v.name == name })
	if i < 0 {
		return c, usagef("there is no verb %q", text.Clean(name)).hint("the verbs are %s", strings.Join(floorVerbNames(), ", "))
	}
	v := &floorVerbs[i]
	c.Verb = name
	var words []string
	for _, arg := range args {
		key, value, given := strings.Cut(arg, "=")
		if given && slices.Contains(v.keys, key) {
			if err := setFloorKey(&c, key, value); err != nil {
				return c, err
			}
			continue
		}
		words = append(words, arg)
	}
	said := strings.TrimSpace(strings.Join(words, " "))
	switch optional := strings.HasPrefix(v.words, "["); {
	case said == "" && v.words != "" && !optional:
		return c, usagef("gavel floor ROOM %s needs %s", name, v.words)
	case said != "" && v.words == "":
		return c, usagef("gavel floor ROOM %s takes nothing after it, not %q", name, text.Clean(said))
	case said != "":
		v.set(&c, said)
	}
	if name == "move" && c.By == 0 {
		return c, usagef("gavel floor ROOM move needs by=N").hint("by=1 is one place to the back, by=-1 to the front")
	}
	return c, nil
}

func setFloorKey(c *control.FloorCall, key, value string) error {
	switch key {
	case "lane":
		c.Lane = value
	case "key":
		c.Key = value
	case "by":
		n, err := strconv.Atoi(value)
		if err != nil || n == 0 {
			return usagef("by is %q; allowed is a whole number that is not 0", text.Clean(value))
		}
		c.By = n
	}
	return nil
}

// parseMode reads mode NAME and its parameters, in any order.
func parseMode(args []string) (c control.FloorCall, err error) {
	c.Verb = modeVerb
	for _, arg := range args {
		key, value, given := strings.Cut(arg, "=")
		switch {
		case given && key == "turn":
			c.Turn = &value
		case given && key == "max":
			n, err := strconv.Atoi(value)
			if err != nil {
				return c, usagef("max is %q; allowed is 1 to 20", text.Clean(value))
			}
			c.Max = &n
		case given:
			return c, usagef("mode has no parameter %q", text.Clean(key)).hint("the parameters are max and turn")
		case arg == "override":
			c.Override = true
		case slices.Contains([]floor.Enforcement{floor.Mark, floor.Hold, floor.Off}, floor.Enforcement(arg)):
			c.Enforce = arg
		case c.Mode == "":
			c.Mode = arg
		default:
			return c, usagef("%q is not a parameter of mode", text.Clean(arg)).
				hint("the parameters are max=N, mark, hold, off, turn=TIME and override")
		}
	}
	_, err = c.Parameters()
	if bad, ok := errors.AsType[*floor.ArgumentError](err); ok {
		return c, usagef("%s is %q; allowed is %s", bad.Name, text.Clean(bad.Value), bad.Allowed)
	}
	return c, err
}

func floorVerbNames() []string {
	names := []string{modeVerb}
	for _, v := range floorVerbs {
		names = append(names, v.name)
	}
	return names
}

// completeFloor offers the verbs and the parameters of mode. Rooms and people would need a connection.
func completeFloor(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	switch {
	case len(args) == 0:
		return nil, noFiles
	case len(args) == 1:
		return floorVerbNames(), noFiles
	case args[1] == modeVerb && len(args) == 2:
		var modes []string
		for _, p := range floor.Presets() {
			modes = append(modes, string(p))
		}
		return modes, noFiles
	case args[1] == modeVerb:
		return []string{"mark", "hold", "off", "override", "max=", "turn="}, cobra.ShellCompDirectiveNoSpace | noFiles
	case args[1] == "order":
		return []string{"time", "first", "manual", "alternating", "key="}, noFiles
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

// onlyPort returns the address of the only program that can be asked. It never guesses between several.
func (a *app) onlyPort(ctx context.Context) (string, error) {
	found := control.Sockets(a.socketDirs())
	switch len(found) {
	case 0:
		return "", failf(codeUnreachable, "no console with --control and no gavel serve runs here").
			hint("start gavel --control, or give --control ADDRESS; the sockets would be in %s", list(a.socketDirs()))
	case 1:
		return found[0], nil
	}
	names := make([]string, len(found))
	for i, address := range found {
		names[i] = a.portName(ctx, address)
	}
	return "", failf(codeAmbiguous, "%d programs run: %s", len(found), strings.Join(names, "; ")).
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
