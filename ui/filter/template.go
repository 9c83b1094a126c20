package filter

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template/parse"
)

// compiled is a template in the language of text/template, for plain JSON values.
//
// The standard library parses it, and this package executes it, because text/template calls methods by name, so the
// linker keeps every method of every type: 3.1 MB of program and 2.4 MB of resident memory, also for a console that
// never fills a template. JSON values have no methods. A test compares both executions.
type compiled struct {
	trees map[string]*parse.Tree
}

// mainName is the name of the template itself, beside those that it defines.
const mainName = "main"

// parseTemplate parses a template. Besides the functions of text/template, there are json and join.
func parseTemplate(text string) (*compiled, error) {
	names := map[string]any{"and": true, "or": true} // the parser needs any value
	for name := range functions() {
		names[name] = true
	}
	trees, err := parse.Parse(mainName, text, "", "", names)
	if err != nil {
		return nil, errors.New("line " + strings.TrimPrefix(err.Error(), "template: "+mainName+":"))
	}
	return &compiled{trees}, nil
}

// execute fills the template with a decoded JSON value.
func (t *compiled) execute(data any) (string, error) {
	main := t.trees[mainName]
	if main == nil { // an empty template
		return "", nil
	}
	data = plainNumbers(data)
	e := execution{trees: t.trees, scope: scope{[]variable{{"$", data}}}}
	err := e.list(main.Root, data)
	return e.out.String(), err
}

// execution is one filling of a template.
type execution struct {
	scope
	trees map[string]*parse.Tree
	out   strings.Builder
	depth int
}

// Ends of a round of a loop.
var errBreak, errContinue = errors.New("break outside a loop"), errors.New("continue outside a loop")

// maxDepth bounds templates that call themselves.
const maxDepth = 1000

func (e *execution) list(list *parse.ListNode, dot any) error {
	if list == nil {
		return nil
	}
	for _, n := range list.Nodes {
		if err := e.node(n, dot); err != nil {
			return err
		}
	}
	return nil
}

func (e *execution) node(n parse.Node, dot any) error {
	switch n := n.(type) {
	case *parse.TextNode:
		e.out.Write(n.Text)
	case *parse.ActionNode:
		v, err := e.pipe(n.Pipe, dot)
		if err == nil && len(n.Pipe.Decl) == 0 {
			e.out.WriteString(printed(v))
		}
		return err
	case *parse.IfNode:
		return e.branch(&n.BranchNode, dot, false)
	case *parse.WithNode:
		return e.branch(&n.BranchNode, dot, true)
	case *parse.RangeNode:
		return e.loop(n, dot)
	case *parse.TemplateNode:
		return e.call(n, dot)
	case *parse.BreakNode:
		return errBreak
	case *parse.ContinueNode:
		return errContinue
	}
	return nil // a comment
}

// branch executes if and with. Variables that it declares end with it.
func (e *execution) branch(n *parse.BranchNode, dot any, with bool) error {
	defer e.forget(len(e.vars))
	v, err := e.pipe(n.Pipe, dot)
	switch {
	case err != nil:
		return err
	case !isTrue(v):
		return e.list(n.ElseList, dot)
	case with:
		return e.list(n.List, v)
	}
	return e.list(n.List, dot)
}

// loop executes range. Keys of an object come in order.
func (e *execution) loop(n *parse.RangeNode, dot any) error {
	defer e.forget(len(e.vars))
	over, err := e.pipe(n.Pipe, dot)
	if err != nil {
		return err
	}
	outer, rounds := len(e.vars), 0
	round := func(key, value any) error {
		rounds++
		defer e.forget(outer)
		e.declare(n.Pipe, key, value)
		if err := e.list(n.List, value); !errors.Is(err, errContinue) {
			return err
		}
		return nil
	}
	if err := each(over, round); err != nil && !errors.Is(err, errBreak) {
		return err
	}
	if rounds == 0 {
		return e.list(n.ElseList, dot)
	}
	return nil
}

// each calls round for each element.
func each(over any, round func(key, value any) error) error {
	switch over := over.(type) {
	case nil:
		return nil
	case []any:
		for i, v := range over {
			if err := round(int64(i), v); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(over)) {
			if err := round(key, over[key]); err != nil {
				return err
			}
		}
		return nil
	case int64:
		for i := range over {
			if err := round(i, i); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("range cannot go over %s", kindOf(over))
}

// declare sets the variables of a loop: the value, or key and value.
func (e *execution) declare(p *parse.PipeNode, key, value any) {
	values := []any{key, value}
	if len(p.Decl) == 1 {
		values = []any{value}
	}
	for i, v := range p.Decl {
		if p.IsAssign {
			e.assign(v.Ident[0], values[i])
		} else {
			e.vars = append(e.vars, variable{v.Ident[0], values[i]})
		}
	}
}

// call executes a template that the text defines.
func (e *execution) call(n *parse.TemplateNode, dot any) error {
	tree := e.trees[n.Name]
	if tree == nil {
		return fmt.Errorf("there is no template %q", n.Name)
	}
	if e.depth++; e.depth > maxDepth {
		return fmt.Errorf("template %q calls itself without end", n.Name)
	}
	defer func() { e.depth-- }()
	data, err := e.pipe(n.Pipe, dot)
	if err != nil {
		return err
	}
	vars := e.vars
	defer func() { e.vars = vars }()
	e.vars = []variable{{"$", data}}
	return e.list(tree.Root, data)
}
