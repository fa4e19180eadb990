module passage

go 1.26.8

require (
	github.com/google/go-cmp v0.7.0
	github.com/pelletier/go-toml/v2 v2.4.3
	github.com/tetratelabs/wazero v1.12.0
	pgregory.net/rapid v1.3.0
)

require golang.org/x/sys v0.44.0 // indirect
