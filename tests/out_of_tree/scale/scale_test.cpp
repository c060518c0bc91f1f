#include <pipevane/testing/fake_component.h>

#include <gtest/gtest.h>

extern "C" const pv_plugin pipevane_plugin;

namespace {

using pipevane::testing::FakeComponent;
using pipevane::testing::FakeHost;
using pipevane::testing::MadeBatch;

TEST(Scale, MultipliesEveryValue) {
  FakeHost host;
  FakeComponent scale(host, pipevane_plugin, "scale", {{"factor", "2"}});
  const auto cpu = host.series("lab/node/pve1", "cpu_usage_ratio");
  const auto load = host.series("lab/node/pve1", "load_average_1m");
  EXPECT_EQ(scale.process(MadeBatch(1000).sample(cpu, 0.5).sample(load, 3)), PV_OK);
  ASSERT_EQ(host.pushed().size(), 1U);
  EXPECT_EQ(host.pushed()[0].timeMs(), 1000);
  EXPECT_EQ(host.latest("lab/node/pve1", "cpu_usage_ratio"), 1.0);
  EXPECT_EQ(host.latest("lab/node/pve1", "load_average_1m"), 6.0);
}

TEST(Scale, ChangesNothingUnlessToldTo) {
  FakeHost host;
  FakeComponent scale(host, pipevane_plugin, "scale");
  EXPECT_EQ(scale.process(MadeBatch(1000).sample(host.series("a/node/b", "x"), 0.5)), PV_OK);
  EXPECT_EQ(host.latest("a/node/b", "x"), 0.5);
}

TEST(Scale, RefusesAFactorThatIsNotFinite) {
  FakeHost host;
  EXPECT_THROW(FakeComponent(host, pipevane_plugin, "scale", {{"factor", "inf"}}),
               std::runtime_error);
}

}  // namespace
