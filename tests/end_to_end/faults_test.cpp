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
using ::testing::AllOf;
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

// State and reason of a component, as /api/status has them.
std::string told(const RunningPipevane& pipevane, const std::string& id) {
  const auto components = pipevane.json("/api/status")->getArray("components");
  for (std::size_t i = 0; i < components->size(); ++i) {
    const auto each = components->getObject(static_cast<unsigned>(i));
    if (each->getValue<std::string>("id") == id)
      return each->getValue<std::string>("state") + ": " + each->optValue<std::string>("why", "");
  }
  return "there is none";
}

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
  EXPECT_THAT(told(pipevane, "ill"), AllOf(HasSubstr("degraded: "), HasSubstr(badness.said)));
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

// A cluster whose address is known and where nobody is at first.
class DeadNode : public ::testing::Test {
 protected:
  DeadNode() {
    settings_.port = ill_->port();
    settings_.certificate = ill_->certificate();
    const std::string yaml = "version: 1\nsources:\n" + sourceYaml("well", well_) +
                             sourceYaml("ill", *ill_) +
                             "sinks:\n  web: {type: web, port: 0, inputs: [well, ill]}\n";
    ill_.reset();
    pipevane_.emplace(yaml, Process::Environment{{"SECRET", settings_.token_secret}});
    EXPECT_THAT(pipevane_->awaitState("ill", "degraded"), HasSubstr("cannot connect to"));
  }
  ~DeadNode() override { EXPECT_EQ(pipevane_->stop(), 0) << pipevane_->log(); }

  simulator::Settings settings_ = small("ill");
  Simulator well_{small("well")};
  std::optional<Simulator> ill_{settings_};
  std::optional<RunningPipevane> pipevane_;
};

TEST_F(DeadNode, IsFoundWhenItIsThere) {
  ill_.emplace(settings_);
  pipevane_->awaitState("ill", "running");
  pipevane_->await([](const auto& entities, const auto&) { return entities.has("ill/vm/100"); });
}

TEST_F(DeadNode, GivesNoTokenToAnotherAtItsAddress) {
  settings_.certificate.reset();
  ill_.emplace(settings_);
  pipevane_->await([](const auto&, const auto& components) {
    const auto told = components.getObject("ill");
    return told->template optValue<std::string>("why", "").find("fingerprint") != std::string::npos;
  });
  EXPECT_EQ(ill_->stats().requests("/api2/json/version"), 0U);
}

}  // namespace
}  // namespace pipevane::testing
