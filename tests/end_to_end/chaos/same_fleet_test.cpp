// One cluster that is watched in every way: what is told of it is the same, as far as each way can
// know it (plugins/proxmox_push/README.md has the table).
#include "tests/end_to_end/chaos/told.h"

#include <gtest/gtest.h>
#include <pipevane/abi.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <map>
#include <ostream>
#include <set>
#include <string>
#include <vector>

namespace pipevane::testing {
namespace {

using Names = std::set<std::string>;

// The destroyed one is gone 5 min after its node told of it last.
constexpr std::int64_t kForS = 400;
const std::vector<Trouble> kHappenings = {
    {20, 0, R"({"kind": "destroy", "vmid": 109})"},
    {60, 0, R"({"kind": "stop", "vmid": 108})"},
    {80, 0, R"({"kind": "start", "vmid": 107})"},
    {100, 0, R"({"kind": "migrate", "vmid": 101, "node": "pve3"})"},
    {120, 0, R"({"kind": "migrate", "vmid": 103, "node": "pve2"})"},
    {200, 0, R"({"kind": "stop", "vmid": 104})"},
    {260, 0, R"({"kind": "start", "vmid": 104})"},
};
constexpr const char* kDestroyed = "sim/container/109";

struct Way {
  std::string release, pushed_over;
  // Attributes that it tells, of each kind.
  Names of_guests, of_storages;
};
void PrintTo(const Way& way, std::ostream* out) {
  *out << way.pushed_over << " of PVE " << way.release;
}

bool is(const std::string& key, const std::string& kind) {
  return key.find("/" + kind + "/") != std::string::npos;
}
bool isGuest(const std::string& key) { return is(key, "vm") || is(key, "container"); }

// Told by a source, or derived from that alone; the rest are totals.
bool ofOneEntity(const Judge::Series& series) {
  const auto& [key, metric] = series;
  const bool total = metric.starts_with("guests_") || metric.starts_with("vms_") ||
                     metric.starts_with("containers_");
  return isGuest(key) || is(key, "storage") || (is(key, "node") && !total);
}

Told quietly(const std::string& release, const Sources& sources,
             const std::vector<Trouble>& happenings = kHappenings) {
  Told told = watch(release, 7, happenings, kForS, sources);
  for (const std::string& each : told.wrong) ADD_FAILURE() << each;
  for (const auto& [id, why] : told.ill) ADD_FAILURE() << id << ": " << why;
  EXPECT_GT(told.compared, 30'000U);
  return told;
}

// Whose view a machine's memory is may be known a moment later in one way than in the other.
bool isTold(const std::string& metric, int quality) {
  return quality == PV_LIVE || (quality == PV_ESTIMATED && metric.starts_with("memory_used_"));
}

// Each sample of that time that has a value at the node's own time, to the bit.
std::map<std::int64_t, std::uint64_t> toldOf(const std::string& metric, const Judge::Kept& kept,
                                             std::int64_t from_ms, std::int64_t until_ms) {
  std::map<std::int64_t, std::uint64_t> all;
  for (auto each = kept.qualities.lower_bound(from_ms);
       each != kept.qualities.end() && each->first < until_ms; ++each)
    if (isTold(metric, each->second))
      all.emplace(each->first, std::bit_cast<std::uint64_t>(kept.values.at(each->first)));
  return all;
}

void expectTheTrueFleet(const Told& told) {
  for (const auto& [key, known] : told.truth.entities()) {
    const auto found = told.entities.find(key);
    ASSERT_EQ(found != told.entities.end(), known.present) << key;
    if (!known.present) continue;
    EXPECT_EQ(found->second.at("status"), known.status) << key;
    EXPECT_EQ(found->second.at("name"), known.name) << key;
    if (!known.node.empty()) {
      EXPECT_EQ(found->second.at("node"), known.node) << key;
    }
  }
}

// From when both ways tell of everything, up to what only one was told so far.
void expectTheSameSamples(const Told& one, const Told& other) {
  const std::int64_t from_ms = one.begin_ms + 30'000, until_ms = one.end_ms - 30'000;
  std::size_t samples = 0;
  for (const auto& [series, kept] : one.series) {
    if (!ofOneEntity(series)) continue;
    SCOPED_TRACE(series.first + " " + series.second);
    const auto found = other.series.find(series);
    ASSERT_NE(found, other.series.end());
    // The list alone has it, as of no time of its own; InfluxDB's way has its time.
    if (series.second == "memory_host_used_bytes") continue;
    const auto all = toldOf(series.second, kept, from_ms, until_ms);
    EXPECT_EQ(all, toldOf(series.second, found->second, from_ms, until_ms));
    samples += all.size();
  }
  EXPECT_GT(samples, 20'000U);
}

class SameFleet : public ::testing::TestWithParam<Way> {
 protected:
  Sources pushed() const { return {.polled = false, .pushed_over = GetParam().pushed_over}; }
  Sources both() const { return {.polled = true, .pushed_over = GetParam().pushed_over}; }

  // What it knows is as the poll has it; what it cannot know is absent, and not guessed.
  void expectWhatItKnows(const Told& polled, const Told& told) {
    for (const auto& [key, attributes] : polled.entities) {
      if (is(key, "pool") || is(key, "cluster") || is(key, "fleet")) continue;
      SCOPED_TRACE(key);
      ASSERT_EQ(told.entities.count(key), 1U);
      Published::Attributes known;
      std::ranges::copy_if(attributes, std::inserter(known, known.end()), [&](const auto& each) {
        return attributesOf(key).contains(each.first);
      });
      EXPECT_EQ(told.entities.at(key), known);
    }
    for (const auto& each : told.entities) EXPECT_EQ(polled.entities.count(each.first), 1U);
  }

  const Names& attributesOf(const std::string& key) const {
    static const Names kOfNodes = {"name", "status"};
    if (is(key, "node")) return kOfNodes;
    return isGuest(key) ? GetParam().of_guests : GetParam().of_storages;
  }
};

TEST_P(SameFleet, IsToldByPushAloneAndByPollAlone) {
  const Told polled = quietly(GetParam().release, {}), told = quietly(GetParam().release, pushed());
  expectTheTrueFleet(polled);
  EXPECT_EQ(told.entities.count(kDestroyed), 0U);
  expectWhatItKnows(polled, told);
  expectTheSameSamples(polled, told);
}

TEST_P(SameFleet, IsToldByBothTogetherAndNothingTwice) {
  const Told polled = quietly(GetParam().release, {}), told = quietly(GetParam().release, both());
  expectTheTrueFleet(told);
  EXPECT_EQ(told.entities, polled.entities);
  expectTheSameSamples(polled, told);
  // With the push came what nobody had asked for yet.
  for (const auto& [series, kept] : told.series) {
    if (series.second != "uptime_seconds" || !kept.has_value) continue;
    EXPECT_GE(kept.last_ms, told.truth.of(series.first)->cycles.back().time_ms) << series.first;
  }
}

// What is lost of the one is filled by the other.
TEST(SameFleetOnALosingRoad, IsToldWholeAndNothingTwice) {
  auto happenings = kHappenings;
  happenings.push_back({30, 330, R"({"pushes": "lost"})"});
  const Told polled = quietly("8.4.21", {});
  const Told told = quietly("8.4.21", {.polled = true, .pushed_over = "influx-udp"}, happenings);
  EXPECT_GT(told.lost, 50U);
  expectTheTrueFleet(told);
  EXPECT_EQ(told.entities, polled.entities);
  expectTheSameSamples(polled, told);
}

const Names kInfluxGuests = {"memory_source", "name",     "node", "status",
                             "tags",          "template", "vmid", "lock"};
const Names kInfluxStorages = {"content", "name", "node", "shared", "status", "storage_type"};
const Names kOtlpGuests = {"memory_source", "name", "node", "vmid"};
const Names kGraphiteGuests = {"memory_source", "node", "vmid"};
const Names kStorages = {"name", "node", "shared", "status"};

INSTANTIATE_TEST_SUITE_P(
    Of, SameFleet,
    ::testing::Values(Way{"9.2.11", "influx-http", kInfluxGuests, kInfluxStorages},
                      Way{"9.2.11", "graphite-udp", kGraphiteGuests, kStorages},
                      Way{"9.2.11", "otlp-http", kOtlpGuests, kStorages},
                      Way{"8.4.21", "influx-udp", kInfluxGuests, kInfluxStorages},
                      Way{"8.4.21", "graphite-tcp", kGraphiteGuests, kStorages}),
    [](const auto& of) {
      std::string name = of.param.pushed_over + "OfPve" + of.param.release.substr(0, 1);
      std::erase(name, '-');
      return name;
    });

}  // namespace
}  // namespace pipevane::testing
