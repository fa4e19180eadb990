module passage

go 1.26.8
