package video

import "slices"

// Composite makes one command of several: it has one entry in the log, one undo step, and is repeated as one. verb and past are
// how it is called, completed by the members that it is about: "give the floor to", "gave the floor to". The steps are sent in
// their order, each when the one before it has its answers; the rest stays unsent when nothing of a step was done.
func Composite(verb, past string, steps ...Command) Command {
	return Command{Verb: verb, Past: past, Steps: slices.Clone(steps)}
}

// List returns the steps of a composite, or the command itself.
func (c Command) List() []Command {
	if len(c.Steps) > 0 {
		return c.Steps
	}
	return []Command{c}
}

// ReadsOnly reports whether the command changes nothing: it is not logged, and not paced.
func (c Command) ReadsOnly() bool {
	return len(c.Steps) == 0 && c.info().Risk == RiskRead
}

// normalizeSteps is Normalize for a composite.
func (c Command) normalizeSteps() (Command, error) {
	bad := func(name, reason string) (Command, error) { return c, &ArgumentError{Name: name, Reason: reason} }
	switch {
	case c.Action != "" || len(c.Targets) > 0 || c.Object != "" || len(c.Args) > 0:
		return bad("steps", "stand alone: a composite has no action of its own")
	case c.Verb == "" || c.Past == "":
		return bad("verb", "is missing")
	}
	steps := make([]Command, 0, len(c.Steps))
	for _, s := range c.Steps {
		if len(s.Steps) > 0 {
			return bad("steps", "cannot be composites themselves")
		}
		s, err := s.Normalize()
		if err != nil {
			return c, err
		}
		if s.ReadsOnly() || s.info().Resyncs {
			return bad("steps", "cannot read")
		}
		steps = append(steps, s)
	}
	c.Steps = steps
	return c, nil
}

// anyStep reports whether f is true of a step.
func (c Command) anyStep(f func(Command) bool) bool { return slices.ContainsFunc(c.Steps, f) }

// eachStep returns the first error of f.
func (c Command) eachStep(f func(Command) error) error {
	for _, s := range c.Steps {
		if err := f(s); err != nil {
			return err
		}
	}
	return nil
}
