package cli

import (
	_ "embed"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session/localrelay/director"
	"gavel/session/video"
)

const rootHelp = `gavel moderates live SignalWire Video rooms: it is a terminal console for moderators, and a command
line for scripts.

ROOM is a room's name, room id or room session id. Without ROOM, gavel opens the only room in
progress. If there are several, it shows a picker; if there is none, it waits for a room to start.
If a room has the name of a command, use gavel -- ROOM.

Set SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN (or SW_PROJECT and SW_TOKEN), or use --project
and --token-file FILE, which may be a pipe, or - for standard input. Set the relay's address with
--host or SIGNALWIRE_RELAY_HOST. A host without a scheme gets wss://; ws:// is allowed only to this
machine.

gavel help config describes the configuration file. gavel whoami prints where each value comes from,
and gavel doctor finds what is wrong.

Data goes to stdout, messages go to stderr. Exit codes: 0 done; 1 the command failed (refused, not
found, or outcome unknown); 2 usage; 3 credentials refused; 4 done, but the result could not be
written; 5 the --timeout has expired; 130 interrupted; 128 plus the number of any other signal.
With --json, errors are JSON, too: {"outcome":...,"code":...,"message":...,"hint":...} on stderr.

Commands that print have three more flags. --json=name,state prints only these fields; a field that does
not exist is an error. --jq EXPRESSION prints what jq would make of the JSON: strings as they are, anything
else as JSON. --template TEMPLATE fills a Go template with it; besides the functions of text/template, it
has json VALUE and join ", " LIST. Filters are checked before gavel connects. Errors do not pass through
them. Text from a room cannot control the terminal: what a terminal would obey is printed as <1B>.

A second process, terminal-keeper, restores the terminal if the console is killed. After a crash, it
writes a report without names or secrets to $XDG_STATE_HOME/gavel (default ~/.local/state/gavel).`

const demoHelp = `Opens the console on a relay inside this process, with a simulated, lively room. You need no
account, and nothing connects to the network.

--scenario plays a scenario in a room of its own. The settings that it needs apply, unless your
configuration has them. --script FILE plays one that you wrote; see gavel help relay for the verbs.`

// relayHelp returns the help of gavel relay, with the verbs of the director.
func relayHelp() string {
	return `Runs the local relay as a server on this machine, until SIGINT or SIGTERM; then it exits with 0. The
first line on stdout is one JSON object:
  {"url":"ws://127.0.0.1:PORT","project":"...","token":"..."}
Project and token are random unless you set them with --project and --token-file. The environment is
ignored.

The director makes things happen in the rooms: people join, talk, raise hands and leave, other
moderators give commands, requests fail and connections drop. It reads one verb per line, from
--script FILE and then from standard input, and answers each line on stdout, with ok or with the
reason why it cannot do it. An error in FILE is reported with its line before anything starts.

Put a name with spaces in "quotation marks". The first words of a name are enough if no other name
starts with them. * matches any characters, #1bf4 is an id, and all is everyone. Methods have their
names in the RoomSession reference. Text after # is a comment. The verbs:
` + director.Help("") + `
To open its room in the console, run in another terminal:
  SIGNALWIRE_RELAY_HOST=URL SIGNALWIRE_PROJECT_ID=PROJECT SIGNALWIRE_API_TOKEN=TOKEN gavel`
}

// watchHelp returns the help of gavel watch, with the names of all events.
func watchHelp() string {
	return `Prints one line per event, until the room ends (exit 0) or you interrupt it (exit 130). With --json,
each line is
  {"time":"RFC3339Nano","type":"member.talking","room_session_id":"...","params":{...as on the wire...}}
A message on stderr reports the start; earlier events are not printed. Stream keys are masked unless
you give --show-keys. With --stats, the last line on stderr is
  {"events":N,"seconds":S,"cpu_seconds":S,"rss_mb":M}
The seconds count from that start. The memory is the highest use since the process started.

--type EVENT prints only these events; member.* means every event that starts with "member.". With
--count N, gavel exits with 0 after N events; with --timeout TIME, it exits with 5 when TIME has expired.
For scripts, there is also gavel wait.

member.talking.started, member.talking.ended and member.updated.… are derived from member.talking and
member.updated. They are printed only if --type names them, with the params of the original event. The
events:
` + wrapped(eventNames())
}

// waitHelp returns the help of gavel wait, with what can be waited for.
func waitHelp() string {
	return `Waits for the next EVENT in a room, prints it as gavel watch does, and exits with 0. It exits with 5
if --timeout expires first, and with 1 if the room ends first.

Without --is, only what happens from now on counts. With --is, gavel exits at once if the state has been
reached already: if the member is present, for example, or a recording is running. In both cases gavel
listens before it reads the room, so that it misses nothing in between. A message on stderr reports that
it is listening. It misses nothing that you cause after that message.

NAME is the name or id of a member; where=SELECTOR chooses members. Without EVENT, where=SELECTOR waits
until a member matches that did not match before. room.started waits for a room that is not yet in
progress.
  gavel wait standup member.joined Ann --is --timeout 2m
  gavel wait standup room.recording --is
  gavel wait standup member.talking.started where='!name~ann'

gavel help watch lists the events. Besides them, there are these states of the room:
` + wrapped(stateNames()) + `
--is works with these:
` + wrapped(withState()) + `
The words of selectors:
` + wordsHelp(knownListening)
}

