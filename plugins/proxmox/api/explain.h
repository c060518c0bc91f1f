// Words for what went wrong with a call, and what to do about it.
#pragma once

#include "plugins/proxmox/api/answer.h"
#include "plugins/proxmox/api/endpoint.h"

#include <string>

namespace pipevane::proxmox {

// Each a sentence without an end; `remedy` is empty where there is nothing to do.
struct Explanation {
  std::string what, remedy;
};

// For an answer that is not `ok`. `path` as asked, `token_id` never its secret.
Explanation explanation(const Answer& answer, const Endpoint& endpoint, const std::string& path,
                        const std::string& token_id);
// Both in one.
std::string explain(const Answer& answer, const Endpoint& endpoint, const std::string& path,
                    const std::string& token_id);

// What tells, on a node that takes connections and does not answer, what holds it up: its services,
// a storage, the quorum. They stand in that remedy in this order.
inline constexpr const char* kHangCommands[] = {"systemctl status pveproxy pvedaemon",
                                                "pvesm status", "pvecm status"};

// What a node that answers and fails is looked at with, and the remedy that says so.
inline constexpr const char* kServicesCommand = kHangCommands[0];
std::string servicesRemedy();

// What tells why an answer ended before its end, and the remedy that says so.
inline constexpr const char* kCutCommands[] = {"systemctl status pveproxy",
                                               "journalctl -u pveproxy -n 20"};
std::string cutRemedy();

// What lets the token read a path and all below it. To be called by root on a node; `path` is one
// of Proxmox VE's access control, "/" or "/vms".
std::string grantCommand(const std::string& path, const std::string& token_id,
                         const std::string& role = "PVEAuditor");

}  // namespace pipevane::proxmox
