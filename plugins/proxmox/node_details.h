// Applies what one node is asked for by itself: what neither the list of resources nor the metrics
// export tells of it.
#pragma once

#include "plugins/proxmox/arc.h"
#include "plugins/proxmox/figures.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/object.h"
#include "plugins/proxmox/sample_writer.h"
#include "plugins/proxmox/surprises.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace pipevane::proxmox {

class NodeDetails {
 public:
  NodeDetails(SampleWriter& samples, Surprises& surprises)
      : samples_(samples), surprises_(surprises) {}

  // /nodes/{n}/status: load and swap, estimated, at `time_ms`. Its `cpu` and `wait` are deltas
  // against whatever that worker of the server saw last, and are never looked at; the rest the list
  // has. Throws Error where `data` is no status.
  void applyStatus(Object& node, const json::Element& data, std::int64_t time_ms);
  // It did not answer: what it told stays, as stale.
  void statusFailed(Object& node);

  // /nodes/{n}/rrddata of an hour: the ARC, and the memory without it, both of the same minute.
  // `now_ms` by the clock by which the node writes. Throws Error where `data` is no history.
  void applyHistory(Object& node, const json::Element& data, std::int64_t now_ms);
  // There is none: what is too old by then is unknown.
  void historyFailed(Object& node, std::int64_t now_ms);

  // As its history told.
  Arc arcOf(const Object& node) const;

 private:
  void read(const simdjson::dom::object& status);
  void forgetArc(Object& node);

  SampleWriter& samples_;
  Surprises& surprises_;
  Figures figures_;
  std::set<std::string, std::less<>> without_arc_;  // nodes
};

}  // namespace pipevane::proxmox
