// Package selector is the language that chooses members of a room: "talking & !protected". Filter, marks, bulk
// commands, the command line, protected people, doors and alarms all use it, so a selector means the same everywhere.
//
// The grammar. White space between tokens is ignored; "!" binds closest, then "&", then "|":
//
//	selector    = alternative .
//	alternative = conjunction { "|" conjunction } .
//	conjunction = factor { "&" factor } .
//	factor      = "!" factor | "(" alternative ")" | term .
//	term        = word | measure compare value | text match value .
//	compare     = "<" | ">" .
//	match       = "=" | "~" .                     // is, contains
//	text        = "name" | "id" | "meta." key .
//	value       = bare | quoted .                 // 2m, 20%, ann, "Ann Lee"
//	quoted      = `"` { character | `\"` | `\\` } `"` .
//
// [Words] lists the words and measures. One table defines them all. A bare value, or a bare key, is a run of characters
// without white space, quotation marks and the characters & | ! ( ) = ~ < >. Case, accents and width make no difference
// in names and metadata, which package fold compares. They do in ids and in keys.
//
// A selector never matches all members by accident. [Parse] rejects an empty or blank selector, an unknown word, and a
// word whose data the process does not have; the word for all members is "all". A zero or nil [Selector] matches no
// member.
//
// Some answers are neither yes nor no. A screen share has no microphone, and a process that has just started cannot
// know when members joined. Such an answer stays unknown under "!", and [Selector.Match] reports only what is certain:
// a screen share matches neither muted nor !muted. All laws of "&", "|" and "!" hold except one: "x | !x" need not
// match all.
package selector
