#include "tests/end_to_end/chaos/losing_road.h"

#include <Poco/Net/SocketAddress.h>

#include <array>

namespace pipevane::testing {

using Poco::Net::DatagramSocket;
using Poco::Net::SocketAddress;

LosingRoad::LosingRoad(std::uint16_t to, std::uint64_t seed)
    : entrance_(SocketAddress("127.0.0.1", 0)), to_(to), random_(seed) {}

void LosingRoad::carry() {
  std::array<char, 65'536> datagram;
  while (entrance_.poll(Poco::Timespan(), Poco::Net::Socket::SELECT_READ)) {
    SocketAddress from;
    const int size = entrance_.receiveFrom(datagram.data(), datagram.size(), from);
    if (random_() % kLostOneIn == 0) {
      ++lost_;
      continue;
    }
    DatagramSocket exit(SocketAddress(from.host(), 0));
    exit.sendTo(datagram.data(), size, SocketAddress("127.0.0.1", to_));
  }
}

}  // namespace pipevane::testing
