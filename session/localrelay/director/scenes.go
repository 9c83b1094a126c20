package director

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
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
	for _, file := range sceneNames() {
		text := sceneText(file)
		about, _, _ := strings.Cut(strings.TrimPrefix(text, "# "), "\n")
		var settings strings.Builder
		for line := range strings.Lines(text) {
			if setting, is := strings.CutPrefix(line, "# setting: "); is {
				settings.WriteString(setting)
			}
		}
		scenes = append(scenes, Scene{strings.TrimSuffix(path.Base(file), ".txt"), about, settings.String()})
	}
	return scenes
}

// ReadScene returns the play of that name. Every scene starts its own rooms (Script.OwnRooms). For an unknown name it
// returns an error that lists the scenes.
func ReadScene(name string) (*Script, error) {
	for _, file := range sceneNames() {
		if path.Base(file) == name+".txt" {
			return Parse(path.Base(file), sceneText(file))
		}
	}
	var names []string
	for _, scene := range Scenes() {
		names = append(names, scene.Name)
	}
	return nil, fmt.Errorf("there is no scene %q; there are %s", name, strings.Join(names, ", "))
}

func sceneNames() []string {
	files, err := fs.Glob(sceneFiles, "scenes/*.txt")
	if err != nil {
		panic("director: scenes: " + err.Error()) // only a wrong pattern is an error
	}
	return files
}

func sceneText(file string) string {
	text, err := sceneFiles.ReadFile(file)
	if err != nil {
		panic("director: scenes: " + err.Error()) // it was listed
	}
	return string(text)
}
