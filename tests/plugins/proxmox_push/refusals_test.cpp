// What is refused costs who sent it, and is counted once, under its own name.
#include "tests/plugins/proxmox_push/one_push.h"

#include <Poco/DeflatingStream.h>
#include <pipevane/figures.h>

#include <sstream>

namespace pipevane::proxmox_push {
namespace {

constexpr const char* kWrite = "/api/v2/write?org=o&bucket=b";

std::string gzipped(const std::string& text) {
  std::ostringstream out;
  Poco::DeflatingOutputStream packer(out, Poco::DeflatingStreamBuf::STREAM_GZIP);
  packer << text;
  packer.close();
  return out.str();
}

std::map<std::string, double> droppedBy(OnePush& push) {
  std::map<std::string, double> dropped;
  const auto* table = push.component->service<pv_figures>(PV_FIGURES);
  table->read(push.component->serviceSelf(), &dropped, [](void* out, const pv_figure* figure) {
    if (str(figure->name) == "dropped_pushes_total")
      (*static_cast<std::map<std::string, double>*>(out))[str(figure->labels[0].value)] =
          figure->value;
  });
  return dropped;
}

// Sends that, each over its own connection, and waits for the answers; then for what is told of it.
std::vector<int> answersTo(OnePush& push, const std::string& door,
                           const std::vector<std::string>& requests) {
  push.start();
  std::vector<std::unique_ptr<OneClient>> clients;
  for (const std::string& request : requests)
    push.then(
        [&] {
          clients.push_back(std::make_unique<OneClient>(SOCK_STREAM, push.port(door)));
          clients.back()->send(request);
        },
        [&] { return clients.back()->answered(); });
  push.pass(2'000);
  push.run();
  std::vector<int> statuses;
  for (const auto& each : clients) statuses.push_back(each->status());
  return statuses;
}

// Its checksum is wrong, which is only known once all of it was unpacked.
TEST(PushRefusals, UnpackingCostsWhoSentItWhereItFailsAsWell) {
  OnePush push(OnePush::with({{"bytes_per_second", std::string("64KiB")}}));
  std::string damaged = gzipped(std::string(400'000, ' '));
  damaged[damaged.size() - 1] = '\x7F';
  const std::string request = post(kWrite, damaged, "Content-Encoding: gzip\r\n");
  EXPECT_EQ(answersTo(push, "influx_http", {request, request, request}),
            (std::vector<int>{400, 429, 429}));
  auto dropped = droppedBy(push);
  EXPECT_EQ(dropped["over_limit"], 2);
  EXPECT_EQ(dropped["bad_request"], 1);
}

TEST(PushRefusals, ABodyThatIsMoreThanItMaySendIsNotWaitedFor) {
  OnePush push(OnePush::with({{"bytes_per_second", std::string("64KiB")}}));
  EXPECT_EQ(answersTo(push, "influx_http",
                      {"POST " + std::string(kWrite) +
                       " HTTP/1.1\r\nHost: x\r\nContent-Length: 700000\r\n\r\n"}),
            std::vector<int>{429});
  EXPECT_EQ(droppedBy(push)["over_limit"], 1);
  EXPECT_EQ(droppedBy(push)["bad_request"], 0);
}

TEST(PushRefusals, AWrongTokenIsCountedAsThatAndSaid) {
  OnePush push(OnePush::with({{"token", std::string("secret-word")}}));
  EXPECT_EQ(answersTo(push, "influx_http",
                      {post(kWrite, nodeLine("pve1", 7), "Authorization: Token guess\r\n"),
                       post(kWrite, nodeLine("pve1", 7))}),
            (std::vector<int>{401, 401}));
  auto dropped = droppedBy(push);
  EXPECT_EQ(dropped["wrong_token"], 2);
  EXPECT_EQ(dropped["bad_request"], 0);
  EXPECT_NE(push.host.why().find("2 requests came with a wrong token or none, the last from "
                                 "127.0.0.1"),
            std::string::npos)
      << push.host.why();
  EXPECT_EQ(push.host.why().find("guess"), std::string::npos);
}

TEST(PushRefusals, WhatIsNoRequestIsCountedAndSaid) {
  OnePush push;
  EXPECT_EQ(answersTo(push, "influx_http", {"\x16\x03\x01\x02"}), std::vector<int>{400});
  EXPECT_EQ(droppedBy(push)["bad_request"], 1);
  EXPECT_NE(push.host.why().find("choose http, not https"), std::string::npos) << push.host.why();
}

// They are counted as refused lines.
TEST(PushRefusals, LinesThatCouldNotBeTakenAreNoBadRequest) {
  OnePush push;
  EXPECT_EQ(answersTo(push, "influx_http", {post(kWrite, "cpu,host=a usage=1 1\n")}),
            std::vector<int>{400});
  EXPECT_EQ(droppedBy(push)["bad_request"], 0);
  EXPECT_NE(push.inspect().find("\"not_proxmox\":1"), std::string::npos) << push.inspect();
}

}  // namespace
}  // namespace pipevane::proxmox_push
