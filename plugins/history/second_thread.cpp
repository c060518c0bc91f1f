#include "plugins/history/second_thread.h"

#include <system_error>
#include <utility>

namespace pipevane::history {

SecondThread::~SecondThread() {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void SecondThread::begin() {
  try {
    thread_ = std::thread([this] { loop(); });
  } catch (const std::system_error&) {
    // There are too many, or nobody may have another one.
  }
}

void SecondThread::loop() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return ended_ || work_ != nullptr; });
    if (ended_) return;
    const auto* const work = std::exchange(work_, nullptr);
    busy_ = true;
    lock.unlock();
    std::exception_ptr failure;
    try {
      (*work)(true);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    busy_ = false;
    failure_ = std::move(failure);
    changed_.notify_all();
  }
}

void SecondThread::run(const std::function<void(bool beside)>& work) {
  {
    const std::lock_guard lock(mutex_);
    work_ = &work;
    failure_ = nullptr;
  }
  changed_.notify_all();
  try {
    work(false);
  } catch (...) {
    close();
    throw;
  }
  close();
  if (failure_) std::rethrow_exception(failure_);
}

// Nobody begins with it any more, or is at it.
void SecondThread::close() {
  std::unique_lock lock(mutex_);
  work_ = nullptr;
  changed_.wait(lock, [this] { return !busy_; });
}

}  // namespace pipevane::history
