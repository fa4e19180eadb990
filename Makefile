# make run      builds passage, rehearses a fortnight of the Gaza example, and serves it
# make test     runs every test; fetches what it lacks, PostgreSQL too
# make build    builds bin/passage
# make lint     gofmt, go vet and staticcheck
# make assets   builds the styles and scripts of the pages
# make bench    prints time and memory of each step, and of a ledger; more with ARGS="-large -json FILE"
# make microbench  runs the Go benchmarks there are
# make fuzz     lets every fuzzer run for 30 seconds
# make soak     makes the ledger's long runs, a day in all, and reports them in docs/reports
# make docs     writes the generated pages of docs/ anew

highs := internal/lp/highs

ui    := internal/pages/ui

.PHONY: run test build solver assets lint bench microbench fuzz soak docs clean

run: build
	bin/passage rehearse examples/gaza-2025 --data out/rehearsal -q
	bin/passage serve --data out/rehearsal --scenario examples/gaza-2025

test: solver assets
	@tools/with-postgres tools/with-browser go test -json -timeout 40m ./... | go run ./internal/testsum

build: solver assets
	go build -trimpath -o bin/ ./cmd/passage

solver: $(highs)/highs.wasm

$(highs)/highs.wasm: package.json package-lock.json $(highs)/gen/main.go $(highs)/abi/abi.go
	@command -v go >/dev/null || { echo "make solver: there is no Go here. Install Go 1.26 or newer, then run this again." >&2; exit 1; }
	@command -v npm >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install -y --no-install-recommends npm; } || \
		{ echo "make solver: there is no npm here, which fetches the solver. Install Node.js 18 or newer with npm, then run this again." >&2; exit 1; }
	@npm ci || { echo "make solver: npm could not fetch the package highs, pinned in package-lock.json. Is the npm registry in reach?" >&2; exit 1; }
	go run ./$(highs)/gen node_modules/highs $(highs)

assets: $(ui)/dist/manifest.json

# In two steps, because npm fetches for the solver and for the pages at once.
$(ui)/dist/manifest.json: $(highs)/highs.wasm $(wildcard $(ui)/src/*) tools/assets/main.go package-lock.json
	@[ -d node_modules/htmx.org ] && [ -d node_modules/playwright-core ] || npm ci
	go -C tools run ./assets ../$(ui)/src ../$(ui)/dist

lint: solver assets
	@test -z "$$(gofmt -l . | grep -v node_modules)" || { echo "not gofmt-ed:"; gofmt -l .; exit 1; }
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...

bench: solver assets
	@go run ./internal/bench $(ARGS)

microbench: solver assets
	go test -run '^$$' -bench . ./...

fuzz: solver assets
	@for p in $$(grep -rl '^func Fuzz' --include='*_test.go' internal | xargs -n1 dirname | sort -u); do \
		for f in $$(grep -ho '^func Fuzz[A-Za-z0-9]*' $$p/*_test.go | cut -c6-); do \
			echo "$$p $$f"; go test ./$$p -run '^$$' -fuzz "^$$f$$" -fuzztime 30s || exit 1; done; done

soak: solver assets
	@tools/with-postgres tools/soak $(ARGS)

docs: solver assets
	go test $$(grep -rl 'flag.Bool("update"' --include='*_test.go' . | xargs -n1 dirname | sort -u) -run 'Generated|UpToDate' -update

clean:
	rm -rf bin out node_modules $(highs)/highs.wasm $(highs)/exports.json $(ui)/dist
