#include "tests/plugins/proxmox/push/recorded_pushes.h"

#include "plugins/proxmox/session/compressed_lines.h"
#include "tests/fixtures/recordings.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace pipevane::proxmox {
namespace {

// "1795457707.805"
std::int64_t msIn(const std::string& seconds) {
  const auto dot = seconds.find('.');
  return std::stoll(seconds.substr(0, dot)) * 1000 + std::stoll(seconds.substr(dot + 1));
}

class Stream {
 public:
  explicit Stream(std::istream& in) : lines_(in) {}

  bool next(std::string& line) {
    std::string_view read;
    if (!lines_.next(read)) return false;
    line = read;
    return true;
  }
  std::string body(std::size_t size) {
    std::string body, line;
    while (body.size() < size && next(line)) body.append(line).append("\n");
    body.resize(size);
    return body;
  }

 private:
  session::CompressedLines lines_;
};

}  // namespace

std::vector<RecordedPush> recordedPushes(const RecordedStream& stream) {
  std::ifstream file(testing::recordings() / "push" / (std::string(stream.file) + ".bin.zst"),
                     std::ios::binary);
  Stream in(file);
  std::vector<RecordedPush> pushes;
  std::string line;
  while (in.next(line)) {
    if (!line.starts_with("### ")) continue;  // the empty line behind each
    std::istringstream words(line);
    std::string mark, time, first, second;
    words >> mark >> time >> first >> second;
    RecordedPush push{.time_ms = msIn(time), .sender = "10.77.0.1", .body = ""};
    if (stream.carrier == PushCarrier::kUdp) {
      std::string from;
      words >> from >> push.sender;
      push.body = in.body(std::stoul(first));
    } else if (stream.carrier == PushCarrier::kTcp) {
      push.body = in.body(std::stoul(second));
    } else {
      std::size_t length = 0;
      bool packed = false;
      while (in.next(line) && !line.empty()) {
        if (line.starts_with("Content-Length: ")) length = std::stoul(line.substr(16));
        if (line.starts_with("Content-Encoding: ")) packed = true;
      }
      // The length is that of what was on the wire.
      if (packed)
        in.next(push.body);
      else
        push.body = in.body(length);
    }
    pushes.push_back(std::move(push));
  }
  return pushes;
}

}  // namespace pipevane::proxmox
