// A second thread for work that is there in parts. Who has the work does not wait until that one is
// awake, but only while it is at a part.
#pragma once

#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace pipevane::history {

// Used by one thread.
class SecondThread {
 public:
  SecondThread() = default;
  ~SecondThread();
  SecondThread(const SecondThread&) = delete;
  SecondThread& operator=(const SecondThread&) = delete;

  // Where no thread can be had everything is done here.
  void begin();
  // Calls `work(false)` here and, once the thread is awake, `work(true)` there: each takes parts
  // until there are none. Both have returned when this does. Throws what either one threw.
  void run(const std::function<void(bool beside)>& work);

 private:
  void loop();
  void close();

  std::mutex mutex_;  // of all below
  std::condition_variable changed_;
  const std::function<void(bool)>* work_ = nullptr;  // that the thread may begin with
  bool busy_ = false, ended_ = false;
  std::exception_ptr failure_;
  std::thread thread_;
};

}  // namespace pipevane::history
