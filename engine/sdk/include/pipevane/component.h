// The three kinds of component that a plugin can offer. Derive, override, and list the class in
// PIPEVANE_PLUGIN. The constructor takes `(const Options&)` or `(const Options&, const Host&)` and
// throws Error on bad options, with all that is wrong, one sentence a line; it binds, writes and
// connects nothing, as `pipevane doctor` makes components that it never starts. A component is
// never called from two threads at once, but for what is tagged [any]: its services (history,
// inspect), and refresh() of a source, which comes while run() runs. An exception thrown from any
// call marks the component as failed; the engine makes it anew with back-off.
#pragma once

#include <pipevane/batch.h>
#include <pipevane/output.h>

#include <string>

namespace pipevane {

class Component {
 public:
  virtual ~Component() = default;
  // [worker] Before anything else; services of other components can be looked up from here on.
  virtual void start() {}
  // [any] The C table of a service offered under that name; null: not offered. Its first argument
  // is `this` as a Component*.
  virtual const void* service(std::string_view name) {
    static_cast<void>(name);
    return nullptr;
  }
};

class Source : public Component {
 public:
  // [any] While run() runs, from the threads of those downstream: somebody there was made anew or
  // lost a batch. Set an atomic; run() then soon sends every entity with all its attributes.
  virtual void refresh() {}
  // [worker] Returns when host.waitUntil() or a push says so, or when there is nothing more to
  // come.
  virtual void run(Output& output) = 0;
};

class Transform : public Component {
 public:
  // [worker]
  virtual void process(const Batch& batch, Output& output) = 0;
  // [worker] Before a stop: what was held back goes out.
  virtual void flush(Output& output) { static_cast<void>(output); }
};

// What a sink answers.
struct Verdict {
  pv_status status = PV_OK;
  std::int64_t retry_after_ms = 0;
  std::string reason;

  static Verdict done() { return {}; }
  // Nothing of the batch arrived; ask again then.
  static Verdict retry(std::int64_t after_ms, std::string why) {
    return {PV_RETRY, after_ms, std::move(why)};
  }
  // It can never arrive; it is counted as lost.
  static Verdict drop(std::string why) { return {PV_DROP, 0, std::move(why)}; }
};

class Sink : public Component {
 public:
  // [worker]
  virtual Verdict process(const Batch& batch) = 0;
  // [worker] Before a stop: everything taken so far is made safe.
  virtual void flush() {}
};

}  // namespace pipevane
