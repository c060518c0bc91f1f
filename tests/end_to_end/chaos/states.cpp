#include "tests/end_to_end/chaos/states.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace pipevane::testing {
namespace {

// A node's daemon writes every 10 s what its guests do, the cluster knows of a loss after 8 s, and
// a list is asked for every 10 s (reference, section 2).
constexpr std::int64_t kSeenS = 20;
// Where no list comes it is believed for 30 s that all is as before, and the next cycle says that
// it is not known.
constexpr std::int64_t kBelievedS = 30 + 10 + kSeenS;
// One figure more, where the list has to take the export's place, or the other way round.
constexpr std::int64_t kUnknownS = 30;

constexpr std::array kFigures = {"cpu_usage_ratio", "memory_used_bytes", "uptime_seconds"};

bool is(const std::string& key, const char* kind) { return key.find(kind) != std::string::npos; }

std::string nodeOf(const std::string& key, const TrueEntity& entity) {
  if (!entity.node.empty()) return entity.node;
  std::istringstream parts(key);
  std::vector<std::string> all;
  for (std::string part; std::getline(parts, part, '/');) all.push_back(part);
  const bool shared = is(key, "/storage/") && all.size() < 4;
  return shared || all.size() < 3 ? std::string() : all[2];
}

}  // namespace

std::vector<std::string> States::wrong(std::int64_t now_s) {
  std::vector<std::string> wrong;
  for (const auto& [key, entity] : truth_.entities()) {
    if (!entity.present) {
      lately_.erase(key);
      continue;
    }
    Lately& lately = lately_[key];
    lately.node = nodeOf(key, entity);
    lately.states[now_s] = trueState(key, entity);
    lately.states.erase(lately.states.begin(), lately.states.lower_bound(now_s - kBelievedS));
    const auto told = published_.entities().find(key);
    if (told == published_.entities().end() || told->second.count("status") == 0) continue;
    ++compared_;
    const std::string& status = told->second.at("status");
    if (!explained(lately, key, status, now_s))
      wrong.push_back(key + " is told to be " + status + ", in truth " + lately.states.at(now_s));
    judgeFigures(key, lately, now_s, wrong);
  }
  return wrong;
}

// Of what is on a dead node nobody can know anything.
std::string States::trueState(const std::string& key, const TrueEntity& entity) const {
  if (is(key, "/node/")) return entity.status;
  const TrueEntity* const node = truth_.of("sim/node/" + nodeOf(key, entity));
  return node != nullptr && node->status == "offline" ? "unknown" : entity.status;
}

bool States::explained(const Lately& lately, const std::string& key, const std::string& told,
                       std::int64_t now_s) const {
  const auto was = [&](std::int64_t since_s) {
    return std::any_of(lately.states.lower_bound(since_s), lately.states.end(),
                       [&](const auto& each) { return each.second == told; });
  };
  if (was(now_s - kSeenS)) return true;
  if (excuses_.unheard(now_s) && was(now_s - kBelievedS)) return true;
  return excuses_.mayBe(told, key, lately.node, now_s);
}

// A run of unknowns of what runs is as long as what causes it.
void States::judgeFigures(const std::string& key, Lately& lately, std::int64_t now_s,
                          std::vector<std::string>& wrong) {
  if (is(key, "/storage/")) return;
  const bool runs = std::ranges::all_of(lately.states, [](const auto& each) {
    return each.second == "running" || each.second == "online";
  });
  for (const char* metric : kFigures) {
    const auto series = judge_.series().find({key, metric});
    const bool known = series != judge_.series().end() && series->second.has_value;
    if (known || !runs || excuses_.mayBe("unknown", key, lately.node, now_s) ||
        excuses_.mayBe("unmeasured", key, lately.node, now_s)) {
      lately.unknown_since_s.erase(metric);
      continue;
    }
    const std::int64_t since_s = lately.unknown_since_s.try_emplace(metric, now_s).first->second;
    if (now_s - since_s > kUnknownS)
      wrong.push_back(key + " has no " + metric + " since " + std::to_string(since_s) + " s");
  }
}

}  // namespace pipevane::testing
