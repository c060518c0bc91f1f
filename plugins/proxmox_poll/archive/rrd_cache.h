// Answers to rrddata, kept for who looks again: rows do not change once they are written.
#pragma once

#include "plugins/proxmox/rrd_rows.h"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>

namespace pipevane::proxmox_poll {

// One thread at a time.
class RrdCache {
 public:
  using Rows = std::shared_ptr<const proxmox::RrdRows>;

  // About fifteen charts of a day with a row a minute; the one that was looked at longest ago goes
  // first.
  static constexpr std::size_t kBytesMax = 2u << 20;
  static constexpr std::size_t kAnswersMax = 256;
  // How long it is believed that there is no file, and that what there is is not told.
  static constexpr std::int64_t kNothingMs = 300'000;
  static constexpr std::int64_t kRefusedMs = 60'000;

  struct Found {
    Rows rows;
    std::string refusal;  // why it is not told; empty: that is all there is

    explicit operator bool() const { return rows != nullptr; }
  };

  // Nothing where it has to be asked for: nothing is there, or what it knows ends before `to_ms`
  // and is old enough for `step_ms` to have brought another row. Of a thing without a file the rows
  // are none. `now_ms` is by the steady clock, here and below.
  Found find(const std::string& question, std::int64_t to_ms, std::int64_t step_ms,
             std::int64_t now_ms);
  void keep(const std::string& question, Rows rows, std::int64_t now_ms);
  void keepNothing(const std::string& question, std::int64_t now_ms,
                   const std::string& refusal = {});

  std::size_t size() const { return answers_.size(); }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Answer {
    std::string question;
    Rows rows;
    std::int64_t asked_ms;
    bool nothing;
    std::size_t bytes;
    std::string refusal = {};
  };
  using Place = std::list<Answer>::iterator;

  void add(Answer answer);
  void drop(Place place);

  std::list<Answer> answers_;  // the last one looked at first
  std::unordered_map<std::string, Place> places_;
  std::size_t bytes_ = 0;
};

}  // namespace pipevane::proxmox_poll
