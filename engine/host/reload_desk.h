// Where components ask for another configuration, and the main thread answers them.
#pragma once

#include "engine/base/guarded.h"
#include "engine/pipeline/reloader.h"

#include <functional>
#include <future>
#include <vector>

namespace pipevane::host {

class ReloadDesk final : public pipeline::Reloader {
 public:
  // `wake` makes the main thread take up the requests soon. [any]
  explicit ReloadDesk(std::function<void()> wake) : wake_(std::move(wake)) {}

  // [any] Waits for the answer. At a closed desk it is "busy", at once.
  pipeline::ReloadOutcome request() override;

  // [main] Who asks from here on waits for an answer.
  void open() { closed(false); }
  // [main] All who wait get it.
  void answer(const pipeline::ReloadOutcome& outcome);
  // [main] Who waits and who asks from here on hears that the pipeline is busy: what is about to be
  // stopped must not wait for who stops it.
  void close();

 private:
  struct Waiting {
    bool closed = true;
    std::vector<std::promise<pipeline::ReloadOutcome>> asked;
  };
  void closed(bool closed);

  const std::function<void()> wake_;
  Guarded<Waiting> waiting_;
};

}  // namespace pipevane::host
