package cli

import (
	"context"

	"github.com/spf13/cobra"

	"gavel/session/video"
)

// membersCommand is gavel members.
func (a *app) membersCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "members ROOM", Short: "list the members of a room", Args: takes("ROOM"), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, args []string) error { return a.members(cmd.Context(), args[0], asJSON) },
	}
	addJSON(cmd, &asJSON)
	return cmd
}

func (a *app) members(ctx context.Context, room string, asJSON bool) error {
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	r, err := l.join(ctx, room)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	members := r.Snapshot().Members
	if asJSON {
		return printJSON(a.out, append([]*video.Member{}, members...)) // [] and not null when there is none
	}
	return memberTable(a.out, members)
}
