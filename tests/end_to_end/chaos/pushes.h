// What the nodes of a simulated cluster push, and what can go wrong on its way.
#pragma once

#include "tests/end_to_end/chaos/losing_road.h"
#include "tests/simulator/simulator.h"

#include <cstdint>
#include <optional>
#include <string>

namespace pipevane::testing {

// One thread.
class Pushes {
 public:
  // What every push over HTTP has to come with, where InfluxDB's way is taken.
  static constexpr const char* kToken = "pushed-with-this";
  static bool withToken(const std::string& way) { return way == "influx-http"; }

  // From now on over that way, "influx-http", to that port of this machine. The cluster outlives
  // this.
  Pushes(simulator::Simulator& cluster, const std::string& way, std::uint16_t port,
         std::uint64_t seed);

  // "away": nobody is told anything. "refused": with a wrong token. "lost": some datagrams are.
  void begin(const std::string& trouble);
  void end();
  // After the nodes sent something: what is on its way arrives.
  void carry();
  // Datagrams, so far.
  std::size_t lost() const { return road_.lost(); }

 private:
  void aimAt(std::uint16_t port, const std::string& token, bool disabled = false);

  simulator::Simulator& cluster_;
  const std::string way_;
  const std::uint16_t port_;
  LosingRoad road_;
};

}  // namespace pipevane::testing