const doIntro = `Calls a method of the RoomSession reference by its name there, or a method of an object that it
returns, such as recording.pause.

A value that is valid JSON is read as JSON, anything else as a string. name=@FILE reads the value from
a file, name=- from standard input, so that metadata and stream keys need not be arguments, which a
process list shows. memberId, and the keys of positions, accept an id, or a name if exactly one
member has it; case and accents make no difference. If you repeat memberId, the method runs once for
each member. Types and ranges are checked before anything is sent. Methods that read something print
it; stream keys are masked unless you give --show-keys.

where=SELECTOR instead of memberId runs the method for all members that it chooses. It joins words
with &, | and ! (not): where='open & !hand'. An empty selector is an error; for everyone, use all.
The room does not report who is talking until someone starts or stops, so with the word talking gavel
listens first (--listen). The words:
%s

--dry-run prints {"method":...,"params":{...}} as it would go on the wire, and sends nothing. If
ROOM and every memberId are ids, it opens no connection either, except for subscribe; ROOM is then
the id of the room session.

With --json, an error is one object on stderr: {"outcome":...,"code":...,"message":...,"hint":...}.
A method that fails prints its outcome with the same keys on stdout.

On a terminal, gavel asks before these. Without one, they need --yes:
%s.

Methods and their parameters (optional ones in brackets, with their defaults):
`

// doHelp returns the help of gavel do, with all methods of the table.
func doHelp() string {
	var b strings.Builder
	var asking []string
	for _, info := range video.Actions() {
		if info.Asks {
			asking = append(asking, string(info.Action))
		}
	}
	fmt.Fprintf(&b, doIntro, wordsHelp(knownOnce), strings.Join(asking, ", "))
	for _, info := range video.Actions() {
		fmt.Fprintf(&b, "  %-22s %s\n", info.Action, info.Label)
		for _, old := range info.Aliases {
			fmt.Fprintf(&b, "  %22s   formerly %s\n", "", old)
		}
		if object := info.Target.ObjectArg(); object != "" {
			fmt.Fprintf(&b, "  %22s   %s=ID\n", "", object)
		}
		for _, arg := range info.Args {
			fmt.Fprintf(&b, "  %22s   %s\n", "", argHelp(arg))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// argHelp describes one parameter: its name, the values it accepts, and its default.
func argHelp(arg video.Arg) string {
	s := arg.Name + "  " + arg.Allowed()
	if arg.Required {
		return s
	}
	if arg.Default != nil {
		s += fmt.Sprintf(" (%v)", arg.Default)
	}
	return "[" + s + "]"
}

// documented sets the help of a command whose text is long and made from tables. All of them cost 0.6 ms and 300 KB,
// which a console and a script do not need.
func (a *app) documented(cmd *cobra.Command, text func() string) *cobra.Command {
	if a.help == nil {
		a.help = map[*cobra.Command]func() string{}
	}
	a.help[cmd] = text
	return cmd
}

// explained returns a command with its help.
func (a *app) explained(cmd *cobra.Command) *cobra.Command {
	if text := a.help[cmd]; text != nil {
		cmd.Long = text()
	}
	return cmd
}

// helpCommand returns gavel help.
func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "explain a command",
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return commandNames(cmd), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			topic, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return usagef("no help for %q", strings.Join(args, " ")).
					hint("the commands are %s", strings.Join(commandNames(cmd), ", "))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// bashCompletion is the script for bash. Cobra's needs the package bash-completion.
//
//go:embed completion.bash
var bashCompletion string

// completionCommand returns gavel completion.
func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use: "completion SHELL", Short: "print the completion script for bash, zsh, fish or powershell",
		Long: "Prints the completion script for a shell. It completes commands, flags, methods and their\n" +
			"parameters, layouts, places, events and selectors, without a connection. It needs no other package.\n" +
			"  bash:       source <(gavel completion bash)\n" +
			"  zsh:        source <(gavel completion zsh), after compinit\n" +
			"  fish:       gavel completion fish | source\n" +
			"  powershell: gavel completion powershell | Out-String | Invoke-Expression",
		Args: takes("SHELL"), ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				_, err := io.WriteString(a.out, bashCompletion)
				return err
			case "zsh":
				return root.GenZshCompletion(a.out)
			case "fish":
				return root.GenFishCompletion(a.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.out)
			}
			return usagef("no completion for %q", args[0]).hint("allowed are %s", strings.Join(shells, ", "))
		},
	}
}
