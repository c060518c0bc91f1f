#include "tests/engine/pipeline/actors.h"

#include "tests/engine/pipeline/hands_over.h"

#include <algorithm>
#include <optional>

namespace pipevane::testing {
namespace {

std::string entityOf(std::string_view source) {
  const std::string id(source);
  const auto given = stage().entity.with([&id](auto& all) { return all[id]; });
  return given.empty() ? "lab/node/" + id : given;
}

// Pushes `batches` batches, one every `interval_ms`, each with one entity change and `samples`
// samples that count up.
class Player final : public Source {
 public:
  static constexpr auto kOptions =
      options(integer("batches").help("How many."), integer("samples").help("In each batch."),
              integer("interval_ms").help("Between two; 0: none."));

  Player(const Options& given, const Host& host)
      : host_(host),
        presence_(std::string(host.id())),
        batches_(given.integer("batches")),
        samples_(given.integer("samples")),
        interval_ms_(given.integer("interval_ms")) {}

  void run(Output& output) override {
    const auto dictionary = host_.dictionary();
    const auto entity = dictionary.entity(entityOf(host_.id()));
    const auto series = dictionary.series(entity, dictionary.metric("cpu_usage_ratio", "ratio"));
    const auto before =
        stage().before_push.with([this](auto& all) { return all[std::string(host_.id())]; });
    for (std::int64_t i = 0; i < batches_; ++i) {
      if (before) before(i);
      auto draft = output.begin(host_.nowMs(), PV_END_OF_CYCLE);
      for (std::int64_t k = 0; k < samples_; ++k) draft.sample(series, static_cast<double>(i));
      draft.upsert(entity, std::vector{attribute("status", "online")});
      if (output.wants(PV_EXCHANGES)) draft.exchange(exchange());
      if (!output.push(std::move(draft))) return;
      if (interval_ms_ > 0 && !host_.waitFor(interval_ms_)) return;
    }
  }
  void refresh() override {
    const std::string id(host_.id());
    stage().refreshes.with([&id](auto& all) { ++all[id]; });
    if (!stage().wakes.with([&id](auto& all) { return all[id]; })) return;
    host_.need<pv_wake>(PV_WAKE).wake(host_.raw().self);
  }

 private:
  static pv_exchange exchange() {
    pv_exchange made{};
    made.size = sizeof(pv_exchange);
    made.path = text("/api2/json/version");
    made.body = text("{}");
    return made;
  }

  const Host host_;
  const Presence presence_;
  const std::int64_t batches_, samples_, interval_ms_;
};

class Heir final : public HandsOver<Source> {
 public:
  using HandsOver::HandsOver;
  void run(Output& output) override {
    const auto before = stage().before_push.with([this](auto& all) { return all[id_]; });
    const auto entity = host_.dictionary().entity(entityOf(id_));
    auto draft = output.begin(host_.nowMs());
    draft.upsert(entity, std::vector{attribute("status", "online")});
    if (!output.push(std::move(draft))) return;
    while (host_.waitFor(1000))
      if (before) before(host_.nowMs());
  }
};

class ReadingHeir final : public HandsOver<Sink> {
 public:
  using HandsOver::HandsOver;
  Verdict process(const Batch&) override { return Verdict::done(); }
};

class Doubler final : public Transform {
 public:
  Doubler(const Options&, const Host& host) : id_(host.id()), presence_(id_) {}
  void process(const Batch& batch, Output& output) override {
    const auto before = stage().before_doubling.with([this](auto& all) { return all[id_]; });
    if (before) before(batch.timeMs());
    auto doubled = output.like(batch);
    std::ranges::transform(batch.values(), doubled.values().begin(),
                           [](double v) { return 2 * v; });
    output.push(std::move(doubled));
  }

