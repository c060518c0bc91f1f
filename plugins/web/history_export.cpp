#include "plugins/web/history_export.h"

#include "plugins/web/callback.h"
#include "plugins/web/history_request.h"

#include <pipevane/error.h>
#include <pipevane/sized.h>

namespace pipevane::web {

// What is needed of the history for one piece.
struct HistoryExport::Services {
  explicit Services(const Host& host) : history(host, PV_HISTORY), stored(host, PV_HISTORY_STORED) {
    if (!history || !stored) throw Error("cannot go on with an export: the history is gone");
  }
  const Lease<pv_history> history;
  const Lease<pv_history_stored> stored;
};

HistoryExport::HistoryExport(const Host& host, ExportRequest asked,
                             std::unique_ptr<HistoryRows> rows, ExportSeats& seats,
                             std::string peer)
    : host_(host),
      dictionary_(host.dictionary()),
      asked_(std::move(asked)),
      rows_(std::move(rows)),
      seat_(seats, std::move(peer)) {
  if (seat_.answer() == ExportSeats::Answer::kPeerHasEnough)
    throw Problem{429,
                  "Too many exports of yours",
                  "at most " + std::to_string(ExportSeats::kMostOfOnePeer) +
                      " are made at once for one address; ask again when one of them has ended",
                  {{"Retry-After", "10"}}};
  if (seat_.answer() == ExportSeats::Answer::kNoneLeft)
    throw Problem{503,
                  "Too many exports",
                  "at most " + std::to_string(ExportSeats::kMost) +
                      " are made at once; ask again when one of them has ended",
                  {{"Retry-After", "10"}}};
}

Piece HistoryExport::next() {
  const Services services(host_);
  Piece piece;
  piece.bytes.reserve(kPieceBytes * 3 / 2);
  if (!begun_) piece.bytes = rows_->head();
  begun_ = true;
  int questions = 0, pairs = 0;
  std::int64_t asked_ms = 0;
  while (piece.bytes.size() < kPieceBytes && questions < kMostQuestions &&
         asked_ms < kMostAskedMs && pairs < kMostPairs) {
    if (!times_) {
      piece.last = !hasPairs();
      if (piece.last) break;
      nextPair(services);
      ++pairs;
    } else if (const auto range = times_->next()) {
      ask(services, *range, piece.bytes);
      asked_ms += range->to_ms - range->from_ms;
      ++questions;
    } else {
      times_.reset();
    }
  }
  return piece;
}

bool HistoryExport::hasPairs() const {
  return next_entity_ < asked_.entities.size() && !asked_.metrics.empty();
}

void HistoryExport::nextPair(const Services& services) {
  if (next_metric_ == 0) archives_ = asked_.with_archives;
  const EntityId entity = asked_.entities[next_entity_];
  const MetricId metric = asked_.metrics[next_metric_];
  if (++next_metric_ == asked_.metrics.size()) {
    ++next_entity_;
    next_metric_ = 0;
  }
  series_ = dictionary_.findSeries(entity, metric);
  if (series_ == PV_NONE) return;
  const auto info = dictionary_.info(metric);
  unit_ = unitTold(info, asked_.aggregate);
  name_ = {dictionary_.key(entity), info ? info->name : std::string_view{}, unit_};
  times_.emplace(asked_.range, asked_.step_ms, extentOf(services, series_), archives_);
}

void HistoryExport::ask(const Services& services, TimeRange range, std::string& out) {
  const pv_history_query query{.size = sizeof(pv_history_query),
                               .aggregate = asked_.aggregate,
                               .from_ms = range.from_ms,
                               .to_ms = range.to_ms,
                               .step_ms = asked_.step_ms,
                               .max_points = 0,
                               .series_count = 1,
                               .series = &series_,
                               .combine = PV_COMBINE_NONE};
  Callback write{[&](const pv_history_points& told) {
    const pv_history_points points = sizedCopy(told);
    // An archive that does not answer is not asked again and again.
    if (present(points.incomplete)) archives_ = false;
    rows_->add(name_, points, out);
  }};
  const auto call = &decltype(write)::template call<pv_history_points>;
  const pv_status status =
      archives_ ? services.history->query(services.history.self(), &query, &write, call)
                : services.stored->query(services.stored.self(), &query, &write, call);
  write.rethrow();
  if (status != PV_OK) throw Error("cannot go on with an export: the history does not answer");
}

TimePieces::Extent HistoryExport::extentOf(const Services& services, SeriesId series) const {
  TimePieces::Extent extent;
  if (services.stored->extent(services.stored.self(), series, &extent.oldest_ms,
                              &extent.newest_ms) != PV_OK)
    throw Error("cannot go on with an export: the history does not answer");
  return extent;
}

}  // namespace pipevane::web
