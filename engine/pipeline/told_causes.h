// What the log was told of an outage: a cause that is new in a reason is told at once, and none
// twice as long as it is there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace pipevane::pipeline {

// A reason has one cause behind the other, with "; " between them. Numbers and times make no other
// cause of it: "got no answer within 4.2 s" is "got no answer within 11 s". A name or an address
// with digits in it is a name.
// Of one thread, or guarded by its owner. All times are the steady clock's.
class ToldCauses {
 public:
  // An outage begins, and this reason is told.
  void begin(std::string_view why, std::int64_t now_ms);
  // What the reason is from now on; true where it is to be told. What is new and finds no room is
  // told by a later call, if it is still so then.
  bool goesOn(std::string_view why, std::int64_t now_ms);

 private:
  struct Told {
    std::uint64_t cause;
    std::int64_t heard_ms;  // when it was there last
  };
  using Causes = std::vector<std::uint64_t>;

  static Causes causesOf(std::string_view why);
  Told* find(std::uint64_t cause);
  void hear(const Causes& causes, std::int64_t now_ms);
  void remember(const Causes& causes, std::int64_t now_ms);
  void spend(std::int64_t now_ms);

  std::vector<Told> told_;
  Causes now_;  // of the reason as it is
  // When all lines that were told are a minute old each, had they come one a minute.
  std::int64_t paid_ms_ = 0;
};

}  // namespace pipevane::pipeline
