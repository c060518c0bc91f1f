// OpenTelemetry's metrics as JSON, as Proxmox VE 9 posts them. Neither the units nor the kinds of
// the metrics are looked at: Proxmox VE writes some of them at random.
#pragma once

#include "plugins/proxmox/push/push.h"
#include "plugins/proxmox/push/push_counts.h"
#include "plugins/proxmox/push/pushed_cluster.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

namespace pipevane::proxmox {

// [worker]
class OtlpReader {
 public:
  struct Found {
    PushedCluster* cluster = nullptr;
    Refusal why = Refusal::kBadName;  // where there is none: of all that comes with it
  };
  // The cluster that the body tells of, from what it calls itself and the node that it is from.
  using FindCluster = std::function<Found(std::string_view cluster, std::string_view node)>;

  explicit OtlpReader(PushCounts& counts);
  ~OtlpReader();

  // False where the body is no JSON.
  bool read(const Push& push, const FindCluster& find);
  // The size of a body that it keeps memory for.
  std::size_t capacity() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace pipevane::proxmox
