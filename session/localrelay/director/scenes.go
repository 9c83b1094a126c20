package director

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// sceneFiles are short plays that show what a moderator's console is for. The first line of each is a comment that says
// what it is about.
//
//go:embed scenes/*.txt
var sceneFiles embed.FS

// Scene is a play that is part of the program.
type Scene struct {
	// Name identifies the scene, such as raid.
	Name string
	// About is the content of the scene in one sentence.
	About string
	// Settings are those of the console that the scene is meant for, as in its configuration file: the lines that begin
	// with "# setting: ".
	Settings string
}

// Scenes returns the plays that are part of the program, by name.
func Scenes() []Scene {
	var scenes []Scene
	for _, name := range SceneNames() {
		text := sceneText(name)
		about, _, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
		var settings strings.Builder
		for line := range strings.Lines(text) {
			if setting, is := strings.CutPrefix(line, "# setting: "); is {
				settings.WriteString(setting)
			}
		}
		scenes = append(scenes, Scene{name, about, settings.String()})
	}
	return scenes
}

// ReadScene returns the play of that name. Every scene starts its own rooms (Script.OwnRooms). For an unknown name it
// returns an error that lists the scenes.
func ReadScene(name string) (*Script, error) {
	names := SceneNames()
	if !slices.Contains(names, name) {
		return nil, fmt.Errorf("unknown scene %q; the scenes are %s", name, strings.Join(names, ", "))
	}
	return Parse(name+sceneSuffix, sceneText(name))
}

// SceneNames returns the names of the scenes, and reads none of them.
func SceneNames() []string {
	files, err := fs.Glob(sceneFiles, "scenes/*"+sceneSuffix)
	if err != nil {
		panic("director: scenes: " + err.Error()) // only a wrong pattern is an error
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = strings.TrimSuffix(path.Base(file), sceneSuffix)
	}
	return names
}

const sceneSuffix = ".txt"

func sceneText(name string) string {
	text, err := sceneFiles.ReadFile("scenes/" + name + sceneSuffix)
	if err != nil {
		panic("director: scenes: " + err.Error()) // it was listed
	}
	return string(text)
}
