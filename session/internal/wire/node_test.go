package wire

import "testing"

// mustNode returns the node of a text.
func mustNode[T ~string | ~[]byte](text T) Node {
	n, err := ParseNode([]byte(text))
	if err != nil {
		panic(err)
	}
	return n
}

func TestNodeGet(t *testing.T) {
	n := mustNode(` { "a" : [ 1 , {"b":"}\"]"} , [] ], "c":{ } ,"d":null,"e":-1.5e3,"f":"\u00e9","g":"","h":{"i":{"j":true}} } `)
	for _, tc := range []struct {
		path []string
		want string
	}{
		{[]string{"a"}, `[ 1 , {"b":"}\"]"} , [] ]`},
		{[]string{"c"}, "{ }"},
		{[]string{"d"}, "null"},
		{[]string{"e"}, "-1.5e3"},
		{[]string{"h", "i", "j"}, "true"},
		{[]string{"x"}, ""},
		{[]string{"a", "b"}, ""},
		{[]string{"e", "x"}, ""},
	} {
		if got := n.Get(tc.path...); string(got.Text()) != tc.want {
			t.Errorf("%v = %s, want %s", tc.path, got.Text(), tc.want)
		}
	}
	list := Array(n.Get("a"))
	if len(list) != 3 || string(list[0].Text()) != "1" || string(list[1].GetStringBytes("b")) != `}"]` || len(Array(list[2])) != 0 {
		t.Errorf("list = %v", list)
	}
	if got := string(n.GetStringBytes("f")); got != "é" {
		t.Errorf("unescaped %q", got)
	}
	if got := n.GetStringBytes("g"); got == nil || len(got) > 0 {
		t.Errorf("empty string is %v", got)
	}
	if got := n.GetStringBytes("e"); got != nil {
		t.Errorf("a number counts as a string: %q", got)
	}
}
