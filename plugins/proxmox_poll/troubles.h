// All that is amiss although there are answers, in one text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pipevane::proxmox_poll {

class Troubles {
 public:
  // Of one trouble, in bytes: it may repeat what others say.
  static constexpr std::size_t kLongest = 1'000;

  // A sentence without an end; empty: there is none.
  void add(std::string_view trouble);
  bool none() const { return text_.empty(); }
  // One after the other, the worst first as they were added.
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

}  // namespace pipevane::proxmox_poll
