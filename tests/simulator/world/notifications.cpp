// What the operator is notified of.
#include "tests/simulator/world/world.h"

#include <utility>

namespace pipevane::simulator {

void World::notify(Notification told) {
  const Node& on = node(told.node);
  told.time_s = now_s_ + on.clock_off_s;
  if (on.online && on_notification_) on_notification_(told);
}

void World::notifyOfBackup(const Task& task, bool well) {
  Notification told;
  told.type = "vzdump";
  told.severity = well ? "info" : "error";
  told.node = task.node;
  told.title =
      "vzdump backup status (" + task.node + "): backup " + (well ? "successful" : "failed");
  told.message = "Details\n=======\nVMID    Name    Status    Time    Size    Filename\n" +
                 (task.id.empty() ? std::string("100     web01") : task.id) +
                 (well ? "    ok" : "    err") +
                 "\n\nTotal running time: " + std::to_string(task.end_s - task.start_s) + "s\n" +
                 (well ? "" : "\n" + task.status + "\n");
  notify(std::move(told));
}

void World::failReplication(int vmid) {
  const std::string job = std::to_string(vmid) + "-0";
  LogLine line;
  line.node = guest(vmid).node;
  line.pri = 3;
  line.tag = "pvescheduler";
  line.message = job + ": got unexpected replication job error - command failed";
  log(std::move(line));
  notify({.type = "replication",
          .severity = "error",
          .title = "Replication Job: '" + job + "' failed",
          .message = "Replication job '" + job + "' with target and schedule '*/15' failed!\n",
          .node = guest(vmid).node,
          .more = {{"job-id", job}}});
}

void World::fence(const std::string& dead) {
  setOnline(dead, false);
  for (const Node& each : population_.nodes) {
    if (!each.online || each.removed) continue;
    return notify(
        {.type = "fencing",
         .severity = "error",
         .title = "SUCCEED: fencing: acknowledged - got agent lock for node '" + dead + "'",
         .message = "The node '" + dead + "' failed and needs manual intervention.\n",
         .node = each.name});
  }
}

void World::findUpdates(const std::string& on) {
  notify({.type = "package-updates",
          .severity = "info",
          .title = "New software packages available (" + on + ")",
          .message = "The following updates are available:\n\npve-manager 9.2.11 -> 9.2.12\n",
          .node = on});
}

void World::mailRoot(const std::string& on, const std::string& subject, const std::string& text) {
  notify({.type = "system-mail",
          .severity = "unknown",
          .title = subject,
          .message = text,
          .node = on});
}

}  // namespace pipevane::simulator
