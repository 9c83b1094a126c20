package cli

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"gavel/ui/account"
	"gavel/ui/filter"
	"gavel/ui/output"
	"gavel/ui/text"
)

const whoamiHelp = `Prints project, token, address and configuration, and where each value comes from. It connects to
nothing, and never prints the token. If token_cmd or the keyring is in use, it asks them.

The token comes from the first of these that has one: --token-file; SIGNALWIRE_API_TOKEN, SW_TOKEN or
SIGNALWIRE_TOKEN; token_file, token_cmd, keyring of the configuration. SIGNALWIRE_SPACE is shown, but
not used.

If the project or the token is missing, the exit code is 2.`

// spaceVariable is the variable of SignalWire's own command line for the space. gavel shows it, but does not use it.
const spaceVariable = "SIGNALWIRE_SPACE"

// whoamiCommand is gavel whoami.
func (a *app) whoamiCommand() *cobra.Command {
	var j filter.Flags
	cmd := &cobra.Command{
		Use: "whoami", Short: "print which credentials are in use, and where they come from", Long: whoamiHelp,
		Args: takes(), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.whoami(cmd.Context(), &j) },
	}
	j.Add(cmd, filter.FieldsOf(identity{}))
	return cmd
}

// identity holds the credentials and settings of a connection, without the token.
type identity struct {
	Project valueFrom     `json:"project"`
	Token   account.Trace `json:"token"`
	Host    valueFrom     `json:"host"`
	Space   valueFrom     `json:"space"`
	Config  valueFrom     `json:"config"`
	missing error
}

// valueFrom is a value and where it comes from.
type valueFrom struct {
	Value string `json:"value"`
	From  string `json:"from"`
}

func (a *app) whoami(ctx context.Context, j *filter.Flags) error {
	who := a.identity(ctx)
	if j.On() {
		if err := a.printJSON(ctx, j, who); err != nil {
			return err
		}
		return who.missing
	}
	token := "none"
	if who.Token.Set {
		token = "set"
	}
	rows := [][]string{
		{"project", who.Project.Value, who.Project.From},
		{"token", token, who.Token.From},
		{"host", who.Host.Value, who.Host.From},
		{"space", who.Space.Value, who.Space.From},
		{"config", who.Config.Value, who.Config.From},
	}
	for _, t := range who.Token.Places {
		if t.State != "used" {
			rows = append(rows, []string{"also", t.State, strings.TrimSuffix(t.Name+": "+text.Clean(a.redact(t.Error)), ": ")})
		}
	}
	if err := output.Table(a.out, []string{"WHAT", "VALUE", "FROM"}, rows); err != nil {
		return err
	}
	return who.missing
}

// identity returns the credentials and settings of a connection. The token is not in the result.
func (a *app) identity(ctx context.Context) identity {
	var who identity
	who.Project = a.settingFrom("project", a.project())
	address, err := a.address()
	if err != nil {
		who.missing = err
	}
	who.Host = a.settingFrom("host", address)
	if space := a.fromEnv([]string{spaceVariable}); space != "" {
		who.Space = valueFrom{a.redact(space), spaceVariable + "; not used"}
	}
	who.Config = valueFrom{a.conf().Path, "read"}
	if a.conf().Path == "" {
		who.Config = valueFrom{a.configPath(), "does not exist"}
	}
	who.Token = a.sources().Trace(ctx, func(token string) {
		a.keepSecret(token)
		a.traced = cmp.Or(a.traced, token) // the first is the one that is used
	})
	if who.missing == nil && (who.Project.Value == "" || !who.Token.Set) {
		who.missing = usagef("project or token is missing; see gavel whoami --help")
	}
	return who
}

// settingFrom returns a value with where it comes from.
func (a *app) settingFrom(key, value string) valueFrom {
	for _, s := range a.inForce() {
		if s.Key == key {
			return valueFrom{a.redact(value), s.Source}
		}
	}
	return valueFrom{Value: a.redact(value)}
}
