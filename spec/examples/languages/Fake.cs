// Twilio's library for .NET (`dotnet add package Twilio`) with the fake in place of Twilio. Start the fake with
// `twilio-intelligence-v2-fake --port 4010 --public-url https://intelligence.twilio.com`.

using System;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using Twilio.Clients;
using Twilio.Http;
using Twilio.Rest.Intelligence.V2;

var fakeUrl = Environment.GetEnvironmentVariable("FAKE_URL") ?? "http://127.0.0.1:4010";
var http = new SystemNetHttpClient(new System.Net.Http.HttpClient(new FakeHandler(new Uri(fakeUrl))));
// Each account has records of its own, and any secret is right.
var accountSid = $"AC{Guid.NewGuid():N}";
var client = new TwilioRestClient(accountSid, "secret", httpClient: http);

var created = ServiceResource.Create("support-calls", client: client);
var service = ServiceResource.Fetch(created.Sid, client: client);
Console.WriteLine(service.UniqueName);

/// <summary>Sends to the fake what is meant for Twilio, and nothing to anybody else.</summary>
class FakeHandler : DelegatingHandler
{
    private const string TwilioHost = "intelligence.twilio.com";
    private readonly Uri _fake;

    public FakeHandler(Uri fake) : base(new HttpClientHandler())
    {
        _fake = fake;
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (request.RequestUri?.Host != TwilioHost)
        {
            throw new HttpRequestException($"not for the fake: {request.RequestUri}");
        }
        request.RequestUri = new Uri(_fake, request.RequestUri.PathAndQuery);
        return base.SendAsync(request, cancellation);
    }
}
