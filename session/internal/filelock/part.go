package filelock

import (
	"errors"
	"os"
	"path/filepath"
)

// Part writes a text to a new file in the folder of path, and returns its name. Renamed or linked to path, the text is
// there as a whole or not at all, also after a crash of the machine. Only the owner may read the file.
func Part(path string, text []byte) (name string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".gavel-*") // of mode 600
	if err != nil {
		return "", err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}
