package plain

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"gavel/session/floor"
	"gavel/session/video"
	"gavel/ui/draw"
	"gavel/ui/guard"
	"gavel/ui/output"
	"gavel/ui/say"
)

// propose runs a command, after a question where one is due. wrong is the reason if it cannot run. many means that the
// people were not named one by one, so protected people are left out.
func (c *console) propose(command video.Command, wrong string, many bool) {
	var left []video.MemberID    // who is protected
	command.SkipProtected = many // checked again when each request leaves
	if many {
		command.Targets = slices.DeleteFunc(command.Targets, func(id video.MemberID) bool {
			if !c.protected(c.room.Room.Member(id)) {
				return false
			}
			left = append(left, id)
			return true
		})
	}
	if wrong = c.refusal(command, wrong, left); wrong != "" {
		c.say(wrong)
		return
	}
	plan := command.Plan(c.room.Room)
	if len(command.Targets) > 0 && len(plan.Act) == 0 {
		c.say(say.NothingToDo(command, plan, c.people))
		return
	}
	run := func() { c.run(command) }
	everybody := draw.Plural(len(c.room.Room.Members), "member", "members")
	asked := say.Spoken(command, plan, everybody, left, c.people)
	switch guard.Asks(command, plan, c.room.Room, c.habits()) {
	case guard.NoAnswer:
		run()
	case guard.RoomsName:
		c.confirm(asked, guard.NameToType(&c.room.Room.Room, "yes"), run)
	case guard.Number:
		c.confirm(asked, strconv.Itoa(guard.Size(command)), run)
	default:
		c.confirm(asked, "yes", run)
	}
}

// habits returns the questions that the user has added.
func (c *console) habits() guard.Habits {
	return guard.Habits{Over: c.o.ConfirmOver, Also: c.o.ConfirmAlso}
}

// refusal returns why a command cannot run at all, or "". left are the protected people that were left out.
func (c *console) refusal(command video.Command, wrong string, left []video.MemberID) string {
	row, _ := command.Action.Info()
	switch {
	case wrong != "":
		return wrong
	case c.o.ReadOnly && command.Risk() != video.RiskRead:
		return say.ReadOnly("")
	case row.Target == video.OnMember && len(command.Targets) == 0 && len(left) > 0:
		return say.NothingToDo(command, video.Plan{Protected: left}, c.people)
	case row.Target == video.OnMember && len(command.Targets) == 0:
		return say.NobodyThere
	}
	if _, err := command.Normalize(); err != nil {
		return say.UnsentBecause(err)
	}
	if err := command.Check(c.room.Room); err != nil {
		return say.UnsentBecause(err)
	}
	return ""
}

// run submits a command and says its outcome.
func (c *console) run(command video.Command) {
	sub, err := c.o.Room.Submit(c.ctx, command)
	if err != nil {
		c.say(say.Failed(command, video.Result{}, err, c.people, width))
		return
	}
	c.background(func(ctx context.Context) func() {
		res, err := sub.Wait(ctx)
		return func() { c.outcome(command, res, err) }
	})
}

// outcome says the outcome of a command.
func (c *console) outcome(command video.Command, res video.Result, err error) {
	switch worst := res.Worst(err); worst {
	case video.OutcomeConfirmed, video.OutcomeAccepted:
		c.say(say.Done(command, worst, res.Took, "", c.people, width))
		if len(res.Value) > 0 && command.Risk() == video.RiskRead {
			row, _ := command.Action.Info()
			c.say(string(output.MaskResult(row, res.Value)))
		}
	case video.OutcomeUnknown:
		c.say(say.NoAnswer(say.Wish(command, c.people), &c.room.Room.Link))
	default:
		if !ended(err) {
			c.say(say.Failed(command, res, err, c.people, width))
		}
	}
}

// undo undoes the newest command or verb of the floor, after a question if that opens microphones, cameras or ears.
func (c *console) undo() {
	last := c.room.Room.Undo
	if said := c.opens(last); said != "" {
		c.confirm(said, "yes", func() { c.undoNow(last, false) })
		return
	}
	c.undoNow(last, false)
}

// opens returns the question before an undo that opens microphones, cameras or ears; "" if it needs none.
func (c *console) opens(last *video.Entry) string {
	if last == nil || c.room.UndoAlone || c.room.UndoPanic { // neither opens anything yet
		return ""
	}
	open, opens := guard.Opening(last)
	if open.Targets = open.Plan(c.room.Room).Act; !opens || len(open.Targets) == 0 {
		return ""
	}
	old := time.Since(last.At) > guard.UndoOpensFor && len(last.Command.Steps) == 0 // the floor asks about its own verbs
	many := len(open.Targets) > c.habits().PlansOver()
	if !many && !old && !last.Command.Has(video.ForPanic) && !c.habits().AsksAlso(open) {
		return ""
	}
	return say.AskUndo(open, c.people) + "?"
}

// undoNow undoes the command that was the newest one when the line was typed or the question was asked.
func (c *console) undoNow(last *video.Entry, sure bool) {
	if now := c.o.Room.State().Room.Undo; (now == nil) != (last == nil) || now != nil && now.N != last.N {
		c.say(say.UndoSuperseded)
		return
	}
	sub, err := c.o.Room.Undo(c.ctx, sure)
	if c.asks(err, func() { c.undoNow(last, true) }) {
		return
	}
	if errors.Is(err, floor.ErrNothing) {
		c.say(say.NothingToUndo)
		return
	}
	if err != nil {
		c.say(say.FloorError(err, "continue"))
		return
	}
	if sub == nil {
		return // a verb that had sent nothing; the floor says so
	}
	c.background(func(ctx context.Context) func() {
		res, err := sub.Wait(ctx)
		return func() { c.undone(last, res, err) }
	})
}

// undone says the outcome of an undo. The log names the people whom it skipped.
func (c *console) undone(last *video.Entry, res video.Result, err error) {
	var command video.Command
	if last != nil && last.Command != nil {
		command = *last.Command
	}
	switch all := len(command.Targets); {
	case err != nil && command.Final() != "":
		c.say(say.Stays(command, c.people, width))
	case err != nil && res.Command.Action == "" && len(res.Command.Steps) == 0:
		c.say(say.NotUndone(res, err, false, ""))
	case err != nil:
		c.outcome(res.Command, res, err)
	case all > 0 && len(res.Targets) == 0: // all were left alone
	case len(res.Targets) < all:
		c.say(say.Undone(res.Command, res.Worst(err), res.Took, c.people, width))
		c.say(say.Remains(command, c.people))
	default:
		c.say(say.UndoneWish(command, c.people))
		c.say(say.Remains(command, c.people))
	}
}

// asks asks the question of a verb if err is one, and reports whether it is.
func (c *console) asks(err error, again func()) bool {
	ask, is := errors.AsType[*floor.Ask](err)
	if is {
		question, _ := say.FloorAsk(ask, c.people)
		c.confirm(question, "yes", again)
	}
	return is
}
