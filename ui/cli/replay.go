package cli

import (
	"context"
	"errors"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"gavel/session/journal"
	"gavel/session/replay"
	"gavel/session/video"
	"gavel/ui"
	"gavel/ui/crash"
	"gavel/ui/player"
	"gavel/ui/private"
	"gavel/ui/say"
)

const replayHelp = `Opens a journal that --journal has written, with its older files, in the console: the night as it
was, read only. Time comes only from the records. You need no connection. You can replay a journal that
is still being written, up to its present end.

  space      play or pause            n N    next action, previous action
  . ,        one record on or back    > <    faster, slower
  t          go to a time             q      quit

A journal that was changed, or lacks a file, is opened with the verdict of gavel verify in a banner. If it
has several rooms, --room chooses one by name or id; otherwise the longest is shown.`

// replayCommand is gavel replay.
func (a *app) replayCommand() *cobra.Command {
	var o replayOptions
	cmd := &cobra.Command{
		Use: "replay FILE", Short: "show a recorded night in the console", Long: replayHelp, Args: takes("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return a.replay(cmd.Context(), args[0], o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.at, "at", "", "start at this `TIME`, such as 20:15, 20:15:30 or +5m, and pause")
	f.StringVar(&o.speed, "speed", "1", "play at this `SPEED`; 1 is as recorded: "+strings.Join(speeds(), ", "))
	f.StringVar(&o.room, "room", "", "show the `ROOM` with this name or id")
	_ = cmd.RegisterFlagCompletionFunc("speed", cobra.FixedCompletions(speeds(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

type replayOptions struct{ at, speed, room string }

// speeds returns the values of --speed.
func speeds() []string {
	words := make([]string, len(player.Speeds))
	for i, s := range player.Speeds {
		words[i] = strconv.FormatFloat(s, 'g', -1, 64)
	}
	return words
}

func (a *app) replay(ctx context.Context, path string, o replayOptions) error {
	if err := oneOf("speed", o.speed, speeds()); err != nil {
		return err
	}
	night, err := replay.Open(path)
	if err != nil {
		return unread(path, "replayed", err)
	}
	defer night.Close()
	speed, _ := strconv.ParseFloat(o.speed, 64) // checked
	p, err := player.Open(night, o.room, o.at, speed, time.Local)
	switch {
	case errors.Is(err, player.ErrNoRoom):
		var rooms []video.Room
		for _, s := range night.Sessions() {
			rooms = append(rooms, *player.RoomOf(s))
		}
		return failf(codeNotFound, "the journal has no room %q", o.room).hint("it has %s", listRooms(rooms))
	case err != nil:
		return usagef("--at: %s", private.Reason(err))
	}
	look, err := a.look()
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	ui.Start(func() {
		defer close(done)
		p.Run(ctx)
	}, func(*ui.CrashError) { stop() })
	options := ui.Options{
		Player: p, Keys: a.conf().Keys, Theme: look.Theme, ThemeFor: look.For, Bidi: look.bidi, Mouse: a.flags.mouse,
		Settings: settingsOf(&a.conf().Values), Notes: player.Notes(night),
		HandOver: ui.HandOver{Save: private.SaveReport, Report: func(context.Context, *video.Snapshot) (string, error) {
			sum, err := journal.Summarise(path, "")
			return say.Report(sum, false, time.Local), err
		}},
	}
	folders := crash.Folders{State: a.stateDir(), Temp: os.TempDir()}
	err = a.tty.show(folders, func(screen func(bool)) error { return ui.Run(ctx, options, screen) })
	stop()
	<-done
	return err
}
