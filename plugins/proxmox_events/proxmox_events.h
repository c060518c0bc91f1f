// Tells what happens in a cluster of Proxmox VE.
#pragma once

#include "plugins/proxmox/contacts/budget.h"
#include "plugins/proxmox/leadership/leadership.h"
#include "plugins/proxmox_events/event_watch.h"
#include "plugins/proxmox_events/figures.h"
#include "plugins/proxmox_events/settings.h"
#include "plugins/proxmox_events/webhook_door.h"

#include <pipevane/plugin.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

namespace pipevane::proxmox_events {

class ProxmoxEvents final : public Source {
 public:
  static constexpr auto kOptions = proxmox_events::kOptions;

  ProxmoxEvents(const Options& options, const Host& host);

  // Opens the door for notifications, where there is one.
  void start() override;
  void run(Output& output) override;
  const void* service(std::string_view name) override;

  // [any] Of the last step's end, as JSON.
  std::string described() const;
  void tellFigures(const FigureVisit& visit) const;
  // [any] Its endpoints examined anew, see doctor.h.
  std::string examined() const;
  // What pipevane.trial/1 says: whether the door could be had, and where it is.
  void tryToStart(std::span<const pv_text> freed) const;
  std::string held() const;
  // [any] For the other sources of this plugin.
  proxmox::Leadership& leadership() { return leadership_; }

 private:
  ProxmoxEvents(const Settings& settings, const Host& host);

  void describe();
  // With the connection kept open meanwhile, and notifications told. False where it is to stop.
  bool waitUntil(std::int64_t due_ms, const Output& output);

  Host host_;
  Settings settings_;
  proxmox::Budget budget_;
  proxmox::Leadership leadership_;
  EventWatch watch_;
  std::unique_ptr<WebhookDoor> door_;
  mutable std::mutex described_mutex_;
  std::string described_ = "{}";
  Figures figures_;
};

}  // namespace pipevane::proxmox_events
