// A way for datagrams on which some of them get lost.
#pragma once

#include <Poco/Net/DatagramSocket.h>

#include <cstdint>
#include <random>

namespace pipevane::testing {

// One thread.
class LosingRoad {
 public:
  // Leads to that port of this machine; which ones get lost is drawn from the seed.
  LosingRoad(std::uint16_t to, std::uint64_t seed);

  std::uint16_t port() const { return entrance_.address().port(); }
  // What came in goes on, from the address that it came from.
  void carry();
  std::size_t lost() const { return lost_; }

 private:
  // One in so many. A node's cycle is about eight of them.
  static constexpr unsigned kLostOneIn = 6;

  Poco::Net::DatagramSocket entrance_;
  std::uint16_t to_;
  std::mt19937_64 random_;
  std::size_t lost_ = 0;
};

}  // namespace pipevane::testing
