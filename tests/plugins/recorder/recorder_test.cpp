#include "tests/plugins/session/made_exchange.h"
#include "tests/plugins/session/temporary_folder.h"

#include <pipevane/testing/fake_component.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

extern "C" const pv_plugin pipevane_plugin;

namespace pipevane::session {
namespace {

using testing::FakeComponent;
using testing::FakeHost;
using ::testing::HasSubstr;
using testing::MadeBatch;
using ::testing::Not;

MadeBatch batchOf(const std::vector<RecordedExchange>& exchanges) {
  MadeBatch batch(1000);
  std::vector<pv_attribute> headers;
  for (const auto& each : exchanges) batch.exchange(each.raw(headers));
  return batch;
}

TEST(Recorder, KeepsEveryExchangeInTheOrderOfArrival) {
  const TemporaryFolder folder;
  FakeHost host;
  {
    FakeComponent recorder(host, pipevane_plugin, "recorder", {{"path", folder.file("s.zst")}});
    ASSERT_EQ(recorder.start(), PV_OK);
    EXPECT_EQ(recorder.process(batchOf({madeExchange(30), madeExchange(10)})), PV_OK);
    EXPECT_EQ(recorder.process(batchOf({madeExchange(20)})), PV_OK);
    EXPECT_EQ(recorder.flush(), PV_OK);
  }
  const auto read = readAll(SessionReader(folder.file("s.zst")));
  EXPECT_EQ(read.problem, "");
  ASSERT_EQ(read.exchanges.size(), 3U);
  EXPECT_EQ(read.exchanges[0].time_ms, 30);
  EXPECT_EQ(read.exchanges[1].time_ms, 10);
  EXPECT_EQ(read.exchanges[2].time_ms, 20);
  EXPECT_TRUE(host.healthy());
}

TEST(Recorder, EachBatchIsInTheFileAtOnce) {
  const TemporaryFolder folder;
  FakeHost host;
  FakeComponent recorder(host, pipevane_plugin, "recorder", {{"path", folder.file("s.zst")}});
  ASSERT_EQ(recorder.start(), PV_OK);
  ASSERT_EQ(recorder.process(batchOf({madeExchange(1)})), PV_OK);
  EXPECT_EQ(readAll(SessionReader(folder.file("s.zst"))).exchanges.size(), 1U);
}

TEST(Recorder, WritesNoTokenIntoTheFile) {
  const TemporaryFolder folder;
  FakeHost host;
  {
    FakeComponent recorder(host, pipevane_plugin, "recorder", {{"path", folder.file("s.zst")}});
    ASSERT_EQ(recorder.start(), PV_OK);
    auto made = madeExchange(1, "/api2/json/access/ticket", R"({"data":{"ticket":"s3cr3t"}})");
    made.reason = "PVEAPIToken=root@pam!x=s3cr3t";
    ASSERT_EQ(recorder.process(batchOf({made})), PV_OK);
  }
  const auto read = readAll(SessionReader(folder.file("s.zst")));
  ASSERT_EQ(read.exchanges.size(), 1U);
  EXPECT_THAT(read.exchanges[0].body + read.exchanges[0].reason, Not(HasSubstr("s3cr3t")));
}

TEST(Recorder, AFullDiskDegradesItAndTheBatchIsDropped) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  FakeHost host;
  FakeComponent recorder(host, pipevane_plugin, "recorder",
                         {{"path", "/dev/full"}, {"overwrite", "true"}});
  ASSERT_EQ(recorder.start(), PV_OK);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(recorder.process(batchOf({madeExchange(i)})), PV_DROP);
    EXPECT_THAT(host.explanation().why, HasSubstr("No space left on device"));
    EXPECT_FALSE(host.healthy());
    EXPECT_THAT(host.why(), HasSubstr("cannot write session \"/dev/full\""));
  }
  EXPECT_EQ(recorder.flush(), PV_OK);
}

