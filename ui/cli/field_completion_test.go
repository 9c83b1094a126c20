//go:build linux

package cli

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// bashTries completes lines in bash as readline would: it splits words at = and :, too.
const bashTries = `
source <(gavel completion bash) || exit 1
try() {
	COMP_LINE="$1"; COMP_POINT=${#1}; shift
	COMP_WORDS=("$@"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	__gavel
	echo "$COMP_LINE => ${COMPREPLY[*]}"
}
try "gavel mem" gavel mem
try "gavel do standup audioM" gavel do standup audioM
try "gavel do standup audioMute wh" gavel do standup audioMute wh
try "gavel do standup audioMute where=ta" gavel do standup audioMute where = ta
try "gavel do standup setMemberPosition position=off" gavel do standup setMemberPosition position = off
try "gavel do standup setLayout name=3" gavel do standup setLayout name = 3
try "gavel do standup setHideVideoMuted value=" gavel do standup setHideVideoMuted value =
try "gavel watch standup --type member.talking.s" gavel watch standup --type member.talking.s
try "gavel watch standup --type=member.talking.s" gavel watch standup --type = member.talking.s
try "gavel wait standup room.rec" gavel wait standup room.rec
try "gavel members standup --where prot" gavel members standup --where prot
try "gavel --theme d" gavel --theme d
try "gavel do standup setMeta meta=@completion.b" gavel do standup setMeta meta = @completion.b
`

// Completion works in a bash without the package bash-completion, and offers events, layouts and places.
func TestField_C10_CompletionInBash(t *testing.T) {
	t.Parallel()
	cmd := program(t, nil)
	cmd.Path, cmd.Args = "/bin/bash", []string{"bash", "--norc", "--noprofile", "-c", bashTries}
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	want := `gavel mem => members
gavel do standup audioM => audioMute
gavel do standup audioMute wh => where=
gavel do standup audioMute where=ta => talking
gavel do standup setMemberPosition position=off => off-canvas
gavel do standup setLayout name=3 => 3x3
gavel do standup setHideVideoMuted value= => true false
gavel watch standup --type member.talking.s => member.talking.started
gavel watch standup --type=member.talking.s => member.talking.started
gavel wait standup room.rec => room.recording
gavel members standup --where prot => 
gavel --theme d => dark
gavel do standup setMeta meta=@completion.b => @completion.bash
`
	if string(out) != want {
		t.Errorf("got\n%s\nwant\n%s", out, want)
	}
}

// The scripts for the other shells work in them as they come.
func TestField_C10_CompletionInOtherShells(t *testing.T) {
	t.Parallel()
	for shell, test := range map[string]struct {
		args []string
		want string
	}{
		"zsh": {
			[]string{"-f", "-c", "autoload -U compinit && compinit -u -D && source <(gavel completion zsh) && whence -w _gavel"},
			"_gavel: function",
		},
		"fish": {
			[]string{"--no-config", "-c", `gavel completion fish | source; complete -C "gavel do standup setLayout name=3"`},
			"name=3x3",
		},
	} {
		t.Run(shell, func(t *testing.T) {
			t.Parallel()
			path, err := exec.LookPath(shell)
			if err != nil {
				if os.Getenv("CI") != "" {
					t.Fatalf("%s is missing: the script that runs the tests must install it", shell)
				}
				t.Skipf("%s is missing: nothing was tried in it", shell)
			}
			cmd := program(t, nil)
			cmd.Path, cmd.Args = path, append([]string{shell}, test.args...)
			cmd.Env = append(cmd.Env, "HOME="+t.TempDir(), "XDG_CONFIG_HOME=", "XDG_DATA_HOME=", "XDG_CACHE_HOME=")
			if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), test.want) {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
}

// No description has the marks that the help takes for the name of a value.
func TestField_C10_CleanDescriptions(t *testing.T) {
	t.Parallel()
	for _, command := range []string{"", "rooms", "watch", "wait", "do", "members", "relay", "demo"} {
		args := append([]string{"__complete"}, strings.Fields(command)...)
		out := mustRun(t, nil, append(args, "--")...)
		if strings.Contains(out, "`") || !strings.Contains(out, "--host\t") {
			t.Errorf("%s: %s", command, out)
		}
	}
	if help := mustRun(t, nil, "help", "watch"); !strings.Contains(help, "--type EVENT") {
		t.Errorf("the help has lost the names of values: %s", help)
	}
}
