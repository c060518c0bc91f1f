// What came out of a pipeline, read from the file of the sink `dump` while it grows.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace pipevane::testing {

struct PublishedSample {
  std::string entity, metric;
  std::int64_t time_ms;
  double value;
  int quality;
  bool backfill;
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
  // Those that were taken out since the last time.
  const std::set<std::string>& removed() const { return removed_; }

 private:
  void upsert(std::istream& words);

  std::string file_;
  std::streamoff read_ = 0;
  std::map<std::string, Attributes> entities_;
  std::set<std::string> removed_;
};

}  // namespace pipevane::testing
