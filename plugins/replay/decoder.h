// What turns recorded answers into samples, entities and events. An interface, so that the order
// and the times of a replay can be tested without Proxmox.
#pragma once

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <functional>
#include <memory>
#include <string>

namespace pipevane::replay {

// [worker]
class Decoder {
 public:
  virtual ~Decoder() = default;
  // In order of the answers. What is made of them goes to `output`.
  virtual void decode(const pv_exchange& exchange, Output& output) = 0;
  // The next answers bring every entity with all its attributes again.
  virtual void refresh() = 0;
};

// For one recorded source; `cluster` is empty where its name is still to be learnt.
using MakeDecoder = std::function<std::unique_ptr<Decoder>(
    const Host& host, const std::string& source, const std::string& cluster)>;

}  // namespace pipevane::replay
