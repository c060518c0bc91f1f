#include "plugins/history/disk/writing.h"

#include <algorithm>
#include <utility>

namespace pipevane::history {

Writing::Writing(std::shared_ptr<Gate> gate, Open open, std::unique_ptr<DiskStore> store,
                 State state, Client client, Pace pace)
    : gate_(std::move(gate)),
      open_(std::move(open)),
      client_(std::move(client)),
      pace_(pace),
      store_(std::move(store)),
      whole_(state != State::kWritten),
      pause_(pace.retry, pace.retry_most),
      unread_(state == State::kUnread) {
  if (whole_) figures_.unwritten = client_.held();
}

void Writing::makeRoom() {
  std::unique_lock lock(mutex_);
  const auto room = [this] { return pending_.bytes() < kPendingMostBytes; };
  if (room()) return;
  if (gap_) return drop();
  ended_ = true;
  changed_.notify_all();
  if (changed_.wait_for(lock, pace_.patience, room)) return;
  drop();
}

// Locked. The disk is too slow: what is held goes to it as a whole, later.
void Writing::drop() {
  figures_.unwritten += pending_.series.size();
  pending_.clear();
  since_.reset();
  gap_ = true;
}

void Writing::flush() {
  std::unique_lock lock(mutex_);
  flushing_ = true;
  changed_.notify_all();
  // A disk that hangs holds up nobody for ever.
  hangs_ = !changed_.wait_for(lock, pace_.flush, [this] { return !busy_ && pending_.empty(); });
  flushing_ = false;
}

bool Writing::end() {
  std::unique_lock lock(mutex_);
  stopping_ = true;
  changed_.notify_all();
  return changed_.wait_for(lock, hangs_ ? pace_.again : pace_.end, [this] { return done_; });
}

std::pair<std::unique_ptr<DiskStore>, Writing::State> Writing::rest() {
  const State state = unread_ ? State::kUnread : whole_ || gap_ ? State::kWhole : State::kWritten;
  return {std::move(store_), state};
}

bool Writing::unread() const {
  const std::lock_guard lock(mutex_);
  return unread_;
}

std::size_t Writing::missing() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(figures_.unwritten) + in_hand_ + pending_.series.size();
}

Writing::Figures Writing::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

// Locked.
bool Writing::due() const {
  if (stopping_ || gap_) return true;
  if (!since_) return false;
  return ended_ || flushing_ || std::chrono::steady_clock::now() - *since_ >= pace_.gather;
}

void Writing::run() {
  Cycle cycle;
  bool first = true;
  for (;;) {
    bool last = false;
    {
      std::unique_lock lock(mutex_);
      while (!first && !due()) {
        if (since_)
          changed_.wait_until(lock, *since_ + pace_.gather);
        else
          changed_.wait(lock);
      }
      first = false;
      take(cycle);
      whole_ = std::exchange(gap_, false) || whole_;
      last = stopping_;
    }
    step(cycle, last);
    cycle.clear();
    const bool left = gate_->isShut();
    const std::lock_guard lock(mutex_);
    busy_ = false;
    in_hand_ = 0;
    done_ = last || left;
    changed_.notify_all();
    if (done_) return;
  }
}

// Locked.
void Writing::take(Cycle& cycle) {
  std::swap(cycle, pending_);
  taken_ms_ = noted_ms_;
  since_.reset();
  ended_ = false;
  busy_ = true;
  in_hand_ = cycle.series.size();
  // There is room.
  changed_.notify_all();
}

// What was taken is on the disk.
void Writing::put() {
  measure();
  const std::lock_guard lock(mutex_);
  busy_ = false;
  in_hand_ = 0;
  changed_.notify_all();
}

// Nothing that happens to the disk ends the thread. Before a stop it is tried once more, if
// something would be lost.
void Writing::step(Cycle& cycle, bool last) {
  try {
    if (store_ && !store_->isThere()) beginAnew();
    const bool rests = std::chrono::steady_clock::now() < retry_at_;
    bool all = !rests;
    if (whole_) {
      miss(cycle);
      all = all || last;
    } else {
      write(cycle);
      put();
      all = all && !last && store_->wantsImage(gate_->through(client_.held));
    }
    if (!all) return;
    writeAll();
    measure();
  } catch (const std::exception& error) {
    failed(error.what());
  }
}

