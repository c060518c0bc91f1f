// The log that all members share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <string>

namespace pipevane::simulator {

struct LogLine {
  std::string node;
  std::int64_t time_s = 0;  // by that node's clock
  std::int64_t at_s = 0;    // really
  int pri = 6;              // as in syslog, 0 to 7
  std::string tag = "pvedaemon";
  std::string user = "root@pam";
  std::string message;
  int pid = 0;
  std::uint32_t uid = 0;  // of its node, since pmxcfs began there
};

class ClusterLog {
 public:
  static constexpr std::size_t kRingBytes = 128 * 1024;
  static constexpr std::size_t kMessageBytes = 4096;  // longer ones are cut

  // Gives it its number.
  void write(LogLine line);
  // The file system of that node began anew, and its numbers with it.
  void restart(const std::string& node) { newest_[node] = 0; }

  const std::deque<LogLine>& lines() const { return lines_; }  // newest last

 private:
  std::deque<LogLine> lines_;
  std::map<std::string, std::uint32_t> newest_;  // number of each node
  std::size_t bytes_ = 0;
};

}  // namespace pipevane::simulator
