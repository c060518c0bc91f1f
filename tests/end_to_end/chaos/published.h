// What came out of a pipeline, read from the file of the sink `dump` while it grows.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pipevane::testing {

struct PublishedSample {
  std::string entity, metric;
  std::int64_t time_ms;
  double value;
  int quality;
  bool backfill;
};

struct PublishedEvent {
  std::int64_t time_ms;
  std::string entity, id, type, state, message;
  bool backfill;
  std::map<std::string, std::string> attributes;

  std::string attribute(const std::string& name) const {
    const auto found = attributes.find(name);
    return found == attributes.end() ? std::string() : found->second;
  }
};

class Published {
 public:
  explicit Published(std::string file) : file_(std::move(file)) {}

  // Visits the samples since the last time, as they came; the entities are as of then. `end` is
  // called at the end of each cycle, where the sink tells it.
  void read(
      const std::function<void(const PublishedSample&)>& visit,
      const std::function<void()>& end = [] {});
  using Attributes = std::map<std::string, std::string>;
  const std::map<std::string, Attributes>& entities() const { return entities_; }
  // Those that were told since the last time, as they came.
  const std::vector<PublishedEvent>& events() const { return events_; }
  // Those that were taken out since the last time.
  const std::set<std::string>& removed() const { return removed_; }

 private:
  void upsert(std::string_view line);

  std::string file_;
  std::streamoff read_ = 0;
  std::map<std::string, Attributes> entities_;
  std::vector<PublishedEvent> events_;
  std::set<std::string> removed_;
};

}  // namespace pipevane::testing
