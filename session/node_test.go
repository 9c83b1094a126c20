package session

import "testing"

// mustParse returns a node of a test's own text.
func mustParse[T ~string | ~[]byte](text T) node {
	n, err := parseNode([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

func intOf(n node) int {
	i := 0
	setInt(&i, n)
	return i
}

func TestNodeFindsValues(t *testing.T) {
	n := mustParse(` { "a" : [ 1 , {"b":"}\"]"} , [] ], "c":{ } ,"d":null,"e":-1.5e3,"f":"\u00e9","g":"","h":{"i":{"j":true}} } `)
	for _, tc := range []struct {
		path []string
		want string
	}{
		{[]string{"a"}, `[ 1 , {"b":"}\"]"} , [] ]`}, {[]string{"c"}, "{ }"}, {[]string{"d"}, "null"}, {[]string{"e"}, "-1.5e3"},
		{[]string{"h", "i", "j"}, "true"}, {[]string{"x"}, ""}, {[]string{"a", "b"}, ""}, {[]string{"e", "x"}, ""},
	} {
		if got := n.Get(tc.path...); string(got.text()) != tc.want {
			t.Errorf("%v = %s, want %s", tc.path, got.text(), tc.want)
		}
	}
	list := array(n.Get("a"))
	if len(list) != 3 || string(list[0].text()) != "1" || string(list[1].GetStringBytes("b")) != `}"]` || len(array(list[2])) != 0 {
		t.Errorf("list = %v", list)
	}
	if got := string(n.GetStringBytes("f")); got != "é" {
		t.Errorf("unescaped %q", got)
	}
	if got := n.GetStringBytes("g"); got == nil || len(got) > 0 {
		t.Errorf("empty string is %v", got)
	}
	if got := n.GetStringBytes("e"); got != nil {
		t.Errorf("a number is no string: %q", got)
	}
}

// innerOf is the inner params of an event whose text is params.
func innerOf(params node) inner {
	in, err := parseInner(params.text())
	if err != nil {
		panic(err)
	}
	return in
}

// parseInner checks text where it stands in a frame: as the inner params of an event.
func parseInner(text []byte) (inner, error) {
	f := &frame{document: document{text: []byte(`{"method":"signalwire.event","params":{"params":` + string(text) + `}}`)}}
	if err := f.parse(); err != nil {
		return inner{}, err
	}
	return f.params(), nil
}
