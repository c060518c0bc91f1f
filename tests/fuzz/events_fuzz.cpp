// Any bytes as what tells of events, one answer a line: the first character says to what question,
// the rest is the body. All go through one decoder, so that each finds what the ones before it
// left, and what the decoder then asks for is what the lines that follow answer. Some lines say
// instead who answers from then on, what its clock says, and that ours was set.
#include "plugins/proxmox/events/event_decoder.h"
#include "plugins/proxmox/events/task_ledger.h"
#include "plugins/proxmox/events/task_page.h"

#include <pipevane/testing/fake_host.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using pipevane::text;

constexpr std::size_t kMostAnswers = 64;
// So few that pages are full.
constexpr std::size_t kNewest = 3;

class Answers {
 public:
  void hear(std::string_view line) {
    switch (line.front() % 16) {
      case 0:
      case 1:
        return answer("/cluster/tasks", "", line.substr(1));
      case 2:
        return page(line.substr(1));
      case 3:
        return answer("/cluster/log", "max=" + std::to_string(decoder_.logEntries()),
                      line.substr(1));
      case 4:
        return answer("/cluster/log", "max=" + std::to_string(decoder_.logEntries()),
                      "illegal backslash escape", 500);
      case 5:
        return answer("/cluster/resources", "", line.substr(1));
      case 6:
        return answer("/cluster/resources", "type=vm", line.substr(1));
      case 7:
        return decode("POST", "/webhook", "", line.substr(1), 200);
      case 8:
        return answer("/cluster/status", "", line.substr(1));
      case 9:
        return answer("/nodes/pve1/tasks",
                      pipevane::proxmox::events::TaskPage::newestQuery(kNewest), line.substr(1));
      case 10:
        return answer("/access/permissions", "", line.substr(1));
      case 11:
        return setClock(line.substr(1));
      case 12:
        date_ = line.substr(1);
        return;
      case 13:
        host_name_ = "https://" + std::string(line.substr(1));
        return;
      case 14:
        return answer("/cluster/tasks", "", line.substr(1), 500);
      default:
        return begin(line.substr(1));
    }
  }

 private:
  // Ours, by so many seconds.
  void setClock(std::string_view seconds) {
    std::int32_t by_s = 0;
    std::from_chars(seconds.data(), seconds.data() + seconds.size(), by_s);
    time_ms_ += std::int64_t{by_s} * 1000;
  }
  // The connection is lost, and is back under another name.
  void begin(std::string_view why) {
    decoder_.tellConnection(false, why, time_ms_, output_);
    decoder_.takeOver("other", pipevane::proxmox::events::EventDecoder::kLookBackMs);
    decoder_.tellConnection(true, why, time_ms_, output_);
    host_.clearPushed();
  }
  void page(std::string_view body) {
    const auto gaps = decoder_.gaps();
    pipevane::proxmox::events::TaskPage page{.whole = true, .since_s = 0, .start = 0, .limit = 2};
    std::string node = "pve1";
    if (!gaps.empty()) {
      node = gaps.front().node;
      page.since_s = gaps.front().since_s;
      page.start = gaps.front().start;
      page.newest = gaps.front().newest;
      page.whole = !page.newest;
    }
    answer("/nodes/" + node + "/tasks", page.query(), body);
  }
  void answer(const std::string& path, const std::string& query, std::string_view body,
              int status = 200) {
    decode("GET", "/api2/json" + path, query, body, status);
    if (decoder_.logEntries() == 0) std::abort();  // the least that may be asked for is one
    if (decoder_.nodes().size() > pipevane::proxmox::events::TaskLedger::kMostNodes) std::abort();
    if (decoder_.gaps().size() > decoder_.nodes().size()) std::abort();
  }
  void decode(std::string_view method, const std::string& path, const std::string& query,
              std::string_view body, int status) {
    pv_exchange exchange{};
    exchange.size = sizeof exchange;
    exchange.status = status;
    exchange.time_ms = time_ms_ += 2'000;
    exchange.source = text("source");
    exchange.host = text(host_name_);
    exchange.method = text(method);
    exchange.path = text(path);
    exchange.query = text(query);
    exchange.reason = text(status == 200 ? std::string_view("OK") : body);
    exchange.body = text(body);
    const pv_attribute date{.name = text("date"), .value = text(date_)};
    exchange.headers = &date;
    exchange.header_count = date_.empty() ? 0 : 1;
    decoder_.decode(exchange, output_);
    host_.clearPushed();
  }

  pipevane::testing::FakeHost host_{"source"};
  pipevane::proxmox::events::EventDecoder decoder_{host_.host(), "source", "lab"};
  pipevane::Output output_{host_.host()};
  std::int64_t time_ms_ = 1'700'000'000'000;
  std::string host_name_ = "https://192.0.2.1:8006", date_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Answers answers;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (std::size_t i = 0; i < kMostAnswers && !rest.empty(); ++i) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    if (!line.empty()) answers.hear(line);
  }
  return 0;
}
