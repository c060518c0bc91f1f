// The engine's side of the contract, called as a plugin in C may call it: mistakes and all.
#include "engine/base/limits.h"
#include "tests/engine/pipeline/rig.h"

#include <pipevane/output.h>

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>

namespace pipevane::testing {
namespace {

// Of a sink that has seen its batch and waits.
class HostTableTest : public ::testing::Test {
 protected:
  void SetUp() override {
    stage().clear();
    rig_.emplace(std::vector{source("homelab", 1), sink("keeper", {"homelab"})});
    rig_->start();
    rig_->runFor(5'000);
    host_.emplace(stage().hosts.with([](auto& all) { return all.at("keeper"); }));
    output_ = &host_->need<pv_output>(PV_OUTPUT);
  }

  void* self() const { return host_->raw().self; }
  void* begin() const { return output_->begin(self(), 1'000, 0); }
  pv_status push(void* draft) const { return output_->push(self(), draft); }

  std::optional<Rig> rig_;
  std::optional<Host> host_;
  const pv_output* output_ = nullptr;
};

TEST_F(HostTableTest, RefusesADraftThatIsNone) {
  EXPECT_EQ(output_->samples(nullptr, 3).series, nullptr);
  output_->change(nullptr, nullptr);
  output_->event(nullptr, nullptr);
  output_->exchange(nullptr, nullptr);
  output_->discard(nullptr);
  EXPECT_EQ(push(nullptr), PV_FAILED);
  EXPECT_EQ(output_->forward(self(), nullptr, 0), PV_FAILED);

  const Output output(*host_);
  Draft draft = output.begin(1'000);
  EXPECT_TRUE(output.push(std::move(draft)));
  EXPECT_THROW(output.push(std::move(draft)), Refused) << "it is pushed";
}

TEST_F(HostTableTest, HasNoRoomForMoreSamplesThanABatchMayHold) {
  for (const std::size_t count :
       {SIZE_MAX, SIZE_MAX / 2, SIZE_MAX / 13 + 1, limits::kBatchBytes / 13 + 1}) {
    SCOPED_TRACE(count);
    void* draft = begin();
    ASSERT_NE(output_->samples(draft, 2).values, nullptr);
    EXPECT_EQ(output_->samples(draft, count).values, nullptr);
    EXPECT_EQ(push(draft), PV_FAILED);
    EXPECT_THROW(Output(*host_).begin(1'000).samples(count), Error);
  }
}

TEST_F(HostTableTest, RefusesABatchInWhichSomethingIsMalformed) {
  pv_event without_size{};
  pv_event shorter{};
  shorter.size = offsetof(pv_event, message);
  for (const pv_event* event : {&without_size, &shorter}) {
    void* draft = begin();
    output_->event(draft, event);
    EXPECT_EQ(push(draft), PV_FAILED);
  }
  pv_entity_change counts_nothing{};
  counts_nothing.size = sizeof(pv_entity_change);
  counts_nothing.attribute_count = 3;
  void* draft = begin();
  output_->change(draft, &counts_nothing);
  EXPECT_EQ(push(draft), PV_FAILED);
}

TEST_F(HostTableTest, TakesAnEventOfALaterRevision) {
  struct Later {
    pv_event known;
    std::uint64_t added;
  } later{};
  later.known.size = sizeof(Later);
  later.known.message = text("It grew.");
  void* draft = begin();
  output_->event(draft, &later.known);
  EXPECT_EQ(push(draft), PV_OK);
}

TEST_F(HostTableTest, FillsInAMetricNoFurtherThanItsReaderHasRoom) {
  const Dictionary names = host_->dictionary();
  const MetricId metric = names.metric("cpu_usage_ratio", "ratio");
  const auto& dictionary = host_->need<pv_dictionary>(PV_DICTIONARY);
  pv_metric out{};
  out.size = offsetof(pv_metric, unit);
  out.unit = text("untouched");
  ASSERT_TRUE(dictionary.metric_info(self(), metric, &out));
  EXPECT_EQ(view(out.name), "cpu_usage_ratio");
  EXPECT_EQ(view(out.unit), "untouched");
  EXPECT_EQ(out.size, offsetof(pv_metric, unit));
  EXPECT_FALSE(dictionary.metric_info(self(), metric, nullptr));
}

TEST_F(HostTableTest, KeepsTheUnitOfARememberedMetricUntilItIsTold) {
  const Dictionary names = host_->dictionary();
  const MetricId metric = names.rememberMetric("remembered", "seconds");
  const std::string_view before = names.info(metric)->unit;
  EXPECT_EQ(names.rememberMetric("remembered", "count", true), metric);
  EXPECT_EQ(names.info(metric)->unit, "seconds");
  EXPECT_EQ(names.metric("remembered", std::string(limits::kNameBytes + 1, 'x')), metric);
  EXPECT_EQ(names.info(metric)->unit, "seconds");
  EXPECT_EQ(names.metric("remembered", "bytes", true), metric);
  EXPECT_EQ(names.info(metric)->unit, "bytes");
  EXPECT_TRUE(names.info(metric)->counter);
  EXPECT_EQ(before, "seconds") << "as long as the process";
  // Now it is as any other.
  EXPECT_EQ(names.metric("remembered", "ratio"), metric);
  EXPECT_EQ(names.rememberMetric("remembered", "seconds"), metric);
  EXPECT_EQ(names.info(metric)->unit, "bytes");
  EXPECT_TRUE(names.info(metric)->counter);
}

TEST_F(HostTableTest, KeepsTheUnitOfAMetricThatIsToldBeforeItIsRemembered) {
  const Dictionary names = host_->dictionary();
  const MetricId metric = names.metric("told", "bytes");
  EXPECT_EQ(names.rememberMetric("told", "seconds"), metric);
  EXPECT_EQ(names.metric("told", "seconds"), metric);
  EXPECT_EQ(names.info(metric)->unit, "bytes");
}

TEST_F(HostTableTest, HasASteadyClockThatStaysWhenTheTimeIsSet) {
  const std::int64_t before_ms = host_->steadyMs(), time_ms = host_->nowMs();
  rig_->setTimeBy(-7'200'000);
  EXPECT_EQ(host_->steadyMs(), before_ms);
  EXPECT_EQ(host_->nowMs(), time_ms - 7'200'000);
  rig_->runFor(1'000);
  EXPECT_EQ(host_->steadyMs(), before_ms + 1'000);
}

TEST_F(HostTableTest, KnowsNothingByNoName) {
  EXPECT_EQ(host_->extension(nullptr), nullptr);
  const auto& services = host_->need<pv_services>(PV_SERVICES);
  EXPECT_EQ(services.count(self(), nullptr), 0u);
  EXPECT_FALSE(present(services.provider(self(), nullptr, 0)));
  EXPECT_EQ(services.acquire(self(), nullptr, absent()).table, nullptr);
  services.release(self(), {nullptr, nullptr, nullptr});
}

}  // namespace
}  // namespace pipevane::testing
