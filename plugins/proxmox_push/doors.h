// All doors, open or to be opened.
#pragma once

#include "plugins/proxmox/receiving/socket_watch.h"
#include "plugins/proxmox_push/datagrams.h"
#include "plugins/proxmox_push/intake.h"
#include "plugins/proxmox_push/settings.h"
#include "plugins/proxmox_push/stream_door.h"

#include <pipevane/abi.h>
#include <pipevane/host.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace pipevane::proxmox_push {

// [worker]
class Doors {
 public:
  // Opens them. One that cannot be had, as another program has its port, is tried again from time
  // to time. Throws Error with all reasons where none can.
  Doors(const Settings& settings, Intake& intake, const Host& host);

  // Takes what has come. False where there was nothing.
  bool serve() { return watch_.serve(); }
  // Before each wait: what comes ends it.
  void listen() { watch_.listen(); }
  // Ends what has taken too long, and tries again what could not be opened.
  void sweep(std::int64_t steady_ms);
  std::int64_t nextMs() const;

  struct Open {
    Door door;  // with the port that it has
    std::size_t connections = 0;
  };
  std::vector<Open> open() const;
  struct Closed {
    Door door;
    std::string why;  // a sentence without an end
  };
  const std::vector<Closed>& closed() const { return closed_; }

 private:
  void open(Door door);
  void tryClosed();

  const Settings& settings_;
  Intake& intake_;
  Host host_;
  proxmox::SocketWatch watch_;
  std::vector<Door> doors_;  // with the ports that they have
  std::vector<std::unique_ptr<Datagrams>> datagrams_;
  std::vector<std::unique_ptr<StreamDoor>> streams_;
  std::vector<Closed> closed_;
  std::int64_t tried_ms_;
};

// As <pipevane/trial.h> names it; empty where any port will do.
std::string thingAt(const std::string& bind, const Door& door);
// Throws Error where they could not be opened, with all reasons. `freed`: what gets free before.
void tryDoors(const Settings& settings, std::span<const pv_text> freed);
// The same of one; that it is in use is no hindrance where it `gets_free`.
void tryDoor(const Settings& settings, const Door& door, bool gets_free);

}  // namespace pipevane::proxmox_push
