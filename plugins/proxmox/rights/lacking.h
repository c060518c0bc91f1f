// What a token lacks to see what is asked for.
#pragma once

#include "plugins/proxmox/permissions.h"

#include <string>
#include <vector>

namespace pipevane::proxmox {

// One thing that is asked for, and what it takes.
struct Need {
  const char* what;
  const char* path;  // of the access control
  const char* privilege;
  // Without it guests are not listed, or nodes without their figures.
  bool hides = false;
};

// In 7, 8 and 9 alike; the role PVEAuditor on "/" has all of it.
const std::vector<Need>& needs();

// Of the needs, those that are not met. One whose privilege is missing further up is not named
// twice.
std::vector<Need> lacking(const Permissions& permissions);

// "the token monitor@pve!t lacks VM.Audit on /vms, which it needs to see virtual machines and
// containers"
std::string lackSentence(const Need& need, const std::string& token_id);
std::string nothingSentence(const std::string& token_id);

}  // namespace pipevane::proxmox
