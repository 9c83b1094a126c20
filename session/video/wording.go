package video

// What a command is called, from its row: the words that sentences about it are made of.

// words are the verb of the command and its past, to go before the names of targets where there are any.
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

// Imperative returns what the command does, as a phrase: "mute Ann", "set the layout to 3x3". who are its targets; it
// is empty when the command has none. A value that the command sets may be untrusted text.
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

// Standing returns how the target of the command is when its effect is there, and when it is not. Values in it may be
// untrusted text.
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
