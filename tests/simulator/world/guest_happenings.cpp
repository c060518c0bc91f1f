// What happens to guests.
#include "tests/simulator/world/world.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace pipevane::simulator {
namespace {

// As a machine or a container has it.
std::string named(const Guest& guest, const char* what) {
  return (guest.container ? "vz" : "qm") + std::string(what);
}

// Of what is done to a guest.
Wish wishFor(const Guest& guest, const std::string& type, std::int64_t usual_s) {
  return {.node = guest.node, .type = type, .id = std::to_string(guest.vmid), .seconds = usual_s};
}

}  // namespace

void World::beginCounters(Guest& guest, std::int64_t time_s) {
  guest.started_s = guest.counted_s = time_s;
  guest.start_tick = time_s / kCycleS;
  guest.receive = guest.transmit = guest.read = guest.written = 0;
}

// By then it may have been destroyed.
void World::beginRun(int vmid) {
  Guest* const begun = findGuest(vmid);
  if (begun == nullptr) return;
  begun->running = true;
  begun->paused = false;
  beginCounters(*begun, now_s_);
}

void World::start(int vmid, const How& how) {
  const Guest& started = guest(vmid);
  doing(wishFor(started, named(started, "start"), 2), how,
        [vmid](World& world) { world.beginRun(vmid); });
}

void World::stop(int vmid, const How& how) {
  const Guest& stopped = guest(vmid);
  doing(wishFor(stopped, named(stopped, "shutdown"), 4), how, [vmid](World& world) {
    if (Guest* const now = world.findGuest(vmid)) now->running = false;
  });
}

void World::pause(int vmid, bool paused, const How& how) {
  const Guest& stands = guest(vmid);
  if (stands.container || !stands.running)
    throw std::invalid_argument("no machine that runs: " + std::to_string(vmid));
  doing(wishFor(stands, paused ? "qmpause" : "qmresume", 1), how, [vmid, paused](World& world) {
    if (Guest* const now = world.findGuest(vmid)) now->paused = paused;
  });
}

void World::migrate(int vmid, const std::string& to, const How& how) {
  Guest& moved = guest(vmid);
  const std::string target = node(to).name;
  if (how.seconds) moved.lock = "migrate";
  doing(wishFor(moved, moved.container ? "vzmigrate" : "qmigrate", 20), how,
        [vmid, target, locked = how.seconds.has_value()](World& world) {
          Guest* const now = world.findGuest(vmid);
          if (now == nullptr) return;
          now->node = target;
          if (locked) now->lock.clear();
          world.beginCounters(*now, world.now_s_);
        });
}

void World::restart(int vmid, const How& how) {
  const Guest& again = guest(vmid);
  doing(wishFor(again, named(again, "reboot"), 3), how,
        [vmid](World& world) { world.beginRun(vmid); });
}

void World::startManaged(int vmid, const std::string& asked_at, const How& how) {
  Wish asked = wishFor(guest(vmid), "hastart", 1);
  asked.node = node(asked_at).name;
  asked.user = how.user;
  task(asked);
  // The manager does it as itself.
  How by_manager = how;
  by_manager.user = "root@pam";
  happenings_.emplace(now_s_ + kManagedStartS, [vmid, by_manager](World& world) {
    if (world.findGuest(vmid) != nullptr) world.start(vmid, by_manager);
  });
}

void World::lock(int vmid, const std::string& lock) { guest(vmid).lock = lock; }
void World::profile(int vmid, const Profile& profile) { guest(vmid).profile = profile; }

void World::crash(int vmid) { guest(vmid).running = false; }
void World::tag(int vmid, const std::string& tags) { guest(vmid).tags = tags; }
void World::rename(int vmid, const std::string& name) { guest(vmid).name = name; }
void World::putInPool(int vmid, const std::string& pool) { guest(vmid).pool = pool; }
void World::setHaState(int vmid, const std::string& state) { guest(vmid).ha_state = state; }
void World::setNodeHaState(const std::string& name, const std::string& state) {
  node(name).ha_state = state;
}

void World::create(Guest created) {
  const Wish wish = wishFor(created, named(created, "create"), 5);
  appear(std::move(created));
  task(wish);
}

void World::appear(Guest found) {
  if (findGuest(found.vmid) != nullptr)
    throw std::invalid_argument("there is a guest " + std::to_string(found.vmid));
  node(found.node);
  found.cycles.clear();
  found.eras.clear();
  beginCounters(found, now_s_);
  population_.guests.push_back(std::move(found));
}

void World::destroy(int vmid) {
  const Guest& destroyed = guest(vmid);
  task(wishFor(destroyed, named(destroyed, "destroy"), 2));
  vanish(vmid);
}

void World::vanish(int vmid) {
  Guest& lost = guest(vmid);
  std::erase_if(gone_, [this](const Guest& each) {
    return each.cycles.empty() || each.cycles.back().at_s + kPastS < now_s_;
  });
  gone_.push_back(std::move(lost));
  population_.guests.erase(population_.guests.begin() + (&lost - population_.guests.data()));
}

void World::reuse(int vmid, bool container, const std::string& name) {
  Guest another = guest(vmid);
  destroy(vmid);
  another.container = container;
  another.name = name;
  another.tags.clear();
  create(std::move(another));
}

}  // namespace pipevane::simulator
