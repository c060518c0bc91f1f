// What became of a component's first start, for the main thread to wait for.
#pragma once

#include <chrono>
#include <future>
#include <string>

namespace pipevane::pipeline {

class FirstStart {
 public:
  // [worker], or [main] before there is one. Why it failed; empty: it did not. Only the first word
  // counts.
  void tell(std::string why) {
    if (told_) return;
    told_ = true;
    why_.set_value(std::move(why));
  }
  // [main] Once. Empty as well where it is still under way by then.
  std::string await(std::chrono::steady_clock::time_point deadline) {
    return answer_.wait_until(deadline) == std::future_status::ready ? answer_.get()
                                                                     : std::string();
  }

 private:
  bool told_ = false;
  std::promise<std::string> why_;
  std::future<std::string> answer_ = why_.get_future();
};

}  // namespace pipevane::pipeline
