// The rows of /cluster/metrics/export.
#pragma once

#include "plugins/proxmox/json.h"
#include "plugins/proxmox/metrics.h"
#include "plugins/proxmox/object.h"
#include "plugins/proxmox/recent_sizes.h"
#include "plugins/proxmox/surprises.h"

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

struct ExportedFigure {
  Metric metric;
  double value;
};

// What an object has at one time, by one reporter.
struct ExportGroup {
  std::int64_t time_ms;
  Object* object;
  EntityId entity;  // its own, beside it: to put a large answer in order is not to read all objects
  // The node that says so of a shared storage; empty for anything else.
  std::string_view reporter;
  // Where its figures stand, see ExportRows::figures.
  std::uint32_t first, count;
};

// Null: the row is of nothing that the list of resources has shown.
using FindObject = std::function<Object*(std::string_view id)>;

// Of one answer; used again for the next one, so that its memory is.
class ExportRows {
 public:
  // Takes what can be used. Rows without a time (a failed update of the server), from beyond
  // `latest_ms` and of no known shape are left out and counted. Throws Error where `body` is no
  // export; there are no rows then.
  void read(std::string_view body, json::Document& document, std::int64_t latest_ms,
            const FindObject& find, Surprises& surprises);

  // In order of time and then of objects, until the next answer.
  const std::vector<ExportGroup>& groups() const { return groups_; }
  std::span<const ExportedFigure> figures(const ExportGroup& group) const {
    return {figures_.data() + group.first, group.count};
  }

 private:
  // Room for so many rows is kept at all times.
  static constexpr std::size_t kKept = 8'192;

  struct Reading {
    std::int64_t latest_ms;
    const FindObject& find;
    Surprises& surprises;
    // The rows of an object stand together, mostly.
    std::string last_id = {};
    Object* object = nullptr;
    std::string_view reporter = {};
  };

  void readWhole(std::string_view body, json::Document& document, Reading reading);
  void take(simdjson::dom::array entries, Reading& reading);
  void findObject(std::string_view id, Reading& reading);
  void add(std::int64_t time_ms, const Reading& reading, const ExportedFigure& figure);
  void forget();
  void clear();
  void group();
  void join();

  std::vector<ExportedFigure> figures_;
  std::vector<ExportGroup> groups_;
  std::set<std::string, std::less<>> reporters_;
  RecentSizes sizes_;
};

}  // namespace pipevane::proxmox
