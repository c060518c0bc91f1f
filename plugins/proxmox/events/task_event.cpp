#include "plugins/proxmox/events/task_event.h"

#include "plugins/proxmox/events/plain_text.h"
#include "plugins/proxmox/events/task_type.h"
#include "plugins/proxmox/vmid.h"

namespace pipevane::proxmox::events {
namespace {

// In bytes, of what stands in a sentence. A guest's name has less, a volume's may have more.
constexpr std::size_t kLongestName = 128;
constexpr std::size_t kLongestExit = 256;

std::string capital(std::string words) {
  if (!words.empty() && words.front() >= 'a' && words.front() <= 'z')
    words.front() = static_cast<char>(words.front() - 'a' + 'A');
  return words;
}

std::string userOf(const Upid& upid) {
  return upid.token.empty() ? upid.user : upid.user + "!" + upid.token;
}

// "qmnew of VM 106 (web)", "srvreload (pveproxy) on node pve1".
std::string namedWords(const Upid& upid, const TaskSubject& subject) {
  std::string words = "Task " + plainText(upid.type, kLongestName);
  if (subject.isGuest()) return words + " of " + subject.words;
  if (!upid.id.empty()) words += " (" + plainText(upid.id, kLongestName) + ")";
  return words + " on " + subject.words;
}

// "VM 106 (web)", "A snapshot of VM 106 (web)"; what a type that is not known is about.
std::string whatOf(const Upid& upid, const TaskType& type, const TaskSubject& subject) {
  const bool wants_guest = type.subject != Subject::kNode;
  if (upid.type == "vzdump" && !subject.isGuest()) return "Guests of " + subject.words;
  if (type.done.empty() || wants_guest != subject.isGuest()) return namedWords(upid, subject);
  return type.before.empty() ? capital(subject.words) : std::string(type.before) + subject.words;
}

std::string sentenceOf(const Task& task, const TaskSubject& subject) {
  const Upid& upid = task.upid;
  const TaskType& type = taskType(upid.type);
  const std::string what = whatOf(upid, type, subject);
  const bool named = what.starts_with("Task ");
  const bool several = !named && (type.several || (upid.type == "vzdump" && !subject.isGuest()));
  const std::string done = named ? "done" : std::string(type.done);
  const std::string by = " by " + plainText(userOf(upid), kLongestName);
  const std::string exit = plainText(task.status, kLongestExit);
  switch (task.state()) {
    case TaskState::kRunning:
      return what + (several ? " are being " : " is being ") + done + by;
    case TaskState::kOk:
      return what + (several ? " were " : " was ") + done + by;
    case TaskState::kWarning:
      return what + (several ? " were " : " was ") + done + by + ", with warnings (" + exit + ")";
    case TaskState::kError:
      return what + " could not be " + done + by + ": " + exit;
    case TaskState::kUnknown:
      break;
  }
  return what + (several ? " were" : " was") + " to be " + done + by +
         ", and nobody knows how that ended" + (exit.empty() ? "" : " (" + exit + ")");
}

}  // namespace

std::string guestWords(std::string_view kind, std::string_view vmid, std::string_view name) {
  std::string words = kind == "container" ? "CT " : "VM ";
  words += vmid;
  if (!name.empty()) words += " (" + plainText(name, kLongestName) + ")";
  return words;
}

TaskSubject subjectOf(const Upid& upid, const ListDifferences& fleet) {
  const TaskType& type = taskType(upid.type);
  if (type.subject != Subject::kNode && isVmid(upid.id)) {
    if (const ListedGuest* const guest = fleet.guest(upid.id))
      return {guest->kind(), upid.id, guestWords(guest->kind(), upid.id, guest->name)};
    if (type.subject == Subject::kVm) return {"vm", upid.id, guestWords("vm", upid.id, {})};
    if (type.subject == Subject::kContainer)
      return {"container", upid.id, guestWords("container", upid.id, {})};
  }
  return {"node", upid.node, "node " + upid.node};
}

Event eventOf(const Task& task, const ListDifferences& fleet, std::string caused_by) {
  const Upid& upid = task.upid;
  const TaskSubject subject = subjectOf(upid, fleet);
  Event event{.id = upid.text,
              .type = "task",
              .state = wordFor(task.state()),
              .severity = severityOf(task),
              .time_ms = upid.start_s * 1000,
              .kind = subject.kind,
              .entity = subject.id,
              .message = sentenceOf(task, subject),
              .attributes = {}};
  event.add("upid", upid.text);
  event.add("node", upid.node);
  event.add("task_type", upid.type);
  event.add("user", upid.user);
  event.add("token_id", upid.token);
  event.add(subject.isGuest() ? "vmid" : "task_id", upid.id);
  if (task.end_s) event.add("end_ms", std::to_string(*task.end_s * 1000));
  event.add("exit_status", task.status);
  event.add("caused_by", std::move(caused_by));
  return event;
}

}  // namespace pipevane::proxmox::events
