package cli

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gavel/ui/filter"
	"gavel/ui/output"
)

// jsonFlags are --json, --jq and --template of a command.
//
// It is the value of the flag --json, too: a switch that also takes a list of fields.
type jsonFlags struct {
	on       bool   // JSON is printed, filtered or not
	list     string // the fields of --json=LIST; "" for all
	jq       string
	template string
	filter   *filter.Filter // nil: all of it
	known    func(cmd *cobra.Command, args []string) ([]string, error)
}

// jsonFlagName is the name of the switch.
const jsonFlagName = "json"

// addJSON adds --json, --jq and --template to a command that prints objects with these fields.
func addJSON(cmd *cobra.Command, j *jsonFlags, fields []string) {
	j.add(cmd, func(*cobra.Command, []string) ([]string, error) { return fields, nil })
}

// add adds the flags to a command whose fields depend on its arguments.
func (j *jsonFlags) add(cmd *cobra.Command, known func(*cobra.Command, []string) ([]string, error)) {
	j.known = known
	flag := cmd.Flags().VarPF(j, jsonFlagName, "", "print JSON; --json=FIELD,FIELD prints only these fields")
	flag.NoOptDefVal = "true"
	cmd.Flags().StringVar(&j.jq, "jq", "", "print what this jq `EXPRESSION` makes of the JSON")
	cmd.Flags().StringVar(&j.template, "template", "", "print what this Go `TEMPLATE` makes of the JSON")
	_ = cmd.RegisterFlagCompletionFunc(jsonFlagName, j.complete)
	_ = cmd.RegisterFlagCompletionFunc("jq", noCompletion)
	_ = cmd.RegisterFlagCompletionFunc("template", noCompletion)
}

// Set reads the value of --json: true, false or fields.
func (j *jsonFlags) Set(value string) error {
	on, err := strconv.ParseBool(value)
	if err == nil {
		j.on, j.list = on, ""
		return nil
	}
	j.on, j.list = true, value
	if value == "" {
		j.list = "," // an empty field, which check refuses
	}
	return nil
}

// String returns the value of --json.
func (j *jsonFlags) String() string {
	if j.list != "" {
		return j.list
	}
	return strconv.FormatBool(j.on)
}

// Type makes the help show a switch.
func (j *jsonFlags) Type() string { return "bool" }

// complete offers the fields, also after a comma.
func (j *jsonFlags) complete(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	fields, _ := j.known(cmd, args)
	before := typed[:strings.LastIndexByte(typed, ',')+1]
	var offers []string
	for _, field := range fields {
		if !slices.Contains(strings.Split(before, ","), field) {
			offers = append(offers, before+field)
		}
	}
	return offers, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveKeepOrder
}

// checkJSON compiles the filter of a command before anything is dialled.
func checkJSON(cmd *cobra.Command, args []string) error {
	flag := cmd.Flags().Lookup(jsonFlagName)
	if flag == nil {
		return nil
	}
	j, is := flag.Value.(*jsonFlags)
	if !is {
		return nil
	}
	for _, name := range []string{"jq", "template"} {
		if f := cmd.Flags().Lookup(name); f.Changed && strings.TrimSpace(f.Value.String()) == "" {
			return usagef("--%s is empty", name)
		}
	}
	spec := filter.Spec{Query: j.jq, Template: j.template}
	if j.list != "" {
		fields, err := j.fields(cmd, args)
		if err != nil {
			return err
		}
		spec.Fields = fields
	}
	var err error
	if j.filter, err = filter.New(spec); err != nil {
		return usagef("%v", err)
	}
	j.on = j.on || j.filter != nil
	return nil
}

// fields checks the list of fields.
func (j *jsonFlags) fields(cmd *cobra.Command, args []string) ([]string, error) {
	known, err := j.known(cmd, args)
	if err != nil {
		return nil, err
	}
	if known == nil { // any key, as in metadata
		known = strings.Split(j.list, ",")
	}
	fields, err := filter.Fields(j.list, known)
	unknown, is := errors.AsType[*filter.UnknownFieldError](err)
	switch {
	case !is:
		return fields, err
	case unknown.Field == "":
		return nil, usagef("--json: a field is empty").hint("the fields are %s", strings.Join(known, ", "))
	case unknown.Nearest != "":
		return nil, usagef("--json: %v", unknown).
			hint("did you mean %s? The fields are %s", unknown.Nearest, strings.Join(known, ", "))
	}
	return nil, usagef("--json: %v", unknown).hint("the fields are %s", strings.Join(known, ", "))
}

// printJSON prints a value as JSON, through the filter if there is one.
func (a *app) printJSON(ctx context.Context, j *jsonFlags, v any) error {
	if j.filter == nil {
		return output.Print(a.out, v)
	}
	encoded, err := output.Encode(v)
	if err != nil {
		return err
	}
	return j.filter.Print(ctx, a.out, encoded)
}
