#include "plugins/proxmox/contacts/contacts.h"

#include "plugins/proxmox/api/https_client.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace pipevane::proxmox {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kPin = Trust::parseFingerprint(std::string(64, 'a'));
const std::string kOtherPin = Trust::parseFingerprint(std::string(64, 'b'));

std::vector<ApiClient::Settings> clients(const std::vector<std::string>& endpoints,
                                         Trust trust = {.fingerprint = kPin, .ca_file = ""}) {
  std::vector<ApiClient::Settings> all;
  for (const std::string& each : endpoints)
    all.push_back(
        {.endpoint = Endpoint::parse(each), .token = Token("a@pve!b", "secret"), .trust = trust});
  return all;
}

ClusterStatus threeNodes(const std::string& asked = "pve1") {
  ClusterStatus status;
  status.name = "lab";
  for (const char number : {'1', '2', '3'}) {
    const std::string name = std::string("pve") + number;
    status.members.push_back({name, std::string("192.0.2.") + number, true, name == asked});
  }
  return status;
}

const NodePins kPins = {{"pve1", kPin}, {"pve2", kOtherPin}, {"pve3", kOtherPin}};

std::vector<std::string> urls(const Contacts& contacts) {
  std::vector<std::string> all;
  contacts.each([&](const Contact& contact, bool, bool) {
    all.push_back(contact.client().endpoint().url());
  });
  return all;
}

Contacts contactsOf(const std::vector<ApiClient::Settings>& all) {
  return Contacts("lab", all, httpsClients([] { return false; }));
}

TEST(Contacts, GoOnToTheNextThatDoesNotRestAndStayThere) {
  Contacts contacts = contactsOf(clients({"a", "b"}));
  ASSERT_TRUE(contacts.choose(0));
  contacts.current().failed("a is down", 0);
  ASSERT_TRUE(contacts.choose(0));
  EXPECT_EQ(contacts.current().client().endpoint().host, "b");
  contacts.current().answered(0);
  ASSERT_TRUE(contacts.choose(3'600'000));
  EXPECT_EQ(contacts.current().client().endpoint().host, "b");
  EXPECT_EQ(contacts.why(0), "a is down");
}

