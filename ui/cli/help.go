package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session/localrelay/director"
	"gavel/session/video"
)

const rootHelp = `gavel runs live SignalWire Video rooms: as a terminal console for moderators, and as a command line
for scripts.

ROOM is a room's name, room id or room session id. Without ROOM, gavel opens the only room in
progress. If there are several, it shows a picker; if there is none, it waits for a room to start.
If a room has the name of a command, use gavel -- ROOM.

Set SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN (or SW_PROJECT and SW_TOKEN), or use --project
and --token-file. Set the relay's address with --host or SIGNALWIRE_RELAY_HOST. A host without a
scheme gets wss://; ws:// is allowed only to this machine.

Data goes to stdout, messages go to stderr. Exit codes: 0 done; 1 the command failed (refused, not
found, or outcome unknown); 2 usage; 3 credentials refused; 4 done, but the result could not be
written; 130 interrupted; 128 plus the number of any other signal.

A second process, terminal-keeper, restores the terminal if the console is killed. After a crash, it
writes a report without names or secrets to $XDG_STATE_HOME/gavel (default ~/.local/state/gavel).`

const demoHelp = `Opens the console on a relay inside this process, with a simulated, lively room. You need no
account, and nothing connects to the network.

--scenario plays a scene in a room of its own. --script FILE plays one that you wrote; see gavel help
relay for the verbs.`

// directorVerbs are the verbs of the relay's director.
var directorVerbs = director.Help("")

var relayHelp = `Runs the local relay as a server on this machine, until SIGINT or SIGTERM; then it exits with 0. The
first line on stdout is one JSON object:
  {"url":"ws://127.0.0.1:PORT","project":"...","token":"..."}
Project and token are random unless you set them with --project and --token-file. The environment is
ignored.

The director makes things happen in the rooms: people join, talk, raise hands and leave, other
moderators give commands, requests fail and connections drop. It reads one verb per line, from
--script FILE and then from standard input, and answers each line on stdout, with ok or with the
reason why it cannot do it. An error in FILE is reported with its line before anything starts.

Put a name with spaces in "quotation marks". The first words of a name are enough if nobody else's
name starts with them. * matches any letters, #1bf4 is an id, and all is everybody. Methods have
their names in the RoomSession reference. Text after # is a comment. The verbs:
` + directorVerbs + `
To open its room in the console, run in another terminal:
  SIGNALWIRE_RELAY_HOST=URL SIGNALWIRE_PROJECT_ID=PROJECT SIGNALWIRE_API_TOKEN=TOKEN gavel`

const watchHelp = `Prints one line per event, until the room ends (exit 0) or you interrupt it (exit 130). With --json,
each line is
  {"time":"RFC3339Nano","type":"member.talking","room_session_id":"...","params":{...as on the wire...}}
A message on stderr reports the start; earlier events are not printed. With --stats, the last line
on stderr is
  {"events":N,"seconds":S,"cpu_seconds":S,"rss_mb":M}
The seconds count from that start. The memory is the highest use since the process started.`

const doIntro = `Calls a method of the RoomSession reference by its name there, or a method of an object that it
returns, such as recording.pause.

A value that is valid JSON is read as JSON, anything else as a string. memberId accepts an id, or a
name if exactly one member has it. If you repeat memberId, the method runs once for each member.
Types and ranges are checked before anything is sent. Methods that read something print it.

--dry-run prints {"method":...,"params":{...}} as it would go on the wire, and sends nothing. If
ROOM and every memberId are ids, it opens no connection either; ROOM is then the id of the room
session.

These cannot be undone; on a terminal, gavel asks first, and without one, add --yes:
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
	fmt.Fprintf(&b, doIntro, strings.Join(asking, ", "))
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
				return usagef("no help for %q; the commands are %s",
					strings.Join(args, " "), strings.Join(commandNames(cmd), ", "))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// completionCommand returns gavel completion.
func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use: "completion SHELL", Short: "print the completion script for bash, zsh, fish or powershell",
		Long: "Prints the completion script for a shell. It completes commands, flags, methods and their\n" +
			"parameters, without a connection. In bash, run: source <(gavel completion bash)",
		Args: takes("SHELL"), ValidArgs: shells,
		RunE: func(cmd *cobra.Command, args []string) error {
			root := cmd.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(a.out, true)
			case "zsh":
				return root.GenZshCompletion(a.out)
			case "fish":
				return root.GenFishCompletion(a.out, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(a.out)
			}
			return usagef("no completion for %q; allowed are %s", args[0], strings.Join(shells, ", "))
		},
	}
}

// completeDo offers methods and the names of their parameters, from the table.
func completeDo(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	const methodAt = 1
	var offers []string
	switch {
	case len(args) < methodAt:
		return nil, cobra.ShellCompDirectiveNoFileComp
	case len(args) == methodAt:
		for _, info := range video.Actions() {
			offers = append(offers, string(info.Action)+"\t"+info.Label)
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
	info, ok := video.Action(args[methodAt]).Info()
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	if name, _, typing := strings.Cut(word, "="); typing {
		return completeValue(info, name), cobra.ShellCompDirectiveNoFileComp
	}
	for _, name := range paramNames(info) {
		offers = append(offers, name+"=")
	}
	return offers, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}

// completeValue offers the values of a parameter that has only a few.
func completeValue(info *video.ActionInfo, name string) []string {
	arg := info.Arg(name)
	if arg == nil {
		return nil
	}
	values := arg.Choices
	if arg.Type == video.ArgBool {
		values = []string{"true", "false"}
	}
	var offers []string
	for _, value := range values {
		offers = append(offers, name+"="+value)
	}
	return offers
}
