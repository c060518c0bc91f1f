#include "tests/end_to_end/chaos/excuses.h"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/Parser.h>

#include <algorithm>
#include <set>

namespace pipevane::testing {
namespace {

using Poco::JSON::Object;

// Until the next list, of what the daemons wrote since.
constexpr std::int64_t kSeenS = 20;
// Whoever failed rests, as long as it failed at most, and never more than a minute.
constexpr std::int64_t kRestS = 60;
// Until it is said that nothing is known any more, where no list comes: 30 s after the last one,
// which came in the cycle before.
constexpr std::int64_t kSilenceS = 20;
// So long the cluster repeats what somebody last said who is silent (reference, section 2).
constexpr std::int64_t kForgottenS = 300;
// It said it in the cycle before, or, where a datagram was lost, in the one before that.
constexpr std::int64_t kCycleS = 10;
// How often it is asked whether rights are back.
constexpr std::int64_t kRightsS = 60;

// Nobody tells what there is.
bool failsLists(const Object& asked) {
  static const std::set<std::string> kKinds = {"status", "hang",  "garbage", "truncated",
                                               "cut",    "close", "echo"};
  const auto path = asked.optValue<std::string>("path", "");
  return kKinds.contains(asked.optValue<std::string>("kind", "status")) && !asked.has("node") &&
         (path.empty() || path == "/cluster/resources");
}

}  // namespace

Excuses::Excuses(const std::vector<Trouble>& troubles) {
  for (const Trouble& each : troubles) add(each);
}

bool Excuses::unheard(std::int64_t now_s) const {
  return std::ranges::any_of(excuses_, [now_s](const Excuse& each) {
    return each.unheard && now_s >= each.from_s && now_s <= each.until_s;
  });
}

bool Excuses::mayBe(const std::string& told, const std::string& key, const std::string& node,
                    std::int64_t now_s) const {
  return std::ranges::any_of(excuses_, [&](const Excuse& each) {
    return each.told == told && now_s >= each.from_s && now_s <= each.until_s &&
           (each.node.empty() || each.node == node) &&
           (each.id.empty() || key.ends_with("/" + each.id)) &&
           (!each.nodes_only || key.find("/node/") != std::string::npos) &&
           (!each.storages_only || key.find("/storage/") != std::string::npos);
  });
}

void Excuses::add(const Trouble& trouble) {
  const auto asked = Poco::JSON::Parser().parse(trouble.what).extract<Object::Ptr>();
  // What is pushed is asked for as well.
  if (asked->has("pushes")) return;
  const auto kind = asked->optValue<std::string>("kind", "status");
  const auto node = asked->optValue<std::string>("node", "");
  const std::int64_t begin_s = trouble.at_s, end_s = trouble.at_s + trouble.for_s;
  const auto excuse = [this](std::int64_t from_s, std::int64_t until_s, const std::string& told) {
    return &excuses_.emplace_back(Excuse{.from_s = from_s, .until_s = until_s, .told = told});
  };
  if (failsLists(*asked)) {
    const std::int64_t back_s = end_s + std::min(kRestS, trouble.for_s) + kSeenS;
    excuse(begin_s, back_s, "")->unheard = true;
    if (trouble.for_s >= kSilenceS) excuse(begin_s + kSilenceS, back_s, "unknown");
  } else if (kind == "enums") {
    excuse(begin_s, end_s + kSeenS, "hibernating");
    // Of a storage that is neither available nor not.
    excuse(begin_s, end_s + kSeenS, "unknown")->storages_only = true;
  } else if (kind == "missing") {
    excuse(begin_s, end_s + kSeenS, "unknown");
    excuse(begin_s, end_s + kSeenS, "absent");
  } else if (kind == "rights") {
    excuse(begin_s, end_s + kRightsS + kSeenS, "unknown");
  } else if (kind == "hung-statistics" || kind == "broken-statistics") {
    excuse(begin_s - 2 * kCycleS + kForgottenS, end_s + kSeenS, "unknown")->node = node;
    excuse(begin_s, end_s + kSeenS, "unmeasured")->node = node;
  } else if (kind == "unlisted") {
    excuse(begin_s, end_s + kSeenS, "unknown")->node = node;
    // One who may be on it.
    excuse(begin_s, end_s + kSeenS, "unknown")->storages_only = true;
  } else if (kind == "dead" || kind == "fence" || kind == "removed") {
    // It has booted, and tells nothing of itself yet.
    excuse(end_s, end_s + kSeenS, "unknown")->node = node;
  } else if (kind == "isolated") {
    excuse(begin_s, end_s + kSeenS, "unknown")->node = node;
    Excuse* const offline = excuse(begin_s, end_s + kSeenS, "offline");
    offline->node = node;
    offline->nodes_only = true;
  } else if (kind == "lost-storage") {
    excuse(begin_s, std::min(end_s, begin_s + kForgottenS) + kSeenS, "available")->id =
        asked->getValue<std::string>("storage");
  } else if (kind == "reuse" || kind == "create" || kind == "appear") {
    // Its node has told nothing of it yet.
    excuse(begin_s, begin_s + kSeenS, "unknown")->id = std::to_string(asked->getValue<int>("vmid"));
  }
}

}  // namespace pipevane::testing
