#include "plugins/history/tiers/tier_keeper.h"

#include <iterator>
#include <utility>

namespace pipevane::history {

TierKeeper::TierKeeper(std::shared_ptr<Gate> gate, Open open, std::unique_ptr<TierStore> store,
                       Client client, Pace pace)
    : gate_(gate),
      work_(std::make_shared<TierWork>(std::move(gate), std::move(open), std::move(store),
                                       std::move(client), pace)),
      thread_([work = work_] { work->run(); }) {}

// A thread that waits for the system cannot be ended.
TierKeeper::~TierKeeper() {
  const bool ended = work_->end();
  gate_->shut();
  if (ended)
    thread_.join();
  else
    thread_.detach();
}

TierWork::TierWork(std::shared_ptr<Gate> gate, Open open, std::unique_ptr<TierStore> store,
                   Client client, Pace pace)
    : gate_(std::move(gate)),
      open_(std::move(open)),
      client_(std::move(client)),
      pace_(pace),
      store_(std::move(store)) {}

bool TierWork::end() {
  std::unique_lock lock(mutex_);
  stop_.request_stop();
  changed_.notify_all();
  return changed_.wait_for(lock, pace_.end, [this] { return ended_; });
}

void TierWork::allRead() {
  const std::lock_guard lock(mutex_);
  all_read_at_ = Clock::now();
}

void TierWork::note(std::vector<Departed> departed) {
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
void TierWork::dropOldest() {
  std::size_t count = 0;
  for (; waiting_bytes_ > kWaitingMostBytes && count < waiting_.size(); ++count) {
    waiting_bytes_ -= waiting_[count].bytes();
    waiting_samples_ -= waiting_[count].samples();
    lost_ += waiting_[count].samples();
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
}

void TierWork::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t mine = ++asked_;
  changed_.notify_all();
  // A disk that hangs holds up nobody for ever.
  changed_.wait_for(lock, pace_.flush, [&] { return done_ >= mine; });
}

std::shared_ptr<const TierStore> TierWork::store() const {
  const std::lock_guard lock(mutex_);
  return store_;
}

TierWork::Figures TierWork::figures() const {
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

void TierWork::run() {
  for (;;) {
    bool last = false;
    std::uint64_t asked = 0;
    {
      std::unique_lock lock(mutex_);
      const auto now = Clock::now();
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
    ended_ = last;
    changed_.notify_all();
    if (last) return;
  }
}

// Nothing that happens to the disk ends the thread.
void TierWork::step() {
  const auto now = Clock::now();
  if (now < retry_at_) return;
  try {
    write();
    if (std::exchange(failed_, false)) gate_->tell([this] { client_.report({}); });
  } catch (const std::exception& error) {
    failed_ = true;
    retry_at_ = tidy_at_ = now + pace_.retry;
    gate_->tell([&] { client_.report(error.what()); });
  }
}

std::shared_ptr<TierStore> TierWork::opened() {
  {
    const std::lock_guard lock(mutex_);
    if (store_) return store_;
  }
  std::shared_ptr<TierStore> made = open_();
  const std::lock_guard lock(mutex_);
  return store_ = std::move(made);
}

void TierWork::write() {
  const std::shared_ptr<TierStore> store = opened();
  const std::int64_t now_ms = gate_->through([this] { return client_.now_ms(); });
  const auto now = Clock::now();
  std::vector<Departed> taken;
  {
    const std::lock_guard lock(mutex_);
    if (all_read_at_ && now - *all_read_at_ > pace_.retention) store->forgetLoaded();
    taken.swap(waiting_);
    waiting_bytes_ = 0;
    waiting_samples_ = 0;
  }
  try {
    store->add(taken, now_ms);
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
  const std::vector<std::string> problems = store->tidy(now_ms, stop_.get_token());
  gate_->tell([&] { client_.warn(problems); });
}

}  // namespace pipevane::history
