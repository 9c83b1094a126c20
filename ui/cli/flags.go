package cli

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gavel/session/fold"
	"gavel/ui/filter"
	"gavel/ui/output"
)

// flagError turns an error of the flag parser into a sentence that names what is allowed. It does not repeat the value
// of an unknown flag, which may be a token.
func flagError(cmd *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return unknownFlag(cmd, unknown)
	case errors.As(err, &missing):
		_, usage := pflag.UnquoteUsage(missing.GetFlag())
		return usagef("--%s needs a value: %s", missing.GetFlag().Name, usage)
	case errors.As(err, &invalid):
		f := invalid.GetFlag()
		return usagef("--%s must be %s, not %q", f.Name, typeName(f), invalid.GetValue())
	case errors.Is(err, pflag.ErrHelp):
		return err
	}
	return usagef("%v", err).hint("see gavel help")
}

func unknownFlag(cmd *cobra.Command, err *pflag.NotExistError) error {
	name := err.GetSpecifiedName()
	if err.GetSpecifiedShortnames() != "" {
		return usagef("there is no flag -%.1s", name).hint("use the long form, as in --json")
	}
	if name == "token" {
		return usagef("there is no --token, because a process list shows arguments").
			hint("set SIGNALWIRE_API_TOKEN, or keep the token in a file of mode 600 and give --token-file FILE")
	}
	if slices.Contains([]string{"json", "jq", "template"}, name) && !cmd.HasParent() {
		return usagef("%s has no flag --%s", cmd.CommandPath(), name).
			hint("write it after the command: gavel rooms --%s", name)
	}
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, "--"+f.Name) })
	if near := fold.Nearest("--"+name, names); near != "" {
		return usagef("%s has no flag --%s", cmd.CommandPath(), name).hint("did you mean %s?", near)
	}
	return usagef("%s has no flag --%s", cmd.CommandPath(), name).hint("its flags are %s", strings.Join(names, ", "))
}

// typeName returns in words which values a flag accepts.
func typeName(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int", "int64":
		return "a whole number"
	case "float64":
		return "a number"
	case "bool":
		return "true or false"
	case "duration":
		return "a duration, such as 90s or 2m"
	}
	return "a string"
}

// oneOf checks a flag that accepts a few words; "" is its default.
func oneOf(flag, value string, words []string) error {
	if value == "" || slices.Contains(words, value) {
		return nil
	}
	return usagef("--%s %q is unknown", flag, value).hint("allowed are %s", strings.Join(words, ", "))
}

// takes returns a check of the number of arguments. names are the names of the arguments, in order.
func takes(names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		switch {
		case len(args) < len(names):
			return usagef("%s needs %s: %s", cmd.CommandPath(), names[len(args)], cmd.UseLine())
		case len(args) > len(names):
			return tooMany(cmd, names, args[len(names)])
		}
		return notEmpty(args, names)
	}
}

// atMost accepts one argument or none.
func atMost(name string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return tooMany(cmd, []string{name}, args[1])
		}
		return notEmpty(args, []string{name})
	}
}

// tooMany returns the error about a superfluous argument. After --json it is probably a list of fields.
func tooMany(cmd *cobra.Command, names []string, extra string) error {
	p := usagef("%s accepts no argument, but %q was given", cmd.CommandPath(), extra)
	if len(names) > 0 {
		p = usagef("%s accepts only %s, but %q was given as well", cmd.CommandPath(), strings.Join(names, " and "), extra)
	}
	isList := strings.Trim(extra, "abcdefghijklmnopqrstuvwxyz_,") == ""
	if f := cmd.Flags().Lookup("json"); isList && f != nil && f.Changed {
		return p.hint("if it is a field of --json, write --json=%s", extra)
	}
	return p
}

// notEmpty refuses empty arguments, which come from unset variables in scripts.
func notEmpty(args, names []string) error {
	for i, name := range names {
		if i < len(args) && strings.TrimSpace(args[i]) == "" {
			return usagef("%s is empty", name)
		}
	}
	return nil
}

// rootArgs checks the arguments of gavel itself: at most a room. More are usually a mistyped command.
func (a *app) rootArgs(cmd *cobra.Command, args []string) error {
	if len(args) <= 1 {
		return notEmpty(args, []string{"ROOM"})
	}
	if near := fold.Nearest(args[0], commandNames(cmd)); near != "" {
		return usagef("there is no command %q", args[0]).hint("did you mean gavel %s?", near)
	}
	return usagef("there is no command %q", args[0]).
		hint("the commands are %s", strings.Join(commandNames(cmd), ", "))
}

// commandNames lists the commands below root that a user can call.
func commandNames(root *cobra.Command) []string {
	var names []string
	for _, c := range root.Root().Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	return names
}

// addShowKeys adds --show-keys to a command that may print stream keys.
func addShowKeys(cmd *cobra.Command, v *bool) {
	cmd.Flags().BoolVar(v, "show-keys", false, "print stream keys, which are masked otherwise")
}

// checkJSON compiles the filter of a command before anything is dialled.
func checkJSON(cmd *cobra.Command, args []string) error {
	err := filter.Check(cmd, args)
	if wrong, is := errors.AsType[*filter.UsageError](err); is {
		p := usagef("%s", wrong.Sentence)
		p.advice = wrong.Hint
		return p
	}
	return err
}

// printJSON prints a value as JSON, through the filter if there is one.
func (a *app) printJSON(ctx context.Context, j *filter.Flags, v any) error {
	if j.Filter() == nil {
		return output.Print(a.out, v)
	}
	encoded, err := output.Encode(v)
	if err != nil {
		return err
	}
	return j.Filter().Print(ctx, a.out, encoded)
}
