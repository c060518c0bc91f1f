// A certificate of its own for every simulator.
#pragma once

#include <string>

namespace pipevane::simulator {

struct Certificate {
  std::string pem, key_pem;
  std::string fingerprint;  // SHA-256, upper-case hex with colons

  // Self-signed, for localhost, 127.0.0.1 and ::1. Throws std::runtime_error.
  static Certificate make();
};

}  // namespace pipevane::simulator