// What is in a folder that was put in its place, as where a disk is mounted, is what a start would
// find. What is left in the one that it was is held.
void Writing::beginAnew() {
  const bool replaced = store_->isReplaced();
  store_.reset();
  whole_ = true;
  retry_at_ = {};
  const std::size_t held = gate_->through(client_.held);
  {
    const std::lock_guard lock(mutex_);
    unread_ = unread_ || replaced;
    figures_.unwritten = held;
  }
  gate_->tell([&] { client_.gone(replaced); });
}

// It is in memory alone until all is written.
void Writing::miss(const Cycle& cycle) {
  const std::lock_guard lock(mutex_);
  figures_.unwritten += cycle.series.size();
  in_hand_ = 0;
}

void Writing::write(const Cycle& cycle) {
  if (cycle.empty()) return;
  try {
    store_->write(cycle);
  } catch (...) {
    whole_ = true;
    miss(cycle);
    throw;
  }
  const std::lock_guard lock(mutex_);
  ++figures_.cycles;
  figures_.written_ms = taken_ms_;
}

// To look for the folder costs nothing: it is done again and again, at the first pace.
void Writing::open() {
  try {
    store_ = open_();
  } catch (...) {
    pause_.reset();
    throw;
  }
}

// Into stores of its own, which takes as long as it takes: only to join the two is done at once.
// Where it cannot be read it stays, and nothing is put in its place.
void Writing::read() {
  try {
    ReadHistory found = gate_->through(client_.empty);
    const std::vector<std::string> problems = store_->load(found.samples, found.events);
    gate_->through([&] {
      client_.join(std::move(found), problems);
      const std::lock_guard lock(mutex_);
      unread_ = false;
    });
  } catch (...) {
    store_.reset();
    throw;
  }
}

// What came until the moment of the snapshot belongs before it, what comes later behind it.
void Writing::writeAll() {
  if (!store_) open();
  if (unread_) read();
  Cycle before;
  std::uint64_t in_it = 0;  // that are nowhere else
  const auto cut = [&] {
    const std::lock_guard lock(mutex_);
    take(before);
    whole_ = std::exchange(gap_, false) || whole_;
    in_it = figures_.unwritten;
  };
  HistoryImage snapshot = gate_->through([&] { return client_.snapshot(cut); });
  if (whole_) {
    in_it += before.series.size();
    miss(before);
  } else {
    write(before);
    put();
  }
  const auto aside =
      store_->writeImage(snapshot, [this, alone = whole_] { return alone || writeBeside(); });
  if (!aside) return;
  if (!aside->empty()) gate_->tell([&] { client_.foreign(*aside); });
  std::unordered_map<const std::byte*, std::uint64_t> marks;
  for (const FrameImage& frame : snapshot.samples.frames)
    for (const Chunk& each : frame.chunks) marks.emplace(each.packed().data(), each.mark);
  gate_->through([&] { client_.mark(marks); });
  whole_ = false;
  retry_at_ = {};
  pause_.reset();
  {
    const std::lock_guard lock(mutex_);
    // What could not be noted since then is in none.
    figures_.unwritten -= in_it;
    figures_.written_ms = taken_ms_;
  }
  gate_->tell([&] { client_.report({}, false); });
}

// An image may take longer than cycles do, which are on the disk all the same before the next one
// comes: behind it. False where it is in the way of an end.
bool Writing::writeBeside() {
  Cycle cycle;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return false;
    if (gap_ || !due()) return true;
    take(cycle);
  }
  write(cycle);
  put();
  return true;
}

void Writing::measure() {
  const std::uint64_t bytes = store_->bytes();
  const std::lock_guard lock(mutex_);
  figures_.bytes = bytes;
  figures_.written_bytes = store_->writtenBytes();
  figures_.memory_bytes = store_->memoryBytes();
}

void Writing::failed(const std::string& why) {
  retry_at_ = std::chrono::steady_clock::now() + pause_.next();
  gate_->tell([&] { client_.report(why, whole_); });
}

}  // namespace pipevane::history
