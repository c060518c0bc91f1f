// What goes wrong on purpose.
#pragma once

#include "tests/simulator/answers/twist.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::simulator {

struct Fault {
  enum class Kind {
    kStatus,   // an answer with `status`, and `body` or what that version has there
    kGarbage,  // 200 and a body that is no JSON
    kHang,     // nothing, until the fault is taken away or the client leaves
    kClose,    // the connection is closed without an answer
    // The right answer, but
    kTruncated,  // its body, packed if the client can unpack, ends half-way
    kCut,        // the connection ends in the middle of it
    kDrip,       // a byte at a time, until the fault is taken away or the client leaves
    kTwist,      // as `twist` says
    kKeepAlive,  // the header says of the connection both "close" and "Keep-Alive"
    kKeepTwice,  // or "Keep-Alive" twice; it stays open
    kKeepCut,    // the connection that it promises to keep ends right behind it
    kLast,       // it says that the connection ends, and that ends
    kEcho        // `status` and, in reason, header and body, the login that was sent
  };

  std::string path;  // beginning of the path below /api2/json; empty: every one
  Kind kind = Kind::kStatus;
  int status = 500;
  std::string reason = "internal error";
  int count = -1;  // so many times; negative: always
  Twist twist = Twist::kStrings;
  std::string node = {};                 // of the calls to that node's own port; empty: of all
  std::optional<std::string> body = {};  // of kStatus
  std::int64_t delay_s = 0;              // of the simulated clock, before it begins

  // The API answers, and this becomes of the answer.
  bool spoils() const { return kind >= Kind::kTruncated && kind <= Kind::kLast; }

  // {"path", "kind": "status" | "garbage" | "hang" | "close" | "echo" | "truncated" | "cut" |
  // "drip" | "strings" | "booleans" | "missing" | "enums" | "fields" | "close+keep" | "keep+keep" |
  // "keep+cut" | "last", "status", "reason", "body", "delay_s", "count", "node"}. Without a reason
  // it is the one that Proxmox VE most often gives. Throws Poco::Exception or std::exception.
  static Fault parse(const std::string& json);
  // All that `kind` may be.
  static std::vector<std::string> kinds();
};

// [any]
class Faults {
 public:
  void add(Fault fault);
  void clear();
  // The first that fits, which is used up by one.
  std::optional<Fault> take(const std::string& path, const std::string& node);
  // Grows at every `clear`.
  std::uint64_t generation() const;

 private:
  mutable std::mutex mutex_;
  std::vector<Fault> faults_;
  std::uint64_t generation_ = 0;
};

}  // namespace pipevane::simulator