TEST(Contacts, RestLongerFromFailureToFailureUpToAMinute) {
  Contacts contacts = contactsOf(clients({"a"}));
  std::int64_t now_ms = 1'000'000;
  std::int64_t before = 0;
  for (int i = 0; i < 8; ++i) {
    contacts.current().failed("down", now_ms);
    EXPECT_FALSE(contacts.choose(now_ms));
    const std::int64_t rest = contacts.readyAtMs() - now_ms;
    EXPECT_GE(2 * rest, before);
    EXPECT_LE(rest, 60'000);
    before = rest;
    now_ms = contacts.readyAtMs();
    EXPECT_TRUE(contacts.choose(now_ms));
  }
  EXPECT_GE(before, 30'000);
}

TEST(Contacts, LearnTheOtherMembersOnThePortOfTheOneThatAnswered) {
  Contacts contacts = contactsOf(clients({"pve1.lan:8443"}));
  contacts.learn(threeNodes(), kPins);
  EXPECT_THAT(urls(contacts), ElementsAre("https://pve1.lan:8443", "https://192.0.2.2:8443",
                                          "https://192.0.2.3:8443"));
  EXPECT_EQ(contacts.current().node(), "pve1");
  ASSERT_NE(contacts.of("pve2"), nullptr);
  EXPECT_EQ(contacts.of("pve2")->client().settings().trust.fingerprint, kOtherPin);
  EXPECT_TRUE(contacts.of("pve2")->client().settings().trust.told_by_cluster);
}

TEST(Contacts, AskNobodyWhoseAddressOrCertificateIsNotKnown) {
  Contacts contacts = contactsOf(clients({"pve1.lan"}));
  ClusterStatus status = threeNodes();
  status.members[1].address.clear();
  contacts.learn(status, {{"pve1", kPin}});
  EXPECT_THAT(urls(contacts), ElementsAre("https://pve1.lan:8006"));
}

// It comes from the network, and the token goes there.
TEST(Contacts, AskNoMemberAtAnAddressThatIsNoHosts) {
  for (const char* address : {"evil.example", "192.0.2.2.evil.example", "192.0.2.2:8006", "0.0.0.0",
                              "224.0.0.1", "255.255.255.255", "127.0.0.1", "127.9.9.9", "::", "::1",
                              "::ffff:127.0.0.1", "ff02::1", "fe80::1%eth0", "2130706433"}) {
    SCOPED_TRACE(address);
    Contacts contacts = contactsOf(clients({"pve1.lan"}));
    ClusterStatus status = threeNodes();
    status.members[1].address = address;
    contacts.learn(status, kPins);
    EXPECT_THAT(urls(contacts), ElementsAre("https://pve1.lan:8006", "https://192.0.2.3:8006"));
    EXPECT_THAT(contacts.refused(), AllOf(HasSubstr("pve2"), HasSubstr(address)));
  }
}

TEST(Contacts, AskMembersOfThisMachineWhereTheOptionsNameIt) {
  for (const char* endpoint : {"127.0.0.1:8006", "localhost", "[::1]:8006"}) {
    SCOPED_TRACE(endpoint);
    Contacts contacts = contactsOf(clients({endpoint}));
    ClusterStatus status = threeNodes();
    status.members[1].address = "127.0.0.2";
    status.members[2].address = "2001:db8::3";
    contacts.learn(status, kPins);
    EXPECT_EQ(contacts.size(), 3U);
    EXPECT_EQ(contacts.refused(), "");
  }
}

TEST(Contacts, NeedNoCertificateWhereNoneIsLookedAt) {
  Contacts contacts =
      contactsOf(clients({"pve1.lan"}, {.fingerprint = "", .ca_file = "", .verify = false}));
  contacts.learn(threeNodes(), {});
  EXPECT_EQ(contacts.size(), 3U);
}

TEST(Contacts, ForgetAMemberThatLeftAndKeepWhatIsConfigured) {
  Contacts contacts = contactsOf(clients({"pve1.lan", "old.lan"}));
  contacts.learn(threeNodes(), kPins);
  EXPECT_EQ(contacts.size(), 4U);
  ClusterStatus two = threeNodes();
  two.members.pop_back();
  contacts.learn(two, kPins);
  EXPECT_THAT(urls(contacts), ElementsAre("https://pve1.lan:8006", "https://old.lan:8006",
                                          "https://192.0.2.2:8006"));
}

// As after a round of restarts, in which all but the last one did not answer for a while.
TEST(Contacts, ForgetAMemberInFrontOfTheOneThatIsAsked) {
  Contacts contacts = contactsOf(clients({"pve1.lan"}));
  contacts.learn(threeNodes(), kPins);
  while (contacts.current().node() != "pve3") {
    contacts.current().failed("down", 0);
    ASSERT_TRUE(contacts.choose(0));
  }
  ClusterStatus two = threeNodes("pve3");
  two.members.erase(two.members.begin() + 1);
  two.members.push_back({"pve4", "192.0.2.4", true, false});
  NodePins pins = kPins;
  pins["pve4"] = kPin;
  contacts.learn(two, pins);
  EXPECT_EQ(contacts.current().node(), "pve3");
  EXPECT_THAT(urls(contacts), ElementsAre("https://pve1.lan:8006", "https://192.0.2.3:8006",
                                          "https://192.0.2.4:8006"));
}

TEST(Contacts, KnowAMemberOnceHoweverItIsReached) {
  Contacts contacts = contactsOf(clients({"pve1.lan", "192.0.2.2"}));
  contacts.learn(threeNodes(), kPins);
  contacts.learn(threeNodes(), kPins);
  EXPECT_EQ(contacts.size(), 3U);
  // The second one tells who it is when it is asked.
  contacts.current().failed("down", 0);
  ASSERT_TRUE(contacts.choose(0));
  contacts.learn(threeNodes("pve2"), kPins);
  EXPECT_EQ(contacts.of("pve2"), &contacts.current());
  EXPECT_EQ(contacts.size(), 3U);
}

TEST(Contacts, AskAMemberWhereItAnsweredLastOfAllItsEndpoints) {
  Contacts contacts = contactsOf(clients({"pve1.lan", "pve2.lan"}));
  contacts.learn(threeNodes(), kPins);
  contacts.of("pve2")->failed("no route", 0);
  EXPECT_EQ(contacts.of("pve2")->client().endpoint().host, "192.0.2.2") << "there is no other yet";
  contacts.nameless(0).front()->setNode("pve2");
  EXPECT_EQ(contacts.of("pve2")->client().endpoint().host, "pve2.lan");
  contacts.learn(threeNodes(), kPins);
  EXPECT_THAT(urls(contacts), ElementsAre("https://pve1.lan:8006", "https://pve2.lan:8006",
                                          "https://192.0.2.3:8006"))
      << "and it is known once";
}

TEST(Contacts, AreWithoutANameUntilTheySayItAndThoseThatFailedComeLast) {
  Contacts contacts = contactsOf(clients({"a", "b", "c", "d"}));
  contacts.learn(threeNodes(), kPins);
  contacts.nameless(0).front()->failed("b is down", 0);
  const auto hosts = [&](std::int64_t now_ms) {
    std::vector<std::string> all;
    for (const Contact* each : contacts.nameless(now_ms))
      all.push_back(each->client().endpoint().host);
    return all;
  };
  EXPECT_THAT(hosts(0), ElementsAre("c", "d")) << "one rests";
  EXPECT_THAT(hosts(60'000), ElementsAre("c", "d", "b"));
}

TEST(Contacts, FollowACertificateThatWasRenewed) {
  Contacts contacts = contactsOf(clients({"pve1.lan"}));
  contacts.learn(threeNodes(), kPins);
  NodePins renewed = kPins;
  renewed["pve2"] = kPin;
  contacts.learn(threeNodes(), renewed);
  EXPECT_EQ(contacts.of("pve2")->client().settings().trust.fingerprint, kPin);
  EXPECT_EQ(contacts.size(), 3U);
}

TEST(Contacts, TakeTheOtherMembersCertificatesForTheConfiguredOnes) {
  Contacts contacts = contactsOf(clients({"pve1.lan", "pve2.lan"}));
  contacts.learn(threeNodes(), kPins);
  contacts.each([](const Contact& contact, bool configured, bool) {
    const auto& also = contact.client().settings().trust.also;
    EXPECT_EQ(std::ranges::count(also, kOtherPin) > 0, configured);
  });
}

TEST(Contacts, SayWhyTheFirstOfManyFail) {
  Contacts contacts = contactsOf(clients({"a", "b", "c", "d", "e"}));
  for (int i = 0; contacts.choose(0); ++i)
    contacts.current().failed("reason " + std::to_string(i), 0);
  EXPECT_THAT(contacts.why(0), AllOf(HasSubstr("reason 0; reason 1; reason 2"),
                                     HasSubstr("and 2 more endpoints fail")));
}

TEST(Contacts, SayNothingOfAFailureOfLongAgo) {
  Contacts contacts = contactsOf(clients({"a", "b"}));
  contacts.current().failed("a was down", 0);
  ASSERT_TRUE(contacts.choose(0));
  contacts.current().answered(0);
  contacts.current().failed("b is down", 600'000);
  EXPECT_EQ(contacts.why(600'000), "b is down");
}

TEST(Contacts, SayWhyTheConfiguredOneFailsInFullAndOfMembersNoAdvice) {
  Contacts contacts = contactsOf(clients({"a"}));
  ASSERT_TRUE(contacts.choose(0));
  contacts.learn(threeNodes(), kPins);
  contacts.current().failed("a hangs; look at its services", 0);
  for (int i = 2; contacts.choose(0); ++i)
    contacts.current().failed("refuses to speak with " +
                                  contacts.current().client().endpoint().url() +
                                  ": another certificate; do this; or do that",
                              0, Contact::Doubt::kDistrusted);
  EXPECT_EQ(contacts.why(0),
            "a hangs; look at its services; of the members that the cluster named: refuses to "
            "speak with https://192.0.2.2:8006 and https://192.0.2.3:8006: another certificate");
}

TEST(Contacts, SayAllOfAMembersReasonWhereNoneThatTheOptionsNameFailed) {
  Contacts contacts = contactsOf(clients({"a"}));
  ASSERT_TRUE(contacts.choose(0));
  contacts.learn(threeNodes(), kPins);
  contacts.of("pve2")->failed("pve2 hangs; look at its services", 0);
  EXPECT_EQ(contacts.why(0), "pve2 hangs; look at its services");
}

TEST(Contacts, SayWhoOfThoseThatTheOptionsNameMayBeSomebodyElseUntilItAnswers) {
  Contacts contacts = contactsOf(clients({"a", "b"}));
  contacts.current().failed("a changed", 0, Contact::Doubt::kDistrusted);
  ASSERT_TRUE(contacts.choose(0));
  EXPECT_EQ(contacts.distrust(), "a changed");
  int distrusted = 0;
  contacts.eachDistrusted([&](Contact& contact) {
    ++distrusted;
    EXPECT_EQ(contact.client().endpoint().host, "a");
    contact.failed("a is down", 0);
  });
  EXPECT_EQ(distrusted, 1);
  EXPECT_EQ(contacts.distrust(), "");
  contacts.current().failed("b changed", 0, Contact::Doubt::kDistrusted);
  contacts.current().answered(0);
  EXPECT_EQ(contacts.distrust(), "");
}

}  // namespace
}  // namespace pipevane::proxmox
