#include "plugins/web/workers.h"

#include <algorithm>

namespace pipevane::web {

Workers::Workers() {
  for (std::size_t i = 0; i < kThreads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

Workers::~Workers() {
  for (std::jthread& each : threads_) each.request_stop();
  threads_.clear();
}

void Workers::add(std::string peer, std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back({std::move(peer), std::move(work)});
  }
  changed_.notify_one();
}

// The oldest of a peer that may have one more thread.
std::deque<Workers::Job>::iterator Workers::nextJob() {
  return std::ranges::find_if(jobs_, [this](const Job& job) {
    const auto busy = busy_.find(job.peer);
    return busy == busy_.end() || busy->second < kMostOfOnePeer;
  });
}

void Workers::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (changed_.wait(lock, stop, [this] { return nextJob() != jobs_.end(); })) {
    if (stop.stop_requested()) return;
    const auto next = nextJob();
    const Job job = std::move(*next);
    jobs_.erase(next);
    ++busy_[job.peer];
    lock.unlock();
    job.work();
    lock.lock();
    if (--busy_[job.peer] == 0) busy_.erase(job.peer);
    // Another one of that peer may begin now, on a thread that found none before.
    changed_.notify_one();
  }
}

}  // namespace pipevane::web
