<?php
// Twilio's library for PHP (`composer require twilio/sdk`) with the fake in place of Twilio. Start the fake with
// `twilio-intelligence-v2-fake --port 4010 --public-url https://intelligence.twilio.com`.

declare(strict_types=1);

require __DIR__ . '/vendor/autoload.php';

use Twilio\Http\CurlClient;
use Twilio\Rest\Client;

/** Sends to the fake what is meant for Twilio, and nothing to anybody else. */
final class FakeClient extends CurlClient
{
    private const TWILIO = 'https://intelligence.twilio.com';

    public function __construct(private string $fakeUrl)
    {
        parent::__construct();
    }

    public function options(string $method, string $url, ...$others): array
    {
        if (!str_starts_with($url, self::TWILIO . '/')) {
            throw new InvalidArgumentException("not for the fake: $url");
        }
        return parent::options($method, $this->fakeUrl . substr($url, strlen(self::TWILIO)), ...$others);
    }
}

$fakeUrl = getenv('FAKE_URL') ?: 'http://127.0.0.1:4010';
// Each account has records of its own, and any secret is right.
$accountSid = 'AC' . bin2hex(random_bytes(16));
$client = new Client($accountSid, 'secret', httpClient: new FakeClient($fakeUrl));

$created = $client->intelligence->v2->services->create('support-calls');
$service = $client->intelligence->v2->services($created->sid)->fetch();
echo $service->uniqueName, PHP_EOL;
