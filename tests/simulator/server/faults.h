// What goes wrong on purpose.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::simulator {

struct Fault {
  enum class Kind {
    kStatus,   // an answer with `status` and an empty body
    kGarbage,  // 200 and a body that is no JSON
    kHang,     // nothing, until the fault is taken away
    kClose,    // the connection is closed without an answer
    kEcho      // `status` and, in reason, header and body, the login that was sent
  };

  std::string path;  // beginning of the path below /api2/json; empty: every one
  Kind kind = Kind::kStatus;
  int status = 500;
  std::string reason = "internal error";
  int count = -1;  // so many times; negative: always

  // {"path", "kind": "status" | "garbage" | "hang" | "close" | "echo", "status", "reason",
  // "count"}; throws Poco::Exception or std::exception.
  static Fault parse(const std::string& json);
};

// [any]
class Faults {
 public:
  void add(Fault fault);
  void clear();
  // The first that fits, which is used up by one.
  std::optional<Fault> take(const std::string& path);
  // Grows at every `clear`.
  std::uint64_t generation() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Fault> faults_;
  std::uint64_t generation_ = 0;
};

}  // namespace pipevane::simulator
