// Twilio's library for Java (`com.twilio.sdk:twilio`) with the fake in place of Twilio. Start the fake with
// `twilio-intelligence-v2-fake --port 4010 --public-url https://intelligence.twilio.com`.

import com.twilio.http.NetworkHttpClient;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.intelligence.v2.Service;
import java.util.UUID;
import org.apache.http.HttpHost;
import org.apache.http.conn.routing.HttpRoute;
import org.apache.http.impl.client.HttpClientBuilder;

public class Fake {
    public static void main(String[] arguments) {
        String fakeUrl = System.getenv().getOrDefault("FAKE_URL", "http://127.0.0.1:4010");
        HttpRoute fake = new HttpRoute(HttpHost.create(fakeUrl));
        // Whichever host a request names, it goes to the fake.
        HttpClientBuilder http = HttpClientBuilder.create().setRoutePlanner((host, request, context) -> fake);
        // Each account has records of its own, and any secret is right.
        String accountSid = "AC" + UUID.randomUUID().toString().replace("-", "");
        TwilioRestClient client = new TwilioRestClient.Builder(accountSid, "secret")
            .httpClient(new NetworkHttpClient(http))
            .build();

        Service created = Service.creator("support-calls").create(client);
        Service service = Service.fetcher(created.getSid()).fetch(client);
        System.out.println(service.getUniqueName());
    }
}
