// Why several endpoints fail, in one text that says nothing twice.
#pragma once

#include <string>
#include <vector>

namespace pipevane::proxmox {

// Of one endpoint: a sentence without an end, which may name it.
struct Reason {
  std::string url, why;
};

// Endpoints that fail in the same way are named in one sentence, and advice that several sentences
// in a row end with stands behind the last of them. Three sentences at most, then how many more
// endpoints fail. Empty: there are none.
std::string reasonsText(const std::vector<Reason>& reasons);

}  // namespace pipevane::proxmox
