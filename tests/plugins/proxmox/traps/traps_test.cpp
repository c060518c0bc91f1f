#include "tests/plugins/proxmox/traps/traps.h"

#include <cmath>

namespace pipevane::proxmox::traps {
namespace {

Truth last(const std::string& entity, const std::string& metric, double value, Quality quality) {
  return [=](Fleet& fleet) {
    const auto samples = fleet.samples(entity, metric);
    ASSERT_FALSE(samples.empty()) << entity << " " << metric;
    EXPECT_EQ(samples.back().quality, quality) << entity << " " << metric;
    if (quality == Quality::kUnknown)
      EXPECT_TRUE(std::isnan(samples.back().value)) << entity << " " << metric;
    else
      EXPECT_EQ(samples.back().value, value) << entity << " " << metric;
  };
}

}  // namespace

Truth live(const std::string& entity, const std::string& metric, double value) {
  return last(entity, metric, value, Quality::kLive);
}

Truth listed(const std::string& entity, const std::string& metric, double value) {
  return last(entity, metric, value, Quality::kEstimated);
}

Truth stale(const std::string& entity, const std::string& metric, double value) {
  return last(entity, metric, value, Quality::kStale);
}

Truth unknown(const std::string& entity, const std::string& metric) {
  return last(entity, metric, 0, Quality::kUnknown);
}

Truth count(const std::string& entity, const std::string& metric, std::size_t samples) {
  return [=](Fleet& fleet) {
    EXPECT_EQ(fleet.samples(entity, metric).size(), samples) << entity << " " << metric;
  };
}

Truth attribute(const std::string& entity, const std::string& name, const std::string& value) {
  return [=](Fleet& fleet) {
    EXPECT_EQ(fleet.attribute(entity, name), value) << entity << " " << name;
  };
}

Truth absent(const std::string& entity, const std::string& name) {
  return [=](Fleet& fleet) {
    EXPECT_EQ(fleet.entities.count(entity), 1u) << entity;
    EXPECT_EQ(fleet.attribute(entity, name), std::nullopt) << entity << " " << name;
  };
}

Truth noEntity(const std::string& entity) {
  return [=](Fleet& fleet) { EXPECT_EQ(fleet.entities.count(entity), 0u) << entity; };
}

std::string vm(const std::string& more, int vmid) {
  const std::string id = std::to_string(vmid);
  return R"({"id":"qemu/)" + id + R"(","type":"qemu","vmid":)" + id + R"(,"node":"pve1",)" + more +
         "}";
}

std::string container(const std::string& more) {
  return R"({"id":"lxc/205","type":"lxc","vmid":205,"node":"pve1",)" + more + "}";
}

std::string storage(const std::string& more, const std::string& node) {
  return R"({"id":"storage/)" + node + R"(/local","type":"storage","storage":"local","node":")" +
         node + R"(",)" + more + "}";
}

Input list(const std::string& rows) { return lists({kNode1 + "," + rows}); }

Input lists(const std::vector<std::string>& each) {
  return [=](Fleet& fleet) {
    fleet.version("7.4-17");
    Decoded decoded;
    std::int64_t time_ms = kT0;
    for (const std::string& rows : each) {
      decoded = fleet.list(rows, time_ms);
      time_ms += kCycle;
    }
    return decoded;
  };
}

Input figures(const std::string& rows, const std::string& version) {
  return [=](Fleet& fleet) {
    fleet.version(version);
    fleet.list(kNode1 + "," + kVm100 + "," + container(R"("status":"running")") + "," +
               storage(R"("status":"available","shared":0)"));
    return fleet.figures(rows);
  };
}

void PrintTo(const Trap& trap, std::ostream* out) { *out << "section " << trap.section; }

TEST_P(Traps, AreSeenThrough) {
  const Trap& trap = GetParam();
  Fleet fleet(trap.cluster);
  const Decoded decoded = trap.input(fleet);
  EXPECT_EQ(decoded.understood, std::string(trap.refused).empty()) << decoded.why;
  EXPECT_NE(decoded.why.find(trap.refused), std::string::npos) << decoded.why;
  for (const Truth& truth : trap.truth) truth(fleet);
  std::vector<std::string> counted;
  for (const auto& each : fleet.decoder.surprises().counts()) counted.push_back(each.first);
  EXPECT_EQ(counted, trap.surprises);
}

}  // namespace pipevane::proxmox::traps
