#include "tests/simulator/server/happening_table.h"

namespace pipevane::simulator {
namespace {

using Poco::JSON::Object;

Wish wishOf(const Object& asked) {
  Wish wish;
  wish.node = nodeOf(asked);
  wish.type = asked.getValue<std::string>("type");
  wish.id = textOf(asked, "id");
  wish.user = textOf(asked, "user", wish.user);
  wish.exit = textOf(asked, "exit", wish.exit);
  if (asked.has("seconds")) wish.seconds = asked.getValue<std::int64_t>("seconds");
  // Until "end-task".
  if (asked.optValue<bool>("endless", false)) wish.seconds.reset();
  return wish;
}

LogLine lineOf(const Object& asked) {
  LogLine line;
  line.node = nodeOf(asked);
  line.message = asked.getValue<std::string>("message");
  line.tag = textOf(asked, "tag", line.tag);
  line.user = textOf(asked, "user", line.user);
  line.pri = asked.optValue<int>("pri", line.pri);
  return line;
}

std::string upidOf(const Object& asked) { return asked.getValue<std::string>("upid"); }

}  // namespace

HappeningTable taskHappenings() {
  return {
      {"task", [](World& w, const Object& o) { w.task(wishOf(o)); }},
      {"end-task",
       [](World& w, const Object& o) { w.endTask(upidOf(o), textOf(o, "exit", "OK")); }},
      {"forget-task", [](World& w, const Object& o) { w.forgetTask(upidOf(o)); }},
      {"log", [](World& w, const Object& o) { w.log(lineOf(o)); }},
      {"login",
       [](World& w, const Object& o) {
         w.logIn(nodeOf(o), textOf(o, "user", "root@pam"), o.optValue<bool>("let_in", true));
       }},
      {"restarted-pmxcfs", [](World& w, const Object& o) { w.restartPmxcfs(nodeOf(o)); }},
      {"burst",
       [](World& w, const Object& o) { w.burst(nodeOf(o), o.optValue<int>("count", 200)); }},
  };
}

}  // namespace pipevane::simulator
