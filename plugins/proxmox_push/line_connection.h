// A connection that lines come over, as Graphite's: nothing is answered.
#pragma once

#include "plugins/proxmox/receiving/connection.h"
#include "plugins/proxmox_push/intake.h"

#include <pipevane/host.h>

#include <string>

namespace pipevane::proxmox_push {

class LineConnection final : public proxmox::Connection {
 public:
  // Proxmox VE makes one for each part of a cycle; what is between keeps one open.
  static constexpr std::int64_t kIdleMs = 60'000;

  LineConnection(Poco::Net::StreamSocket socket, std::string sender, proxmox::Sockets& sockets,
                 Intake& intake, const Host& host);

  std::size_t heldBytes() const override { return rest_.capacity(); }

 protected:
  void take(std::string_view bytes) override;
  void ended() override;

 private:
  void giveWhole(std::string_view lines);

  Intake& intake_;
  Host host_;
  std::string rest_;       // of a line whose end has not come
  bool too_long_ = false;  // that line: the rest of it is left out
};

}  // namespace pipevane::proxmox_push
