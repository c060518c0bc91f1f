// What is to be said of an endpoint. Pure: it depends on what was seen alone.
#pragma once

#include "plugins/proxmox_poll/doctor/finding.h"
#include "plugins/proxmox_poll/doctor/seen.h"

namespace pipevane::proxmox_poll {

// In the order in which one thing needs the one before it; where one fails that all others need,
// they are not in it.
Findings judge(const Seen& seen);

// Its parts. Each adds what it finds; the first two say whether it goes on behind them.
bool judgeConnection(const Seen& seen, Findings& findings);      // reach, certificate
bool judgeToken(const Seen& seen, Findings& findings);           // token
void judgeVersion(const Seen& seen, Findings& findings);         // version
void judgeClock(const Seen& seen, Findings& findings);           // clock
void judgePrivileges(const Seen& seen, Findings& findings);      // privileges
void judgeAnswers(const Seen& seen, Findings& findings);         // answers
void judgeCluster(const Seen& seen, Findings& findings);         // quorum, members
void judgeMetrics(const Seen& seen, Findings& findings);         // metric_servers, export
void judgeMorePrivileges(const Seen& seen, Findings& findings);  // more_privileges

}  // namespace pipevane::proxmox_poll
