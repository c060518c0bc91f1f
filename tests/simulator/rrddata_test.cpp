// What the RRD files of the simulated cluster hold.
#include "tests/simulator/asked_server.h"

#include <gmock/gmock.h>

namespace pipevane::simulator {
namespace {

using ::testing::HasSubstr;

Settings old(int version) {
  Settings settings = Server::small(version);
  settings.files_s = 8 * 86'400;
  return settings;
}
std::int64_t timeOf(const Poco::JSON::Array::Ptr& rows, unsigned i) {
  return rows->getObject(i)->getValue<std::int64_t>("time");
}

TEST(Rrddata, ReachesBackAsLongAsTheFilesWereWritten) {
  Server server(old(9));
  const auto week = server.rows("/nodes/pve1/qemu/100/rrddata?timeframe=week");
  EXPECT_TRUE(week->getObject(0)->has("cpu"));
  const auto month = server.rows("/nodes/pve1/qemu/100/rrddata?timeframe=month");
  EXPECT_EQ(month->getObject(0)->size(), 1U) << "there was nothing yet";
  EXPECT_TRUE(month->getObject(1439)->has("cpu"));
}

TEST(Rrddata, KnowsTheMostOfEveryStepToo) {
  Server server(old(8));
  const std::string week = "/nodes/pve1/qemu/100/rrddata?timeframe=week&cf=";
  const auto averages = server.rows(week + "AVERAGE"), maxima = server.rows(week + "MAX");
  for (unsigned i = 10; i < 70; ++i)
    EXPECT_GT(maxima->getObject(i)->getValue<double>("netin"),
              averages->getObject(i)->getValue<double>("netin"));
  EXPECT_EQ(server.status(week + "LAST"), 400);
}

TEST(Rrddata, MixesTwoStepsAfterAnUpgrade) {
  Settings settings = old(9);
  settings.upgraded_s = 43'200;
  Server server(settings);
  const auto day = server.rows("/nodes/pve1/rrddata?timeframe=day");
  const auto count = static_cast<unsigned>(day->size());
  EXPECT_EQ(timeOf(day, 1) - timeOf(day, 0), 1800);
  EXPECT_EQ(timeOf(day, count - 1) - timeOf(day, count - 2), 60);
  for (unsigned i = 1; i < count; ++i) ASSERT_GT(timeOf(day, i), timeOf(day, i - 1));
}

// Its node writes some seconds later.
TEST(Rrddata, HasNothingYetInTheNewestRowWhereItHasJustEnded) {
  Server server(old(9));
  std::int64_t phase_s = 0;
  server.simulator().locked([&](const World& world) {
    phase_s = world.node("pve1").phase_s;
    server.pass(1800 - world.nowS() % 1800);
  });
  ASSERT_GT(phase_s, 0);
  const auto newest = [&](const std::string& frame, unsigned rows) {
    return server.rows("/nodes/pve1/qemu/100/rrddata?timeframe=" + frame)->getObject(rows - 1);
  };
  EXPECT_EQ(newest("hour", 60)->size(), 1U);
  EXPECT_EQ(newest("week", 336)->size(), 1U);
  EXPECT_EQ(newest("week", 336)->getValue<std::int64_t>("time") % 1800, 0);
  server.pass(phase_s);
  EXPECT_TRUE(newest("hour", 60)->has("cpu"));
  EXPECT_TRUE(newest("week", 336)->has("cpu"));
}

TEST(Rrddata, DoesNotKnowTheFiguresOfWhatWasStopped) {
  Server server(old(9));
  server.simulator().locked([](World& world) { world.stop(100); });
  server.pass(600);
  const auto hour = server.rows("/nodes/pve1/qemu/100/rrddata?timeframe=hour");
  EXPECT_TRUE(hour->getObject(0)->has("cpu"));
  EXPECT_FALSE(hour->getObject(59)->has("cpu"));
  EXPECT_TRUE(hour->getObject(59)->has("maxcpu"));
}

TEST(Rrddata, OfAStorageIsItsNodesAlone) {
  Server server(old(9));
  server.simulator().locked([](World& world) { world.setOnline("pve2", false); });
  EXPECT_EQ(server.status("/nodes/pve2/storage/local/rrddata?timeframe=hour"), 595);
  EXPECT_EQ(server.status("/nodes/pve2/rrddata?timeframe=hour"), 200);
  const auto none = server.get("/api2/json/nodes/pve1/qemu/999/rrddata?timeframe=hour");
  EXPECT_EQ(none.status, 500);
  EXPECT_THAT(none.reason, HasSubstr("RRD error: opening '/var/lib/rrdcached/db/pve-vm-9.0/999'"));
}

}  // namespace
}  // namespace pipevane::simulator
