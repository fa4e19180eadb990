package identity

import "net/http"

// Only is what requests to an origin go through.
func Only(origin string) http.RoundTripper { return only{origin, http.DefaultTransport} }
