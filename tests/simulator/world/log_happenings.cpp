// What is written to the log that all members share.
#include "tests/simulator/world/world.h"

#include <utility>

namespace pipevane::simulator {

namespace {
constexpr int kError = 3, kWarning = 4, kInfo = 6;
}

void World::log(LogLine line) {
  Node& on = node(line.node);
  line.at_s = now_s_;
  line.time_s = now_s_ + on.clock_off_s;
  if (line.pid == 0) line.pid = ++on.last_pid;
  log_.write(std::move(line));
}

void World::logIn(const std::string& on, const std::string& user, bool let_in) {
  LogLine line;
  line.node = on;
  line.pri = let_in ? kInfo : kWarning;
  line.message = let_in ? "successful auth for user '" + user + "'"
                        : "authentication failure; rhost=::ffff:192.0.2.9 user=" + user +
                              " msg=invalid credentials";
  log(std::move(line));
}

void World::logTask(const Task& task) {
  LogLine line;
  line.node = task.node;
  line.user = task.user;
  line.pid = task.pid;
  const bool well = task.runs() || task.status == "OK" || task.status.starts_with("WARNINGS: ");
  line.pri = well ? kInfo : kError;
  line.message =
      task.runs() ? "starting task " + task.upid : "end task " + task.upid + " " + task.status;
  log(std::move(line));
}

void World::restartPmxcfs(const std::string& on) {
  log_.restart(on);
  LogLine line;
  line.node = on;
  line.tag = "cluster";
  line.user = "root";
  line.message = "starting cluster log";
  log(std::move(line));
}

}  // namespace pipevane::simulator
