#include "plugins/history/tiers/tier_keeper.h"

#include <iterator>
#include <utility>

namespace pipevane::history {

TierKeeper::TierKeeper(Open open, std::unique_ptr<TierStore> store, Client client, Pace pace)
    : open_(std::move(open)),
      client_(std::move(client)),
      pace_(pace),
      store_(std::move(store)),
      thread_([this] { run(); }) {}

TierKeeper::~TierKeeper() {
  {
    const std::lock_guard lock(mutex_);
    stop_.request_stop();
    changed_.notify_all();
  }
  thread_.join();
}

void TierKeeper::note(std::vector<Departed> departed) {
  if (departed.empty()) return;
  const std::lock_guard lock(mutex_);
  for (Departed& each : departed) {
    waiting_bytes_ += each.bytes();
    waiting_samples_ += each.samples();
    waiting_.push_back(std::move(each));
  }
  dropOldest();
  changed_.notify_all();
}

// Locked. Where nothing can be written the memory does not fill.
void TierKeeper::dropOldest() {
  std::size_t count = 0;
  for (; waiting_bytes_ > kWaitingMostBytes && count < waiting_.size(); ++count) {
    waiting_bytes_ -= waiting_[count].bytes();
    waiting_samples_ -= waiting_[count].samples();
    lost_ += waiting_[count].samples();
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
}

void TierKeeper::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t mine = ++asked_;
  changed_.notify_all();
  // A disk that hangs holds up nobody for ever.
  changed_.wait_for(lock, pace_.flush, [&] { return done_ >= mine; });
}

std::shared_ptr<const TierStore> TierKeeper::store() const {
  const std::lock_guard lock(mutex_);
  return store_;
}

TierKeeper::Figures TierKeeper::figures() const {
  Figures figures;
  if (const auto store = this->store()) {
    figures.store = store->figures();
    if (const auto extent = store->extent()) figures.oldest_ms = extent->first_ms;
  }
  const std::lock_guard lock(mutex_);
  figures.waiting = waiting_samples_;
  figures.lost = lost_;
  return figures;
}

void TierKeeper::run() {
  for (;;) {
    bool last = false;
    std::uint64_t asked = 0;
    {
      std::unique_lock lock(mutex_);
      const auto now = std::chrono::steady_clock::now();
      const auto due = [this] { return stop_.stop_requested() || asked_ != done_; };
      if (waiting_.empty())
        changed_.wait_until(lock, std::max(tidy_at_, now),
                            [&] { return due() || !waiting_.empty(); });
      else
        changed_.wait_until(lock, std::max(retry_at_, now), due);
      last = stop_.stop_requested();
      asked = asked_;
      // Before a stop, and where somebody waits, it is tried at once.
      if (due()) retry_at_ = {};
    }
    step();
    const std::lock_guard lock(mutex_);
    done_ = asked;
    changed_.notify_all();
    if (last) return;
  }
}

// Nothing that happens to the disk ends the thread.
void TierKeeper::step() {
  const auto now = std::chrono::steady_clock::now();
  if (now < retry_at_) return;
  try {
    write();
    if (std::exchange(failed_, false)) client_.report({});
  } catch (const std::exception& error) {
    failed_ = true;
    retry_at_ = tidy_at_ = now + pace_.retry;
    client_.report(error.what());
  }
}

void TierKeeper::write() {
  std::shared_ptr<TierStore> store;
  {
    const std::lock_guard lock(mutex_);
    store = store_;
  }
  if (!store) {
    store = open_();
    const std::lock_guard lock(mutex_);
    store_ = store;
  }
  const auto now = std::chrono::steady_clock::now();
  if (now - began_ > pace_.retention) store->forgetLoaded();
  std::vector<Departed> taken;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(waiting_);
    waiting_bytes_ = 0;
    waiting_samples_ = 0;
  }
  try {
    store->add(taken, client_.now_ms());
  } catch (...) {
    const std::lock_guard lock(mutex_);
    for (Departed& each : waiting_) taken.push_back(std::move(each));
    waiting_ = std::move(taken);
    waiting_bytes_ = 0;
    waiting_samples_ = 0;
    for (const Departed& each : waiting_) {
      waiting_bytes_ += each.bytes();
      waiting_samples_ += each.samples();
    }
    dropOldest();
    throw;
  }
  if (now < tidy_at_) return;
  tidy_at_ = now + pace_.tidy;
  client_.warn(store->tidy(client_.now_ms(), stop_.get_token()));
}

}  // namespace pipevane::history
