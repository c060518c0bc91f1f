// The calls that are being answered, and how many there were at once at most.
#pragma once

#include "tests/simulator/server/caller.h"

#include <Poco/JSON/Object.h>

#include <list>
#include <map>
#include <mutex>
#include <string>

namespace pipevane::simulator {

// [any]
class UnderWay {
  struct Entry {
    Caller caller;
    std::string node, target;
  };

 public:
  // One of them, from when it is understood until its answer is ready to be sent.
  class Call {
   public:
    // `node` is the one that it costs, `target` what is asked, with its query.
    Call(UnderWay& all, const Caller& caller, const std::string& node, const std::string& target)
        : all_(all), place_(all.enter({caller, node, target})) {}
    ~Call() { all_.leave(place_); }
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

   private:
    UnderWay& all_;
    std::list<Entry>::iterator place_;
  };

  // The most that one node had at once. A call whose client has left is none any more.
  int mostAt(const std::string& node) const;
  // The most that asked for the same at once.
  int mostOfOne() const;
  // Adds {"at_once": {node: most}, "same_at_once": most}.
  void describe(Poco::JSON::Object& stats) const;

 private:
  std::list<Entry>::iterator enter(Entry entry);
  void leave(std::list<Entry>::iterator place);

  mutable std::mutex mutex_;
  std::list<Entry> calls_;
  std::map<std::string, int> most_;  // by node
  int most_of_one_ = 0;
};

// Whom the call to that path below /api2/json costs: the node that it is about, which has it handed
// over, else the one that is asked.
std::string nodeOf(const std::string& path, const std::string& asked);

}  // namespace pipevane::simulator
