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

TierKeeper::~TierKeeper() { static_cast<void>(stop()); }

// A thread that waits for the system cannot be ended.
std::vector<Departed> TierKeeper::stop() {
  if (!thread_.joinable()) return {};
  const bool ended = work_->end();
  gate_->shut();
  if (!ended) {
    thread_.detach();
    return {};
  }
  thread_.join();
  return work_->rest();
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
  // Who waited before does not wait as long once more.
  return changed_.wait_for(lock, hangs_ ? pace_.end / 10 : pace_.end, [this] { return ended_; });
}

void TierWork::cut() {
  const std::lock_guard lock(mutex_);
  cut_at_ = waiting_.size();
}

void TierWork::settle() {
  const std::lock_guard lock(mutex_);
  settles_ = true;
}

void TierWork::forgetLoaded() {
  const std::lock_guard lock(mutex_);
  forgets_ = true;
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
  const std::size_t most = failed_ ? kWaitingMostBytes : kSlowMostBytes;
  std::size_t count = 0;
  for (; waiting_bytes_ > most && count < waiting_.size(); ++count) {
    waiting_bytes_ -= waiting_[count].bytes();
    waiting_samples_ -= waiting_[count].samples();
    lost_ += waiting_[count].samples();
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(count));
  if (cut_at_) *cut_at_ -= std::min(*cut_at_, count);
}

void TierWork::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t mine = ++asked_;
  changed_.notify_all();
  // A disk that hangs holds up nobody for ever.
  hangs_ = !changed_.wait_for(lock, pace_.flush, [&] { return done_ >= mine; });
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
  std::string why;
  try {
    write();
  } catch (const std::exception& error) {
    retry_at_ = tidy_at_ = now + pace_.retry;
    why = error.what();
  }
  bool changed;
  {
    const std::lock_guard lock(mutex_);
    changed = std::exchange(failed_, !why.empty()) || failed_;
    dropOldest();
  }
  if (changed) gate_->tell([&] { client_.report(why); });
}

std::shared_ptr<TierStore> TierWork::opened() {
  std::shared_ptr<TierStore> store;
  {
    const std::lock_guard lock(mutex_);
    store = store_;
  }
  if (store && store->isThere()) return store;
  if (store) {
    gate_->tell([this] {
      client_.warn(
          {"the files of minutes and hours are not where they were, as somebody deleted or moved "
           "them; it goes on with what is there now"});
    });
    const std::lock_guard lock(mutex_);
    store_.reset();
    // What was meant for that one.
    settles_ = forgets_ = false;
    replaced_ = true;
  }
  // It holds the folder, if that is still the same one.
  store.reset();
  std::shared_ptr<TierStore> made = open_();
  // What is in that folder is read beside this, and may be what leaves the memory meanwhile.
  if (std::exchange(replaced_, false)) made->rememberTold();
  const std::lock_guard lock(mutex_);
  return store_ = std::move(made);
}

void TierWork::write() {
  const std::shared_ptr<TierStore> store = opened();
  if (!ran_before_ms_) ran_before_ms_ = store->ranMs();
  std::vector<Departed> taken;
  std::optional<std::size_t> cut_at;
  bool settles, forgets;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(waiting_);
    cut_at = std::exchange(cut_at_, std::nullopt);
    settles = std::exchange(settles_, false);
    forgets = std::exchange(forgets_, false);
    waiting_bytes_ = 0;
    waiting_samples_ = 0;
  }
  if (forgets) store->forgetLoaded();
  if (settles) store->settle();
  std::size_t done = 0;
  try {
    if (cut_at) {
      add(*store, std::span(taken).first(*cut_at));
      done = *cut_at;
      store->cut();
      cut_at.reset();
    }
    add(*store, std::span(taken).subspan(done));
  } catch (...) {
    taken.erase(taken.begin(), taken.begin() + static_cast<std::ptrdiff_t>(done));
    const std::lock_guard lock(mutex_);
    if (cut_at_) *cut_at_ += taken.size();
    if (cut_at && !cut_at_) cut_at_ = cut_at;
    for (Departed& each : waiting_) taken.push_back(std::move(each));
    waiting_ = std::move(taken);
    waiting_bytes_ = 0;
    waiting_samples_ = 0;
    for (const Departed& each : waiting_) {
      waiting_bytes_ += each.bytes();
      waiting_samples_ += each.samples();
    }
    throw;
  }
  const auto now = Clock::now();
  if (now < tidy_at_) return;
  tidy_at_ = now + pace_.tidy;
  const std::vector<std::string> problems = store->tidy(ranMs(), stop_.get_token());
  gate_->tell([&] { client_.warn(problems); });
}

void TierWork::add(TierStore& store, std::span<const Departed> departed) {
  if (!departed.empty()) store.add(departed, ranMs());
}

std::int64_t TierWork::ranMs() const {
  return ran_before_ms_.value_or(0) +
         std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_at_).count();
}

}  // namespace pipevane::history
