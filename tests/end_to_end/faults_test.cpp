// A cluster that answers badly or not at all, beside one that is well.
#include "tests/end_to_end/cluster_yaml.h"
#include "tests/end_to_end/running_pipevane.h"
#include "tests/simulator/simulator.h"

#include <gmock/gmock.h>

#include <optional>

namespace pipevane::testing {
namespace {

using simulator::Fault;
using simulator::Simulator;
using ::testing::HasSubstr;

simulator::Settings small(const std::string& cluster) {
  simulator::Settings settings;
  settings.nodes = 1;
  settings.guests = 3;
  settings.cluster = cluster;
  settings.past_s = 60;
  return settings;
}

struct Badness {
  std::string name;
  Fault::Kind kind;
  int status;
  std::string reason;
  std::string said;  // a part of what the component says about it
};

void PrintTo(const Badness& badness, std::ostream* out) { *out << badness.name; }

class BadNode : public ::testing::TestWithParam<Badness> {
 protected:
  Simulator well_{small("well")}, ill_{small("ill")};
  std::string yaml() const {
    return "version: 1\nsources:\n" + sourceYaml("well", well_) + sourceYaml("ill", ill_) +
           "transforms:\n  derived: {type: derive, inputs: [well, ill]}\n"
           "sinks:\n  web: {type: web, port: 0, inputs: [derived]}\n";
  }
  static bool sees(const Poco::JSON::Object& entities, const std::string& key) {
    return entities.has(key);
  }
};

TEST_P(BadNode, IsDegradedWithTheReasonAndHurtsNoOther) {
  const Badness& badness = GetParam();
  ill_.faults().add({.path = "",
                     .kind = badness.kind,
                     .status = badness.status,
                     .reason = badness.reason,
                     .count = -1});
  RunningPipevane pipevane(yaml(), {{"SECRET", well_.settings().token_secret}});
  EXPECT_THAT(pipevane.awaitState("ill", "degraded"), HasSubstr(badness.said));
  pipevane.await([](const auto& entities, const auto& components) {
    const auto well = components.getObject("well");
    return sees(entities, "well/vm/100") &&
           well->template getValue<std::string>("state") == "running";
  });
  // It asks again by itself.
  ill_.faults().clear();
  pipevane.awaitState("ill", "running");
  pipevane.await([](const auto& entities, const auto&) { return sees(entities, "ill/vm/100"); });
  EXPECT_EQ(pipevane.stop(), 0) << pipevane.log();
}

using Kind = Fault::Kind;
INSTANTIATE_TEST_SUITE_P(
    Every, BadNode,
    ::testing::Values(
        Badness{"NoLogin", Kind::kStatus, 401, "No ticket", "does not know the token"},
        Badness{"Forbidden", Kind::kStatus, 403, "Permission check failed", "PVEAuditor"},
        Badness{"Broken", Kind::kStatus, 500, "it broke", "500 it broke"},
        Badness{"NoRoute", Kind::kStatus, 595, "No route to host", "595 No route to host"},
        Badness{"Garbage", Kind::kGarbage, 0, "", "is no"},
        Badness{"Closes", Kind::kClose, 0, "", "the connection"},
        Badness{"SaysNothing", Kind::kHang, 0, "", "within 1 s"}),
    [](const auto& test) { return test.param.name; });

TEST(DeadNode, IsDegradedAndFoundWhenItIsThere) {
  Simulator well(small("well"));
  std::optional<Simulator> ill;
  simulator::Settings settings = small("ill");
  ill.emplace(settings);
  settings.port = ill->port();
  const std::string yaml = "version: 1\nsources:\n" + sourceYaml("well", well) +
                           sourceYaml("ill", *ill) +
                           "sinks:\n  web: {type: web, port: 0, inputs: [well, ill]}\n";
  ill.reset();
  RunningPipevane pipevane(yaml, {{"SECRET", settings.token_secret}});
  EXPECT_THAT(pipevane.awaitState("ill", "degraded"), HasSubstr("cannot connect to"));
  // Another one has its address and not its certificate: the token is not for it.
  ill.emplace(settings);
  pipevane.await([](const auto&, const auto& components) {
    const auto told = components.getObject("ill");
    return told->template optValue<std::string>("why", "").find("fingerprint") != std::string::npos;
  });
  EXPECT_EQ(ill->stats().requests("/api2/json/version"), 0U);
  EXPECT_EQ(pipevane.stop(), 0) << pipevane.log();
}

}  // namespace
}  // namespace pipevane::testing
