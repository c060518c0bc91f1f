#include "plugins/proxmox_push/doors.h"

#include "plugins/proxmox/receiving/door_socket.h"

#include <Poco/Net/IPAddress.h>

#include <algorithm>
#include <limits>

namespace pipevane::proxmox_push {
namespace {

using proxmox::PushCarrier;

// After what could not be opened is tried again.
constexpr std::int64_t kTryAgainMs = 5'000;

const char* protocolOf(const Door& door) {
  return door.carrier == PushCarrier::kUdp ? "udp " : "tcp ";
}

// An address of a port and the one that means all of them exclude each other.
bool getsFree(const std::string& bind, const Door& door, std::span<const pv_text> freed) {
  const bool all = Poco::Net::IPAddress(bind).isWildcard();
  const std::string port = ":" + std::to_string(door.port);
  return std::ranges::any_of(freed, [&](const pv_text& each) {
    const std::string_view held = view(each);
    if (!held.starts_with(protocolOf(door)) || !held.ends_with(port)) return false;
    return all || held == thingAt(bind, door) || held == thingAt("0.0.0.0", door) ||
           held == thingAt("::", door);
  });
}

}  // namespace

Doors::Doors(const Settings& settings, Intake& intake, const Host& host)
    : settings_(settings), intake_(intake), host_(host), watch_(host), tried_ms_(host.steadyMs()) {
  for (const Door& door : settings.doors) closed_.push_back({door, {}});
  tryClosed();
  if (!doors_.empty()) return;
  std::string problems;
  for (const Closed& each : closed_)
    problems.append(problems.empty() ? "" : "; and ").append(each.why);
  throw Error(problems);
}

void Doors::open(Door door) {
  if (door.carrier == PushCarrier::kUdp) {
    datagrams_.push_back(std::make_unique<Datagrams>(settings_.bind, door, intake_, watch_));
    door.port = datagrams_.back()->port();
  } else {
    streams_.push_back(std::make_unique<StreamDoor>(settings_, door, intake_, watch_, host_));
    door.port = streams_.back()->port();
  }
  doors_.push_back(door);
}

void Doors::tryClosed() {
  std::erase_if(closed_, [this](Closed& each) {
    try {
      open(each.door);
      return true;
    } catch (const Error& error) {
      each.why = error.what();
      return false;
    }
  });
}

void Doors::sweep(std::int64_t steady_ms) {
  for (const auto& each : streams_) each->sweep(steady_ms);
  if (closed_.empty() || steady_ms - tried_ms_ < kTryAgainMs) return;
  tried_ms_ = steady_ms;
  tryClosed();
}

std::int64_t Doors::nextMs() const {
  std::int64_t next = std::numeric_limits<std::int64_t>::max();
  if (!closed_.empty()) next = tried_ms_ + kTryAgainMs;
  for (const auto& each : streams_) next = std::min(next, each->nextMs());
  return next;
}

std::vector<Doors::Open> Doors::open() const {
  std::vector<Open> all;
  auto stream = streams_.begin();
  for (const Door& door : doors_)
    all.push_back(
        {door, door.carrier == PushCarrier::kUdp ? std::size_t{0} : (*stream++)->connections()});
  return all;
}

std::string thingAt(const std::string& bind, const Door& door) {
  if (door.port == 0) return {};
  const bool six = bind.find(':') != std::string::npos;
  return protocolOf(door) + (six ? "[" + bind + "]" : bind) + ":" + std::to_string(door.port);
}

void tryDoor(const Settings& settings, const Door& door, bool gets_free) {
  const auto attempt =
      door.carrier == PushCarrier::kUdp ? proxmox::tryToReceive : proxmox::tryToListen;
  attempt(settings.bind, door.port, door.name, gets_free);
}

void tryDoors(const Settings& settings, std::span<const pv_text> freed) {
  std::string problems;
  for (const Door& door : settings.doors) try {
      tryDoor(settings, door, getsFree(settings.bind, door, freed));
    } catch (const Error& error) {
      problems.append(problems.empty() ? "" : "; and ").append(error.what());
    }
  if (!problems.empty()) throw Error(problems);
}

}  // namespace pipevane::proxmox_push
