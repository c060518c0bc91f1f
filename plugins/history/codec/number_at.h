// One number of a packed row, and the one before it, without the others.
#pragma once

#include "plugins/history/codec/bits.h"
#include "plugins/history/codec/number_row.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace pipevane::history {

class NumberAt {
 public:
  // Of so many, what is said of all of them. The bytes outlive this.
  void read(BitReader& source, std::size_t numbers) {
    row_.read(source, numbers);
    source_ = source;
  }

  // Goes to that place; false: that takes reading those between the middle and it one by one, which
  // `run` does. Once.
  bool jump(std::size_t place);
  // The same for those that said so, several at a time, as each one waits for its last step most of
  // the time.
  static void run(std::span<NumberAt* const> all);

  std::int64_t number() const { return static_cast<std::int64_t>(number_); }
  // At the first place the number itself.
  std::int64_t before() const { return static_cast<std::int64_t>(number_ - step_); }

 private:
  void runFlat(std::size_t place);
  void arrive(std::uint64_t sum, std::uint64_t last);
  void arriveBack(std::uint64_t sum, std::uint64_t last);

  NumberRow row_;
  BitReader source_{{}};
  std::uint64_t number_ = 0, step_ = 0;
  std::size_t steps_ = 0;  // to read
  bool ahead_ = true, first_ = false;
};

}  // namespace pipevane::history
