// Where components ask for another configuration, and the main thread answers them.
#pragma once

#include "engine/base/clock.h"
#include "engine/base/guarded.h"
#include "engine/host/refusal_note.h"
#include "engine/pipeline/reloader.h"

#include <chrono>
#include <functional>
#include <future>
#include <string>
#include <vector>

namespace pipevane::host {

class ReloadDesk final : public pipeline::Reloader {
 public:
  // By `clock` it is known since when a configuration is refused. `wake` makes the main thread take
  // up the requests soon. [any] Nobody waits longer than `patience`.
  ReloadDesk(const Clock& clock, std::function<void()> wake,
             std::chrono::milliseconds patience = std::chrono::seconds(10))
      : wake_(std::move(wake)), patience_(patience), refusal_(clock) {}

  // [any] Waits for the answer. At a closed desk, and when the patience is over, it is "busy".
  pipeline::ReloadOutcome request(const std::string& asker) override;
  std::optional<pipeline::Refusal> refusal() const override { return refusal_.read(); }

  // [main] Who asks from here on waits for an answer.
  void open();
  // [main] Those who asked so far get the next answer: what is read from here on was written after
  // they asked, or before, but not changed behind their back.
  void take();
  // [main] Those of these components who were taken get it: they are about to be stopped.
  void answerTo(const std::vector<std::string>& askers, const pipeline::ReloadOutcome& outcome);
  // [main] All who were taken get it, and a refusal is remembered until something is accepted,
  // whoever asked.
  void answer(const pipeline::ReloadOutcome& outcome);
  // [main] Who asks from here on hears that the pipeline is busy: what is about to be stopped must
  // not wait for who stops it. False, and the desk stays open, where somebody asked and was not
  // taken.
  bool closeUnlessAsked();
  // [main] As before, and who waits hears the same.
  void close();

 private:
  struct Question {
    std::string asker;
    std::promise<pipeline::ReloadOutcome> answer;
  };
  using Asked = std::vector<Question>;
  struct Waiting {
    bool closed = true;
    Asked asked;
    Asked taken;
  };

  const std::function<void()> wake_;
  const std::chrono::milliseconds patience_;
  Guarded<Waiting> waiting_;
  RefusalNote refusal_;
};

}  // namespace pipevane::host
