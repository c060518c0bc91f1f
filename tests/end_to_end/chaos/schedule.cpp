#include "tests/end_to_end/chaos/schedule.h"

#include "tests/end_to_end/chaos/named_nodes.h"
#include "tests/simulator/server/faults.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <random>
#include <set>

namespace pipevane::testing {
namespace {

// Troubles that belong together, counted from the first one's begin. "$1" to "$3" are nodes.
struct Act {
  std::int64_t length_s;
  std::vector<Trouble> troubles;
};

constexpr std::int64_t kCalmS = 120;  // at first
constexpr std::int64_t kPauseS = 10;  // between what happens to answers
// No trouble with pushes begins later, and none, and no time without any, is longer than so many
// cycles.
constexpr std::int64_t kPushesEndS = 3200;
constexpr unsigned kPushTroubleMost = 15;

// What an answer says, and what becomes of a call, at one node or at all.
std::vector<Act> ofAnswers() {
  const std::vector<Trouble> all = {
      {0, 40, R"({"kind": "strings"})"},
      {0, 40, R"({"kind": "booleans"})"},
      {0, 40, R"({"kind": "missing", "path": "/cluster/resources"})"},
      {0, 40, R"({"kind": "fields"})"},
      {0, 50, R"({"kind": "enums"})"},
      {0, 40, R"({"kind": "close+keep"})"},
      {0, 30, R"({"kind": "keep+keep"})"},
      {0, 30, R"({"kind": "keep+cut"})"},
      {0, 40, R"({"status": 401, "delay_s": 3, "count": 2})"},
      {0, 30, R"({"status": 401})"},
      // For five minutes from then on figures come from the list of resources.
      {0, 10, R"({"status": 403, "path": "/cluster/metrics/export", "count": 1})"},
      {0, 50, R"({"status": 500, "reason": "no such cluster node 'pve7'"})"},
      {0, 30, R"({"status": 595, "path": "/cluster/resources"})"},
      {0, 30, R"({"status": 596, "path": "/cluster/metrics/export"})"},
      {0, 40, R"({"kind": "hang", "node": "$1"})"},
      {0, 40, R"({"kind": "hang"})"},
      {0, 30, R"({"kind": "drip", "path": "/cluster/metrics/export", "count": 2})"},
      {0, 40, R"({"kind": "garbage"})"},
      {0, 30, R"({"kind": "truncated"})"},
      {0, 30, R"({"kind": "cut"})"},
      {0, 40, R"({"kind": "close"})"},
      {0, 30, R"({"kind": "echo", "status": 502})"},
  };
  std::vector<Act> acts;
  for (const Trouble& each : all) acts.push_back({each.for_s + kPauseS, {each}});
  return acts;
}

Act ofGuests() {
  return {70,
          {{0, 60, R"({"kind": "last"})"},
           {0, 0, R"({"kind": "stop", "vmid": 108})"},
           {10, 0, R"({"kind": "start", "vmid": 107})"},
           {50, 0, R"({"kind": "start", "vmid": 108})"},
           {0, 0, R"({"kind": "restart", "vmid": 100})"},
           {10, 0, R"({"kind": "restart", "vmid": 104})"},
           {20, 0, R"({"kind": "migrate", "vmid": 101, "node": "pve3"})"},
           {30, 0, R"({"kind": "migrate", "vmid": 103, "node": "pve2"})"},
           {40, 0, R"({"kind": "reuse", "vmid": 105, "container": true, "name": "another"})"},
           {50, 0, R"({"kind": "reuse", "vmid": 106, "container": false, "name": "other"})"}}};
}

std::vector<Act> ofNodes() {
  return {
      {500,
       {{0, 480, R"({"kind": "dead", "node": "$3"})"},
        {180, 0, R"({"kind": "restart", "vmid": 110})"},
        // Everybody answers, and nobody tells what runs, for longer than that is believed.
        {300, 90, R"({"status": 500, "path": "/cluster/resources", "reason": "got timeout"})"},
        {310, 0, R"({"kind": "stop", "vmid": 109})"},
        {310, 0, R"({"kind": "stop", "vmid": 111})"},
        {310, 0, R"({"kind": "stop", "vmid": 112})"},
        {310, 0, R"({"kind": "start", "vmid": 117})"},
        {370, 0, R"({"kind": "start", "vmid": 111})"},
        {410, 0, R"({"kind": "start", "vmid": 109})"}}},
      {560,
       {{0, 480, R"({"kind": "hung-statistics", "node": "$2"})"},
        // Until nothing that it said is repeated any more.
        {0, 420, R"({"kind": "removed", "node": "$3"})"},
        {30, 60, R"({"kind": "rights"})"},
        {150, 60, R"({"kind": "rights", "without": ["Sys.Audit"]})"}}},
      {370,
       {{0, 340, R"({"kind": "broken-statistics", "node": "$3"})"},
        {0, 350, R"({"kind": "refusing-member", "node": "$2"})"}}},
      {120, {{0, 90, R"({"kind": "hung-member", "node": "$3"})"}}},
      {150, {{0, 120, R"({"kind": "isolated", "node": "$2"})"}}},
      {90, {{0, 60, R"({"kind": "skewed", "node": "$3", "ahead_s": 75})"}}},
      {80, {{0, 60, R"({"kind": "certificate", "node": "$2"})"}}},
      {80,
       {{0, 60, R"({"kind": "lost-storage", "node": "$1", "storage": "local"})"},
        {0, 60, R"({"kind": "lost-storage", "node": "$1", "storage": "ceph"})"},
        {0, 60, R"({"kind": "push-target", "id": "influx", "type": "influxdb", "port": 8089})"}}},
      {80, {{0, 50, R"({"kind": "dead", "node": "$1"})"}}},
      {80, {{0, 60, R"({"kind": "unlisted", "node": "$2"})"}}},
      {90, {{0, 60, R"({"kind": "fence", "node": "$2"})"}}},
  };
}

}  // namespace

std::vector<Trouble> hourOfTroubles(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Act> acts = ofAnswers(), of_nodes = ofNodes();
  std::shuffle(acts.begin(), acts.end(), random);
  std::shuffle(of_nodes.begin(), of_nodes.end(), random);
  acts.push_back(ofGuests());
  acts.insert(acts.end(), of_nodes.begin(), of_nodes.end());
  std::vector<Trouble> hour;
  std::int64_t now_s = kCalmS;
  for (const Act& act : acts) {
    const NodeOrder nodes = drawnNodes(random);
    for (const Trouble& each : act.troubles)
      hour.push_back({now_s + each.at_s, each.for_s, named(each.what, nodes)});
    now_s += act.length_s;
  }
  return hour;
}

std::vector<Trouble> hourOfPushTroubles(std::uint64_t seed, const std::string& way) {
  const std::string spoiled = way.ends_with("-udp")  ? R"({"pushes": "lost"})"
                              : way == "influx-http" ? R"({"pushes": "refused"})"
                                                     : R"({"pushes": "away"})";
  std::mt19937_64 random(seed);
  std::vector<Trouble> hour;
  for (std::int64_t now_s = kCalmS; now_s < kPushesEndS;) {
    const std::int64_t length_s = 10 * (1 + static_cast<std::int64_t>(random() % kPushTroubleMost));
    hour.push_back({now_s, length_s, random() % 2 == 0 ? R"({"pushes": "away"})" : spoiled});
    now_s += length_s + 10 * (1 + static_cast<std::int64_t>(random() % kPushTroubleMost));
  }
  return hour;
}

std::vector<Trouble> happeningsOf(const std::vector<Trouble>& troubles) {
  std::vector<Trouble> all;
  const auto& faults = simulator::Fault::kinds();
  static const std::set<std::string> kNotItself = {"rights",      "certificate",     "push-target",
                                                   "hung-member", "refusing-member", "unlisted",
                                                   "isolated"};
  for (const Trouble& each : troubles) {
    const auto asked = Poco::JSON::Parser().parse(each.what).extract<Poco::JSON::Object::Ptr>();
    const auto kind = asked->optValue<std::string>("kind", "status");
    if (!asked->has("pushes") && !kNotItself.contains(kind) &&
        std::ranges::find(faults, kind) == faults.end())
      all.push_back(each);
  }
  return all;
}

}  // namespace pipevane::testing
