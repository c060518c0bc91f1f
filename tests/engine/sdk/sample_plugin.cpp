// Components that do as their options say, so that the tests can see what comes of it on the other
// side of the contract.
#include <pipevane/inspect.h>
#include <pipevane/plugin.h>

namespace {

using pipevane::Error;
using pipevane::Options;
using pipevane::Verdict;

constexpr auto kTrouble = pipevane::options(
    pipevane::string("throws").fallback("").help("The call that throws."),
    pipevane::string("what").fallback("error").help("What it throws: error, or a number."),
    pipevane::string("answer").fallback("done").help("What a sink answers."));

// Throws where the options ask for it.
class Trouble {
 public:
  explicit Trouble(const Options& options)
      : where_(options.text("throws")), what_(options.text("what")) {
    in("constructor");
  }
  bool wantedIn(std::string_view call) const { return where_ == call; }
  void in(std::string_view call) const {
    if (!wantedIn(call)) return;
    if (what_ == "number") throw 42;
    throw Error("cannot go on: trouble in " + where_);
  }

 private:
  std::string where_, what_;
};

class Ticker final : public pipevane::Source {
 public:
  static constexpr auto kOptions = kTrouble;
  Ticker(const Options& options, const pipevane::Host& host) : trouble_(options), host_(host) {}

  void start() override { trouble_.in("start"); }
  void refresh() override {
    trouble_.in("refresh");
    host_.log(pipevane::LogLevel::kInfo, "it was asked for everything");
  }
  void run(pipevane::Output& output) override {
    const auto dictionary = host_.dictionary();
    const auto series = dictionary.series(dictionary.entity("lab/node/pve1"),
                                          dictionary.metric("ticks_total", "count", true));
    for (int tick = 1; tick <= 3; ++tick) {
      auto draft = output.begin(host_.nowMs());
      draft.sample(series, tick);
      draft.unknown(series);
      if (trouble_.wantedIn("push")) output.push(std::move(draft));
      if (!output.push(std::move(draft)) || !host_.waitFor(1'000)) return;
    }
    trouble_.in("run");
  }

 private:
  Trouble trouble_;
  pipevane::Host host_;
};

class Pass final : public pipevane::Transform {
 public:
  static constexpr auto kOptions = kTrouble;
  explicit Pass(const Options& options) : trouble_(options) {}

  void process(const pipevane::Batch& batch, pipevane::Output& output) override {
    trouble_.in("process");
    output.forward(batch);
    last_time_ms_ = batch.timeMs();
  }
  void flush(pipevane::Output& output) override {
    trouble_.in("flush");
    output.push(output.begin(last_time_ms_, PV_END_OF_CYCLE));
  }

 private:
  Trouble trouble_;
  std::int64_t last_time_ms_ = 0;
};

class Answer final : public pipevane::Sink {
 public:
  static constexpr auto kOptions = kTrouble;
  explicit Answer(const Options& options) : trouble_(options), answer_(options.text("answer")) {}

  Verdict process(const pipevane::Batch&) override {
    trouble_.in("process");
    if (answer_ == "retry") return Verdict::retry(250, "the disk is full");
    if (answer_ == "drop") return Verdict::drop("it is too old");
    return Verdict::done();
  }
  void flush() override { trouble_.in("flush"); }
  const void* service(std::string_view name) override {
    trouble_.in("service");
    return name == PV_INSPECT ? &kInspect : nullptr;
  }

 private:
  static pv_status read(void* self, void* context, void (*visit)(void*, pv_text)) {
    const auto& answer = *static_cast<Answer*>(static_cast<Component*>(self));
    visit(context, pipevane::text("{\"answer\":\"" + answer.answer_ + "\"}"));
    return PV_OK;
  }
  static constexpr pv_inspect kInspect = {.size = sizeof(pv_inspect), .read = read};

  Trouble trouble_;
  std::string answer_;
};

class Plain final : public pipevane::Sink {
 public:
  Verdict process(const pipevane::Batch&) override { return Verdict::done(); }
};

}  // namespace

PIPEVANE_PLUGIN(
    "sample", "1.2.3", "Does as it is told.", "MIT",
    pipevane::source<Ticker>("ticker", "Counts to three."),
    pipevane::transform<Pass>("pass", "Passes batches on."),
    pipevane::sink<Answer>("answer", "Answers as it is told."),
    pipevane::sink<Plain>("plain", "Takes everything.",
                          {.wants = PV_EVENTS, .makes = 0, .policy = PV_POLICY_DROP_OLDEST}));
