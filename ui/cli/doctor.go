package cli

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"gavel/ui/config"
	"gavel/ui/doctor"
	"gavel/ui/draw"
	"gavel/ui/filter"
	"gavel/ui/text"
)

const doctorHelp = `Checks what gavel needs, and says what to do about each fault: the configuration, the
credentials, the relay's name, address, certificate, the clock of this machine, the sign-in, the rooms,
one room with its layouts and the methods that read, and the terminal. ROOM chooses the room; the
default is the first one in progress. Nothing is changed, and the token is never printed.

--probe also calls the methods that read a member's data, with a made-up id; the room must refuse them.
On a terminal, gavel doctor rings the bell and shows a notification.

The exit code is 1 if there is a fault. A warning is not a fault.`

// doctorCommand is gavel doctor.
func (a *app) doctorCommand() *cobra.Command {
	d := doctorRun{app: a}
	cmd := &cobra.Command{
		Use: "doctor [ROOM]", Short: "check configuration, credentials, connection and terminal", Long: doctorHelp,
		Args: atMost("ROOM"), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				d.room = args[0]
			}
			return d.examine(cmd)
		},
	}
	d.json.Add(cmd, filter.FieldsOf(doctor.Finding{}))
	cmd.Flags().BoolVar(&d.probe, "probe", false, "also call the methods that read a member's data, with a made-up id")
	return cmd
}

// doctorRun is one run of gavel doctor.
type doctorRun struct {
	*app
	room  string
	json  filter.Flags
	probe bool
	found []doctor.Finding
}

// examine makes all checks and prints what they found.
func (d *doctorRun) examine(cmd *cobra.Command) error {
	ctx := cmd.Context()
	d.warned = true // it is a finding here
	check := doctor.Doctor{
		Report:  func(f doctor.Finding) { d.report(f.State, f.Check, f.Text, f.Advice) },
		Verdict: func(err error) string { return d.verdict(err).Error() },
		Called:  config.IsCalled,
	}
	d.configuration(cmd)
	signIn := d.credentialsFound(ctx)
	if address, err := d.address(); err != nil {
		d.report(doctor.Fault, "address", err.Error(), "Correct --host, SIGNALWIRE_RELAY_HOST or host in the configuration.")
	} else {
		d.host = address
		signIn = check.Network(ctx, address, d.flags.caFile) && signIn
	}
	if signIn {
		d.signIn(ctx, &check)
	} else {
		d.report(doctor.Skipped, "sign-in", "needs the credentials and the connection above", "")
	}
	if d.json.On() {
		d.report(doctor.Skipped, "terminal", "not with --json", "Run gavel doctor on the terminal of the console.")
	} else {
		check.Terminal(d.stdin, d.stdout, d.getenv)
	}
	faults := 0
	for _, f := range d.found {
		if f.State == doctor.Fault {
			faults++
		}
	}
	if d.json.On() {
		if err := d.printJSON(ctx, &d.json, d.found); err != nil {
			return err
		}
	}
	if faults > 0 {
		return failf(codeFailed, "%s found", draw.Plural(faults, "fault", "faults"))
	}
	return nil
}

// report records a finding, and prints it at once, because the next check may take a while.
func (d *doctorRun) report(s doctor.State, check, what, advice string) {
	f := doctor.Finding{
		Check: check, State: s, Text: text.Clean(d.redact(what)), Advice: text.Clean(d.redact(advice)),
	}
	d.found = append(d.found, f)
	if d.json.On() {
		return
	}
	_, _ = fmt.Fprintf(d.out, "%-8s %-14s %s\n", f.State, f.Check, f.Text)
	if f.Advice != "" {
		_, _ = fmt.Fprintf(d.out, "%-8s %-14s   %s\n", "", "", f.Advice)
	}
}

// configuration checks the file.
func (d *doctorRun) configuration(cmd *cobra.Command) {
	err := d.readConfig()
	path := d.configPath()
	if err == nil {
		err = d.applyConfig(cmd)
	}
	switch {
	case err != nil:
		const advice = "Correct the line; gavel config --help lists the settings."
		for _, fault := range config.Faults(err) {
			d.report(doctor.Fault, "configuration", configFault(path, fault), advice)
		}
	case d.conf().Path == "":
		where := cmp.Or(path, "one in the home directory, which is not known")
		d.report(doctor.OK, "configuration", "none; gavel would read "+where, "")
	default:
		d.report(doctor.OK, "configuration", path, "")
	}
	for _, warning := range d.conf().Warnings {
		d.report(doctor.Warning, "configuration", warning, "Correct the line if you did not intend this.")
	}
}

// signIn examines the account.
func (d *doctorRun) signIn(ctx context.Context, check *doctor.Doctor) {
	cfg, err := d.config(ctx)
	if err != nil {
		d.report(doctor.Fault, "sign-in", err.Error(), "gavel whoami says where the credentials come from.")
		return
	}
	check.Account(ctx, cfg, d.room, d.probe)
}

// credentialsFound checks where project and token come from, and reports whether both are there.
func (d *doctorRun) credentialsFound(ctx context.Context) bool {
	who := d.identity(ctx)
	if who.Project.Value == "" {
		d.report(doctor.Fault, "project", "none", "Set SIGNALWIRE_PROJECT_ID, or project in the configuration.")
	} else {
		d.report(doctor.OK, "project", who.Project.Value+", from "+who.Project.From, "")
	}
	if who.Space.Value != "" {
		d.report(doctor.OK, "space", who.Space.Value+", from "+who.Space.From, "")
	}
	for _, t := range who.Token.Places {
		if t.State == "failed" {
			d.report(doctor.Fault, "token", t.Name+": "+t.Error, "Correct this place; gavel whoami lists all of them.")
		}
	}
	for _, warning := range d.sources().Warnings() {
		d.report(doctor.Warning, "token", warning, "Unset the variable that you do not want.")
	}
	switch {
	case who.Token.Set:
		d.report(doctor.OK, "token", "set, from "+who.Token.From, "")
	case len(who.Token.Places) == 0:
		d.report(doctor.Fault, "token", "none",
			"Set SIGNALWIRE_API_TOKEN, or give --token-file FILE; gavel whoami --help lists more.")
	}
	return who.Project.Value != "" && who.Token.Set
}
