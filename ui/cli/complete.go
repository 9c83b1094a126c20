package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gavel/session/localrelay"
	"gavel/session/selector"
	"gavel/session/video"
)

// noFiles is the directive that keeps the shell from offering files in addition.
const noFiles = cobra.ShellCompDirectiveNoFileComp

// noCompletion offers nothing, not even files: rooms and members would need a connection.
func noCompletion(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, noFiles
}

// completeDo offers methods, the names of their parameters and their values, from the table.
func completeDo(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	const methodAt = 1
	var offers []string
	switch {
	case len(args) < methodAt:
		return nil, noFiles
	case len(args) == methodAt:
		for _, info := range video.Actions() {
			offers = append(offers, string(info.Action)+"\t"+info.Label)
		}
		return offers, noFiles
	}
	info, ok := video.Action(args[methodAt]).Info()
	if !ok {
		return nil, noFiles
	}
	if name, value, typing := strings.Cut(word, "="); typing {
		return completeParam(info, name, value)
	}
	for _, name := range paramNames(info) {
		offers = append(offers, name+"=")
	}
	return offers, cobra.ShellCompDirectiveNoSpace | noFiles
}

// completeParam offers the values of a parameter that has only a few, and files after @.
func completeParam(info *video.ActionInfo, name, value string) ([]string, cobra.ShellCompDirective) {
	if name == whereParam && info.Target == video.OnMember {
		return completeSelector(name+"=", value, knownOnce)
	}
	arg := info.Arg(name)
	if arg == nil || strings.HasPrefix(value, fileSign) {
		return nil, noFiles
	}
	var offers []string
	for _, v := range argValues(arg) {
		offers = append(offers, name+"="+v)
	}
	return offers, noFiles
}

// The places that are offered. No known layout has more than eight reserved ones, and nobody reads more than 25.
const (
	offeredReserved = 8
	offeredStandard = 25
)

// argValues returns the values of a parameter that has only a few.
func argValues(arg *video.Arg) []string {
	switch arg.Type {
	case video.ArgBool:
		return []string{"true", "false"}
	case video.ArgLayout:
		return localrelay.Layouts()
	case video.ArgPosition:
		places := []string{string(video.PositionAuto), string(video.PositionOffCanvas)}
		for n := range offeredReserved {
			places = append(places, string(video.Reserved(n+1)))
		}
		for n := range offeredStandard {
			places = append(places, string(video.Standard(n+1)))
		}
		return places
	}
	return arg.Choices
}

// completeEvents offers the names of events. Several are separated by commas.
func completeEvents(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
	before := word[:strings.LastIndex(word, ",")+1]
	var offers []string
	for _, name := range eventNames() {
		offers = append(offers, before+name)
	}
	return offers, noFiles
}

// completeWhere returns the completion of a flag that takes a selector.
func completeWhere(known selector.Known) cobra.CompletionFunc {
	return func(_ *cobra.Command, _ []string, word string) ([]string, cobra.ShellCompDirective) {
		return completeSelector("", word, known)
	}
}

// completeSelector offers how a selector can continue. before is what precedes it in the word.
func completeSelector(before, typed string, known selector.Known) ([]string, cobra.ShellCompDirective) {
	c := selector.Complete(typed, len(typed), known)
	var offers []string
	for _, one := range c.Candidates {
		offer := before + typed[:c.Start] + one.Text
		if one.Means != "" {
			offer += "\t" + one.Means
		}
		offers = append(offers, offer)
	}
	return offers, cobra.ShellCompDirectiveNoSpace | noFiles
}

// completeWait offers events and states, then what chooses the member.
func completeWait(_ *cobra.Command, args []string, word string) ([]string, cobra.ShellCompDirective) {
	if typed, ok := strings.CutPrefix(word, whereParam+"="); ok {
		return completeSelector(whereParam+"=", typed, knownListening)
	}
	switch len(args) {
	case 0:
		return nil, noFiles
	case 1:
		return append(waitNames(), whereParam+"="), noFiles
	}
	return []string{whereParam + "="}, cobra.ShellCompDirectiveNoSpace | noFiles
}

// isCompletion reports whether a shell asks for completions.
func isCompletion(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// plainUsage removes from the descriptions of flags the marks around the names of their values, which completion would
// show.
func plainUsage(cmd *cobra.Command) {
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) { f.Usage = strings.ReplaceAll(f.Usage, "`", "") })
	for _, sub := range cmd.Commands() {
		plainUsage(sub)
	}
}
