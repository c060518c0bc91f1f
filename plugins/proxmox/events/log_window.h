// How many of the newest entries of the cluster's log to ask for.
//
// An entry with a backslash in it, where no letter follows that JSON knows, makes the whole call
// fail for as long as it is among those that are asked for. So the largest number that works is
// looked for by halves; from then on each new entry moves the bad one by one, and the number with
// it. Where so many new ones came that it is out of sight, it is looked for by doubling.
#pragma once

#include <cstddef>
#include <optional>

namespace pipevane::proxmox::events {

class LogWindow {
 public:
  // More than come in twenty seconds, mostly.
  static constexpr std::size_t kUsual = 200;
  // All that the ring of 128 KiB has room for.
  static constexpr std::size_t kMost = 2'000;

  std::size_t next() const;
  // That many were asked for, and so many came. `moved`: so many new ones stand above those that
  // were known; nothing where none of those that were known is there.
  void worked(std::size_t asked, std::size_t came, std::optional<std::size_t> moved);
  // The server could not write them down.
  void failed(std::size_t asked);

  // There is a question that need not wait for the next turn: it is being looked for, or more is
  // new than was asked for.
  bool again() const { return again_; }
  // A bad entry stands right behind so many good ones; nothing: there is none, or it is still being
  // looked for.
  std::optional<std::size_t> badAt() const;

 private:
  bool found() const { return bad_ > 0 && bad_ - good_ == 1; }

  std::size_t good_ = 0;  // so many work
  std::size_t bad_ = 0;   // so many do not; 0: none is known
  std::size_t wanted_ = kUsual;
  bool again_ = false;
  bool doubles_ = false;
};

}  // namespace pipevane::proxmox::events
