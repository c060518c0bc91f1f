// A certificate of its own for every simulator.
#pragma once

#include <string>

namespace pipevane::simulator {

struct Certificate {
  std::string pem, key_pem;
  std::string fingerprint;  // SHA-256, upper-case hex with colons

  // From now on, by the system's clock.
  struct Lifetime {
    long begins_in_s = -86'400;
    long ends_in_s = 365L * 86'400;
  };
  // Self-signed, for localhost, 127.0.0.1 and ::1. Throws std::runtime_error.
  static Certificate make() { return make(Lifetime{}); }
  static Certificate make(const Lifetime& lifetime);
};

}  // namespace pipevane::simulator
