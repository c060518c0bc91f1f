// What came of one call of the API.
#pragma once

#include <pipevane/text.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::proxmox {

// Why there is no answer of HTTP.
enum class Failure : std::uint8_t {
  kNone,
  kName,         // the host name is not known
  kConnect,      // refused, no route, no answer to the connection, no TLS on it
  kTls,          // the certificate is not acceptable, see those below as well
  kExpired,      // it was valid once
  kNotYetValid,  // it will be
  kIssuer,       // self-signed, or issued by nobody who is trusted
  kFingerprint,  // another certificate than the pinned one
  kChanged,      // another one than the one that is trusted since its first use
  kUnknown,      // it would be its first use, and who asks only looks
  kNotKept,      // what is trusted since its first use cannot be read or kept
  kTimeout,      // no whole answer in time
  kBroken,       // the connection broke, or what came is no HTTP
  kTooLarge,
  kStopped
};

// It may be somebody else who answers, or nobody can tell any more.
constexpr bool isDistrust(Failure failure) {
  return failure == Failure::kFingerprint || failure == Failure::kChanged ||
         failure == Failure::kNotKept;
}

struct Answer {
  int status = 0;  // of HTTP; 0: see `failure`
  Failure failure = Failure::kNone;
  std::string reason;  // of the status line, or what failed; never the secret
  std::string remedy;  // where the failure has one that only the client knows
  std::string body;    // after decompression; here too and in the headers, never the secret
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::int64_t duration_us = 0;

  bool ok() const { return status == 200; }
};

}  // namespace pipevane::proxmox
