// All that is live, shared by the engine's thread that feeds it and the web's threads that read it:
// reached only inside a lambda.
#pragma once

#include "plugins/web/live_components.h"
#include "plugins/web/live_refusal.h"
#include "plugins/web/live_state.h"
#include "plugins/web/recent_events.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <utility>

namespace pipevane::web {

struct LiveParts {
  LiveParts(const Dictionary& dictionary, std::int64_t stale_after_ms)
      : state(dictionary, stale_after_ms) {}

  LiveState state;
  RecentEvents events;
  LiveComponents components;
  LiveRefusal refusal;
};

class Live {
 public:
  Live(const Dictionary& dictionary, std::int64_t stale_after_ms)
      : parts_(dictionary, stale_after_ms) {}

  // [any] Runs `body` with the parts while nobody else does. It must not wait for anything.
  template <class Body>
  auto locked(Body body) {
    const std::lock_guard lock(mutex_);
    const Publish publish(*this);
    return body(parts_);
  }

  // [worker]
  void apply(const Batch& batch, std::int64_t now_ms, std::int64_t steady_ms) {
    locked([&](LiveParts& parts) {
      parts.state.apply(batch, now_ms, steady_ms);
      for (const pv_event& event : batch.events()) {
        const LiveEntity* about = parts.state.find(event.entity);
        const std::string_view key =
            about == nullptr ? parts.state.dictionary().key(event.entity) : about->key;
        parts.events.add(batch.component(), event, key, parts.state.version());
      }
    });
  }

  // What is known of entities and events, for the one that comes in this one's place.
  struct Legacy {
    LiveState state;
    RecentEvents events;
  };
  // [worker] While nobody else has it.
  std::unique_ptr<Legacy> handOver() {
    return std::make_unique<Legacy>(Legacy{std::move(parts_.state), std::move(parts_.events)});
  }
  // Before anybody reads.
  void takeOver(Legacy legacy) {
    locked([&](LiveParts& parts) {
      const Dictionary names = parts.state.dictionary();
      const std::int64_t stale_after_ms = parts.state.staleAfterMs();
      parts.state = std::move(legacy.state);
      parts.state.goOnWith(names, stale_after_ms);
      parts.events = std::move(legacy.events);
    });
  }

  // [any] Of the newest change, without waiting.
  Version version() const { return version_.load(std::memory_order_acquire); }

 private:
  // At the end of every access.
  struct Publish {
    explicit Publish(Live& what) : live(what) {}
    ~Publish() { live.version_.store(live.parts_.state.version(), std::memory_order_release); }
    Publish(const Publish&) = delete;
    Publish& operator=(const Publish&) = delete;
    Live& live;
  };

  std::mutex mutex_;
  LiveParts parts_;
  std::atomic<Version> version_ = 0;
};

}  // namespace pipevane::web
