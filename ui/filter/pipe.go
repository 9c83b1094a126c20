package filter

import (
	"fmt"
	"slices"
	"strings"
	"text/template/parse"
)

// scope holds the variables of a template, and evaluates pipelines.
type scope struct {
	vars []variable // the innermost last
}

type variable struct {
	name  string
	value any
}

// forget drops the variables beyond the first n.
func (s *scope) forget(n int) { s.vars = s.vars[:n] }

// assign changes the innermost variable with the name.
func (s *scope) assign(name string, value any) {
	for i := len(s.vars) - 1; i >= 0; i-- {
		if s.vars[i].name == name {
			s.vars[i].value = value
			return
		}
	}
}

// pipe returns the value of a pipeline, and sets the variables that it declares. A range sets its own.
func (s *scope) pipe(p *parse.PipeNode, dot any) (value any, err error) {
	if p == nil {
		return nil, nil
	}
	for i, c := range p.Cmds {
		var last []any
		if i > 0 {
			last = []any{value}
		}
		if value, err = s.command(c, dot, last); err != nil {
			return nil, err
		}
	}
	if len(p.Decl) == 1 && p.IsAssign {
		s.assign(p.Decl[0].Ident[0], value)
	} else if len(p.Decl) == 1 {
		s.vars = append(s.vars, variable{p.Decl[0].Ident[0], value})
	}
	return value, nil
}

// command returns the value of one command of a pipeline. last is the value of the one before it, if there is one.
func (s *scope) command(c *parse.CommandNode, dot any, last []any) (any, error) {
	first, isCall := c.Args[0].(*parse.IdentifierNode)
	if isCall {
		return s.function(first.Ident, c.Args[1:], dot, last)
	}
	if len(c.Args) > 1 || len(last) > 0 {
		if owner := ownerOf(c.Args[0]); owner != nil {
			if v, err := s.value(owner, dot); v == nil || err != nil {
				return nil, err // what does not exist takes any argument, as in text/template
			}
		}
		return nil, fmt.Errorf("%s is not a function, and accepts no arguments", c.Args[0])
	}
	return s.value(c.Args[0], dot)
}

// ownerOf returns the operand that a field is read from, or nil if n is not a field.
func ownerOf(n parse.Node) parse.Node {
	switch n := n.(type) {
	case *parse.FieldNode:
		return &parse.FieldNode{Ident: n.Ident[:len(n.Ident)-1]}
	case *parse.ChainNode:
		return &parse.ChainNode{Node: n.Node, Field: n.Field[:len(n.Field)-1]}
	case *parse.VariableNode:
		if len(n.Ident) > 1 {
			return &parse.VariableNode{Ident: n.Ident[:len(n.Ident)-1]}
		}
	}
	return nil
}

// value returns the value of an operand.
func (s *scope) value(n parse.Node, dot any) (any, error) {
	switch n := n.(type) {
	case *parse.DotNode:
		return dot, nil
	case *parse.FieldNode:
		return fields(dot, n.Ident)
	case *parse.ChainNode:
		v, err := s.value(n.Node, dot)
		if err != nil {
			return nil, err
		}
		return fields(v, n.Field)
	case *parse.VariableNode:
		for _, v := range slices.Backward(s.vars) {
			if v.name == n.Ident[0] {
				return fields(v.value, n.Ident[1:])
			}
		}
		return nil, fmt.Errorf("there is no variable %s", n.Ident[0])
	case *parse.PipeNode:
		return s.pipe(n, dot)
	case *parse.IdentifierNode:
		return s.function(n.Ident, nil, dot, nil)
	case *parse.BoolNode:
		return n.True, nil
	case *parse.StringNode:
		return n.Text, nil
	case *parse.NumberNode:
		if strings.HasSuffix(n.Text, "i") {
			return nil, fmt.Errorf("%s is an imaginary number, which JSON does not have", n.Text)
		}
		return number(n), nil
	case *parse.NilNode:
		return nil, nil
	}
	return nil, fmt.Errorf("%s has no value", n)
}

// number returns a constant: 1e3 and 0x1p4 are not integers, although they have integer values.
func number(n *parse.NumberNode) any {
	isHex := len(n.Text) > 2 && n.Text[0] == '0' && (n.Text[1] == 'x' || n.Text[1] == 'X')
	isFloat := n.IsFloat && strings.ContainsAny(n.Text, ".eEpP") && n.Text[0] != '\'' &&
		(!isHex || strings.ContainsAny(n.Text, "pP"))
	if n.IsInt && !isFloat {
		return n.Int64
	}
	return n.Float64
}

// function calls a function. The arguments of and and or are evaluated only as far as needed.
func (s *scope) function(name string, args []parse.Node, dot any, last []any) (any, error) {
	var values []any
	until, lazy := map[string]bool{"and": false, "or": true}[name]
	for _, arg := range args {
		v, err := s.value(arg, dot)
		if err != nil {
			return nil, err
		}
		if lazy && isTrue(v) == until {
			return v, nil
		}
		values = append(values, v)
	}
	values = append(values, last...)
	if lazy && len(values) > 0 {
		return values[len(values)-1], nil
	}
	f := functions()[name]
	if f.call == nil || len(values) < f.least || f.most > 0 && len(values) > f.most {
		return nil, fmt.Errorf("%s has the wrong number of arguments: %d", name, len(values))
	}
	v, err := f.call(values)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return v, nil
}
