package reading

func (d *doc) arabicContact(si int) *contact { return nil }

func (d *doc) turkishContact(si int) *contact { return nil }
