#include "plugins/proxmox_poll/doctor/judge.h"

namespace pipevane::proxmox_poll {

Findings judge(const Seen& seen) {
  Findings findings;
  if (!judgeConnection(seen, findings) || !judgeToken(seen, findings)) return findings;
  judgeVersion(seen, findings);
  judgeClock(seen, findings);
  judgePrivileges(seen, findings);
  judgeAnswers(seen, findings);
  judgeCluster(seen, findings);
  judgeMetrics(seen, findings);
  // What is not needed comes last.
  judgeMorePrivileges(seen, findings);
  return findings;
}

}  // namespace pipevane::proxmox_poll
