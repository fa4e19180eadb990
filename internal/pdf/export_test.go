package pdf

// TextString is how a file has a text for people.
func TextString(s string) string { return text(s) }
