package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"gavel/session/video"
)

// roomsCommand is gavel rooms.
func (a *app) roomsCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "rooms", Short: "list the rooms in progress", Args: takes(), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.rooms(cmd.Context(), asJSON) },
	}
	addJSON(cmd, &asJSON)
	return cmd
}

func (a *app) rooms(ctx context.Context, asJSON bool) error {
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	rooms, err := l.RoomSessions(ctx)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(a.out, append([]video.Room{}, rooms...)) // [] and not null when there is none
	}
	if len(rooms) == 0 {
		a.note("no room is in progress")
		return nil
	}
	rows := make([][]string, len(rooms))
	for i, r := range rooms {
		people := nothing
		if r.MemberCount >= 0 {
			people = strconv.Itoa(r.MemberCount)
		}
		rows[i] = []string{
			r.Name, people, flagWord(r.Locked, "locked", "open"), flagWord(r.Recording, "records", nothing),
			r.LayoutName, r.ID, r.DisplayName,
		}
	}
	return table(a.out, []string{"NAME", "PEOPLE", "LOCK", "REC", "LAYOUT", "ID", "TITLE"}, rows)
}

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
