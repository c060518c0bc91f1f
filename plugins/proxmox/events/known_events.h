// Everything that one source has told of what happens: behind EventDecoder, which keeps the JSON
// library out of its users' sight.
#pragma once

#include "plugins/proxmox/cluster_facts.h"
#include "plugins/proxmox/events/cluster_log.h"
#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/events/event_writer.h"
#include "plugins/proxmox/events/former_members.h"
#include "plugins/proxmox/events/list_differences.h"
#include "plugins/proxmox/events/list_doubt.h"
#include "plugins/proxmox/events/listed_reader.h"
#include "plugins/proxmox/events/locks.h"
#include "plugins/proxmox/events/notification_reader.h"
#include "plugins/proxmox/events/passing_time.h"
#include "plugins/proxmox/events/pending_changes.h"
#include "plugins/proxmox/events/recent_tasks.h"
#include "plugins/proxmox/events/task_ledger.h"
#include "plugins/proxmox/events/task_list.h"
#include "plugins/proxmox/json.h"
#include "plugins/proxmox/source_clock.h"
#include "plugins/proxmox/surprises.h"

#include <pipevane/host.h>
#include <pipevane/output.h>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox::events {

// What EventDecoder says of the calls of the same names.
class KnownEvents {
 public:
  KnownEvents(const Host& host, std::string source, std::string cluster, std::int64_t look_back_ms);

  Decoded decode(const pv_exchange& exchange, const Output& output);
  void name(const std::string& cluster) { writer_.setCluster(cluster); }
  void tellConnection(bool connected, std::string_view why, std::int64_t time_ms,
                      const Output& output);

  const std::string& source() const { return source_; }
  const std::string& cluster() const { return writer_.cluster(); }
  // What is known of the cluster itself, and what was told and has not ended.
  void takeFacts(const KnownEvents& before) {
    facts_ = before.facts_;
    clock_ = before.clock_;
    surprises_ = before.surprises_;
    writer_.goOnFrom(before.writer_);
    locks_ = before.locks_;
    connected_ = before.connected_;
  }

  const ClusterFacts& facts() const { return facts_; }
  const ListDifferences& fleet() const { return fleet_; }
  bool doubtsList() const { return doubt_.waits(); }
  const TaskLedger& ledger() const { return ledger_; }
  const ClusterLog& log() const { return log_; }
  const Surprises& surprises() const { return surprises_; }
  std::uint64_t eventsTold() const { return writer_.count(); }

 private:
  void decode(std::string_view path, const pv_exchange& exchange);
  bool named(const pv_exchange& exchange);
  void decodeTasks(const pv_exchange& exchange);
  void decodePage(const std::string& node, const pv_exchange& exchange);
  void decodeList(const pv_exchange& exchange);
  // A list that is believed, if there is one; `exchange` is the one that settled that.
  void hear(const std::optional<ListDoubt::List>& list, const pv_exchange& exchange);
  void decodeLog(const pv_exchange& exchange);
  void decodeNotification(const pv_exchange& exchange);
  void tell(const std::vector<TaskNews>& news, const pv_exchange& exchange);
  void tell(const Task& task, bool late, const pv_exchange& exchange);
  void tell(const LogEntry& entry, std::int64_t now_ms);
  void tellStatus(const Task& task, const pv_exchange& exchange);
  void dropFormerMembers(const pv_exchange& exchange);
  TaskList tasksIn(const pv_exchange& exchange);
  void judge();
  void judge(const Difference& difference);
  bool seesTasks() const;

  std::string source_;
  std::int64_t look_back_ms_;
  Surprises surprises_;
  json::Document document_;
  ClusterFacts facts_;
  SourceClock clock_;
  ListedReader listed_reader_;
  ListDifferences fleet_;
  ListDoubt doubt_;
  TaskLedger ledger_;
  FormerMembers former_;
  RecentTasks recent_;
  PendingChanges pending_;
  ClusterLog log_;
  NotificationReader notification_reader_;
  EventWriter writer_;
  std::map<std::string, std::string, std::less<>> caused_by_;  // of tasks that run
  Locks locks_;
  int unnamed_lists_ = 0;  // of tasks, before the first list of resources
  PassingTime passing_;
  std::int64_t now_ms_ = 0, tasks_asked_ms_ = 0;  // as it says
  bool connected_ = true;
};

}  // namespace pipevane::proxmox::events
