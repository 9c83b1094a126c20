package ladder

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// ErrNoLog reports a file that holds no line of a debug log.
var ErrNoLog = errors.New("no line of a debug log")

// maxLine is the longest line of a debug log that is read, in bytes. The session cuts longer frames.
const maxLine = 4 << 20

// Read reads the frames of a debug log that --log has written, and passes each on until f returns an error, which it
// returns. Lines without a frame are skipped.
func Read(r io.Reader, f func(Frame) error) error {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	known := 0
	for lines.Scan() {
		var line struct {
			Time      time.Time `json:"time"`
			Msg       string    `json:"msg"`
			Direction string    `json:"direction"`
			Bytes     int       `json:"bytes"`
			Frame     string    `json:"frame"`
		}
		if json.Unmarshal(lines.Bytes(), &line) != nil || line.Msg == "" {
			continue // torn, or of another program
		}
		known++
		if line.Msg != frameMessage {
			continue
		}
		if err := f(Frame{At: line.Time, Out: line.Direction == "out", Bytes: line.Bytes, Text: line.Frame}); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read the debug log: %w", err)
	}
	if known == 0 {
		return ErrNoLog
	}
	return nil
}
