#include "plugins/proxmox/events/log_window.h"

#include <algorithm>

namespace pipevane::proxmox::events {

// One is the least that may be asked for.
std::size_t LogWindow::next() const {
  if (bad_ == 0) return wanted_;
  return found() ? std::max<std::size_t>(good_, 1) : (good_ + bad_) / 2;
}

void LogWindow::worked(std::size_t asked, std::size_t came, std::optional<std::size_t> moved) {
  if (!moved) {
    // Where a bad one is now nobody knows, nor what stands between: not far, mostly.
    doubles_ = doubles_ || bad_ > 0;
    bad_ = 0;
    good_ = asked;
  } else {
    if (bad_ > 0) bad_ += *moved;
    good_ = std::max(bad_ > 0 ? good_ + *moved : good_, asked);
  }
  // The whole log, or all that is asked for at usual times.
  if (came < asked || good_ >= kUsual || good_ >= bad_) bad_ = 0;
  if (bad_ > 0) {
    again_ = !found();
    return;
  }
  const bool more = !moved && came >= asked && asked < kMost;
  again_ = more || (asked < kUsual && came >= asked);
  doubles_ = doubles_ && again_ && asked < kUsual;
  wanted_ = more && asked >= kUsual ? kMost : kUsual;
  if (doubles_) wanted_ = std::min(2 * asked, kUsual);
}

void LogWindow::failed(std::size_t asked) {
  doubles_ = false;
  // What worked does not any more: there is another one, above.
  if (asked <= good_) good_ = 0;
  bad_ = bad_ == 0 ? asked : std::min(bad_, asked);
  again_ = !found();
}

std::optional<std::size_t> LogWindow::badAt() const {
  return found() ? std::optional(good_) : std::nullopt;
}

}  // namespace pipevane::proxmox::events
