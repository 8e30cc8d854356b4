# Twilio's library for Ruby (`gem install twilio-ruby`) with the fake in place of Twilio. Start the fake with
# `twilio-intelligence-v2-fake --port 4010 --public-url https://intelligence.twilio.com`.

require 'securerandom'
require 'twilio-ruby'
require 'uri'

TWILIO = 'https://intelligence.twilio.com'.freeze

# Sends to the fake what is meant for Twilio, and nothing to anybody else.
class FakeClient < Twilio::HTTP::Client
  def initialize(fake_url)
    super()
    @fake = URI(fake_url)
  end

  def request(_host, _port, method, url, *others)
    raise ArgumentError, "not for the fake: #{url}" unless url.start_with?("#{TWILIO}/")

    host = "#{@fake.scheme}://#{@fake.host}"
    super(host, @fake.port, method, "#{host}:#{@fake.port}#{url.delete_prefix(TWILIO)}", *others)
  end
end

fake_url = ENV.fetch('FAKE_URL', 'http://127.0.0.1:4010')
# Each account has records of its own, and any secret is right.
account_sid = "AC#{SecureRandom.hex(16)}"
client = Twilio::REST::Client.new(account_sid, 'secret', nil, nil, FakeClient.new(fake_url))

created = client.intelligence.v2.services.create(unique_name: 'support-calls')
service = client.intelligence.v2.services(created.sid).fetch
puts service.unique_name
