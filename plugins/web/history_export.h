// An export of the history as a body: it goes from series to series, and asks for as much as the
// client takes. Only what is being told is in memory, and nothing is held in between: what comes
// meanwhile, or goes, may be in it or not.
#pragma once

#include "plugins/web/body.h"
#include "plugins/web/export_request.h"
#include "plugins/web/export_seats.h"
#include "plugins/web/history_rows.h"
#include "plugins/web/time_pieces.h"

#include <pipevane/history_stored.h>

#include <memory>
#include <optional>
#include <string>

namespace pipevane::web {

class HistoryExport final : public Body {
 public:
  // About so long is a piece, but for its last question's answer.
  static constexpr std::size_t kPieceBytes = 128 * 1024;
  // Others wait for the thread as well, also where there is little to tell: so many questions, so
  // much time that they are about, but for the last one's, and so many series that there may be.
  static constexpr int kMostQuestions = 64;
  static constexpr std::int64_t kMostAskedMs = kMostQuestions * TimePieces::kUsualMs;
  static constexpr int kMostPairs = 4096;

  // Throws Problem where so many exports are under way, by all or by that peer, that there is no
  // seat.
  HistoryExport(const Host& host, ExportRequest asked, std::unique_ptr<HistoryRows> rows,
                ExportSeats& seats, std::string peer);

  Piece next() override;

 private:
  struct Services;

  bool hasPairs() const;
  // Goes on to the next one, and begins its times where there is such a series.
  void nextPair(const Services& services);
  void ask(const Services& services, TimeRange range, std::string& out);
  TimePieces::Extent extentOf(const Services& services, SeriesId series) const;

  const Host host_;
  const Dictionary dictionary_;
  const ExportRequest asked_;
  const std::unique_ptr<HistoryRows> rows_;
  const ExportSeats::Seat seat_;
  bool begun_ = false;
  // The next pair, and the one that is being told.
  std::size_t next_entity_ = 0, next_metric_ = 0;
  SeriesId series_ = PV_NONE;
  std::string unit_;
  SeriesName name_;
  bool archives_ = false;  // are asked for the rest of this entity
  std::optional<TimePieces> times_;
};

}  // namespace pipevane::web
