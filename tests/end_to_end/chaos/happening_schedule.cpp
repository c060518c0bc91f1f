#include "tests/end_to_end/chaos/happening_schedule.h"

#include "tests/end_to_end/chaos/named_nodes.h"

#include <algorithm>
#include <random>

namespace pipevane::testing {
namespace {

using Story = std::vector<Trouble>;  // counted from its beginning

// Once all sources know who is there, and so that the last one is over when the hour ends.
constexpr std::int64_t kFirstS = 60, kLastS = 3400;
constexpr std::int64_t kSeenAfterS = 30;

Trouble once(std::int64_t at_s, const char* what) { return {at_s, 0, what, true}; }

const std::vector<Story>& ofGuests() {
  static const std::vector<Story> all = {
      {once(0, R"({"kind": "crash", "vmid": 130})"), once(90, R"({"kind": "start", "vmid": 130})")},
      {once(0, R"({"kind": "self-shutdown", "vmid": 133})"),
       once(70, R"({"kind": "start", "vmid": 133, "user": "ops@pve!deploy"})")},
      {once(0, R"({"kind": "pause", "vmid": 131})"),
       once(60, R"({"kind": "pause", "vmid": 131, "on": false})")},
      {once(0, R"({"kind": "lock", "vmid": 132, "lock": "backup"})"),
       once(60, R"({"kind": "lock", "vmid": 132})")},
      {once(0, R"({"kind": "tags", "vmid": 135, "tags": "checked;prod"})"),
       once(60, R"({"kind": "tags", "vmid": 135})")},
      {once(0, R"({"kind": "rename", "vmid": 136, "name": "renamed"})")},
      {once(0, R"({"kind": "pool", "vmid": 140, "pool": "dev"})"),
       once(60, R"({"kind": "pool", "vmid": 140})")},
      {once(0, R"({"kind": "ha-state", "vmid": 141, "state": "started"})"),
       once(60, R"({"kind": "ha-state", "vmid": 141, "state": "error"})"),
       once(120, R"({"kind": "ha-state", "vmid": 141})")},
      {once(0, R"({"kind": "ha-start", "vmid": 137, "node": "$1"})"),
       once(90, R"({"kind": "stop", "vmid": 137, "seconds": 7})")},
      {once(0, R"({"kind": "create", "vmid": 901, "like": 130, "name": "made"})"),
       once(120, R"({"kind": "destroy", "vmid": 901})")},
      {once(0, R"({"kind": "appear", "vmid": 902, "like": 133, "name": "found"})"),
       once(120, R"({"kind": "vanish", "vmid": 902})")},
      {once(0, R"({"kind": "failed-replication", "vmid": 142})")},
      {once(0, R"({"kind": "migrate", "vmid": 143, "node": "$1", "seconds": 30})")},
      {once(0, R"({"kind": "stop", "vmid": 145, "seconds": 8, "user": "alice@pve"})"),
       once(40, R"({"kind": "start", "vmid": 145, "exit": "start failed: QEMU exited with 1"})"),
       once(90, R"({"kind": "start", "vmid": 145, "exit": "WARNINGS: 1"})")},
  };
  return all;
}

const std::vector<Story>& ofTasks() {
  static const std::vector<Story> all = {
      {once(0, R"({"kind": "burst", "node": "$1"})")},
      {once(0, R"({"kind": "burst", "node": "$2", "count": 60})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "qmmove", "id": "150", "endless": true})"),
       once(100, R"({"kind": "end-task", "task": "qmmove", "exit": "OK"})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "resize", "id": "151", "endless": true})"),
       once(80, R"({"kind": "forget-task", "task": "resize"})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "vzdump", "seconds": 50})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "vzdump", "id": "152", "seconds": 20,
                   "exit": "job errors"})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "qmclone", "id": "153", "seconds": 40})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "qmsnapshot", "id": "155"})"),
       once(20, R"({"kind": "task", "node": "$1", "type": "qmrollback", "id": "155"})"),
       once(40, R"({"kind": "task", "node": "$1", "type": "qmdelsnapshot", "id": "155"})")},
      {once(0,
            R"({"kind": "task", "node": "$1", "type": "vzsnapshot", "id": "154", "seconds": 0})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "move_volume", "id": "158",
                   "seconds": 120, "exit": "storage 'ceph' is not online"})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "qmconfig", "id": "156"})")},
      {once(0,
            R"({"kind": "task", "node": "$1", "type": "vncproxy", "id": "160", "seconds": 200})")},
      {once(0,
            R"({"kind": "task", "node": "$1", "type": "termproxy", "id": "159", "seconds": 15})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "vncshell", "seconds": 30})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "aptupdate", "seconds": 12,
                   "exit": "WARNINGS: 2"})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "srvreload", "id": "pveproxy"})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "imgcopy", "seconds": 300,
                   "user": "ops@pve!deploy"})")},
      {once(0, R"({"kind": "task", "node": "$1", "type": "brandnew", "id": "a-b", "seconds": 5})")},
  };
  return all;
}

