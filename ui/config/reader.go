package config

import "bytes"

// Reader reads one file again and again. If the file cannot be used, the old values stay in force.
//
// It belongs to one goroutine.
type Reader struct {
	path  string
	file  *File
	bytes []byte // as last read, also when they were refused
}

// NewReader returns a reader of the file at path. file is the configuration in force.
func NewReader(path string, file *File) *Reader {
	r := &Reader{path: path, file: file}
	r.bytes, _ = read(path) // a file that is changing now is read again when the watcher reports it
	return r
}

// Change is what is new in a file. Keys are the settings whose values differ, in the order of the table.
type Change struct {
	File *File // in force now
	Keys []string
	Err  error // why the file was refused; the old values stay in force
}

// Read reads the file, and reports whether anything changed. If the file is missing or empty, it is probably being
// written, and the old values stay in force. A faulty file also leaves them, and is reported once.
func (r *Reader) Read() (Change, bool) {
	data, err := read(r.path)
	if err != nil || len(bytes.TrimSpace(data)) == 0 || bytes.Equal(data, r.bytes) {
		return Change{}, false
	}
	r.bytes = data
	next, err := Parse(r.path, data)
	if err != nil {
		return Change{File: r.file, Err: err}, true
	}
	changed := Changed(&r.file.Values, &next.Values)
	r.file = next
	return Change{File: next, Keys: changed}, len(changed) > 0
}

// Changed returns the keys of the settings that differ.
func Changed(before, after *Values) []string {
	var keys []string
	for _, s := range Settings() {
		if s.Text(before) != s.Text(after) {
			keys = append(keys, s.Key)
		}
	}
	return keys
}

// Find returns the setting with that key, and false if the table has none.
func Find(key string) (Setting, bool) {
	for _, s := range Settings() {
		if s.Key == key {
			return s, true
		}
	}
	return Setting{}, false
}
