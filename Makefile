# make run      builds passage, rehearses a fortnight of the Gaza example, and serves it
# make test     runs every test; fetches what it lacks, PostgreSQL too
# make build    builds bin/passage; make solver and make fonts fetch what is embedded in it
# make lint     gofmt, go vet and staticcheck
# make assets   builds the styles and scripts of the pages
# make bench    prints time and memory of each step, and of a ledger; more with ARGS="-large -json FILE";
#               of the pages under 200 people with ARGS="-waybills 20000" (docs/decisions/0067)
# make microbench  runs the Go benchmarks there are
# make fuzz     lets every fuzzer run for 30 seconds
# make soak     makes the long runs: soak-plans (2,000 random worlds beside HiGHS alone; N=200 for
#               fewer) and soak-ledger (a day in all), which reports them in docs/reports
# make docs     writes the generated pages of docs/ anew

highs := internal/lp/highs
ui    := internal/pages/ui
fonts := internal/pdf/fonts
noto  := node_modules/@expo-google-fonts

.PHONY: run test build solver assets fonts generated lint bench microbench fuzz soak soak-plans soak-ledger docs clean

run: build
	bin/passage rehearse examples/gaza-2025 --data out/rehearsal -q
	bin/passage serve --data out/rehearsal --scenario examples/gaza-2025 --timezone Asia/Gaza

test: generated
	@tools/with-poppler tools/with-postgres tools/with-browser go test -json -timeout 40m ./... | go run ./internal/testsum

build: generated
	go build -trimpath -o bin/ ./cmd/passage

generated: solver assets fonts # what is embedded and not kept in the repository

solver: $(highs)/highs.wasm

$(highs)/highs.wasm: node_modules/.package-lock.json $(highs)/gen/main.go $(highs)/abi/abi.go
	@command -v go >/dev/null || { echo "make solver: there is no Go here. Install Go 1.26 or newer, then run this again." >&2; exit 1; }
	go run ./$(highs)/gen node_modules/highs $(highs)

assets: $(ui)/dist/manifest.json

$(ui)/dist/manifest.json: node_modules/.package-lock.json $(wildcard $(ui)/src/* $(ui)/src/*/*) tools/assets/main.go
	go -C tools run ./assets ../$(ui)/src ../$(ui)/dist

fonts: $(fonts)/OFL-NotoSans.txt

$(fonts)/OFL-NotoSans.txt: node_modules/.package-lock.json
	@mkdir -p $(fonts)
	cp $(noto)/noto-sans/400Regular/NotoSans_400Regular.ttf $(noto)/noto-sans/700Bold/NotoSans_700Bold.ttf $(fonts)
	cp $(noto)/noto-sans-arabic/400Regular/NotoSansArabic_400Regular.ttf $(noto)/noto-sans-arabic/700Bold/NotoSansArabic_700Bold.ttf $(fonts)
	cp $(noto)/noto-sans-arabic/LICENSE_FONT $(fonts)/OFL-NotoSansArabic.txt
	cp $(noto)/noto-sans/LICENSE_FONT $@

.SECONDARY: node_modules/.package-lock.json # if it is gone, that alone is no reason to fetch again
node_modules/.package-lock.json: package.json package-lock.json
	@command -v npm >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get install -y --no-install-recommends npm; } || \
		{ echo "make: there is no npm here, which fetches the solver, the fonts and htmx. Install Node.js 18 or newer with npm, then run this again." >&2; exit 1; }
	@npm ci || { echo "make: npm could not fetch the packages that package-lock.json pins. Is the npm registry in reach?" >&2; exit 1; }
	@touch $@

lint: generated
	@test -z "$$(gofmt -l . | grep -v node_modules)" || { echo "not gofmt-ed:"; gofmt -l .; exit 1; }
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...

bench: generated
	@go run ./internal/bench $(ARGS)

microbench: generated
	go test -run '^$$' -bench . ./...

fuzz: generated
	@for p in $$(grep -rl '^func Fuzz' --include='*_test.go' internal | xargs -n1 dirname | sort -u); do \
		for f in $$(grep -ho '^func Fuzz[A-Za-z0-9]*' $$p/*_test.go | cut -c6-); do \
			echo "$$p $$f"; go test ./$$p -run '^$$' -fuzz "^$$f$$" -fuzztime 30s || exit 1; done; done

soak: soak-plans soak-ledger

soak-ledger: generated
	@tools/with-postgres tools/soak $(ARGS)

soak-plans: generated
	PASSAGE_SOAK=$(or $(N),2000) go test ./internal/planner -run '^TestSoak$$' -timeout 3h -v | grep -v '^=== '

docs: generated
	tools/with-postgres go test $$(grep -rl 'flag.Bool("update"' --include='*_test.go' . | xargs -n1 dirname | sort -u) -run 'Generated|UpToDate|^TestSchemas$$|^TestFormatPage$$' -update

clean:
	rm -rf bin out node_modules $(highs)/highs.wasm $(highs)/exports.json $(ui)/dist $(fonts)
