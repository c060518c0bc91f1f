// A sink for tests: every sample, entity change and event as a line, values to the last bit.
#include <pipevane/plugin.h>

#include <unistd.h>

#include <bit>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iostream>

namespace {

class Dump final : public pipevane::Sink {
 public:
  static constexpr auto kOptions = pipevane::options(
      pipevane::string("path").help("The file."),
      pipevane::boolean("cycles").fallback("false").help("Says where a cycle ends."),
      pipevane::boolean("stuck").fallback("false").help("Its flush never ends."),
      pipevane::boolean("torn").fallback("false").help("Its start fails."),
      pipevane::string("torn_by").fallback("").help("Its start fails where this file is."),
      pipevane::boolean("endless").fallback("false").help(
          "Its constructor says so and never ends."));

  Dump(const pipevane::Options& options, const pipevane::Host& host)
      : names_(host.dictionary()),
        out_(options.text("path")),
        cycles_(options.boolean("cycles")),
        stuck_(options.boolean("stuck")),
        torn_(options.boolean("torn")),
        torn_by_(options.text("torn_by")) {
    if (!out_) throw pipevane::Error("cannot write \"" + options.text("path") + "\"");
    if (options.boolean("endless")) std::cerr << "The constructor never ends.\n";
    while (options.boolean("endless")) pause();
  }

  void start() override {
    if (torn_ || std::filesystem::exists(torn_by_))
      throw pipevane::Error("the tape is torn; put in another one");
  }
  pipevane::Verdict process(const pipevane::Batch& batch) override {
    for (const pv_entity_change& each : batch.changes()) writeChange(each);
    for (std::size_t i = 0; i < batch.series().size(); ++i) writeSample(batch, i);
    for (const pv_event& each : batch.events()) writeEvent(batch, each);
    if (cycles_ && batch.endOfCycle()) out_ << "cycle\n";
    // A test may read while it runs.
    out_.flush();
    return pipevane::Verdict::done();
  }
  void flush() override {
    out_.flush();
    if (stuck_) std::cerr << "The flush never ends.\n";
    while (stuck_) pause();
  }

 private:
  void writeChange(const pv_entity_change& change) {
    out_ << (change.kind == PV_REMOVE ? "remove " : "upsert ") << names_.key(change.entity);
    for (std::size_t i = 0; i < change.attribute_count; ++i)
      out_ << ' ' << pipevane::view(change.attributes[i].name) << '='
           << (pipevane::present(change.attributes[i].value)
                   ? pipevane::view(change.attributes[i].value)
                   : "(absent)");
    out_ << '\n';
  }
  // Between tabs: a message and what is quoted in it may have blanks.
  void writeEvent(const pipevane::Batch& batch, const pv_event& event) {
    out_ << "event " << event.time_ms << '\t' << names_.key(event.entity) << '\t'
         << pipevane::view(event.id) << '\t' << pipevane::view(event.type) << '\t'
         << pipevane::view(event.state) << '\t' << (batch.backfill() ? "backfill" : "") << '\t'
         << pipevane::view(event.message);
    for (std::size_t i = 0; i < event.attribute_count; ++i)
      out_ << '\t' << pipevane::view(event.attributes[i].name) << '='
           << pipevane::view(event.attributes[i].value);
    out_ << '\n';
  }
  void writeSample(const pipevane::Batch& batch, std::size_t i) {
    const auto series = names_.of(batch.series()[i]);
    const auto metric = series ? names_.info(series->metric) : std::nullopt;
    if (!metric) throw pipevane::Error("a sample of a series that nobody knows");
    out_ << "sample " << names_.key(series->entity) << ' ' << metric->name << ' ' << batch.timeMs()
         << ' ' << std::hex << std::bit_cast<std::uint64_t>(batch.values()[i]) << std::dec << ' '
         << int{batch.qualities()[i]} << (batch.backfill() ? " backfill\n" : "\n");
  }

  pipevane::Dictionary names_;
  std::ofstream out_;
  const bool cycles_, stuck_, torn_;
  const std::filesystem::path torn_by_;
};

}  // namespace

PIPEVANE_PLUGIN("dump", "1.0.0", "Writes down what comes.", "MIT",
                pipevane::sink<Dump>("dump", "Writes every sample as a line."));
