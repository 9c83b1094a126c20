package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/localrelay"
)

const rootHelp = `gavel is a terminal console with which a moderator runs a live SignalWire Video room, and a command line for
everything that the console can do.

ROOM is a room's name, room id or room session id. Without it the only room opens at once, several are shown in a
picker, and with none the console waits for a room to start. A room that is called like a command opens with
gavel -- ROOM.

Credentials come from SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN (SW_PROJECT and SW_TOKEN are read too), or from
--project and --token-file. The relay's address comes from --host or SIGNALWIRE_RELAY_HOST; a host without a scheme
gets wss://, and ws:// is allowed to this machine only.

Data goes to stdout, messages go to stderr. Exit codes: 0 done; 1 the command failed: refused, not found or unknown
outcome; 2 usage; 3 credentials refused; 130 interrupted, 128 and its number for another signal.

Beside the console runs a small process, terminal-keeper, which gives the terminal back should the console be killed. Of a
crash it leaves a report without names and secrets in $XDG_STATE_HOME/gavel, by default ~/.local/state/gavel.`

const demoHelp = `The console on a relay inside this process, with a simulated, lively room. It needs no account and opens no
connection. --scenario plays a scene in a room of its own, and --script FILE one that you wrote: gavel help relay lists
the verbs.`

// directorVerbs are the verbs of the relay's director.
var directorVerbs = localrelay.DirectorHelp("")

var relayHelp = `The local relay as a server on this machine. The first line on stdout is one JSON object,
{"url":"ws://127.0.0.1:PORT","project":"...","token":"..."}; it runs until SIGINT or SIGTERM and then exits with 0.
Project and token are random unless --project and --token-file give them; the environment is not looked at.

The director lets things happen in the rooms: people come, talk, raise hands and leave, other moderators give commands,
answers fail and lines break. It reads one verb a line from --script FILE and then from standard input, and answers each
line on stdout, after the first line, with ok or with a sentence that says why it cannot be done. A typo in FILE is
reported with its line before anything starts. A name with spaces stands in "quotation marks"; the first words of a name
will do when nobody else's begins so, * stands for any letters, #1bf4 is an id, and all is everybody. Methods have their
names on the RoomSession page. Text after # is a comment. The verbs:
` + directorVerbs + `

To look at it with the console, in another terminal:
  SIGNALWIRE_RELAY_HOST=URL SIGNALWIRE_PROJECT_ID=PROJECT SIGNALWIRE_API_TOKEN=TOKEN gavel`

const watchHelp = `One line per event until the room ends (exit 0) or the command is interrupted (exit 130). With --json
each line is
  {"time":"RFC3339Nano","type":"member.talking","room_session_id":"...","params":{...as on the wire...}}
A message on stderr says when it begins; events of before are not printed. --stats prints at the end, to stderr,
  {"events":N,"seconds":S,"cpu_seconds":S,"rss_mb":M}
where the seconds count from that beginning, and the memory is the most that was taken since the start.`

const doIntro = `Calls a method of the RoomSession page, or of an object that one of them returns, under its own name.

A value that is valid JSON is taken as JSON, anything else as a string. memberId takes an id, or a name when exactly
one member has it; it may be repeated, and the method then runs for each. Types and ranges are checked before anything
is sent. Methods that read print their value.

--dry-run prints {"method":...,"params":{...}} as it would go on the wire and sends nothing. When ROOM and every
memberId are ids it connects to nothing, and ROOM is taken as the id of the room session.

removeMember, removeAllMembers, setMeta and setMemberMeta cannot be undone: on a terminal they ask, elsewhere they need
--yes.

Methods and their parameters (those in brackets may be left out):
`

// doHelp is the help of gavel do, with all methods out of the table.
func doHelp() string {
	var b strings.Builder
	b.WriteString(doIntro)
	for _, info := range session.Actions() {
		fmt.Fprintf(&b, "  %-22s %s\n", info.Action, info.Label)
		if object := info.Target.ObjectArg(); object != "" {
			fmt.Fprintf(&b, "  %22s   %s=ID\n", "", object)
		}
		for _, arg := range info.Args {
			fmt.Fprintf(&b, "  %22s   %s\n", "", argHelp(arg))
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// argHelp describes one parameter: name, what it takes, and its default.
func argHelp(arg session.Arg) string {
	s := arg.Name + "  " + arg.Allowed()
	if arg.Required {
		return s
	}
	if arg.Default != nil {
		s += fmt.Sprintf(" (%v)", arg.Default)
	}
	return "[" + s + "]"
}

// helpCommand is gavel help.
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
				return usagef("there is no help about %q; the commands are %s",
					strings.Join(args, " "), strings.Join(commandNames(cmd), ", "))
			}
			topic.InitDefaultHelpFlag()
			return topic.Help()
		},
	}
}

// completionCommand is gavel completion.
func (a *app) completionCommand() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use: "completion SHELL", Short: "print the completion script for bash, zsh, fish or powershell",
		Long: "Prints the completion script for a shell. It completes commands, flags, methods and their parameters, all\n" +
			"without a connection. For bash: source <(gavel completion bash)",
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
			return usagef("there is no completion for %q; allowed are %s", args[0], strings.Join(shells, ", "))
		},
	}
}

// noCompletion completes nothing, not even files. Rooms and members would need a connection.
func noCompletion(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// completeDo completes methods and the names of their parameters out of the table.
func completeDo(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	const methodAt = 1
	var offers []string
	switch {
	case len(args) < methodAt:
		return nil, cobra.ShellCompDirectiveNoFileComp
	case len(args) == methodAt:
		for _, info := range session.Actions() {
			offers = append(offers, string(info.Action)+"\t"+info.Label)
		}
		return offers, cobra.ShellCompDirectiveNoFileComp
	}
	info, ok := session.Action(args[methodAt]).Info()
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
func completeValue(info session.ActionInfo, name string) []string {
	arg := info.Arg(name)
	if arg == nil {
		return nil
	}
	values := arg.Choices
	if arg.Type == session.ArgBool {
		values = []string{"true", "false"}
	}
	var offers []string
	for _, value := range values {
		offers = append(offers, name+"="+value)
	}
	return offers
}
