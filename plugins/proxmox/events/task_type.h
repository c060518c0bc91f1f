// What is known of a type of tasks. The list is open: newer types are told by their name.
#pragma once

#include <cstdint>
#include <string_view>

namespace pipevane::proxmox::events {

// What its id is, mostly.
enum class Subject : std::uint8_t {
  kOther,      // told by its name
  kVm,         // the number of a virtual machine
  kContainer,  // of a container
  kGuest,      // of either
  kNode,       // the node itself, whatever the id
};

struct TaskType {
  std::string_view name;
  Subject subject = Subject::kOther;
  // "{} was started": what was done, with the subject in place of the braces; "started" is `done`.
  std::string_view before;  // "A snapshot of "
  std::string_view done;    // "taken"
  // The state that the guest has when it was done; empty: it does not say.
  std::string_view status = {};
  bool several = false;  // its sentence is of several things: "were"
};

// Of a type that is not known: its subject by its first letters, and no words.
const TaskType& taskType(std::string_view name);

// Somebody looks at a guest, and nothing of it changes.
bool isConsole(std::string_view type);
// Begins a task of its own for each guest: of one node, or of more.
bool isForSeveral(std::string_view type);

}  // namespace pipevane::proxmox::events
