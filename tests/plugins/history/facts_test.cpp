// What `derive` computes is known to the history for that, by the names that it gives.
#include "plugins/history/facts.h"

#include <gtest/gtest.h>
#include <pipevane/testing/fake_host.h>

#include <string>

namespace pipevane::history {
namespace {

class FactsOfNames : public ::testing::Test {
 protected:
  SeriesId of(const std::string& metric, const std::string& entity = "lab/vm/100") {
    return host_.series(entity, metric);
  }
  std::optional<Relation> relation(SeriesId series) {
    return factsOf(host_.host().dictionary(), series).relation;
  }

  testing::FakeHost host_;
};

TEST_F(FactsOfNames, AreWhatDeriveComputes) {
  const SeriesId received = of("network_receive_bytes_total"), cpu = of("cpu_usage_ratio");
  const SeriesId used = of("memory_used_bytes"), total = of("memory_total_bytes");
  const auto rate = relation(of("network_receive_bytes_per_second"));
  ASSERT_TRUE(rate.has_value());
  EXPECT_EQ(rate->kind, Rule::Kind::kRate);
  EXPECT_EQ(rate->of, received);
  const auto percent = relation(of("cpu_usage_percent"));
  ASSERT_TRUE(percent.has_value());
  EXPECT_EQ(percent->kind, Rule::Kind::kHundredfold);
  EXPECT_EQ(percent->of, cpu);
  const auto share = relation(of("memory_used_percent"));
  ASSERT_TRUE(share.has_value());
  EXPECT_EQ(share->kind, Rule::Kind::kShare);
  EXPECT_EQ(share->of, used);
  EXPECT_EQ(share->by, total);
  const auto host = relation(of("memory_host_used_bytes"));
  ASSERT_TRUE(host.has_value());
  EXPECT_EQ(host->kind, Rule::Kind::kBeside);
  EXPECT_EQ(host->of, used);
  EXPECT_FALSE(relation(cpu));
  const SeriesId processors = of("cpu_count");
  const auto of_length = relation(cpu);
  ASSERT_TRUE(of_length.has_value());
  EXPECT_EQ(of_length->kind, Rule::Kind::kOfLength);
  EXPECT_EQ(of_length->of, processors);
}

TEST_F(FactsOfNames, SayNothingWhereTheOtherIsNotKnown) {
  of("network_receive_bytes_total", "lab/vm/101");
  of("disk_used_bytes");
  EXPECT_FALSE(relation(of("network_receive_bytes_per_second")));
  EXPECT_FALSE(relation(of("disk_used_percent")));
  EXPECT_FALSE(relation(of("cpu_usage_percent")));
  EXPECT_FALSE(relation(of("uptime_seconds")));
  EXPECT_FALSE(relation(of("_per_second")));
  EXPECT_FALSE(relation(PV_NONE));
}

}  // namespace
}  // namespace pipevane::history
