#include "tests/layering/layering.h"

#include "tests/layering/rooms.h"

#include <algorithm>
#include <set>

namespace pipevane::layering {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list.empty() ? "nothing" : list;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

bool testing(const std::string& path) { return path.find("engine/sdk/testing/") == 0; }

class Check {
 public:
  Check(const SourceTree& tree, std::string path)
      : tree_(tree), path_(std::move(path)), room_(roomOf(path_)) {}

  std::vector<std::string> run() {
    if (!knownRoom(room_)) return {path_ + ":1: it stands in no room that the rules know"};
    for (const Inclusion& each : tree_.inclusionsOf(path_)) {
      checkRoom(each);
      checkSdk(each);
      seen_.clear();
      checkHomes(each, each, "");
    }
    return std::move(found_);
  }

 private:
  void complain(const Inclusion& inclusion, const std::string& why) {
    found_.push_back(path_ + ":" + std::to_string(inclusion.written.line) + ": cannot include \"" +
                     inclusion.written.name + "\": " + why);
  }

  void checkRoom(const Inclusion& inclusion) {
    if (inclusion.path.empty()) return;
    if (testing(inclusion.path) && !testing(path_))
      return complain(inclusion, "the fakes are for tests");
    const std::string other = roomOf(inclusion.path);
    const auto allowed = mayInclude(room_);
    if (other != room_ && !contains(allowed, other))
      complain(inclusion, room_ + " may include itself and " + joined(allowed));
  }

  void checkSdk(const Inclusion& inclusion) {
    if (room_ == "engine/sdk" && inclusion.path.empty() && !standardHeader(inclusion.written.name))
      complain(inclusion, "engine/sdk may include the standard library only");
  }

  // Follows the headers behind `first`, so that a library does not show through one of them either.
  void checkHomes(const Inclusion& first, const Inclusion& at, const std::string& through) {
    if (!at.path.empty()) {
      if (!seen_.insert(at.path).second) return;
      for (const Inclusion& next : tree_.inclusionsOf(at.path))
        checkHomes(first, next, " through \"" + at.path + "\"");
      return;
    }
    const auto homes = homesOf(at.written.name);
    if (homes.empty() || contains(homes, room_)) return;
    complain(first, "it brings <" + at.written.name + ">" + through + ", which is at home in " +
                        joined(homes));
  }

  const SourceTree& tree_;
  std::string path_;
  std::string room_;
  std::set<std::string> seen_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> violations(const SourceTree& tree) {
  std::vector<std::string> found;
  for (const auto& [path, inclusions] : tree.files()) {
    if (roomOf(path) == "tests") continue;
    std::ranges::move(Check(tree, path).run(), std::back_inserter(found));
  }
  return found;
}

}  // namespace pipevane::layering
