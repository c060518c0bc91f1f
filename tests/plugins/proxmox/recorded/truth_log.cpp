#include "tests/plugins/proxmox/recorded/truth_log.h"

#include "plugins/proxmox/json.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <stdexcept>

namespace pipevane::proxmox {
namespace {

using Kind = Deed::Kind;

// A cycle of the node's statistics, the two seconds for which the list is cached, a second for the
// cycle's own work, and half a one by which the log's stamps are uncertain.
constexpr std::int64_t kToldMs = 10'000 + 2'000 + 1'000 + 500;
// After so long figures that are not renewed expire.
constexpr std::int64_t kExpiryMs = 5 * 60'000;

class Reader {
 public:
  void take(const json::Element& line) {
    event_ = std::string(std::string_view(line["event"]));
    time_ms_ = static_cast<std::int64_t>(double(line["t"]) * 1000);
    line_ = line;
    if (event_ == "lock")
      lock();
    else if (event_ == "unlock")
      unlock();
    else if (event_ == "tags")
      guest("tags", words("tags"));
    else if (event_ == "rename")
      guest("name", words("name"));
    else if (event_ == "guest-stopped" || event_ == "guest-crash")
      state("stopped");
    else if (event_ == "guest-paused")
      state("paused");
    else if (event_ == "guest-resumed")
      state("running");
    else if (event_ == "guest-process-start")
      add({Kind::kStarted, time_ms_, time_ms_ + kToldMs, number("vmid"), "status", words("node")});
    else if (event_ == "migrated")
      migrated();
    else if (event_ == "guest-created")
      guest("vmid", number("vmid"));
    else if (event_ == "guest-destroyed")
      add({Kind::kDestroyed, time_ms_, time_ms_ + kToldMs, number("vmid"), "", std::nullopt});
    else if (event_ == "ha-state")
      add({Kind::kGuest, time_ms_, time_ms_ + kToldMs, words("sid")->substr(3), "ha_state",
           words("state")});
    else
      takeOfNode();
  }
  std::vector<Deed> all() {
    std::ranges::stable_sort(deeds_, {}, &Deed::time_ms);
    return std::move(deeds_);
  }

 private:
  void takeOfNode() {
    if (event_ == "node-killed")
      add({Kind::kNode, time_ms_, time_ms_ + kToldMs, *words("node"), "", "offline"});
    else if (event_ == "statd-hung")
      hangs(*words("node"));
    else if (event_ == "statd-back")
      goesOn();
    else if (event_ == "storage-lost")
      add({Kind::kStorage, time_ms_, time_ms_ + kToldMs, *words("storage"), "", std::nullopt});
    else if (event_ == "storage-back")
      add({Kind::kStorage, time_ms_, time_ms_ + kToldMs, *words("storage"), "", "back"});
  }
  // What is told of it is what was, until it expires.
  void hangs(const std::string& node) {
    hung_ = node;
    add({Kind::kNode, time_ms_, time_ms_ + kExpiryMs + kToldMs, node, "", "unknown"});
  }
  void goesOn() {
    hung_.clear();
    for (Deed& each : unseen_) {
      each.time_ms = time_ms_;
      each.due_ms = time_ms_ + kToldMs;
      add(std::move(each));
    }
    unseen_.clear();
  }
  void guest(const char* attribute, std::optional<std::string> value) {
    add({Kind::kGuest, time_ms_, time_ms_ + kToldMs, number("vmid"), attribute, std::move(value)});
  }
  void lock() {
    locked_.insert(number("vmid"));
    guest("lock", words("lock"));
  }
  void unlock() {
    locked_.erase(number("vmid"));
    guest("lock", std::nullopt);
  }
  // Where that locked it, the lock ends with it, which the log does not say.
  void migrated() {
    guest("node", words("to"));
    if (locked_.count(number("vmid")) > 0) unlock();
  }
  void state(const char* status) {
    Deed deed{Kind::kGuest, time_ms_, time_ms_ + kToldMs, number("vmid"), "status", status};
    const bool unseen = !hung_.empty() && words("node") == hung_;
    unseen ? unseen_.push_back(std::move(deed)) : add(std::move(deed));
  }
  void add(Deed deed) { deeds_.push_back(std::move(deed)); }

  std::optional<std::string> words(const char* key) const {
    std::string_view text;
    if (line_[key].get(text) != simdjson::SUCCESS) return std::nullopt;
    return std::string(text);
  }
  std::string number(const char* key) const { return std::to_string(std::int64_t(line_[key])); }

  std::string event_;
  std::int64_t time_ms_ = 0;
  json::Element line_;
  std::set<std::string> locked_;  // guests
  std::string hung_;              // the node whose statistics do not go on
  std::vector<Deed> unseen_, deeds_;
};

}  // namespace

std::vector<Deed> readTruthLog(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  Reader reader;
  simdjson::dom::parser parser;
  for (std::string line; std::getline(in, line);)
    if (!line.empty()) reader.take(parser.parse(line));
  return reader.all();
}

}  // namespace pipevane::proxmox
