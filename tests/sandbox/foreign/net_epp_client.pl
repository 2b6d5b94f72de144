# The client Net::EPP, in a process of its own: its steps at a registry, one JSON object each.
use strict;
use warnings;
use JSON::PP;
use Net::EPP::Client;
use Net::EPP::Frame;
use Net::EPP::Frame::Response;

$| = 1;
my ($host, $port, $login, $password, $ca) = @ARGV;
my $number = 0;
my $client = Net::EPP::Client->new(host => $host, port => $port, ssl => 1, frames => 1);
my $greeting = $client->connect(SSL_ca_file => $ca, SSL_verify_mode => 1);

sub report {
    my ($step, $answer, %seen) = @_;
    my ($result) = $answer->getElementsByTagName('result');
    print encode_json({step => $step, code => 0 + $result->getAttribute('code'), %seen}), "\n";
    return $answer;
}

sub ask {
    my ($frame) = @_;
    $frame->clTRID->appendText(sprintf('NETEPP-%d-%d', $$, ++$number));
    return $client->request($frame);
}

my $frame = Net::EPP::Frame::Command::Login->new;
$frame->clID->appendText($login);
$frame->pw->appendText($password);
$frame->version->appendText('1.0');
$frame->lang->appendText('en');
for my $uri (qw(domain contact host)) {
    my $element = $frame->createElement('objURI');
    $element->appendText("urn:ietf:params:xml:ns:$uri-1.0");
    $frame->svcs->appendChild($element);
}
report('login', ask($frame));

sub contact {
    my $frame = Net::EPP::Frame::Command::Create::Contact->new;
    $frame->setContact('NETEPP-1');
    $frame->addPostalInfo('int', 'Ada Example', 'Example Widgets Ltd',
        {street => ['1 Example Road'], city => 'Hangzhou', sp => 'Zhejiang', pc => '310024', cc => 'CN'});
    $frame->setVoice('+86.57188887777');
    $frame->setEmail('ada@example.com');
    $frame->setAuthInfo('secret-12');
    return $frame;
}
report('contact create', ask(contact()));
report('contact create again', ask(contact()));

$frame = Net::EPP::Frame::Command::Create::Domain->new;
$frame->setDomain('netepp.example');
$frame->setPeriod(1);
$frame->setRegistrant('NETEPP-1');
$frame->setAuthInfo('secret-12');
report('domain create', ask($frame));

sub info {
    my $frame = Net::EPP::Frame::Command::Info::Domain->new;
    $frame->setDomain($_[0]);
    return ask($frame);
}
report('domain info', info('shop.example'));

$frame = Net::EPP::Frame::Command::Update::Domain->new;
$frame->setDomain('shop.example');
$frame->chgRegistrant('NETEPP-1');
# Its update class always brings add and rem along; the schema wants them left out when they are empty.
for my $part ($frame->add, $frame->rem) {
    $part->parentNode->removeChild($part) if defined $part && !$part->hasChildNodes;
}
report('domain update', ask($frame));

my $after = info('shop.example');
my ($registrant) = $after->getElementsByLocalName('registrant');
report('domain info after', $after,
    registrant => $registrant->textContent eq 'NETEPP-1' ? JSON::PP::true : JSON::PP::false);
report('unknown domain', info('nobody.example'));

my $waiting = report('poll', ask(Net::EPP::Frame::Command::Poll::Req->new));
my ($queue) = $waiting->getElementsByTagName('msgQ');
$frame = Net::EPP::Frame::Command::Poll::Ack->new;
$frame->setMsgID($queue->getAttribute('id'));
report('acknowledge', ask($frame));
report('poll again', ask(Net::EPP::Frame::Command::Poll::Req->new));
report('logout', ask(Net::EPP::Frame::Command::Logout->new));
