// A task as lists tell it.
#pragma once

#include "tests/simulator/world/task_book.h"

#include <Poco/JSON/Object.h>

#include <string>

namespace pipevane::simulator {

// Who did it, without and with the name of the token.
inline std::string userOf(const Task& task) { return task.user.substr(0, task.user.find('!')); }
inline void setUser(Poco::JSON::Object& row, const Task& task) {
  row.set("user", userOf(task));
  const std::size_t token = task.user.find('!');
  if (token != std::string::npos) row.set("tokenid", task.user.substr(token + 1));
}

inline Poco::JSON::Object taskRow(const Task& task) {
  Poco::JSON::Object row;
  row.set("upid", task.upid).set("node", task.node).set("type", task.type);
  row.set("id", task.id).set("starttime", task.start_s);
  setUser(row, task);
  return row;
}

}  // namespace pipevane::simulator
