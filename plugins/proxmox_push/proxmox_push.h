// Receives what Proxmox VE's metric servers push.
#pragma once

#include "plugins/proxmox_push/doors.h"
#include "plugins/proxmox_push/examination.h"
#include "plugins/proxmox_push/inspection.h"
#include "plugins/proxmox_push/intake.h"
#include "plugins/proxmox_push/legacy.h"
#include "plugins/proxmox_push/pace.h"
#include "plugins/proxmox_push/settings.h"
#include "plugins/proxmox_push/troubles.h"

#include <pipevane/plugin.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox_push {

class ProxmoxPush final : public Source {
 public:
  static constexpr auto kOptions = proxmox_push::kOptions;

  ProxmoxPush(const Options& options, const Host& host);

  // Opens the doors. Throws Error where one cannot be had.
  void start() override;
  void run(Output& output) override;
  void refresh() override;
  const void* service(std::string_view name) override;

  // [any] As of the last second, as JSON.
  std::string described() const;
  void tellFigures(const FigureVisit& visit) const;
  std::string examined() const;
  // What pipevane.trial/1 says.
  void tryToStart(std::span<const pv_text> freed) const { tryDoors(settings_, freed); }
  std::vector<std::string> held() const;
  // What pipevane.handover/1 says: what was told of stays where the nodes tell of it again.
  using Legacy = proxmox_push::Legacy;
  std::unique_ptr<Legacy> handOver();
  void takeOver(std::unique_ptr<Legacy> legacy);

 private:
  void work(const Output& output);
  void noteOwnClock();
  void endInheritance(const Output& output);
  void describe();
  void report();
  std::int64_t nextMs() const;

  Host host_;
  Settings settings_;
  Intake intake_;
  std::unique_ptr<Doors> doors_;
  std::atomic<bool> refresh_asked_ = false;
  std::int64_t clocks_apart_ms_ = 0;
  std::int64_t described_ms_ = 0;
  std::int64_t began_ms_ = 0;  // by the steady clock
  Pace pace_;
  std::vector<EntityId> inherited_;      // in order
  std::int64_t inherited_until_ms_ = 0;  // by the steady clock
  std::unique_ptr<Troubles> troubles_;
  struct Told {
    std::string described = "{}";
    Tally tally;
    Heard heard;
  };
  mutable std::mutex told_mutex_;
  Told told_;
};

}  // namespace pipevane::proxmox_push
