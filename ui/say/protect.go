package say

import (
	"gavel/session/video"
	"gavel/ui/draw"
)

// LeftOutProtected returns the sentence about the people whom a bulk command of the command line leaves out.
func LeftOutProtected(names string) string {
	return "Left out, because they are protected: " + names + "."
}

// protected returns the clause that people are protected: "Ann and Ben are protected".
func protected(ids []video.MemberID, who People) string {
	is := " is protected"
	if len(ids) > 1 {
		is = " are protected"
	}
	return who.Names(ids) + is
}

// Protected returns the sentence about the people whom a bulk command has left out.
func Protected(ids []video.MemberID, who People) string {
	return sentence(protected(ids, who))
}

// IsProtected returns the reply to a manual command on a protected person, which must be repeated to count.
func IsProtected(c video.Command, who People) string {
	return draw.Capital(who.Names(c.Targets)) + " is protected. Press again to " + wish(c, "this person") + "."
}

// HoldsProtected returns the reply to a manual command that would move a protected person.
func HoldsProtected(c video.Command, moved []video.MemberID, who People) string {
	is := ", who is protected"
	if len(moved) > 1 {
		is = ", who are protected"
	}
	return "This would move " + who.Names(moved) + is + ". Press again to " + Wish(c, who) + "."
}

// LeftOut lists the people whom a plan leaves out, each with the reason.
func LeftOut(c video.Command, p video.Plan, who People) []string {
	var lines []string
	for _, id := range p.Protected {
		lines = append(lines, who.Names([]video.MemberID{id})+" is protected")
	}
	for _, id := range p.Already {
		lines = append(lines, draw.Capital(effect(c, who.Names([]video.MemberID{id}), false, already)))
	}
	for _, id := range p.Gone {
		lines = append(lines, who.Names([]video.MemberID{id})+" has left")
	}
	return lines
}
