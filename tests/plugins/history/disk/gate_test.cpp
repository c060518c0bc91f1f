// Who is left behind a gate that is shut has nothing of those before it.
#include "plugins/history/disk/gate.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>

#include <memory>
#include <string_view>

namespace pipevane::history {
namespace {

// Texts are read outside of the gate, by when the host may be gone.
TEST(Gate, GivesTextsThatOutliveTheHost) {
  auto host = std::make_unique<testing::FakeHost>();
  const SeriesId series = host->series("lab/vm/a-key-that-is-long-enough",
                                       "a_metric_of_some_length", "an unit that is long as well");
  Gate gate(host->host().dictionary());
  const Dictionary names = gate.dictionary();
  const auto info = names.of(series);
  ASSERT_TRUE(info);
  const std::string_view key = names.key(info->entity);
  const auto metric = names.info(info->metric);
  ASSERT_TRUE(metric);
  EXPECT_NE(key.data(), host->host().dictionary().key(info->entity).data());
  EXPECT_NE(metric->name.data(), host->host().dictionary().info(info->metric)->name.data());
  EXPECT_EQ(names.key(info->entity).data(), key.data()) << "it is kept once";
  gate.shut();
  host.reset();
  EXPECT_EQ(key, "lab/vm/a-key-that-is-long-enough");
  EXPECT_EQ(metric->name, "a_metric_of_some_length");
  EXPECT_EQ(metric->unit, "an unit that is long as well");
  EXPECT_THROW(static_cast<void>(names.key(info->entity)), DiskError);
}

TEST(Gate, SaysOfNobodyWhatTheHostSays) {
  testing::FakeHost host;
  Gate gate(host.host().dictionary());
  EXPECT_TRUE(gate.dictionary().key(7).empty());
  EXPECT_FALSE(gate.dictionary().info(7));
}

}  // namespace
}  // namespace pipevane::history
