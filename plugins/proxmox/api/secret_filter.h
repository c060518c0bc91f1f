// Takes the token's secret out of what a peer says.
#pragma once

#include "plugins/proxmox/api/access.h"
#include "plugins/proxmox/api/answer.h"

#include <string>

namespace pipevane::proxmox {

// Servers and proxies that fail like to show the request, and with it the header Authorization.
// The header and the bare secret are found, any of their characters written as it is or as %XX. A
// secret of less than eight characters is only found in the header: Proxmox VE makes none so
// short, and an answer without each of its letters is no answer.
class SecretFilter {
 public:
  explicit SecretFilter(const Token& token);

  // Status line, headers and body.
  void clean(Answer& answer) const;
  void clean(std::string& text) const;

 private:
  std::string header_, secret_;
};

}  // namespace pipevane::proxmox
