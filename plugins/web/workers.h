// The threads that make the answers. No peer has all of them: who asks for much waits for itself.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace pipevane::web {

class Workers {
 public:
  // An answer is made of what is in memory, and waits for nobody.
  static constexpr std::size_t kThreads = 4;
  static constexpr std::size_t kMostOfOnePeer = 3;

  Workers();
  // Waits for what runs; what has not begun is dropped.
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // [any] `work` runs on one of them, and must not throw.
  void add(std::string peer, std::function<void()> work);

 private:
  struct Job {
    std::string peer;
    std::function<void()> work;
  };
  void run(const std::stop_token& stop);
  std::deque<Job>::iterator nextJob();

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Job> jobs_;
  std::map<std::string, std::size_t> busy_;  // threads by peer
  std::vector<std::jthread> threads_;
};

}  // namespace pipevane::web
