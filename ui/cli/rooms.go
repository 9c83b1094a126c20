package cli

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"gavel/session"
	"gavel/session/selector"
	"gavel/session/video"
	"gavel/ui/filter"
	"gavel/ui/output"
)

// roomsCommand is gavel rooms.
func (a *app) roomsCommand() *cobra.Command {
	var j filter.Flags
	cmd := &cobra.Command{
		Use: "rooms", Short: "list the rooms in progress",
		Long: "Lists the rooms in progress: people, lock, recording, layout, and the id of each room session.",
		Args: takes(), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.rooms(cmd.Context(), &j) },
	}
	j.Add(cmd, filter.FieldsOf(video.Room{}))
	return cmd
}

func (a *app) rooms(ctx context.Context, j *filter.Flags) error {
	l, err := a.connect(ctx)
	if err != nil {
		return err
	}
	defer l.Close()
	rooms, err := l.RoomSessions(ctx)
	if err != nil {
		return err
	}
	if j.On() {
		return a.printJSON(ctx, j, append([]video.Room{}, rooms...)) // [] and not null when there is none
	}
	if len(rooms) == 0 {
		a.note("no room is in progress")
		return nil
	}
	return output.Rooms(a.out, rooms)
}

// membersOptions are the flags of gavel members.
type membersOptions struct {
	json    filter.Flags
	chooses bool
	where   string
	listen  time.Duration
}

const membersHelp = `Lists the members of a room. --where SELECTOR lists only those that match; gavel help do describes
selectors.`

// membersCommand is gavel members.
func (a *app) membersCommand() *cobra.Command {
	var o membersOptions
	cmd := &cobra.Command{
		Use: "members ROOM", Short: "list the members of a room", Long: membersHelp,
		Args: takes("ROOM"), ValidArgsFunction: noCompletion,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.chooses = cmd.Flags().Changed(whereParam)
			return a.members(cmd.Context(), args[0], &o)
		},
	}
	o.json.Add(cmd, filter.FieldsOf(video.Member{}))
	addListen(cmd, &o.listen)
	cmd.Flags().StringVar(&o.where, whereParam, "", "list only the members that the `SELECTOR` chooses")
	_ = cmd.RegisterFlagCompletionFunc(whereParam, completeWhere(knownOnce))
	return cmd
}

func (a *app) members(ctx context.Context, room string, o *membersOptions) error {
	var where *selector.Selector
	var err error
	if o.chooses {
		if where, err = parseWhere("--where", o.where, knownWith(knownOnce, &a.conf().Values)); err != nil {
			return err
		}
	}
	if err := checkListen(o.listen); err != nil {
		return err
	}
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
	if err := listen(ctx, r, where, o.listen); err != nil {
		return err
	}
	if err := awaitLayout(ctx, r); err != nil {
		return err
	}
	members := placed(r.Snapshot())
	if where != nil {
		ids := chosen(r.Snapshot(), where, factsOf(&a.conf().Values))
		members = slices.DeleteFunc(members, func(m *video.Member) bool { return !slices.Contains(ids, m.ID) })
	}
	if o.json.On() {
		return a.printJSON(ctx, &o.json, members)
	}
	return output.Members(a.out, members)
}

// layoutWithin is how long after the members the first layout may come. Whether the service sends one at once is not
// known (PROTOCOL.md section 19), and no method reads it.
const layoutWithin = time.Second

// awaitLayout waits a moment for the layout, which holds the places of the members.
func awaitLayout(ctx context.Context, r *session.RoomSession) error {
	over := time.NewTimer(layoutWithin)
	defer over.Stop()
	for r.Snapshot().Layout.Layers == nil {
		select {
		case <-r.Changed():
		case <-r.Done():
			return r.Err()
		case <-over.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// placed returns the members; never nil. Those without a place on a known canvas are off it, as in the official SDK.
func placed(s *video.Snapshot) []*video.Member {
	members := append([]*video.Member{}, s.Members...)
	if s.Layout.Layers == nil {
		return members
	}
	for i, m := range members {
		if m.CurrentPosition == "" {
			off := *m
			off.CurrentPosition = video.PositionOffCanvas
			members[i] = &off
		}
	}
	return members
}
