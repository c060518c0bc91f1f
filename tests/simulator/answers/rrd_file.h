// What an RRD file makes of what went on: averages of a minute, and of them averages or maxima of
// longer steps.
#pragma once

#include "tests/simulator/world/world.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::simulator {

// Of one cycle.
struct Moment {
  bool running = true;
  double cpu = 0, memory = 0, used = 0;
  double arc = 0;          // of a node
  double memory_host = 0;  // of a virtual machine
  Load load;
};

class RrdFile {
 public:
  static constexpr std::int64_t kMinuteS = 60;

  using Figure = std::function<std::optional<double>(const Moment&)>;
  using Fields = std::vector<std::pair<const char*, Figure>>;
  // What is known of one minute; several figures each.
  using Minute = std::vector<std::optional<double>>;

  RrdFile(const World& world, const Node& node, Fields fields);
  RrdFile(const World& world, const Guest& guest, Fields fields);
  RrdFile(const World& world, const Storage& storage, Fields fields);

  const Fields& fields() const { return fields_; }
  // Of the time (end - step, end]. Nothing where it is unknown: less than half of it is known, or
  // nothing was written since it ended.
  Minute row(std::int64_t end_s, std::int64_t step_s, bool maximum) const;

 private:
  // Of the cycle at that time, in that era.
  using Moments = std::function<Moment(const Era&, std::int64_t time_s)>;

  Minute minute(std::int64_t end_s) const;
  std::int64_t writtenUntilS() const;

  const Eras& eras_;
  Fields fields_;
  Moments moment_;
};

}  // namespace pipevane::simulator
