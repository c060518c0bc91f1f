#include "plugins/history/disk/keeper.h"

#include <algorithm>
#include <utility>

namespace pipevane::history {

Keeper::Keeper(Open open, std::unique_ptr<DiskStore> store, bool whole, Client client, Pace pace)
    : open_(std::move(open)),
      client_(std::move(client)),
      pace_(pace),
      store_(std::move(store)),
      whole_(whole),
      thread_([this] { run(); }) {}

Keeper::~Keeper() { static_cast<void>(stop()); }

void Keeper::makeRoom() {
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
void Keeper::drop() {
  figures_.unwritten += pending_.series.size();
  pending_.clear();
  since_.reset();
  gap_ = true;
}

void Keeper::flush() {
  std::unique_lock lock(mutex_);
  flushing_ = true;
  changed_.notify_all();
  // A disk that hangs holds up nobody for ever.
  changed_.wait_for(lock, pace_.flush, [this] { return !busy_ && pending_.empty(); });
  flushing_ = false;
}

Keeper::Rest Keeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
  return {std::move(store_), whole_ || gap_};
}

Keeper::Figures Keeper::figures() const {
  const std::lock_guard lock(mutex_);
  return figures_;
}

// Locked.
bool Keeper::due() const {
  if (stopping_ || gap_) return true;
  if (!since_) return false;
  return ended_ || flushing_ || std::chrono::steady_clock::now() - *since_ >= pace_.gather;
}

void Keeper::run() {
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
      std::swap(cycle, pending_);
      taken_ms_ = noted_ms_;
      since_.reset();
      ended_ = false;
      busy_ = true;
      whole_ = std::exchange(gap_, false) || whole_;
      last = stopping_;
      // There is room.
      changed_.notify_all();
    }
    step(cycle, last);
    cycle.clear();
    const std::lock_guard lock(mutex_);
    busy_ = false;
    changed_.notify_all();
    if (last) return;
  }
}

// Nothing that happens to the disk ends the thread. Before a stop it is tried once more.
void Keeper::step(Cycle& cycle, bool last) {
  try {
    const bool rests = std::chrono::steady_clock::now() < retry_at_ && !last;
    if (!whole_) {
      write(cycle);
      if (!rests && store_->wantsImage(client_.held())) writeAll();
    } else {
      {
        const std::lock_guard lock(mutex_);
        figures_.unwritten += cycle.series.size();
      }
      if (!rests) writeAll();
    }
    if (store_) measure();
  } catch (const std::exception& error) {
    failed(error.what());
  }
}

void Keeper::write(Cycle& cycle) {
  if (cycle.empty()) return;
  try {
    store_->write(cycle);
  } catch (...) {
    whole_ = true;
    throw;
  }
  const std::lock_guard lock(mutex_);
  ++figures_.cycles;
  figures_.written_ms = taken_ms_;
}

// What came until the moment of the snapshot belongs before it, what comes later behind it.
void Keeper::writeAll() {
  if (!store_) store_ = open_();
  Cycle before;
  HistoryImage snapshot = client_.snapshot([&] {
    const std::lock_guard lock(mutex_);
    std::swap(before, pending_);
    taken_ms_ = noted_ms_;
    since_.reset();
  });
  if (!whole_) write(before);
  const std::string aside = store_->writeImage(snapshot);
  if (!aside.empty()) client_.foreign(aside);
  std::unordered_map<const std::byte*, std::uint64_t> marks;
  for (const FrameImage& frame : snapshot.samples.frames)
    for (const Chunk& each : frame.chunks) marks.emplace(each.packed().data(), each.mark);
  client_.mark(marks);
  whole_ = false;
  retry_at_ = {};
  {
    const std::lock_guard lock(mutex_);
    figures_.unwritten = 0;
    figures_.written_ms = taken_ms_;
  }
  client_.report({});
}

void Keeper::measure() {
  const std::uint64_t bytes = store_->bytes();
  const std::lock_guard lock(mutex_);
  figures_.bytes = bytes;
  figures_.written_bytes = store_->writtenBytes();
  figures_.memory_bytes = store_->memoryBytes();
}

void Keeper::failed(const std::string& why) {
  retry_at_ = std::chrono::steady_clock::now() + pace_.retry;
  client_.report(why);
}

}  // namespace pipevane::history
