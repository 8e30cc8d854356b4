// Twilio's library for Go (`go get github.com/twilio/twilio-go`) with the fake in place of Twilio. Start the fake with
// `twilio-intelligence-v2-fake --port 4010 --public-url https://intelligence.twilio.com`.

package main

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"

	"github.com/twilio/twilio-go"
	"github.com/twilio/twilio-go/client"
	intelligence "github.com/twilio/twilio-go/rest/intelligence/v2"
)

const twilioHost = "intelligence.twilio.com"

// fakeTransport sends to the fake what is meant for Twilio, and nothing to anybody else.
type fakeTransport struct {
	fake *url.URL
}

func (t fakeTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.URL.Host != twilioHost {
		return nil, fmt.Errorf("not for the fake: %s", request.URL.Host)
	}
	redirected := request.Clone(request.Context())
	redirected.URL.Scheme = t.fake.Scheme
	redirected.URL.Host = t.fake.Host
	redirected.Host = t.fake.Host
	return http.DefaultTransport.RoundTrip(redirected)
}

func main() {
	fakeURL := os.Getenv("FAKE_URL")
	if fakeURL == "" {
		fakeURL = "http://127.0.0.1:4010"
	}
	fake, err := url.Parse(fakeURL)
	if err != nil {
		log.Fatal(err)
	}
	// Each account has records of its own, and any secret is right.
	digits := make([]byte, 16)
	if _, err := rand.Read(digits); err != nil {
		log.Fatal(err)
	}
	accountSid := "AC" + hex.EncodeToString(digits)
	base := &client.Client{
		Credentials: client.NewCredentials(accountSid, "secret"),
		HTTPClient:  &http.Client{Transport: fakeTransport{fake}},
	}
	base.SetAccountSid(accountSid)
	rest := twilio.NewRestClientWithParams(twilio.ClientParams{Client: base})

	params := &intelligence.CreateServiceParams{}
	params.SetUniqueName("support-calls")
	created, err := rest.IntelligenceV2.CreateService(params)
	if err != nil {
		log.Fatal(err)
	}
	service, err := rest.IntelligenceV2.FetchService(*created.Sid)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(*service.UniqueName)
}
