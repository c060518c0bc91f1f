// CSV as RFC 4180 has it, a line for each point: what spreadsheets and programs alike take, however
// many series there are, and whether they tell at the same times or not.
#pragma once

#include "plugins/web/history_rows.h"
#include "plugins/web/utc_text.h"

namespace pipevane::web {

class HistoryCsv final : public HistoryRows {
 public:
  // With columns for the extremes of steps and for what aggregate they are of; without where it is
  // empty. Its name outlives this.
  explicit HistoryCsv(std::string_view aggregate) : aggregate_(aggregate) {}

  std::string head() const override;
  void add(const SeriesName& name, const pv_history_points& points, std::string& out) override;

 private:
  const std::string_view aggregate_;
  UtcText time_;
};

// A text as a cell, in quotes where it needs them. What a spreadsheet would take for a formula gets
// an apostrophe, and is then a text to it; what is no UTF-8 is replaced.
void appendCell(std::string& out, std::string_view text);

}  // namespace pipevane::web
