package session

// text takes a string and returns what stands between its quotes.
func (s *scanner) text() (span, error) {
	if !s.take('"') {
		return span{}, errNotJSON
	}
	from, b := s.i, s.b
	for i := from; i < len(b); {
		c := b[i]
		if c >= ' ' && c != '"' && c != '\\' { // most of every frame
			i++
			continue
		}
		s.i = i
		if c == '"' {
			s.i++
			return span{from, i}, nil
		}
		if c != '\\' || !s.escape() {
			return span{}, errNotJSON
		}
		i = s.i
	}
	return span{}, errNotJSON
}

// escape takes a backslash and what belongs to it. Lone surrogates pass: servers written in JavaScript send them when
// they cut a name in the middle of an emoji.
func (s *scanner) escape() bool {
	if s.i+1 >= len(s.b) {
		return false
	}
	switch s.b[s.i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.i += 2
		return true
	case 'u':
		if s.i+6 > len(s.b) {
			return false
		}
		for _, c := range s.b[s.i+2 : s.i+6] {
			if !(c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f') {
				return false
			}
		}
		s.i += 6
		return true
	}
	return false
}

func (s *scanner) number() error {
	s.take('-')
	switch {
	case s.take('0'):
	case !s.digits():
		return errNotJSON
	}
	if s.take('.') && !s.digits() {
		return errNotJSON
	}
	if s.take('e') || s.take('E') {
		if !s.take('+') {
			s.take('-')
		}
		if !s.digits() {
			return errNotJSON
		}
	}
	return nil
}

func (s *scanner) digits() bool {
	from := s.i
	for s.i < len(s.b) && s.b[s.i] >= '0' && s.b[s.i] <= '9' {
		s.i++
	}
	return s.i > from
}

func (s *scanner) word(w string) error {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		return errNotJSON
	}
	s.i += len(w)
	return nil
}

func (s *scanner) at(c byte) bool { return s.i < len(s.b) && s.b[s.i] == c }

func (s *scanner) take(c byte) bool {
	if !s.at(c) {
		return false
	}
	s.i++
	return true
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\t', '\n', '\r':
			s.i++
		default:
			return
		}
	}
}
