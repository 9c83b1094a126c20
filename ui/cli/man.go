package cli

import (
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gavel/ui/draw"
	"gavel/ui/man"
	"gavel/ui/private"
)

const manHelp = `Writes the man pages into DIR: gavel.1, and one page for each command. It creates DIR if necessary.
To read a page without installing it: man -l DIR/gavel-do.1`

// The modes of man pages and their folder, which everyone may read.
const (
	pageMode   = 0o644
	pagesMode  = 0o755
	pagePrefix = "gavel-"
)

// manCommand is gavel man.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use: "man DIR", Short: "write the man pages", Long: manHelp, Args: takes("DIR"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.man(cmd.Root(), args[0]) },
	}
}

// man writes a page for every command that a user can call.
func (a *app) man(root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, pagesMode); err != nil {
		return failf(codeFailed, "%s cannot be made: %s", dir, private.Reason(err))
	}
	pages := a.pages(root)
	for _, p := range pages {
		if err := os.WriteFile(filepath.Join(dir, p.File()), []byte(p.Roff()), pageMode); err != nil {
			return failf(codeFailed, "%s cannot be written: %s", filepath.Join(dir, p.File()), private.Reason(err))
		}
	}
	a.note("wrote %s into %s", draw.Plural(len(pages), "page", "pages"), dir)
	return nil
}

// pages returns the man pages, that of gavel itself first.
func (a *app) pages(root *cobra.Command) []man.Page {
	root.InitDefaultHelpFlag()
	main := a.page(root, "gavel")
	main.Options, main.Global = options(root.LocalNonPersistentFlags()), options(root.PersistentFlags())
	pages := []man.Page{main}
	for _, c := range root.Commands() {
		if c.Hidden {
			continue
		}
		c.InitDefaultHelpFlag()
		p := a.page(c, pagePrefix+c.Name())
		p.Options, p.SeeAlso = options(c.LocalFlags()), []string{"gavel"}
		pages = append(pages, p)
		pages[0].SeeAlso = append(pages[0].SeeAlso, p.Name)
	}
	return pages
}

func (a *app) page(c *cobra.Command, name string) man.Page {
	text := a.explained(c).Long
	if text == "" {
		text = strings.ToUpper(c.Short[:1]) + c.Short[1:] + "."
	}
	b := version()
	date := ""
	if at, err := time.Parse(time.RFC3339, b.at); err == nil {
		date = at.Format(time.DateOnly)
	}
	return man.Page{Name: name, Version: b.Version, Date: date, Summary: c.Short, Synopsis: c.UseLine(), Text: text}
}

// options returns the flags of a set.
func options(flags *pflag.FlagSet) (list []man.Option) {
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, about := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		if value != "" {
			name += " " + value
		}
		if d := f.DefValue; d != "" && d != "false" && d != "0" && d != "0s" && d != "[]" {
			about += " (default " + d + ")"
		}
		list = append(list, man.Option{Name: name, About: about})
	})
	return list
}
