# make solver   fetches HiGHS, which passage carries as WebAssembly
# make build    builds bin/passage, and the solver if it is not there yet

highs := internal/lp/highs

.PHONY: solver build

build: solver
	go build -o bin/ ./cmd/...

solver: $(highs)/highs.wasm

$(highs)/highs.wasm: package.json package-lock.json $(highs)/gen/main.go $(highs)/abi/abi.go
	@command -v go >/dev/null || { echo "make solver: there is no Go here. Install Go 1.26 or newer, then run this again." >&2; exit 1; }
	@command -v npm >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install -y --no-install-recommends npm; } || \
		{ echo "make solver: there is no npm here, which fetches the solver. Install Node.js 18 or newer with npm, then run this again." >&2; exit 1; }
	@npm ci || { echo "make solver: npm could not fetch the package highs, pinned in package-lock.json. Is the npm registry in reach?" >&2; exit 1; }
	go run ./$(highs)/gen node_modules/highs $(highs)
