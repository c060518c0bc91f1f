// A program under test: started with arguments and an environment of its own, its output read line
// by line.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace pipevane::testing {

inline constexpr std::chrono::seconds kPatience{60};

class Process {
 public:
  using Environment = std::map<std::string, std::string>;

  // Nothing of this process' environment is handed down but PATH.
  Process(const std::vector<std::string>& command, const Environment& environment);
  // Kills it where it still runs.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The first line of its error output from here on that holds `part`; throws with all of the
  // output when it ended or the patience did.
  std::string awaitLine(const std::string& part);
  // Ends it with `signal` and returns its exit code (128 + signal where it died of one).
  int end(int signal);
  // Waits for it to end by itself.
  int awaitEnd();

  // Everything it printed so far.
  const std::string& output();
  pid_t id() const { return id_; }

 private:
  bool readMore(std::chrono::steady_clock::time_point deadline);
  int reap();

  pid_t id_ = -1;
  int pipe_ = -1;
  std::string output_;
  std::size_t searched_ = 0;
  std::optional<int> exit_code_;
};

}  // namespace pipevane::testing
