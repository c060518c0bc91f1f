// What clients cost the server.
#pragma once

#include <Poco/JSON/Object.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace pipevane::simulator {

// [any]
class Stats {
 public:
  // Of the path without its query; `sent` bytes of body as they go over the wire.
  void count(const std::string& path, std::uint64_t sent) {
    const std::lock_guard lock(mutex_);
    ++requests_[path];
    sent_ += sent;
  }
  std::uint64_t requests(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(path);
    return found == requests_.end() ? 0 : found->second;
  }
  // An answer goes out that is one, and whole.
  void countWhole(const std::string& path) {
    const std::lock_guard lock(mutex_);
    ++whole_[path];
  }
  std::uint64_t whole(const std::string& path) const {
    const std::lock_guard lock(mutex_);
    const auto found = whole_.find(path);
    return found == whole_.end() ? 0 : found->second;
  }
  // {"requests", "by_path", "body_bytes"}
  Poco::JSON::Object json() const {
    const std::lock_guard lock(mutex_);
    Poco::JSON::Object by_path, all;
    std::uint64_t sum = 0;
    for (const auto& [path, count] : requests_) {
      by_path.set(path, count);
      sum += count;
    }
    all.set("requests", sum).set("by_path", by_path).set("body_bytes", sent_);
    return all;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> requests_, whole_;
  std::uint64_t sent_ = 0;
};

}  // namespace pipevane::simulator
