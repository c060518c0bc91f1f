#include "plugins/history/archive/archive_reader.h"

#include <pipevane/sized.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace pipevane::history {
namespace {

constexpr const char* kNotArchived = "nobody keeps what totals and pools were";
constexpr const char* kNotAsked = "who may have kept it could not be asked now";

// Of what sums up others nobody keeps anything; of anything else an archive that is just away may.
bool sumsUp(std::string_view key) {
  const std::size_t kind = key.find('/');
  if (kind == std::string_view::npos) return false;
  const std::string_view rest = key.substr(kind + 1);
  return std::ranges::any_of(std::array{"pool/", "cluster/", "fleet/"},
                             [rest](std::string_view each) { return rest.starts_with(each); });
}

// One of the few that may wait, as long as this lives.
class Seat {
 public:
  Seat(std::atomic<int>& taken, int most) : taken_(taken), free_(taken.fetch_add(1) < most) {}
  ~Seat() { taken_.fetch_sub(1); }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  bool free() const { return free_; }

 private:
  std::atomic<int>& taken_;
  bool free_;
};

// An archive's word for it is not enough: what is out of order or no figure is left out.
void keep(const pv_archive_points& points, Past& past) {
  for (std::size_t i = 0; i < points.count; ++i) {
    const PastRow row{points.times_ms[i], points.steps_ms[i], points.values[i]};
    const bool behind = past.rows.empty() || row.begin_ms >= past.rows.back().endMs();
    if (behind && row.step_ms > 0 && std::isfinite(row.value)) past.rows.push_back(row);
  }
}

// Calls back through C, where nothing may be thrown.
struct Receiver {
  std::span<const MetricId> metrics;
  std::span<const std::size_t> wishes;
  const char* whose;
  std::vector<Past>& pasts;
  bool failed = false;
  std::string why = {};  // it is not all, as the archive says

  static void hear(void* context, pv_text why) {
    auto& self = *static_cast<Receiver*>(context);
    try {
      self.why = str(why);
    } catch (...) {
      self.failed = true;
    }
  }
  static void take(void* context, const pv_archive_points* points) {
    auto& self = *static_cast<Receiver*>(context);
    try {
      self.take(sizedCopy(*points));
    } catch (...) {
      self.failed = true;
    }
  }
  void take(const pv_archive_points& points) {
    const auto found = std::ranges::find(metrics, points.metric);
    if (found == metrics.end()) return;
    Past& past = pasts[wishes[static_cast<std::size_t>(found - metrics.begin())]];
    keep(points, past);
    past.whose = whose;
  }
};

}  // namespace

bool ArchiveReader::any() const { return !providers(host_, PV_ARCHIVE).empty(); }

std::vector<Past> ArchiveReader::read(std::span<const Wish> wishes, std::int32_t aggregate) const {
  std::vector<Past> pasts(wishes.size());
  const std::vector<Question> all = questions(wishes);
  if (all.empty()) return pasts;
  const std::vector<std::string> archives = providers(host_, PV_ARCHIVE);
  if (archives.empty()) return pasts;
  const Seat seat(waiting_, kWaitingMost);
  const auto deadline = Clock::now() + std::chrono::milliseconds(kPatienceMs);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    const bool waits = seat.free() && i < kEntitiesMost;
    ask(all[i], archives, aggregate, waits ? std::max<std::int64_t>(left, 0) : 0, pasts);
  }
  return pasts;
}

std::vector<ArchiveReader::Question> ArchiveReader::questions(std::span<const Wish> wishes) const {
  std::vector<Question> all;
  const Dictionary dictionary = host_.dictionary();
  for (std::size_t i = 0; i < wishes.size(); ++i) {
    const Wish& wish = wishes[i];
    if (wish.from_ms >= wish.to_ms) continue;
    const auto info = dictionary.of(wish.series);
    if (!info) continue;
    auto question = std::ranges::find(all, info->entity, &Question::entity);
    if (question == all.end())
      question = all.insert(all.end(), {info->entity, wish.from_ms, wish.to_ms, {}, {}});
    question->from_ms = std::min(question->from_ms, wish.from_ms);
    question->to_ms = std::max(question->to_ms, wish.to_ms);
    question->metrics.push_back(info->metric);
    question->wishes.push_back(i);
  }
  return all;
}

// Of the first archive that has the entity.
void ArchiveReader::ask(const Question& question, std::span<const std::string> archives,
                        std::int32_t aggregate, std::int64_t patience_ms,
                        std::vector<Past>& pasts) const {
  for (const std::string& each : archives) {
    const Lease<pv_archive> archive(host_, PV_ARCHIVE, each);
    if (!archive || !archive->keeps(archive.self(), question.entity)) continue;
    const pv_archive_query query{.size = sizeof(pv_archive_query),
                                 .aggregate = aggregate,
                                 .from_ms = question.from_ms,
                                 .to_ms = question.to_ms,
                                 .patience_ms = patience_ms,
                                 .entity = question.entity,
                                 .metric_count = question.metrics.size(),
                                 .metrics = question.metrics.data(),
                                 .incomplete = &Receiver::hear};
    Receiver receiver{question.metrics, question.wishes, archive->name, pasts};
    // What was told is right, whatever became of the rest.
    const pv_status status = archive->query(archive.self(), &query, &receiver, &Receiver::take);
    if (status == PV_OK && !receiver.failed) return;
    if (receiver.why.empty())
      receiver.why = status == PV_RETRY ? "could not be asked now" : "could not be read";
    const std::string why = std::string(archive->name) + " " + receiver.why;
    for (const std::size_t wish : question.wishes) pasts[wish].incomplete = why;
    return;
  }
  const bool nobodys = sumsUp(host_.dictionary().key(question.entity));
  for (const std::size_t wish : question.wishes)
    (nobodys ? pasts[wish].not_archived : pasts[wish].incomplete) =
        nobodys ? kNotArchived : kNotAsked;
}

}  // namespace pipevane::history
