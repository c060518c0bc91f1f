// What is remembered of each node whose figures the metrics export tells: how far they are known,
// whether it still tells any, and what is missing in between.
#pragma once

#include "plugins/proxmox/object.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pipevane::proxmox {

// Of one answer at a time: begin, hear all its rows in order of time; then ask, and end.
// Every node has a clock of its own: times of two nodes are not compared here.
class ExportedNodes {
 public:
  struct Asked {
    std::int64_t now_ms;
    // The same by the clock of who tells the list of resources.
    std::int64_t source_ms;
    // For what is newer than that, whoever's clock says so; 0: for all.
    std::int64_t from_ms;
    // The nodes that should be in it.
    std::vector<std::string> online;
  };
  void begin(const Asked& asked);
  // A row of that node, about itself or, as far as is known, a guest on it, or about a storage,
  // which tells nothing of how far the others are known.
  void hear(const std::string& name, std::int64_t time_ms, bool of_itself);
  void hearStorage(const std::string& name, std::int64_t time_ms);
  void end();

  // From this time on something may be missing: the oldest of the nodes' times. A node that was
  // silent for long is not waited for. kNever before the first row.
  std::int64_t completeUntilMs() const;
  // The same of one node. kNever before its first row.
  std::int64_t completeUntilMs(std::string_view name) const;
  // Its newest time. kNever before its first row.
  std::int64_t newestMs(std::string_view name) const;

  // What its clock says. True: it was set back behind what it told. Its rows are left out from then
  // on: those to come have the times of others that it told before, and still tells. Once it is
  // past them, and says about what the other clock says, they count again.
  bool hearClock(std::string_view name, std::int64_t time_ms);
  // By how much; nothing: it was not.
  std::optional<std::int64_t> setBackMs(std::string_view name) const;
  // By how much its clock is ahead of ours (less than 0: behind), as its newest rows say, which are
  // up to a cycle old, so that it is ahead by at least that. Nothing: they say no such thing.
  std::optional<std::int64_t> aheadMs(std::string_view name) const;
  // Since when it told nothing new, until the last answer. Nothing: it is not expected to.
  std::optional<std::int64_t> unheardMs(std::string_view name) const;
  // It should be there, others are, and it was not for a while.
  bool silent(std::string_view name) const;
  // Of which the list of resources has to tell from now on, by whichever of the two; each once.
  std::vector<std::string> takeMissed();
  // As of then.
  bool byList(std::string_view name) const;

  // Its rows are to be taken.
  bool counts(std::string_view name);
  bool isHistory(std::string_view name, std::int64_t time_ms);
  // A row of an older time may have been missed. Not of a node that told nothing new in this
  // answer: what it has of such a time may be new, by a clock that was set back.
  bool mayHaveMissed(std::string_view name);
  // Its clock was set ahead since the last answer: so far it was not known to be.
  bool jumpedTo(std::string_view name, std::int64_t time_ms);
  // The list of resources told of it, and it is back under a clock that is far behind that one's:
  // its times are new all the same.
  bool resumedBehind(std::string_view name);

 private:
  struct Node {
    bool grew() const { return newest_ms > before_ms; }

    std::int64_t newest_ms = kNever;  // by its clock
    std::int64_t told_ms = kNever;    // the same of storages as well
    std::int64_t heard_ms = kNever;   // by ours, when that last grew
    std::int64_t set_back_ms = 0;     // by so much; 0: not
    std::int64_t ahead_ms = 0;        // of our clock; 0: as far as is known it agrees
    std::int64_t before_ms = kNever;  // its newest before this answer
    bool expected = false;
    bool by_list = false;              // the list of resources tells of it
    std::uint64_t heard_in = 0;        // that answer
    std::uint64_t told_itself_in = 0;  // the same of a row of its own
    // Since then something is missing before what it told: the next question is for that.
    std::optional<std::int64_t> missing_from_ms;
    bool filling = false;  // this answer is that to such a question
    int filled = 0;        // so many times by others' rows, without one of its own
  };

  void passOverSilence(std::int64_t now_ms);
  void expect(const std::vector<std::string>& online);
  Node& heard(const std::string& name, std::int64_t time_ms);
  void beginHearing(Node& node, std::int64_t time_ms) const;
  bool isFilled(Node& node) const;
  void compareClock(Node& node) const;
  Node* named(std::string_view name);
  const Node* named(std::string_view name) const;

  std::int64_t now_ms_ = kNever;  // of this answer
  std::int64_t source_ms_ = kNever;
  std::int64_t from_ms_ = 0;
  std::int64_t newest_ms_ = kNever;  // by whichever clock is ahead
  std::uint64_t answer_ = 0;         // the how manieth
  std::map<std::string, Node, std::less<>> nodes_;
  // What was looked for last: many rows in a row are of one node.
  decltype(nodes_)::value_type* last_ = nullptr;
};

}  // namespace pipevane::proxmox
