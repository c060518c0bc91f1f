// The real program is killed, and what was charted before is there again.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>
#include <signal.h>

#include <string>

namespace pipevane::testing {
namespace {

using simulator::Simulator;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class KeptHistory : public ::testing::Test {
 protected:
  static simulator::Settings settings() {
    simulator::Settings settings;
    settings.nodes = 2;
    settings.guests = 5;
    settings.past_s = 120;
    return settings;
  }
  std::string yaml(const std::string& sources, const std::string& inputs) const {
    return "version: 1\ndata_dir: ${env:DATA_DIR}\nsources:\n" + sources +
           "transforms:\n  derived: {type: derive, inputs: [" + inputs +
           "]}\nsinks:\n  history: {type: history, inputs: [derived]}\n"
           "  web: {type: web, port: 0, inputs: [derived]}\n";
  }
  Process::Environment environment() const {
    return {{"SECRET", cluster_.settings().token_secret}, {"DATA_DIR", data_.path.string()}};
  }

  web::TemporaryFolder data_;
  Simulator cluster_{settings()};
};

TEST_F(KeptHistory, IsChartedAgainAfterAKillEvenWhereNobodyAnswersAnyMore) {
  const std::string source = sourceYaml("home", cluster_);
  RunningPipevane::Stored before, percent;
  {
    RunningPipevane killed(yaml(source, "home"), environment());
    killed.await([&](const Poco::JSON::Object& entities, const Poco::JSON::Object&) {
      return entities.has("sim/vm/100") &&
             cluster_.stats().requests("/api2/json/cluster/metrics/export") >= 5;
    });
    before = killed.stored("sim/vm/100", "memory_used_bytes");
    percent = killed.stored("sim/vm/100", "memory_used_percent");
    kill(killed.process(), SIGKILL);
  }
  ASSERT_THAT(before.times_ms, Not(SizeIs(::testing::Lt(5U))));

  // One that has nobody to ask.
  RunningPipevane next(
      yaml("  home: {type: proxmox_poll, endpoints: [\"127.0.0.1:1\"], token_id: \"a@b!c\", "
           "token_secret: \"${env:SECRET}\", verify_tls: false}\n",
           "home"),
      environment());
  const RunningPipevane::Stored after = next.stored("sim/vm/100", "memory_used_bytes");
  // All but the last cycle, and nothing else.
  ASSERT_GE(after.times_ms.size() + 1, before.times_ms.size()) << next.log();
  for (std::size_t i = 0; i < std::min(after.times_ms.size(), before.times_ms.size()); ++i) {
    EXPECT_EQ(after.times_ms[i], before.times_ms[i]);
    EXPECT_EQ(after.values[i], before.values[i]);
  }
  EXPECT_GE(next.stored("sim/vm/100", "memory_used_percent").times_ms.size() + 1,
            percent.times_ms.size());
  // It is in an export of everything as well, though only the history knows that there was such
  // one.
  EXPECT_THAT(next.text("/api/metrics/history?format=csv&from=0"),
              HasSubstr(",sim/vm/100,memory_used_bytes,bytes,"));
  EXPECT_EQ(next.stop(), 0) << next.log();
  EXPECT_THAT(next.log(), Not(HasSubstr("aside")));
}

}  // namespace
}  // namespace pipevane::testing
