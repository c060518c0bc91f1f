#include "plugins/proxmox/events/task_list_reader.h"

#include "plugins/proxmox/events/plain_text.h"

#include <pipevane/error.h>

namespace pipevane::proxmox::events {
namespace {

// In bytes. It is shown in a sentence; what is longer is cut, so that a task that failed with a
// long text has failed all the same.
constexpr std::size_t kLongestStatus = 512;

std::string_view wordsIn(const simdjson::dom::object& members, std::string_view key) {
  std::string_view words;
  return members[key].get(words) == simdjson::SUCCESS ? words : std::string_view{};
}

std::optional<std::int64_t> secondsIn(const simdjson::dom::object& members, std::string_view key) {
  json::Element value;
  if (members[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  const auto read = json::integer(value);
  // Beyond these no time in milliseconds is right.
  constexpr std::int64_t kEnd = std::int64_t{1} << 40;
  return read && *read >= 0 && *read < kEnd ? read : std::nullopt;
}

void take(const json::Element& entry, std::vector<Task>& tasks, Surprises& surprises) {
  simdjson::dom::object members;
  if (entry.get(members) != simdjson::SUCCESS)
    return surprises.count("entry of a list of tasks that is no object");
  auto upid = Upid::parse(wordsIn(members, "upid"));
  if (!upid) return surprises.count("entry of a list of tasks without a sound UPID");
  Task task;
  task.upid = std::move(*upid);
  const std::string_view status = wordsIn(members, "status");
  task.end_s = secondsIn(members, "endtime");
  // The list of what is active says it in capitals.
  task.finished = (!status.empty() && status != "RUNNING") || task.end_s;
  task.status_bytes = status.size();
  if (task.finished) task.status = plainText(status, kLongestStatus);
  tasks.push_back(std::move(task));
}

}  // namespace

TaskList readTaskList(const json::Element& data, Surprises& surprises) {
  simdjson::dom::array entries;
  if (data.get(entries) != simdjson::SUCCESS) throw Error("is no list of tasks");
  TaskList list{.tasks = {}, .entries = entries.size()};
  list.tasks.reserve(list.entries);
  for (const json::Element each : entries) take(each, list.tasks, surprises);
  return list;
}

}  // namespace pipevane::proxmox::events
