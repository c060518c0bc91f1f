// Of which clusters the lines are that the sink `dump` wrote.
#pragma once

#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace pipevane::testing {

// An event, or what was said of an entity.
struct ToldName {
  std::string kind;    // "event", "upsert", "remove", "sample"
  std::string entity;  // its key
  std::string text;    // the whole line

  std::string cluster() const { return entity.substr(0, entity.find('/')); }
  // 0: it is no guest.
  int vmid() const {
    const auto slash = entity.find('/');
    const std::string rest = slash == std::string::npos ? "" : entity.substr(slash);
    if (!rest.starts_with("/vm/") && !rest.starts_with("/container/")) return 0;
    return std::stoi(rest.substr(rest.rfind('/') + 1));
  }

  static ToldName of(std::string line) {
    ToldName told;
    std::istringstream in(line);
    in >> told.kind >> told.entity;
    // An event's time is before its entity.
    if (told.kind == "event") in >> told.entity;
    told.text = std::move(line);
    return told;
  }
};

class ToldNames {
 public:
  explicit ToldNames(const std::string& dump) {
    std::istringstream in(dump);
    for (std::string line; std::getline(in, line);) all_.push_back(ToldName::of(line));
  }

  // What was told of other clusters than these, but for what was taken away, and for the totals of
  // all.
  std::vector<std::string> outside(const std::set<std::string>& clusters) const {
    std::vector<std::string> lines;
    for (const ToldName& each : all_)
      if (each.kind != "remove" && each.cluster() != "all" && !clusters.contains(each.cluster()))
        lines.push_back(each.text);
    return lines;
  }
  // What was told of guests of that cluster from that number on.
  std::vector<std::string> guestsOf(const std::string& cluster, int from_vmid) const {
    std::vector<std::string> lines;
    for (const ToldName& each : all_)
      if (each.kind != "remove" && each.cluster() == cluster && each.vmid() >= from_vmid)
        lines.push_back(each.text);
    return lines;
  }
  // Those whose id has that type of task in it.
  std::vector<ToldName> events(const std::string& type = {}) const {
    std::vector<ToldName> found;
    for (const ToldName& each : all_)
      if (each.kind == "event" &&
          (type.empty() || each.text.find(":" + type + ":") != std::string::npos))
        found.push_back(each);
    return found;
  }
  // What was told until then, and from then on: until something was told of that cluster.
  std::pair<ToldNames, ToldNames> atFirst(const std::string& cluster) const {
    return splitAt([&](const ToldName& each) { return each.cluster() == cluster; });
  }
  // Until somebody who polls told of something.
  std::pair<ToldNames, ToldNames> atFirstSample() const {
    return splitAt([](const ToldName& each) { return each.kind == "sample"; });
  }

 private:
  template <class Test>
  std::pair<ToldNames, ToldNames> splitAt(Test isFirst) const {
    std::pair<ToldNames, ToldNames> parts{"", ""};
    for (const ToldName& each : all_) {
      const bool since = !parts.second.all_.empty() || isFirst(each);
      (since ? parts.second : parts.first).all_.push_back(each);
    }
    return parts;
  }

  std::vector<ToldName> all_;
};

}  // namespace pipevane::testing
