package cli

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"

	"gavel/ui/filter"

	"github.com/spf13/cobra"
)

// build describes the build of this program.
type build struct {
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Go       string `json:"go"`
	OS       string `json:"os"`
	Arch     string `json:"arch"`
	at       string // when the revision was made, or ""
}

// stamped is the version that the linker sets: -ldflags "-X gavel/ui/cli.stamped=v1.2.3".
var stamped string

// version returns the build information of the linker.
func version() build {
	b := build{Version: cmp.Or(stamped, "devel"), Go: runtime.Version(), OS: runtime.GOOS, Arch: runtime.GOARCH}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return b
	}
	if v := info.Main.Version; stamped == "" && v != "" && v != "(devel)" {
		b.Version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.Revision = s.Value
		case "vcs.time":
			b.at = s.Value
		}
	}
	return b
}

// versionCommand is gavel version.
func (a *app) versionCommand() *cobra.Command {
	var j filter.Flags
	cmd := &cobra.Command{
		Use: "version", Short: "print the version", Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			b := version()
			if j.On() {
				return a.printJSON(cmd.Context(), &j, b)
			}
			_, err := fmt.Fprintf(a.out, "gavel %s %s %s/%s\n", b.Version, b.Go, b.OS, b.Arch)
			return err
		},
	}
	j.Add(cmd, filter.FieldsOf(build{}))
	return cmd
}
