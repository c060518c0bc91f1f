// The log that all members share.
#include "tests/simulator/asked_server.h"
#include "tests/simulator/server/control.h"

#include <gmock/gmock.h>

namespace pipevane::simulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Lines = std::vector<Poco::JSON::Object::Ptr>;

// Whose token may read it.
class LogServer : public Server {
 public:
  LogServer() { simulator().grant(Rights::auditor(simulator().version()).with("Sys.Syslog")); }
  Lines lines(const std::string& query = {}) {
    const auto array = rows("/cluster/log" + query);
    Lines all;
    for (unsigned i = 0; i < array->size(); ++i) all.push_back(array->getObject(i));
    return all;
  }
  std::string newest(const std::string& key = "msg") {
    return lines("?max=1").at(0)->getValue<std::string>(key);
  }
  void write(const std::string& node, const std::string& message) {
    simulator().locked([&](World& world) {
      LogLine line;
      line.node = node;
      line.message = message;
      world.log(line);
    });
  }
};

TEST(Log, HasTheLinesOfTasksAndLoginsNewestFirst) {
  LogServer server;
  server.simulator().locked([](World& world) {
    world.task({.node = "pve1",
                .type = "vzdump",
                .id = "",
                .user = "alice@pve!cli",
                .seconds = 5,
                .exit = "it broke"});
  });
  server.pass(5);
  server.simulator().locked([](World& world) { world.logIn("pve2", "bob@pve"); });
  const Lines lines = server.lines();
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0]->getValue<std::string>("msg"), "successful auth for user 'bob@pve'");
  EXPECT_THAT(lines[1]->getValue<std::string>("msg"), StartsWith("end task UPID:pve1:"));
  EXPECT_THAT(lines[1]->getValue<std::string>("msg"), EndsWith("alice@pve!cli: it broke"));
  EXPECT_EQ(lines[1]->getValue<int>("pri"), 3);
  EXPECT_THAT(lines[2]->getValue<std::string>("msg"), StartsWith("starting task UPID:pve1:"));
  EXPECT_EQ(lines[2]->getValue<std::string>("user"), "alice@pve!cli");
  EXPECT_EQ(lines[2]->getValue<int>("pri"), 6);
  EXPECT_EQ(lines[5]->getValue<std::string>("msg"), "starting cluster log");
  EXPECT_TRUE(lines[2]->get("uid").isString());
  EXPECT_EQ(lines[2]->getValue<std::string>("uid"), "2");
  EXPECT_EQ(lines[2]->getValue<std::string>("id"), "2:pve1");
  const auto names = lines[0]->getNames();
  EXPECT_EQ(
      (std::set<std::string>{names.begin(), names.end()}),
      (std::set<std::string>{"id", "msg", "node", "pid", "pri", "tag", "time", "uid", "user"}));
}

TEST(Log, IsEmptyWithoutItsPrivilege) {
  LogServer server;
  server.write("pve1", R"(C:\Windows)");
  server.simulator().grant(Rights::auditor(server.simulator().version()));
  EXPECT_EQ(server.get("/api2/json/cluster/log").body, R"({"data":[]})");
}

TEST(Log, TellsFiftyOrAsManyAsAreAskedFor) {
  LogServer server;
  for (int i = 0; i < 100; ++i) server.write("pve1", "line");
  EXPECT_EQ(server.lines().size(), 50U);
  EXPECT_EQ(server.lines("?max=7").size(), 7U);
  EXPECT_EQ(server.lines("?max=5000").size(), 103U);
  EXPECT_EQ(server.status("/cluster/log?max=0"), 400);
}

TEST(Log, IsARingOf128KiB) {
  LogServer server;
  for (int i = 0; i < 1600; ++i) server.write("pve1", std::string(110, 'x'));
  EXPECT_NEAR(static_cast<double>(server.lines("?max=5000").size()), 700, 60);
  EXPECT_EQ(server.newest("uid"), "1601");
}

TEST(Log, CountsAnewAfterABootOfTheNode) {
  LogServer server;
  server.write("pve1", "before");
  server.simulator().locked([](World& world) {
    world.setOnline("pve1", false);
    world.setOnline("pve1", true);
  });
  server.write("pve1", "after");
  EXPECT_EQ(server.newest("uid"), "2");
  EXPECT_EQ(server.lines().at(1)->getValue<std::string>("msg"), "starting cluster log");
}

TEST(Log, ChangesWhatFollowsABackslashWhereThatIsLegal) {
  LogServer server;
  const struct {
    const char *written, *told;
  } cases[] = {
      {R"(C:\temp\new)", "C:\temp\new"},
      {R"(say "yes")", R"(say "yes")"},
      {R"(a\\b)", R"(a\b)"},
      {R"(\u00e4\u20ac)", "ä€"},
      {"tab\there and control \x01 end", "tab#009here and control #001 end"},
      {"Zoë", "Zoë"},
  };
  for (const auto& each : cases) {
    server.write("pve1", each.written);
    EXPECT_EQ(server.newest(), each.told) << each.written;
  }
}

TEST(Log, CannotBeReadWhileAnIllegalEscapeIsInIt) {
  for (const char* message :
       {R"(C:\Windows\Temp failed)", R"(\u00g0)", R"(ends with \)", R"(a \"b)"}) {
    SCOPED_TRACE(message);
    LogServer server;
    server.write("pve1", message);
    server.write("pve1", "another");
    EXPECT_EQ(server.newest(), "another");
    EXPECT_EQ(server.status("/cluster/log?max=2"), 500);
    server.simulator().grant(Rights::auditor(server.simulator().version()));
    EXPECT_EQ(server.status("/cluster/log"), 200);
  }
}

TEST(Log, SaysWhatItCannotRead) {
  LogServer server;
  server.write("pve1", R"(path C:\Windows\Temp failed)");
  const auto answer = server.get("/api2/json/cluster/log");
  EXPECT_THAT(answer.reason, StartsWith("illegal backslash escape sequence in string, at character"
                                        " offset "));
  EXPECT_THAT(answer.reason, HasSubstr(R"((before "\\Windows\\Temp fail..."))"));
  EXPECT_NO_THROW(Poco::JSON::Parser().parse(answer.body));
}

TEST(Log, IsWrittenByControl) {
  LogServer server;
  for (
      const char* body :
      {R"({"kind": "log", "node": "pve2", "message": "replicated", "pri": 5, "tag": "pvescheduler"})",
       R"({"kind": "login", "node": "pve2", "user": "eve@pve", "let_in": false})",
       R"({"kind": "restarted-pmxcfs", "node": "pve2"})"})
    EXPECT_EQ(control(server.simulator(), "POST", "/__fault", body).status, 200) << body;
  const Lines lines = server.lines("?max=3");
  EXPECT_EQ(lines[0]->getValue<std::string>("uid"), "1");
  EXPECT_THAT(lines[1]->getValue<std::string>("msg"), HasSubstr("user=eve@pve"));
  EXPECT_EQ(lines[2]->getValue<std::string>("tag"), "pvescheduler");
}

}  // namespace
}  // namespace pipevane::simulator
