// What a node's network cards of metal received and sent, summed up as the metrics export does it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// A sum that lacks a card would read as a counter that began anew, and the next one as a flood: so
// there is none for a time of which one is missing.
class NicSum {
 public:
  // Of one node. A card of metal may look like hundreds, one for each machine that has a part of
  // it.
  static constexpr std::size_t kMost = 256;
  // A datagram may be lost now and then; a card that is missing more often was taken out.
  static constexpr int kMissedMost = 3;

  struct Sum {
    double received = 0, sent = 0;
  };
  struct Heard {
    std::optional<double> received, sent;
  };

  bool knows(std::string_view card) const;
  std::size_t size() const { return cards_.size(); }
  // Of one card at one time, of which there are no more than that.
  void hear(std::string_view card, std::int64_t time_ms, const Heard& heard);
  // There is no room for one: of that time there is no sum.
  void leaveOut(std::int64_t time_ms) { left_out_ms_ = time_ms; }
  // When all that is told of that time is here, as far as can be known; `whole`: for certain.
  // Nothing where a card is missing, or there is none.
  std::optional<Sum> at(std::int64_t time_ms, bool whole);

 private:
  struct Card {
    std::string name;
    std::int64_t received_ms, sent_ms;
    double received = 0, sent = 0;
    int missed = 0;
    std::int64_t missed_ms;
  };

  std::vector<Card> cards_;
  std::optional<std::int64_t> left_out_ms_;
};

}  // namespace pipevane::proxmox
