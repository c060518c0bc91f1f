#include "plugins/proxmox/push/nic_sum.h"

#include "plugins/proxmox/object.h"

#include <algorithm>

namespace pipevane::proxmox {

bool NicSum::knows(std::string_view card) const {
  return std::ranges::find(cards_, card, &Card::name) != cards_.end();
}

void NicSum::hear(std::string_view card, std::int64_t time_ms, const Heard& heard) {
  auto known = std::ranges::find(cards_, card, &Card::name);
  if (known == cards_.end()) {
    cards_.push_back(
        {.name = std::string(card), .received_ms = kNever, .sent_ms = kNever, .missed_ms = kNever});
    known = cards_.end() - 1;
  }
  if (heard.received) {
    known->received = *heard.received;
    known->received_ms = time_ms;
  }
  if (heard.sent) {
    known->sent = *heard.sent;
    known->sent_ms = time_ms;
  }
}

std::optional<NicSum::Sum> NicSum::at(std::int64_t time_ms, bool whole) {
  bool missing = false;
  for (Card& each : cards_) {
    if (each.received_ms == time_ms && each.sent_ms == time_ms) {
      each.missed = 0;
    } else {
      missing = true;
      if (each.missed_ms != time_ms) ++each.missed;
      each.missed_ms = time_ms;
    }
  }
  if (missing) {
    const int most = whole ? 0 : kMissedMost;
    std::erase_if(cards_, [most](const Card& each) { return each.missed > most; });
    if (!whole) return std::nullopt;
  }
  if (cards_.empty() || left_out_ms_ == time_ms) return std::nullopt;
  Sum sum;
  for (const Card& each : cards_) {
    sum.received += each.received;
    sum.sent += each.sent;
  }
  return sum;
}

}  // namespace pipevane::proxmox
