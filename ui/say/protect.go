package say

// LeftOutProtected says whom a bulk command of the command line leaves out.
func LeftOutProtected(names string) string {
	return "Left out, because they are protected: " + names + "."
}
