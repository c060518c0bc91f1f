// What the door takes, and what it refuses.
#include "tests/plugins/proxmox_events/webhook.h"
#include "tests/plugins/proxmox_events/other_source.h"

#include <Poco/Net/ServerSocket.h>
#include <gmock/gmock.h>
#include <pipevane/trial.h>

namespace pipevane::proxmox_events {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

TEST_F(Webhook, TakesWhatProxmoxSends) {
  send(20'000, post(kNotification));
  run(30'000);
  ASSERT_THAT(ofType("notification"), SizeIs(1));
  EXPECT_EQ(ofType("notification")[0].message, "backup failed");
  EXPECT_EQ(ofType("notification")[0].entity, "sim/node/pve1");
  EXPECT_THAT(answers.at(0), StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(host.logged(),
              ::testing::Contains(::testing::Field(&testing::FakeHost::LogLine::sentence,
                                                   HasSubstr("webhook_token"))));
}

TEST_F(Webhook, AsksForItsToken) {
  send(20'000, post(kNotification));
  send(21'000, post(kNotification, "Authorization: Bearer other-secret\r\n"));
  send(22'000, post(kNotification, "Authorization: Bearer right-secret\r\n"));
  run(30'000, {{"webhook_token", "right-secret"}});
  EXPECT_THAT(ofType("notification"), SizeIs(1));
  EXPECT_THAT(answers.at(0), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(answers.at(1), StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(answers.at(2), StartsWith("HTTP/1.1 204 "));
  for (const auto& batch : host.pushed())
    for (const pv_exchange& each : batch.exchanges())
      EXPECT_THAT(str(each.body), Not(HasSubstr("right-secret")));
  for (const auto& line : host.logged()) EXPECT_THAT(line.sentence, Not(HasSubstr("secret\"")));
}

TEST_F(Webhook, RefusesWhatItDoesNotTake) {
  send(20'000, post(kNotification, "", "/elsewhere"));
  send(20'000, "GET /webhook HTTP/1.1\r\n\r\n");
  send(20'000, "POST /webhook HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n");
  send(20'000, "POST /webhook HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  send(20'000, std::string("\x16\x03\x01 is TLS"));
  run(40'000);
  EXPECT_THAT(ofType("notification"), IsEmpty());
  ASSERT_THAT(answers, SizeIs(5));
  EXPECT_THAT(answers[0], StartsWith("HTTP/1.1 404 "));
  EXPECT_THAT(answers[1], StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(answers[2], StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answers[3], StartsWith("HTTP/1.1 501 "));
  EXPECT_THAT(answers[4], StartsWith("HTTP/1.1 400 "));
}

TEST_F(Webhook, EndsWhatTakesTooLong) {
  std::string answer;
  open(20'000, "Content-Length: 10\r\n");
  at(31'000, [&] { answer = restOf(*clients.at(0)); });
  run(40'000);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 408 "));
}

// All within one minute of the steady clock, some at a time.
TEST_F(Webhook, TakesNoMoreThanSoManyAMinute) {
  for (int i = 0; i < 310; ++i) send(41'000 + i * 170, post("notification " + std::to_string(i)));
  run(98'000);
  EXPECT_THAT(ofType("notification"), SizeIs(300));
  EXPECT_THAT(answers.back(), StartsWith("HTTP/1.1 429 "));
}

TEST_F(Webhook, KeepsWhatComesBeforeTheClusterHasAName) {
  sim().faults().add({.path = "", .kind = simulator::Fault::Kind::kClose});
  send(5'000, post(kNotification));
  at(20'000, [this] { sim().faults().clear(); });
  run(60'000);
  ASSERT_THAT(ofType("notification"), SizeIs(1));
  EXPECT_LT(ofType("notification")[0].time_ms, kBeginMs + 10'000) << "when it came";
}

TEST_F(Webhook, SaysSoWhereItHasNoRoomBeforeTheClusterHasAName) {
  sim().faults().add({.path = "", .kind = simulator::Fault::Kind::kClose});
  for (int i = 0; i < 65; ++i) send(3'000 + i * 170, post("notification " + std::to_string(i)));
  at(40'000, [this] { sim().faults().clear(); });
  run(120'000);
  EXPECT_THAT(ofType("notification"), SizeIs(64));
  EXPECT_THAT(answers[63], StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(answers[64], StartsWith("HTTP/1.1 503 "));
}

TEST_F(Webhook, KeepsItWhereItStandsByAfterAll) {
  Other other{.identity = identityOf(*this), .cluster = "sim"};
  other.join(host, proxmox::kEvents);
  sim().faults().add({.path = "", .kind = simulator::Fault::Kind::kClose});
  send(5'000, post(kNotification));
  at(20'000, [this] { sim().faults().clear(); });
  run(60'000);
  EXPECT_EQ(asked("/cluster/tasks"), 0U);
  EXPECT_THAT(ofType("notification"), SizeIs(1));
}

TEST_F(Webhook, SaysBeforeAReloadWhetherItCouldListen) {
  Poco::Net::ServerSocket taken(Poco::Net::SocketAddress("127.0.0.1", 0));
  auto given = options();
  given["webhook_port"] = std::to_string(taken.address().port());
  given["webhook_bind"] = "127.0.0.1";
  testing::FakeComponent source(host, pipevane_plugin, "proxmox_events", given);
  const auto* trial = source.service<pv_trial>(PV_TRIAL);
  std::string why, held;
  const auto keep = [](void* context, pv_text text) {
    *static_cast<std::string*>(context) = str(text);
  };
  EXPECT_EQ(trial->check(source.serviceSelf(), {}, &why, keep), PV_FAILED);
  EXPECT_THAT(why, HasSubstr("the port is in use; choose another webhook_port"));
  trial->holds(source.serviceSelf(), &held, keep);
  const pv_text freed = text(held);
  EXPECT_EQ(trial->check(source.serviceSelf(), {.count = 1, .items = &freed}, &why, keep), PV_OK);
}

TEST_F(Webhook, IsNoDoorForEverybodyByMistake) {
  for (const auto& [option, value] :
       {std::pair{"webhook_token", ""}, std::pair{"webhook_bind", "pve1"}}) {
    SCOPED_TRACE(option);
    auto given = options();
    given["webhook_port"] = "0";
    given[option] = value;
    try {
      const testing::FakeComponent source(host, pipevane_plugin, "proxmox_events", given);
      ADD_FAILURE() << "it was made";
    } catch (const std::exception& error) {
      EXPECT_THAT(error.what(), HasSubstr(option));
    }
  }
}

TEST_F(Webhook, IsNotHeldShutByOneAddress) {
  for (int i = 0; i < 32; ++i) open(20'000, "Content-Length: 10\r\n");
  send(21'000, post(kNotification));
  std::vector<std::string> rests;
  at(32'000, [&] {
    for (const auto& each : clients) rests.push_back(restOf(*each));
  });
  send(35'000, post(kNotification));
  run(40'000);
  ASSERT_THAT(rests, SizeIs(32));
  EXPECT_THAT(rests[0], IsEmpty()) << "half of all are its own: the oldest makes room";
  for (std::size_t i = 1; i < 32; ++i) EXPECT_THAT(rests[i], StartsWith("HTTP/1.1 408 ")) << i;
  ASSERT_THAT(answers, SizeIs(2));
  EXPECT_THAT(answers[0], StartsWith("HTTP/1.1 204 "));
  EXPECT_THAT(answers[1], StartsWith("HTTP/1.1 204 ")) << "the others have had their time";
  EXPECT_THAT(ofType("notification"), SizeIs(2));
}

TEST_F(Webhook, SaysWhereItCannotListen) {
  Poco::Net::ServerSocket taken(Poco::Net::SocketAddress("127.0.0.1", 0));
  auto given = options();
  given["webhook_port"] = std::to_string(taken.address().port());
  given["webhook_bind"] = "127.0.0.1";
  testing::FakeComponent source(host, pipevane_plugin, "proxmox_events", given);
  EXPECT_EQ(source.start(), PV_FAILED);
}

}  // namespace
}  // namespace pipevane::proxmox_events
