// Bytes on the wire: what a client of HTTP does not show.
#include "tests/simulator/asked_server.h"
#include "tests/simulator/tls_talk.h"

#include <gmock/gmock.h>

namespace pipevane::simulator {
namespace {

using ::testing::HasSubstr;

const std::string kLine = "GET /api2/json/version HTTP/1.1\r\n";

std::string login(Simulator& at) {
  return "Authorization: PVEAPIToken=" + at.settings().token_id + "=" + at.settings().token_secret +
         "\r\n";
}

TEST(Connection, ThatEndsInAHeaderWasNoRequest) {
  Server server;
  Simulator& sim = server.simulator();
  for (const std::string& half : {kLine + "Host: here\r\n" + login(sim), kLine + "Host: he", kLine})
    for (const bool farewell : {true, false}) {
      TlsTalk talk(sim.port());
      talk.say(half);
      farewell ? talk.sayFarewell() : talk.breakOff();
      EXPECT_EQ(talk.rest(), "") << half;
    }
  EXPECT_EQ(sim.stats().requests("/api2/json/version"), 0U);
}

TEST(Connection, ThatEndsAfterAHeaderWasOne) {
  Server server;
  Simulator& sim = server.simulator();
  TlsTalk talk(sim.port());
  talk.say(kLine + "Host: here\r\nConnection: close\r\n" + login(sim) + "\r\n");
  talk.sayFarewell();
  EXPECT_THAT(talk.rest(), HasSubstr("200 OK"));
  EXPECT_EQ(sim.stats().requests("/api2/json/version"), 1U);
}

}  // namespace
}  // namespace pipevane::simulator