TEST(Recorder, EndsAtItsGreatestSizeAndDropsTheRest) {
  const TemporaryFolder folder;
  FakeHost host;
  FakeComponent recorder(host, pipevane_plugin, "recorder",
                         {{"path", folder.file("s.zst")}, {"max_size", "1 B"}});
  ASSERT_EQ(recorder.start(), PV_OK);
  EXPECT_EQ(recorder.process(batchOf({madeExchange(1)})), PV_OK);
  EXPECT_FALSE(host.healthy());
  EXPECT_EQ(recorder.process(batchOf({madeExchange(2)})), PV_DROP);
  EXPECT_THAT(host.explanation().why, HasSubstr("max_size"));
  const auto read = readAll(SessionReader(folder.file("s.zst")));
  EXPECT_EQ(read.exchanges.size(), 1U);
  EXPECT_EQ(read.problem, "");
}

TEST(Recorder, RefusesToOverwriteAFile) {
  const TemporaryFolder folder;
  writeSession(folder.file("s.zst"), {});
  FakeHost host;
  FakeComponent recorder(host, pipevane_plugin, "recorder", {{"path", folder.file("s.zst")}});
  EXPECT_EQ(recorder.start(), PV_FAILED);
  EXPECT_THAT(host.explanation().why, HasSubstr("overwrite: true"));
}

// A reload that is taken back may come before anything was recorded.
TEST(Recorder, TouchesNothingBeforeItsFirstExchange) {
  const TemporaryFolder folder;
  writeSession(folder.file("old.zst"), {madeExchange(1)});
  FakeHost host;
  for (const char* name : {"new/s.zst", "old.zst"}) {
    FakeComponent recorder(host, pipevane_plugin, "recorder",
                           {{"path", folder.file(name)}, {"overwrite", "true"}});
    ASSERT_EQ(recorder.start(), PV_OK);
    EXPECT_EQ(recorder.process(MadeBatch(1000)), PV_OK);
    EXPECT_EQ(recorder.flush(), PV_OK);
  }
  EXPECT_FALSE(std::filesystem::exists(folder.file("new")));
  EXPECT_EQ(readAll(SessionReader(folder.file("old.zst"))).exchanges.size(), 1U);
}

TEST(Recorder, GoesOnInANewPartWhereThisProcessHasRecordedTheFileItself) {
  for (const char* overwrite : {"false", "true"}) {
    SCOPED_TRACE(overwrite);
    const TemporaryFolder folder;
    FakeHost host;
    for (int i = 1; i <= 3; ++i) {
      FakeComponent recorder(host, pipevane_plugin, "recorder",
                             {{"path", folder.file("s.session.zst")}, {"overwrite", overwrite}});
      ASSERT_EQ(recorder.start(), PV_OK);
      ASSERT_EQ(recorder.process(batchOf({madeExchange(i)})), PV_OK);
    }
    int i = 0;
    for (const char* name : {"s.session.zst", "s-2.session.zst", "s-3.session.zst"}) {
      const auto read = readAll(SessionReader(folder.file(name)));
      ASSERT_EQ(read.exchanges.size(), 1U) << name;
      EXPECT_EQ(read.exchanges[0].time_ms, ++i);
    }
  }
}

TEST(Recorder, NamesFilesInAFolderAfterTheTime) {
  const TemporaryFolder folder;
  FakeHost host;
  host.setNow(1'795'456'591'374);
  for (int i = 0; i < 2; ++i) {
    FakeComponent recorder(host, pipevane_plugin, "recorder", {{"path", folder.file("new/")}});
    ASSERT_EQ(recorder.start(), PV_OK);
    ASSERT_EQ(recorder.process(batchOf({madeExchange(i)})), PV_OK);
  }
  EXPECT_TRUE(std::filesystem::exists(folder.file("new/20261123T175631Z.session.zst")));
  EXPECT_TRUE(std::filesystem::exists(folder.file("new/20261123T175631Z-2.session.zst")));
}

TEST(Recorder, LeavesBatchesWithoutExchangesAlone) {
  const TemporaryFolder folder;
  FakeHost host;
  FakeComponent recorder(host, pipevane_plugin, "recorder", {{"path", folder.file("s.zst")}});
  ASSERT_EQ(recorder.start(), PV_OK);
  EXPECT_EQ(recorder.process(MadeBatch(1000)), PV_OK);
}

}  // namespace
}  // namespace pipevane::session