const std::vector<Story>& ofNodes() {
  static const std::vector<Story> all = {
      {once(0, R"({"kind": "ha-state", "node": "$1", "state": "maintenance"})"),
       once(80, R"({"kind": "ha-state", "node": "$1", "state": "online"})")},
      {once(0, R"({"kind": "log", "node": "$1", "message": "the door was opened", "pri": 4})")},
      {once(0, R"({"kind": "log", "node": "$2", "message": "fence: node is to be watched",
                   "tag": "pve-ha-crm", "pri": 3})")},
      {once(0, R"({"kind": "login", "node": "$1", "user": "alice@pve"})"),
       once(10, R"({"kind": "login", "node": "$1", "user": "mallory@pve", "let_in": false})")},
      {once(0, R"({"kind": "restarted-pmxcfs", "node": "$1"})"),
       once(10, R"({"kind": "log", "node": "$1", "message": "counts from 1 again"})")},
      {once(0, R"({"kind": "updates", "node": "$1"})")},
      {once(0, R"({"kind": "mail", "node": "$1", "message": "/dev/sda has 3 bad sectors"})")},
      {once(0, R"({"kind": "notify", "node": "$1", "type": "test", "title": "Test notification",
                   "message": "This is a test"})")},
  };
  return all;
}

std::int64_t lengthOf(const Story& story) {
  return std::ranges::max_element(story, {}, &Trouble::at_s)->at_s;
}

// While a node's statistics do not go out, or a cycle before, nobody can know what its guests do.
bool isUnseen(const Story& story, std::int64_t begin_s, const std::vector<Trouble>& troubles) {
  return std::ranges::any_of(troubles, [&](const Trouble& each) {
    if (each.what.find("-statistics") == std::string::npos) return false;
    return begin_s + lengthOf(story) >= each.at_s - kSeenAfterS &&
           begin_s <= each.at_s + each.for_s + kSeenAfterS;
  });
}

}  // namespace

std::vector<Trouble> hourOfHappenings(std::uint64_t seed) {
  std::mt19937_64 random(seed + 1'000'003);
  const std::vector<Trouble> troubles = hourOfTroubles(seed);
  std::vector<Trouble> hour;
  for (const auto* stories : {&ofGuests(), &ofTasks(), &ofNodes()})
    for (const Story& story : *stories) {
      const auto cycles = static_cast<std::uint64_t>((kLastS - kFirstS - lengthOf(story)) / 10);
      const auto drawn = [&] {
        return kFirstS + 10 * static_cast<std::int64_t>(random() % cycles);
      };
      std::int64_t begin_s = drawn();
      while (stories == &ofGuests() && isUnseen(story, begin_s, troubles)) begin_s = drawn();
      const NodeOrder nodes = drawnNodes(random);
      for (const Trouble& each : story)
        hour.push_back({begin_s + each.at_s, each.for_s, named(each.what, nodes), true});
    }
  std::ranges::stable_sort(hour, {}, &Trouble::at_s);
  return hour;
}

}  // namespace pipevane::testing
