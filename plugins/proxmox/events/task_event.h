// A task as an event: its sentence, whom it is about, and what is known of it.
#pragma once

#include "plugins/proxmox/events/event.h"
#include "plugins/proxmox/events/list_differences.h"
#include "plugins/proxmox/events/task.h"

#include <string>
#include <string_view>

namespace pipevane::proxmox::events {

// Whom a task is about: the guest that it names, else its node.
struct TaskSubject {
  std::string_view kind;  // "vm", "container", "node"
  std::string id;         // the last part of its key
  std::string words;      // "VM 106 (web)", "node pve1"

  bool isGuest() const { return kind != "node"; }
};

TaskSubject subjectOf(const Upid& upid, const ListDifferences& fleet);
// `caused_by`: the id of the event that led to it, where one did.
Event eventOf(const Task& task, const ListDifferences& fleet, std::string caused_by);

// "VM 106 (web)", "CT 205", "Node pve1".
std::string guestWords(std::string_view kind, std::string_view vmid, std::string_view name);

}  // namespace pipevane::proxmox::events