 private:
  const std::string id_;
  const Presence presence_;
};

class Passer final : public Transform {
 public:
  void process(const Batch& batch, Output& output) override { output.forward(batch); }
};

// Tells in its own words what it hears of.
class Reteller final : public Transform {
 public:
  void process(const Batch& batch, Output& output) override {
    auto draft = output.begin(batch.timeMs());
    for (const auto& change : batch.changes())
      if (change.kind == PV_REMOVE)
        draft.remove(change.entity);
      else
        draft.upsert(change.entity, std::vector{attribute("status", "retold")});
    output.push(std::move(draft));
  }
};

class Keeper final : public Sink {
 public:
  Keeper(const Options&, const Host& host) : host_(host), id_(host.id()) {
    stage().hosts.with([&](auto& all) { all.insert_or_assign(id_, host); });
    const auto hook = stage().on_create.with([this](auto& all) { return all[id_]; });
    if (hook) hook();
    presence_.emplace(id_);
  }
  Verdict process(const Batch& batch) override {
    const auto behave = stage().behaviour.with([this](auto& all) { return all[id_]; });
    if (behave) {
      Verdict verdict = behave(batch);
      if (verdict.status != PV_OK) return verdict;
    }
    Seen seen{.time_ms = batch.timeMs(),
              .sequence = batch.sequence(),
              .component = std::string(batch.component()),
              .values = {},
              .changed = {},
              .removed = {},
              .exchanges = batch.exchanges().size()};
    seen.values.assign(batch.values().begin(), batch.values().end());
    for (const auto& change : batch.changes())
      (change.kind == PV_REMOVE ? seen.removed : seen.changed)
          .emplace_back(host_.dictionary().key(change.entity));
    stage().seen.with([&](auto& all) { all[id_].push_back(std::move(seen)); });
    return Verdict::done();
  }
  void flush() override {
    stage().flushed.with([this](auto& all) { all.push_back(id_); });
  }
  const void* service(std::string_view name) override {
    return name == "test.echo/1" ? &kEcho : nullptr;
  }

 private:
  static constexpr int kEcho = 42;
  const Host host_;
  const std::string id_;
  std::optional<Presence> presence_;
};

constexpr Traffic kPassesAll = {.wants = PV_SAMPLES | PV_ENTITIES | PV_EVENTS | PV_EXCHANGES,
                                .makes = PV_SAMPLES | PV_ENTITIES | PV_EVENTS | PV_EXCHANGES};

constexpr pv_component_type kTypes[] = {
    pipevane::source<Player>("player", "Plays."),
    pipevane::source<Heir>("heir", "Hands over."),
    pipevane::sink<ReadingHeir>("reading_heir", "Hands over."),
    pipevane::transform<Doubler>("doubler", "Doubles."),
    pipevane::transform<Passer>("passer", "Passes on.", kPassesAll),
    pipevane::transform<Reteller>("reteller", "Tells again.",
                                  {.wants = PV_ENTITIES, .makes = PV_ENTITIES}),
    pipevane::sink<Keeper>("keeper", "Keeps."),
    pipevane::sink<Keeper>("recording_keeper", "Keeps exchanges.",
                           {.wants = PV_EXCHANGES, .makes = 0})};

constexpr pv_plugin kPlugin = {
    PV_MAGIC, PV_ABI_MAJOR, PV_ABI_MINOR, sizeof(pv_plugin), "actors", "1",
    "Tests.", "MIT",        "test",       std::size(kTypes), kTypes};

config::ComponentSpec component(std::string id, std::string type, std::int32_t kind,
                                std::vector<std::string> inputs) {
  config::ComponentSpec spec;
  spec.id = std::move(id);
  spec.type = std::move(type);
  spec.kind = kind;
  for (std::string& input : inputs) spec.inputs.push_back({std::move(input), {}, {}});
  return spec;
}

}  // namespace

void Stage::clear() {
  seen.with([](auto& all) { all.clear(); });
  behaviour.with([](auto& all) { all.clear(); });
  on_create.with([](auto& all) { all.clear(); });
  wakes.with([](auto& all) { all.clear(); });
  on_start.with([](auto& all) { all.clear(); });
  hands.with([](auto& all) { all.clear(); });
  before_push.with([](auto& all) { all.clear(); });
  before_doubling.with([](auto& all) { all.clear(); });
  refreshes.with([](auto& all) { all.clear(); });
  flushed.with([](auto& all) { all.clear(); });
  hosts.with([](auto& all) { all.clear(); });
  entity.with([](auto& all) { all.clear(); });
  made.with([](auto& all) { all.clear(); });
  alive.with([](auto& all) { all.clear(); });
}

Stage& stage() {
  static Stage only;
  return only;
}

const pv_plugin& actors() { return kPlugin; }

config::ComponentSpec source(std::string id, std::int64_t batches, std::int64_t samples,
                             std::int64_t interval_ms) {
  auto spec = component(std::move(id), "player", PV_SOURCE, {});
  spec.options.options = {{"batches", PV_INTEGER, batches},
                          {"samples", PV_INTEGER, samples},
                          {"interval_ms", PV_INTEGER, interval_ms}};
  return spec;
}
config::ComponentSpec transform(std::string id, std::vector<std::string> inputs) {
  return component(std::move(id), "doubler", PV_TRANSFORM, std::move(inputs));
}
config::ComponentSpec sink(std::string id, std::vector<std::string> inputs) {
  return component(std::move(id), "keeper", PV_SINK, std::move(inputs));
}

}  // namespace pipevane::testing
