package video

// This file makes the phrases about a command from the words in its row.

// words returns the verb of the command and its past tense, to precede the names of targets if there are any.
func (c Command) words() (verb, done string) {
	row := c.info()
	switch {
	case len(c.Steps) > 0:
		return c.Verb, c.Past
	case row.words != nil:
		return row.words(c.Args)
	}
	return row.Verb, row.Done
}

// Imperative returns what the command does, as a phrase: "mute Ann", "set the layout to 3x3". who names its targets,
// and is empty if it has none. A value that the command sets may be untrusted text.
func (c Command) Imperative(who string) string {
	verb, _ := c.words()
	return c.phrase(verb, who)
}

// PastTense returns what the command has done, as a phrase: "muted Ann". It returns "" for commands that only read.
func (c Command) PastTense(who string) string {
	if _, done := c.words(); done != "" {
		return c.phrase(done, who)
	}
	return ""
}

// Standing returns the state of the command's target with and without the effect. Values in it may be untrusted text.
func (c Command) Standing() Standing {
	row := c.info()
	if row.states != nil {
		return row.states(c.Args)
	}
	return row.standing
}

func (c Command) phrase(verb, who string) string {
	if who != "" {
		verb += " " + who
	}
	if row := c.info(); row.value != nil {
		verb += row.value(c.Args)
	}
	return verb
}
