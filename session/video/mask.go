package video

import (
	"net/url"
	"slices"
	"strings"
)

// Redacted is the command as it may be logged: the key of a stream is a secret.
func (c Command) Redacted() Command {
	raw, isText := c.Args["url"].(string)
	if !isText {
		return c
	}
	args := Args{}
	for name, v := range c.Args {
		args[name] = v
	}
	args["url"] = maskURL(raw)
	c.Args = args
	return c
}

// maskURL hides the last part of the path of rtmp addresses, and user names and queries of all.
func maskURL(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "****"
	}
	u.User = nil
	if u.RawQuery != "" {
		u.RawQuery = "****"
	}
	u.Fragment = ""
	if strings.HasPrefix(u.Scheme, "rtmp") {
		parts := strings.Split(strings.Trim(u.Path, "/"), "/")
		parts = append(slices.Clone(parts[:min(1, len(parts)-1)]), "****")
		return u.Scheme + "://" + u.Host + "/" + strings.Join(parts, "/")
	}
	return u.String()
}
