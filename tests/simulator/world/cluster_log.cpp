#include "tests/simulator/world/cluster_log.h"

#include <utility>

namespace pipevane::simulator {
namespace {

// What an entry takes of the ring beside its text.
constexpr std::size_t kEntryBytes = 56;

std::size_t bytesOf(const LogLine& line) {
  return kEntryBytes + line.node.size() + line.user.size() + line.tag.size() + line.message.size();
}

}  // namespace

void ClusterLog::write(LogLine line) {
  if (line.message.size() > kMessageBytes) line.message.resize(kMessageBytes);
  line.uid = ++newest_[line.node];
  bytes_ += bytesOf(line);
  lines_.push_back(std::move(line));
  while (bytes_ > kRingBytes) {
    bytes_ -= bytesOf(lines_.front());
    lines_.pop_front();
  }
}

}  // namespace pipevane::simulator
