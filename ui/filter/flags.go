package filter

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
)

// Flags are --json, --jq and --template of a command. The zero value prints no JSON.
//
// It is also the value of the flag --json, a switch that also accepts a list of fields.
type Flags struct {
	on       bool   // JSON is printed, filtered or not
	list     string // the fields of --json=LIST; "" for all
	jq       string
	template string
	filter   *Filter // nil: all of it
	known    Known
}

// Known returns the fields that a command prints with these arguments, nil for any.
type Known func(cmd *cobra.Command, args []string) ([]string, error)

// On reports whether JSON is printed, filtered or not.
func (j *Flags) On() bool { return j.on }

// Filter returns the filter for the JSON; nil prints all of it. [Check] compiles it.
func (j *Flags) Filter() *Filter { return j.filter }

// UsageError is a mistake in a flag.
type UsageError struct {
	Sentence string
	Hint     string // what is allowed, or ""
}

// Error returns the sentence.
func (e *UsageError) Error() string { return e.Sentence }

// jsonFlagName is the name of the switch.
const jsonFlagName = "json"

// Add adds the flags to a command that prints objects with these fields.
func (j *Flags) Add(cmd *cobra.Command, fields []string) {
	j.AddFor(cmd, func(*cobra.Command, []string) ([]string, error) { return fields, nil })
}

// AddFor adds the flags to a command whose fields depend on its arguments.
func (j *Flags) AddFor(cmd *cobra.Command, known Known) {
	j.known = known
	flag := cmd.Flags().VarPF(j, jsonFlagName, "", "print JSON; --json=FIELD,FIELD prints only these fields")
	flag.NoOptDefVal = "true"
	cmd.Flags().StringVar(&j.jq, "jq", "", "print what this jq `EXPRESSION` makes of the JSON")
	cmd.Flags().StringVar(&j.template, "template", "", "print what this Go `TEMPLATE` makes of the JSON")
	_ = cmd.RegisterFlagCompletionFunc(jsonFlagName, j.complete)
	none := cobra.FixedCompletions(nil, cobra.ShellCompDirectiveNoFileComp)
	_ = cmd.RegisterFlagCompletionFunc("jq", none)
	_ = cmd.RegisterFlagCompletionFunc("template", none)
}

// Set reads the value of --json: true, false or fields.
func (j *Flags) Set(value string) error {
	on, err := strconv.ParseBool(value)
	if err == nil {
		j.on, j.list = on, ""
		return nil
	}
	j.on, j.list = true, value
	if value == "" {
		j.list = "," // an empty field, which [Check] refuses
	}
	return nil
}

// String returns the value of --json.
func (j *Flags) String() string {
	if j.list != "" {
		return j.list
	}
	return strconv.FormatBool(j.on)
}

// Type makes the help show a switch.
func (j *Flags) Type() string { return "bool" }

// complete offers the fields, also after a comma.
func (j *Flags) complete(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
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

// Check compiles the filter of a command before anything is dialled. A mistake is a [UsageError]; other errors are
// those of [Known].
func Check(cmd *cobra.Command, args []string) error {
	flag := cmd.Flags().Lookup(jsonFlagName)
	if flag == nil {
		return nil
	}
	j, is := flag.Value.(*Flags)
	if !is {
		return nil
	}
	for _, name := range []string{"jq", "template"} {
		if f := cmd.Flags().Lookup(name); f.Changed && strings.TrimSpace(f.Value.String()) == "" {
			return &UsageError{Sentence: "--" + name + " is empty"}
		}
	}
	spec := Spec{Query: j.jq, Template: j.template}
	if j.list != "" {
		fields, err := j.fields(cmd, args)
		if err != nil {
			return err
		}
		spec.Fields = fields
	}
	var err error
	if j.filter, err = New(spec); err != nil {
		return &UsageError{Sentence: err.Error()}
	}
	j.on = j.on || j.filter != nil
	return nil
}

// fields checks the list of fields.
func (j *Flags) fields(cmd *cobra.Command, args []string) ([]string, error) {
	known, err := j.known(cmd, args)
	if err != nil {
		return nil, err
	}
	all := "the fields are " + strings.Join(known, ", ")
	if known == nil {
		all = "any key is allowed"
	}
	fields, err := Fields(j.list, known)
	unknown, is := errors.AsType[*UnknownFieldError](err)
	switch {
	case !is:
		return fields, err
	case unknown.Field == "":
		return nil, &UsageError{"--json: a field is empty", all}
	case unknown.Nearest != "":
		return nil, &UsageError{"--json: " + unknown.Error(), "did you mean " + unknown.Nearest + "? T" + all[1:]}
	}
	return nil, &UsageError{"--json: " + unknown.Error(), all}
}
