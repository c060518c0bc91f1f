// The numbered PROXMOX_NODE_<n>_* variables, checked.
#pragma once

#include "engine/config/environment.h"
#include "engine/config/problems.h"
#include "engine/config/text_file.h"

#include <string>
#include <vector>

namespace pipevane::config {

struct NodeSettings {
  int number = 0;
  std::string name;      // as the user wrote it
  std::string endpoint;  // https://host:port
  std::string token_id;
  std::string token_secret;  // a reference, never the secret
  std::string fingerprint;   // or kFirstUse; empty: not given
  std::string ca_file;       // empty: not given
  bool verify_tls = true;
};

// Instead of a fingerprint: the certificate that is shown first is kept, and no other one trusted.
inline constexpr const char* kFirstUse = "first-use";

// A path that is written down as ${file:path} must end where the reference does.
inline constexpr const char* kBraceInPath =
    "a path with a } cannot be written as a reference; give the file another name";

// In the order of their numbers. Whatever is malformed, missing or unknown is reported by the
// variable's name.
std::vector<NodeSettings> readNodeSettings(const Environment& environment, Files files,
                                           Problems& problems);

}  // namespace pipevane::config
